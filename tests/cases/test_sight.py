"""Who can see a case, and why: the page says exactly what the database shows each colleague, and why (clauses 3.5, 4.3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection

from factories.cast import Cast, one_of_each_role
from factories.reports import opened, received
from upstander.cases.api import NoSuchCase, break_glass, declare_tie, let_in
from upstander.cases.queries.api import case_page, who_sees
from upstander.confidentiality.api import (
    ColleagueSight,
    RelationTold,
    Viewer,
    colleague_sight,
    record_absence,
    system,
    viewing,
)
from upstander.confidentiality.models import Team
from upstander.intake.api import PersonTold, queue
from upstander.lib.decision import Refused
from upstander.sites.staff.sight_words import case_words

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(now: datetime) -> Cast:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('upstander.clock', %s, true)", [now.isoformat()])
    return one_of_each_role(now)


def in_sql(viewer: Viewer, case_id: UUID) -> bool:
    with viewing(viewer), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case WHERE id = %s", [case_id])
        return bool(cursor.fetchone()[0])


def told(asked: Viewer, case_id: UUID, now: datetime) -> dict[str, list[str]]:
    return {
        person.name: [ground.kind for ground in person.grounds]
        for person in who_sees(asked, case_id, now=now).people
    }


def as_each(cast: Cast, case_id: UUID) -> set[str]:
    return {staff.name for key, staff in cast.staff.items() if in_sql(getattr(cast, key), case_id)}


def sealed_case(cast: Cast, now: datetime) -> UUID:
    received(now, survivor=PersonTold(name="Somebody Here", affiliation="employee"))
    return queue(cast.esther, now=now)[0].waiting.case_id


def test_an_ordinary_case_is_told_as_sql_shows_it_to_each_colleague(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, officer="ben")
    with viewing(system("tests")):
        cast.staff["nia"].teams.set(Team.objects.filter(slug="community-safety"))
    record_absence(
        staff_id=cast.staff["ben"].id, cover_id=cast.staff["ivan"].id, starts_at=now, ends_at=now + timedelta(days=3),
        by=cast.ben, now=now,
    )  # fmt: skip
    declare_tie(told=RelationTold("related", "Amina Yusuf"), by=cast.bella, now=now)
    found = told(cast.carol, case_id, now)
    assert set(found) == as_each(cast, case_id)
    assert found["Ben Okoro"] == ["officer", "team", "everything"]
    assert found["Ivan Petrov"] == ["cover"]
    assert found["Nia Bright"] == ["team"]
    assert "Bella Nowak" not in found, "in conflict"
    assert all(found.values()), "everybody has a reason"


def test_urgent_access_stands_with_its_end_and_is_gone_after_it(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    reference = case_page(cast.ben, case_id, now=now).head.reference
    break_glass(reference=reference, reason="She stands at the desk and is afraid", by=cast.nia, now=now)
    assert told(cast.carol, case_id, now)["Nia Bright"] == ["urgent"]
    later = now + timedelta(hours=4)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('upstander.clock', %s, true)", [later.isoformat()])
    assert "Nia Bright" not in told(cast.carol, case_id, later)


def test_of_a_sealed_case_only_its_keepers_are_told(cast: Cast, now: datetime) -> None:
    case_id = sealed_case(cast, now)
    let_in(case_id=case_id, staff_id=cast.staff["carol"].id, by=cast.esther, now=now)
    found = told(cast.esther, case_id, now)
    assert set(found) == as_each(cast, case_id) == {"Esther Cole", "Carol Marsden"}
    assert found == {"Esther Cole": ["keeper"], "Carol Marsden": ["named"]}
    with pytest.raises(Refused):
        who_sees(cast.carol, case_id, now=now)
    with pytest.raises(NoSuchCase):
        who_sees(cast.senior, case_id, now=now)


def test_a_report_that_waits_is_seen_by_whoever_triages(cast: Cast, now: datetime) -> None:
    received(now)
    case_id = queue(cast.dev, now=now)[0].waiting.case_id
    found = told(cast.carol, case_id, now)
    assert found["Dev Anand"] == ["triage"]
    assert set(found) == as_each(cast, case_id)


@pytest.mark.parametrize("role", ["dev", "nia", "ben", "lead", "esther", "executive", "farid"])
def test_what_a_colleague_sees_in_words_agrees_with_sql(cast: Cast, now: datetime, role: str) -> None:
    other, waiting = opened(cast, now, officer="bella"), sealed_case(cast, now)
    received(now)
    fresh = queue(cast.dev, now=now)[0].waiting.case_id
    mine = opened(cast, now, officer=role) if role == "ben" else None
    sight = colleague_sight(cast.administrator, cast.staff[role].id, now=now)
    assert isinstance(sight, ColleagueSight)
    words = " ".join(case_words(sight))
    viewer = getattr(cast, role)
    everything = "Every case that is not sealed" in words
    assert everything == in_sql(viewer, other)
    assert ("Every sealed case" in words) == in_sql(viewer, waiting)
    assert (everything or "New reports that wait" in words) == in_sql(viewer, fresh)
    assert mine is None or ("officer" in words and in_sql(viewer, mine))
    assert "Amina" not in words


def test_only_those_who_keep_accounts_or_watch_over_them_ask_about_a_colleague(
    cast: Cast, now: datetime
) -> None:
    for asked in (cast.carol, cast.auditor, cast.ben):
        with pytest.raises(Refused):
            colleague_sight(asked, cast.staff["nia"].id, now=now)
    assert colleague_sight(cast.farid, cast.staff["nia"].id, now=now) is not None
