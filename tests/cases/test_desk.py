"""What somebody keeps for themselves is theirs alone, and what changed on their cases is told within their rights."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.cast import one_of_each_role
from factories.reports import opened
from upstander.cases.alerts.api import choose, make_calendar, own_choice
from upstander.cases.alerts.choices import Choice
from upstander.cases.api import add_note
from upstander.cases.models import AlertChoice, CalendarFeed, Case, Duty
from upstander.cases.queries.api import board, changed_since, listed_cases, since_yesterday
from upstander.cases.queries.api import today as of_today
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import exclude, insert_rows, name_to_case, system, viewing
from upstander.messages.api import By

pytestmark = pytest.mark.django_db


def test_a_phone_number_and_a_calendar_are_seen_by_nobody_else_not_even_an_administrator(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    choose(Choice(way=By.TEXT, phone="07700 900123"), by=cast.ben, now=now)
    make_calendar(by=cast.ben, now=now)
    assert own_choice(cast.ben).phone == "07700 900123"
    for colleague in (cast.carol, cast.administrator, cast.auditor):
        with viewing(colleague):
            assert not AlertChoice.objects.exists() and not CalendarFeed.objects.exists()
    with viewing(system("tests")):
        assert b"900123" not in bytes(AlertChoice.objects.get().phone or b"")


def test_what_changed_leaves_out_what_i_did_and_cases_i_am_kept_from(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    later = now + timedelta(minutes=1)
    add_note(case_id=case_id, text="I wrote this", by=cast.ben, now=later)
    assert changed_since(cast.ben, later, now=later) == ()
    add_note(case_id=case_id, text="Seen at the door again", by=cast.carol, now=later)
    [line] = changed_since(cast.ben, later, now=later)
    assert line.case_id == case_id and dict(line.kinds) == {"note": 1}
    with viewing(system("tests")):
        exclude(case_id, {cast.staff["ben"].id: "party"}, now=now)
    assert changed_since(cast.ben, later, now=later) == ()


def test_late_promises_of_a_sealed_case_stand_on_the_board_of_whoever_is_named_to_it_and_cost_others_nothing(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    sealed, other = opened(cast, now - timedelta(days=60)), opened(cast, now - timedelta(days=30))
    with viewing(system("tests")):
        Case.objects.filter(pk=sealed).update(sealed=True)
        assert Duty.objects.filter(case_id=sealed, state="open", due_at__lt=now).count() > 2
        name_to_case(sealed, cast.staff["carol"].id, now=now)
    asked = []
    for manager, first in ((cast.senior, other), (cast.carol, sealed)):
        with CaptureQueriesContext(connection) as statements:
            [late] = board(manager, now=now, limit=1).overdue
        assert late.case_id == first
        asked.append(len(statements))
    assert asked[0] <= asked[1]


def test_what_an_ended_case_owes_and_what_is_written_on_it_stays_on_today(now: datetime) -> None:
    """Today looks at what goes on and at ended cases that still stir; the database itself keeps which these are."""
    cast = one_of_each_role(now)
    case_id = opened(cast, now - timedelta(days=30))

    def seen() -> tuple[int, int]:
        with viewing(system("tests")):
            row = Case.objects.get(pk=case_id)
        open_now = of_today(cast.ben, now=now).open_duties
        changed = changed_since(cast.ben, since_yesterday(now), now=now)
        assert (row.owes_still, bool(changed)) == (
            open_now > 0,
            bool(row.stirred_at and row.stirred_at == now),
        )
        return open_now, len(changed)

    with viewing(system("tests")):
        owed = Duty.objects.filter(case=case_id, state="open").count()
        Case.objects.filter(pk=case_id).update(state="closed", closed_at=now - timedelta(days=10))
    assert owed and seen() == (owed, 0)
    with viewing(system("tests")):
        Duty.objects.filter(case=case_id, state="open").update(state="met", met_at=now)
    assert seen() == (0, 0)
    with viewing(system("tests")):
        write_entry(Case.objects.get(pk=case_id), "note", by=cast.carol, at=now, now=now)
    assert seen() == (0, 1)
    with viewing(system("tests")):
        again = Duty.objects.filter(case=case_id, state="met").first()
        assert again is not None
        again.pk, again.state, again.met_at = uuid4(), "open", None
        insert_rows([again])
    assert seen() == (1, 1)


@pytest.mark.parametrize(
    ("today", "since"),
    [("2026-11-27", "2026-11-26"), ("2026-11-30", "2026-11-27"), ("2026-11-29", "2026-11-27")],
)
def test_since_yesterday_reaches_back_over_a_weekend(today: str, since: str) -> None:
    moment = datetime.fromisoformat(f"{today}T09:00:00").replace(tzinfo=UTC)
    assert since_yesterday(moment).isoformat().startswith(since)


def test_a_list_goes_on_over_pages_the_last_to_come_in_first_and_says_more_only_of_what_is_seen(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    old, hidden, middle, new = (opened(cast, now - timedelta(days=days)) for days in (4, 3, 2, 1))
    with viewing(system("tests")):
        exclude(hidden, {cast.staff["ben"].id: "party"}, now=now)

    def page(skip: int) -> tuple[set[UUID], bool]:
        heads, more = listed_cases(cast.ben, now=now, skip=skip, limit=2)
        return {head.id for head in heads}, more

    assert page(0) == ({middle, new}, True)
    assert page(1) == ({old, middle}, False), "the fourth is not counted"
    assert page(2) == ({old}, False)
