"""Many cases given out at once: all as shown or none, conflicts respected without a word, and taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.api import Move, add_note, assign_case, declare_tie, give_out, take_back
from upstander.cases.queries.api import case_page, cases_to_give, plan_giving, today
from upstander.confidentiality.api import RelationTold, StaleEdit, record_absence
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def officer(cast: Cast, case_id: UUID, now: datetime) -> str:
    return case_page(cast.carol, case_id, now=now).head.officer


def moves(cast: Cast, cases: list[UUID], to: str | None, now: datetime) -> list[Move]:
    plan = plan_giving(cast.carol, cases, to=cast.staff[to].id if to else None, now=now)
    return [Move(line.head.id, line.to.id, line.head.version) for line in plan if line.to]


def test_an_officers_cases_go_as_shown_and_come_back(cast: Cast, now: datetime) -> None:
    cases = [opened(cast, now, officer="ben") for _ in range(3)]
    later = now + timedelta(hours=1)
    shown = moves(cast, cases, "bella", now)
    assert {move.to for move in shown} == {cast.staff["bella"].id}
    assert {officer(cast, case, now) for case in cases} == {"Ben Okoro"}, "a plan changes nothing"
    moved = give_out(moves=shown, by=cast.carol, now=later)
    assert {officer(cast, case, now) for case in cases} == {"Bella Nowak"}
    assert len(today(cast.bella, now=later).notices) == 3
    assign_case(case_id=cases[0], officer_id=cast.staff["carol"].id, by=cast.carol, now=later)
    stayed = take_back(moved=moved, at=later, by=cast.carol, now=later + timedelta(minutes=1))
    assert stayed == [cases[0]]
    assert [officer(cast, case, now) for case in cases] == ["Carol Marsden", "Ben Okoro", "Ben Okoro"]
    assert len(today(cast.bella, now=later).notices) == 1, "what she had not read of the others is gone"


def test_shared_out_everybody_carries_alike(cast: Cast, now: datetime) -> None:
    cases = [opened(cast, now, officer="ben") for _ in range(4)]
    give_out(moves=moves(cast, cases, None, now), by=cast.carol, now=now)
    names = sorted(officer(cast, case, now) for case in cases)
    assert names == ["Bella Nowak", "Bella Nowak", "Carol Marsden", "Carol Marsden"]


def test_whoever_is_in_conflict_gets_nothing_and_nothing_says_why(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, officer="ben")
    declare_tie(told=RelationTold("knows", "Amina Yusuf"), by=cast.bella, now=now)
    (line,) = plan_giving(cast.carol, [case_id], to=cast.staff["bella"].id, now=now)
    assert line.to and line.to.name == "Carol Marsden"
    tampered = [Move(case_id, cast.staff["bella"].id, line.head.version)]
    with pytest.raises(Refused) as refused:
        give_out(moves=tampered, by=cast.carol, now=now)
    assert "onflict" not in refused.value.reason
    declare_tie(told=RelationTold("knows", "Amina Yusuf"), by=cast.carol, now=now)
    assert cases_to_give(cast.carol, officer_id=cast.staff["ben"].id, now=now) == []


def test_one_case_that_changed_meanwhile_stops_all(cast: Cast, now: datetime) -> None:
    cases = [opened(cast, now, officer="ben") for _ in range(2)]
    shown = moves(cast, cases, "bella", now)
    add_note(case_id=cases[1], text="A call", by=cast.ben, now=now)
    with pytest.raises(StaleEdit):
        give_out(moves=shown, by=cast.carol, now=now)
    assert {officer(cast, case, now) for case in cases} == {"Ben Okoro"}


def test_only_who_gives_out_cases_does(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, officer="ben")
    for key in ("ben", "dev", "administrator", "farid"):
        with pytest.raises(Refused):
            plan_giving(getattr(cast, key), [case_id], to=None, now=now)
        with pytest.raises(Refused):
            give_out(moves=[], by=getattr(cast, key), now=now)


def test_a_cover_has_the_officers_duties_on_their_own_day(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, officer="ben")
    assert today(cast.bella, now=now).duties == ()
    days = {"starts_at": now, "ends_at": now + timedelta(days=2)}
    record_absence(
        staff_id=cast.staff["ben"].id, cover_id=cast.staff["bella"].id, by=cast.ben, now=now, **days
    )
    seen = today(cast.bella, now=now)
    assert {line.case_id for line in seen.duties} == {case_id} and seen.cases == 1
    assert {line.officer for line in seen.duties} == {"Ben Okoro"}
    assert today(cast.bella, now=now + timedelta(days=2)).duties == ()
