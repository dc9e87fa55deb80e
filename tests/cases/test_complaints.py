"""A complaint beside a case: its handler reads it and nothing of the case, nobody on the case reads it, and nothing waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from pytest_django import Settings

from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from records.closing import closed
from upstander.cases.api import NoSuchCase
from upstander.cases.complaints.api import (
    ComplaintTold,
    NoSuchComplaint,
    complaint_card,
    complaint_handlers,
    late_with_my_people,
    my_complaints,
    raise_complaint,
    take_complaint_step,
)
from upstander.cases.complaints.clock import collect_complaints
from upstander.cases.models import Alert
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import Viewer, system, viewing
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return one_of_each_role(now)


def passed_on(cast: Cast, case_id: UUID, now: datetime, handler: str = "policy") -> UUID:
    amina = next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
    told = ComplaintTold(amina, cast.staff[handler].id, "CP-12", "Nobody rang back", "By phone, mornings")
    raise_complaint(case_id=case_id, told=told, by=cast.ben, now=now)
    return my_complaints(getattr(cast, handler), now=now)[0].id


def rows(viewer: Viewer) -> int:
    with viewing(viewer), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_complaint")
        return int(cursor.fetchone()[0])


def test_the_handler_reads_the_complaint_and_not_the_case_and_the_case_goes_on(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now)
    before = {(d.slug, d.due_at) for d in case_page(cast.ben, case_id, now=now).open_duties}
    complaint = passed_on(cast, case_id, now)
    page = case_page(cast.ben, case_id, now=now)
    assert {(d.slug, d.due_at) for d in page.open_duties} == before
    assert not any("rang back" in line.body for line in page.timeline)
    card = complaint_card(cast.policy, complaint, now=now)
    assert (card.who, card.about, card.reach) == ("Amina Yusuf", "Nobody rang back", "By phone, mornings")
    with pytest.raises(NoSuchCase):
        case_page(cast.policy, case_id, now=now)
    assert [rows(each) for each in (cast.policy, cast.ben, cast.carol, cast.senior, cast.auditor)] == [
        1,
        0,
        0,
        0,
        0,
    ]
    with pytest.raises(NoSuchComplaint):
        complaint_card(cast.senior, complaint, now=now)


def test_times_run_from_stage_to_stage_as_the_policy_on_complaints_says(cast: Cast, now: datetime) -> None:
    complaint = passed_on(cast, opened(cast, now), now)

    def step(code: str, words: str = "Told them", later: int = 0) -> None:
        take_complaint_step(
            complaint_id=complaint, code=code, words=words, by=cast.policy, now=now + timedelta(days=later)
        )

    def line() -> tuple[str, str, datetime | None]:
        found = my_complaints(cast.policy, now=now)[0]
        return found.stage, found.standing, found.due_at

    assert line() == ("Stage 1", "To be acknowledged", datetime.fromisoformat("2026-11-27T17:00:00+00:00"))
    with pytest.raises(Refused, match="Acknowledge it first"):
        step("answered")
    step("acknowledged")
    assert line()[2] == datetime.fromisoformat("2026-12-04T17:00:00+00:00")
    with pytest.raises(Refused, match="what they were told"):
        step("extended", "")
    step("extended")
    assert line()[2] == datetime.fromisoformat("2026-12-18T17:00:00+00:00")
    step("answered", later=3)
    step("next_stage", later=4)
    assert line()[:2] == ("Stage 2", "To be acknowledged")
    step("acknowledged", later=4)
    step("answered", later=5)
    with pytest.raises(Refused, match="Housing Ombudsman"):
        step("next_stage", later=6)
    step("ended", later=7)
    assert line()[1] == "Ended"


def test_no_officer_of_the_case_handles_it_and_none_is_raised_on_a_sealed_case(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now)
    assert {name for _, name in complaint_handlers(cast.ben, case_id)} == {"Pavel Reed", "Sana Idris"}
    assert {name for _, name in complaint_handlers(cast.senior, case_id)} == {"Pavel Reed"}
    sealed = closed(cast, now - timedelta(days=31), sealed=True)
    with pytest.raises((Refused, NoSuchCase)):
        told = ComplaintTold(sealed, cast.staff["policy"].id, "CP-13", "?", "?")
        raise_complaint(case_id=sealed, told=told, by=cast.esther, now=now)


def test_the_handler_is_told_before_and_after_it_is_due_and_then_their_manager_in_neutral_words(
    cast: Cast, now: datetime, settings: Settings
) -> None:
    settings.UPSTANDER_SENDS_EMAIL = True
    complaint = passed_on(cast, opened(cast, now), now)
    due = my_complaints(cast.policy, now=now)[0].due_at
    assert due is not None
    with viewing(system("tests")):
        cast.staff["policy"].manager = cast.staff["senior"]
        cast.staff["policy"].save(update_fields=["manager"])

    def told(at: datetime) -> set[tuple[UUID, str]]:
        collect_complaints(by=system("alerts"), now=at)
        collect_complaints(by=system("alerts"), now=at)
        with viewing(system("tests")):
            rows = list(Alert.objects.all())
        assert all(row.case_id is None for row in rows), "nothing that leads to the case"
        return {(row.staff_id, row.group) for row in rows}

    mine = cast.staff["policy"].id
    assert told(now) == {(mine, "soon")}
    assert told(due + timedelta(minutes=1)) == {(mine, "soon"), (mine, "late")}
    late = due + timedelta(hours=3)
    assert (cast.staff["senior"].id, "late") in told(late)
    assert late_with_my_people(cast.senior, now=late) == (("Pavel Reed", 1),)
    assert late_with_my_people(cast.carol, now=late) == ()
    take_complaint_step(complaint_id=complaint, code="acknowledged", words="", by=cast.policy, now=late)
    assert late_with_my_people(cast.senior, now=late) == ()
