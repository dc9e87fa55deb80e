"""How clauses stand is counted for everyone, and no count ever tells of a case that its reader may not know of."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from factories.cast import Cast, one_of_each_role
from factories.reports import opened, received
from upstander.cases.api import Answer, answer_duty, record_visit
from upstander.cases.models import Case
from upstander.cases.queries.api import Tally, duties_behind
from upstander.confidentiality.api import exclude, system, viewing
from upstander.confidentiality.models import Staff
from upstander.governance.api import STANDARD, clause_book, span_starts
from upstander.intake.api import PersonTold
from upstander.lib.decision import Refused
from upstander.people.models import Person

pytestmark = pytest.mark.django_db


def stands(cast: Cast, who: str, now: datetime, clause: str = "3.3.1", span: str = "today") -> Tally:
    card = clause_book(getattr(cast, who), now=now).card(clause)
    assert card
    return card.spans[span]


def totals(cast: Cast, who: str, now: datetime) -> dict[str, Tally]:
    return dict(clause_book(getattr(cast, who), now=now).totals)


def of_staff(now: datetime) -> None:
    """A report about an employee: sealed at once."""
    received(now, survivor=PersonTold(name="Ola Berg", affiliation="employee"), immediate_danger=True)


def keep_ben_from(cast: Cast, case_id: UUID, now: datetime) -> None:
    with viewing(system("tests")):
        person = Person.objects.get(external_ref="P-2")
        Staff.objects.filter(pk=cast.staff["ben"].pk).update(person_id=person.pk)
        exclude(case_id, {cast.staff["ben"].pk: "self"}, now=now)


def test_a_duty_goes_from_under_way_to_at_risk_to_broken_to_done_late(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, danger=True)

    def visit(at: datetime) -> str:
        card = clause_book(cast.executive, now=at).card("3.3.1")
        assert card
        return next(duty.spans["today"].state for duty in card.duties if duty.id == "visit")

    assert visit(now - timedelta(seconds=1)) == "under_way"
    assert visit(now + timedelta(hours=1)) == "at_risk"
    late = now + timedelta(hours=25)
    assert visit(late) == "broken"
    record_visit(case_id=case_id, at=late, seen=True, where="home", found="Shaken", by=cast.ben, now=late)
    assert visit(late + timedelta(minutes=1)) == "broken", "it was late today"
    next_day = clause_book(cast.executive, now=late + timedelta(days=1)).card("3.3.1")
    assert next_day
    spans = next(duty.spans for duty in next_day.duties if duty.id == "visit")
    assert (spans["today"].state, spans["month"].broken) == ("quiet", 1)


def test_kept_promises_count_in_the_spans_they_were_kept_in(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, danger=True)
    record_visit(case_id=case_id, at=now, seen=True, where="home", found="Shaken", by=cast.ben, now=now)
    card = clause_book(cast.executive, now=now).card("3.3.1")
    assert card
    visit = next(duty for duty in card.duties if duty.id == "visit")
    assert {span: tally.kept for span, tally in visit.spans.items()} == {"today": 1, "month": 1, "year": 1}


def test_a_sealed_case_changes_no_count_for_anyone_outside_it(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now, danger=True)
    readers = [who for who in cast.staff if who != "esther"]
    before = {who: totals(cast, who, now) for who in readers}
    of_staff(now)
    with viewing(system("tests")):
        assert Case.objects.filter(sealed=True).count() == 1
    assert {who: totals(cast, who, now) for who in readers} == before


def test_a_case_that_somebody_is_in_conflict_with_is_in_none_of_their_counts(now: datetime) -> None:
    cast = one_of_each_role(now)
    before = totals(cast, "ben", now)
    case_id = opened(cast, now, officer="bella", danger=True)
    assert totals(cast, "ben", now) != before
    keep_ben_from(cast, case_id, now)
    assert totals(cast, "ben", now) == before
    assert totals(cast, "bella", now) != before


def test_those_without_case_rights_are_counted_the_landlords_whole_and_shown_none_of_it(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    opened(cast, now, danger=True)
    later = now + timedelta(hours=30)
    for who in ("executive", "policy", "auditor", "administrator", "nia"):
        assert stands(cast, who, later) == stands(cast, "ben", later)
        assert not duties_behind(
            getattr(cast, who), clause="3.3.1", standing="broken", since=later - timedelta(days=1), now=later
        )
    behind = duties_behind(
        cast.ben, clause="3.3.1", standing="broken", since=later - timedelta(days=1), now=later
    )
    assert len(behind) == stands(cast, "ben", later).broken > 0


def test_the_list_behind_a_count_keeps_to_its_clause(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now, danger=True)
    for clause in ("3.3.1", "5.2", STANDARD):
        lines = duties_behind(cast.ben, clause=clause, standing="under_way", since=now, now=now)
        assert len(lines) == stands(cast, "ben", now, clause).under_way


def test_nobody_reads_it_without_the_permission(now: datetime) -> None:
    nobody = one_of_each_role(now).ben
    with pytest.raises(Refused):
        clause_book(type(nobody)(nobody.kind, nobody.staff_id), now=now)


def test_spans_begin_at_midnight_on_the_landlords_clock(now: datetime) -> None:
    edition = clause_book(one_of_each_role(now).dev, now=now).edition
    summer = datetime.fromisoformat("2026-07-31T23:30:00+00:00")  # 1 August, half past midnight in London
    starts = span_starts(edition, summer)
    assert starts["today"] == starts["month"] == datetime.fromisoformat("2026-07-31T23:00:00+00:00")
    assert starts["year"] == datetime.fromisoformat("2026-01-01T00:00:00+00:00")


def test_what_could_not_be_done_is_told_apart_from_what_was_kept_except_where_that_is_few(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    seen, unseen = opened(cast, now, danger=True), opened(cast, now, danger=True)
    record_visit(case_id=seen, at=now, seen=True, where="home", found="Shaken", by=cast.ben, now=now)
    why = Answer("visit", "could_not", "She is away until Monday")
    answer_duty(case_id=unseen, answer=why, at=now, by=cast.ben, now=now)

    def visit(who: str) -> Tally:
        card = clause_book(getattr(cast, who), now=now).card("3.3.1")
        assert card
        return next(duty.spans["today"] for duty in card.duties if duty.id == "visit")

    told = visit("carol")
    assert (told.kept, told.answered, told.together) == (1, 1, False), "she may open both"
    told = visit("executive")
    assert (told.kept, told.answered, told.together) == (2, 0, True), "which of so few is not for everybody"
    for standing, case_id in (("kept", seen), ("answered", unseen)):
        behind = duties_behind(cast.carol, clause="3.3.1", standing=standing, since=now, now=now)
        assert [line.case_id for line in behind if line.slug == "visit"] == [case_id]
