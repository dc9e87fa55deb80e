"""Urgent access: some hours, by the database's clock; told at once, judged afterwards; and never a sign of what it does not open."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.cast import Cast, one_of_each_role
from factories.reports import opened, received
from upstander.cases.api import NoSuchCase, add_note, break_glass, review_glass
from upstander.cases.models import Case
from upstander.cases.queries.api import case_page, openings, openings_waiting, today
from upstander.confidentiality.api import AuditSelection, Viewer, audit_entries, exclude, system, viewing
from upstander.intake.api import PersonTold, queue
from upstander.lib.decision import Refused
from upstander.lib.references import make_reference

pytestmark = pytest.mark.django_db
WHY = "She rang me from outside her door, he is there again"


def at(moment: datetime) -> None:
    """What the database takes for now, in this test."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('upstander.clock', %s, true)", [moment.isoformat()])


@pytest.fixture
def cast(now: datetime) -> Cast:
    at(now)
    return one_of_each_role(now)


def reference_of(case_id: UUID) -> str:
    with viewing(system("tests")):
        return Case.objects.get(pk=case_id).reference


def take(by: Viewer, reference: str, now: datetime) -> UUID:
    return break_glass(reference=reference, reason=WHY, by=by, now=now)


def test_it_opens_one_case_for_four_hours_to_read_and_to_work(cast: Cast, now: datetime) -> None:
    case_id, other = opened(cast, now), opened(cast, now)
    with pytest.raises(NoSuchCase):
        case_page(cast.nia, case_id, now=now)
    assert take(cast.nia, reference_of(case_id), now) == case_id
    add_note(case_id=case_id, text="I am with her", by=cast.nia, now=now)
    with pytest.raises(NoSuchCase):
        case_page(cast.nia, other, now=now)
    at(now + timedelta(hours=3, minutes=59))
    assert case_page(cast.nia, case_id, now=now)
    at(now + timedelta(hours=4))
    with pytest.raises(NoSuchCase):
        case_page(cast.nia, case_id, now=now)
    with pytest.raises(NoSuchCase):
        add_note(case_id=case_id, text="Later", by=cast.nia, now=now)
    take(cast.nia, reference_of(case_id), now + timedelta(hours=5))
    assert case_page(cast.nia, case_id, now=now), "once more, with another reason"


def test_the_officer_and_the_data_protection_officer_know_at_once(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, officer="ben")
    take(cast.nia, reference_of(case_id), now)
    assert "glass_broken" in {notice.kind for notice in today(cast.ben, now=now).notices}
    assert any(
        line.kind == "glass_broken" and line.body == WHY
        for line in case_page(cast.ben, case_id, now=now).timeline
    )
    assert openings_waiting(cast.farid) == 1
    (line,) = openings(cast.farid, now=now)
    assert (line.staff, line.reason, line.upheld) == ("Nia Bright", WHY, None)
    with pytest.raises(NoSuchCase):
        case_page(cast.farid, case_id, now=now)
    for other in (cast.carol, cast.esther, cast.nia):
        with pytest.raises(Refused):
            openings(other, now=now)


def test_access_that_is_not_upheld_ends_then_and_is_judged_once(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    take(cast.nia, reference_of(case_id), now)
    later = now + timedelta(minutes=10)
    at(later)
    (line,) = openings(cast.farid, now=later)
    review_glass(opening_id=line.id, upheld=False, reason="She could have asked", by=cast.farid, now=later)
    with pytest.raises(NoSuchCase):
        case_page(cast.nia, case_id, now=later)
    with pytest.raises(Refused, match="already"):
        review_glass(opening_id=line.id, upheld=True, reason="Changed my mind", by=cast.farid, now=later)
    assert openings_waiting(cast.farid) == 0


def test_a_later_opening_stands_when_an_earlier_one_is_not_upheld(cast: Cast, now: datetime) -> None:
    case_id, later = opened(cast, now), now + timedelta(hours=5)
    take(cast.nia, reference_of(case_id), now)
    at(later)
    take(cast.nia, reference_of(case_id), later)
    first = min(openings(cast.farid, now=later), key=lambda line: line.at)
    review_glass(opening_id=first.id, upheld=False, reason="She could have asked", by=cast.farid, now=later)
    assert case_page(cast.nia, case_id, now=later)


def test_nobody_judges_their_own_access_also_with_both_roles(cast: Cast, now: datetime) -> None:
    cast.staff["nia"].roles = ["neighbourhood", "data_protection_officer"]
    with viewing(system("tests")):
        cast.staff["nia"].save(update_fields=["roles"])
    take(cast.nia, reference_of(opened(cast, now)), now)
    (line,) = openings(cast.farid, now=now)
    with pytest.raises(Refused, match="their own"):
        review_glass(opening_id=line.id, upheld=True, reason="I had to", by=cast.nia, now=now)


def test_sealed_in_conflict_and_no_such_case_are_answered_alike(cast: Cast, now: datetime) -> None:
    barred = opened(cast, now)
    with viewing(system("tests")):
        exclude(barred, {cast.staff["nia"].id: "self"}, now=now)
    received(now, survivor=PersonTold(name="Zora Blake", affiliation="employee"))
    sealed = queue(cast.esther, now=now)[0].waiting
    answers, queries = set(), set()
    for reference in (
        reference_of(barred),
        reference_of(sealed.case_id),
        sealed.reference,
        make_reference("C", 999_999),
        "nonsense",
    ):
        with CaptureQueriesContext(connection) as asked, pytest.raises(Refused) as said:
            take(cast.nia, reference, now)
        answers.add((said.value.reason, said.value.clause))
        queries.add(len(asked))
    assert len(answers) == 1 and len(queries) == 1
    entries = audit_entries(cast.farid, AuditSelection(action="case.break_glass_refused"), now=now)
    assert [line.case_id for line in entries.lines] == [None] * 5


def test_a_case_that_is_sealed_meanwhile_is_gone_and_so_is_its_review(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    take(cast.nia, reference_of(case_id), now)
    with viewing(system("tests")):
        Case.objects.filter(pk=case_id).update(sealed=True)
    with pytest.raises(NoSuchCase):
        case_page(cast.nia, case_id, now=now)
    assert openings(cast.farid, now=now) == []


def test_a_conflict_found_while_inside_ends_it(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    take(cast.nia, reference_of(case_id), now)
    with viewing(system("tests")):
        exclude(case_id, {cast.staff["nia"].id: "relation", cast.staff["farid"].id: "self"}, now=now)
    with pytest.raises(NoSuchCase):
        case_page(cast.nia, case_id, now=now)
    assert openings(cast.farid, now=now) == [], "nor does the reviewer meet a case they are kept from"
    with pytest.raises(Refused):
        review_glass(opening_id=uuid4(), upheld=True, reason="-", by=cast.farid, now=now)


def test_it_needs_a_reason_and_a_role_and_takes_nothing_from_who_sees_it_anyway(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now)
    reference = reference_of(case_id)
    with pytest.raises(Refused, match="sentence"):
        break_glass(reference=reference, reason="need it", by=cast.nia, now=now)
    for key in ("dev", "esther", "farid", "administrator", "auditor", "executive", "policy"):
        with pytest.raises(Refused):
            take(getattr(cast, key), reference, now)
    assert take(cast.bella, reference, now) == case_id
    assert openings(cast.farid, now=now) == []
