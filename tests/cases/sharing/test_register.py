"""The register of disclosures: codes of ordinary cases for whoever keeps it, and nothing of sealed ones or of conflicts."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from factories.bodies import at_once, body
from factories.cast import Cast, one_of_each_role
from factories.reports import opened, received
from upstander.cases.api import chase_sharing, review_sharing, share_information
from upstander.cases.models import Case, Disclosure
from upstander.cases.queries.api import RegisterAsked, disclosure_register, exported_register, today
from upstander.cases.sharing.api import SharingTold
from upstander.confidentiality.api import Viewer, exclude, system, viewing
from upstander.intake.api import PersonTold
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db
ALL = RegisterAsked()


def shared(case_id: UUID, told: SharingTold, by: Viewer, now: datetime) -> UUID:
    return share_information(case_id=case_id, told=told, at=now, by=by, now=now)


def sealed_case(now: datetime) -> UUID:
    received(now, survivor=PersonTold(name="Zora Blake", affiliation="employee"))
    with viewing(system("tests")):
        return Case.objects.get(sealed=True).id


def rows(viewer: Viewer) -> int:
    with viewing(viewer), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_disclosure")
        return int(cursor.fetchone()[0])


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def test_the_keeper_reads_ordinary_cases_in_codes_and_no_case(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    shared(case_id, at_once(), cast.ben, now)
    shared(sealed_case(now), at_once(), cast.esther, now)
    page = disclosure_register(cast.farid, ALL, now=now)
    assert [(line.ground, line.agency, line.by) for line in page.lines] == [("emergency", "", "Ben Okoro")]
    assert page.total == 1 and page.lines[0].reference, "the sealed one is not counted either"
    assert len(exported_register(cast.farid, ALL, now=now)) == 1
    assert rows(cast.farid) == 1
    with viewing(cast.farid):
        assert not Case.objects.exists()
    for other in (cast.ben, cast.carol, cast.esther, cast.auditor, cast.executive):
        with pytest.raises(Refused):
            disclosure_register(other, ALL, now=now)
    assert (rows(cast.auditor), rows(cast.executive)) == (0, 0)


def test_a_keeper_in_conflict_never_hears_of_it(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    shared(case_id, at_once(), cast.ben, now)
    with viewing(system("tests")):
        exclude(case_id, {cast.staff["farid"].pk: "self"}, now=now)
    assert disclosure_register(cast.farid, ALL, now=now).total == 0
    assert rows(cast.farid) == 0


def test_it_is_searched_by_time_body_ground_and_review(cast: Cast, now: datetime) -> None:
    case_id, police = opened(cast, now), body(now)
    first = shared(case_id, at_once(), cast.ben, now)
    later = now + timedelta(hours=1)
    lawful = SharingTold(
        "lawful", police, ("identity",), lawful="crime", necessity="Only the name", risk_of_not="He goes on"
    )
    shared(case_id, lawful, cast.carol, later)
    review_sharing(
        case_id=case_id,
        disclosure_id=first,
        upheld=True,
        reason="He was at the door",
        by=cast.carol,
        now=later,
    )

    def found(**asked: object) -> list[str]:
        selection = RegisterAsked(**asked)  # type: ignore[arg-type]
        return [line.ground for line in disclosure_register(cast.farid, selection, now=later).lines]

    assert found() == ["lawful", "emergency"]
    assert found(agency_id=police) == found(ground="lawful") == found(since=later) == ["lawful"]
    assert found(before_time=later) == found(review="upheld") == ["emergency"]
    assert found(review="waiting") == found(review="late") == []


def test_another_manager_is_told_at_once_and_once_more_when_it_is_late(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    shared(case_id, at_once(), cast.ben, now)
    kinds = [n.kind for n in today(cast.carol, now=now).notices]
    assert kinds == ["sharing_review"]
    with viewing(system("tests")):
        due = Disclosure.objects.get().review_due_at
    assert due is not None
    clock = system("clock.sharing")
    assert chase_sharing(by=clock, now=due) == 0
    late = due + timedelta(seconds=1)
    assert (chase_sharing(by=clock, now=late), chase_sharing(by=clock, now=late)) == (1, 0)
    assert "sharing_review_late" in {n.kind for n in today(cast.carol, now=late).notices}


def test_a_manager_who_shared_is_not_asked_to_review_it(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    shared(case_id, at_once(), cast.carol, now)
    assert not today(cast.carol, now=now).notices
    assert [n.kind for n in today(cast.senior, now=now).notices] == ["sharing_review"]
