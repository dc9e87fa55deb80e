"""A visit is planned, and then something changes: what is safe, whom they asked for, who can go. Nobody goes where it is not safe, and
nobody waits in vain."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.api import PartyTold, add_party, declare_tie, end_colleague, update_survivor
from upstander.cases.queries.api import today
from upstander.cases.visits.api import VisitTold, my_visits, plan_visit, visits_of
from upstander.confidentiality.api import RelationTold, record_absence
from upstander.messages.api import By, SafeContactCard

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AMINA = PartyTold("survivor", "customer", name="Amina Yusuf", identified=True, contactable=True)
SAFE = SafeContactCard(ways=(By.PHONE,), phone="07700 900123")


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def planned(cast: Cast, now: datetime, who: str = "ben", **changes: object) -> UUID:
    case_id = opened(cast, now, officer="ben")
    told = VisitTold(now + DAY, cast.staff[who].id, "home", **changes)  # type: ignore[arg-type]
    plan_visit(case_id=case_id, told=told, by=cast.ben, now=now)
    return case_id


def kinds(cast: Cast, key: str, now: datetime) -> set[str]:
    return {each.kind for each in today(getattr(cast, key), now=now).notices}


@pytest.mark.parametrize(
    "said",
    [
        replace(AMINA, safe_contact=replace(SAFE, not_at_home=True)),
        replace(AMINA, wants_female_staff=True),
    ],
)
def test_whoever_goes_hears_what_was_said_since(cast: Cast, now: datetime, said: PartyTold) -> None:
    case_id = planned(cast, now, who="bella")
    assert not visits_of(cast.ben, case_id, now=now)[0].unfit
    update_survivor(case_id=case_id, survivor=said, by=cast.ben, now=now + timedelta(minutes=1))
    assert visits_of(cast.ben, case_id, now=now)[0].unfit and my_visits(cast.bella, now=now)[0].unfit
    assert "visit_unfit" in kinds(cast, "bella", now) & kinds(cast, "ben", now)


@pytest.mark.parametrize("how", ["kept from it", "leaves"])
def test_who_cannot_go_any_more_is_followed_by_the_officer_of_the_case(
    cast: Cast, now: datetime, how: str
) -> None:
    planned(cast, now, who="bella", ring="07700 900200")
    if how == "leaves":
        end_colleague(staff_id=cast.staff["bella"].id, by=cast.administrator, now=now)
    else:
        declare_tie(told=RelationTold("related", "Amina Yusuf"), by=cast.bella, now=now)
    assert [(line.officer, line.ring) for line in my_visits(cast.ben, now=now)] == [("Ben Okoro", "")]
    assert "visit_planned" in kinds(cast, "ben", now)
    assert my_visits(cast.bella, now=now) == ()


def test_whoever_covers_sees_the_visits_of_who_is_away(cast: Cast, now: datetime) -> None:
    planned(cast, now)
    assert my_visits(cast.bella, now=now) == ()
    away = {"staff_id": cast.staff["ben"].id, "cover_id": cast.staff["bella"].id}
    record_absence(**away, starts_at=now, ends_at=now + 2 * DAY, by=cast.ben, now=now)
    assert [line.covered for line in my_visits(cast.bella, now=now)] == ["Ben Okoro"]


WORKS_HERE = PartyTold("perpetrator", "employee", name="Hal Brook")


def test_who_cannot_know_of_a_sealed_case_does_not_go_and_somebody_else_does(
    cast: Cast, now: datetime
) -> None:
    case_id = planned(cast, now, who="bella", second_id=cast.staff["ben"].id)
    add_party(case_id=case_id, party=WORKS_HERE, by=cast.ben, now=now)
    assert [line.officer for line in my_visits(cast.esther, now=now)] == ["Esther Cole"]
    assert "visit_planned" in kinds(cast, "esther", now)
