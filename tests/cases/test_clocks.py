"""Time passes: duties become overdue once, the officer is told, then the manager."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from factories.cast import one_of_each_role
from factories.reports import opened, received
from upstander.cases import jobs
from upstander.cases.api import dismiss_notices, escalate, mark_overdue
from upstander.cases.queries.api import case_page, today
from upstander.confidentiality.api import system
from upstander.intake.api import PersonTold

pytestmark = pytest.mark.django_db
CLOCK = system("duty-clock")


def test_an_overdue_duty_is_marked_once_and_its_officer_told(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    dismiss_notices(by=cast.ben, now=now)
    soonest = min(duty.due_at for duty in case_page(cast.ben, case_id, now=now).open_duties)
    assert mark_overdue(by=CLOCK, now=soonest) == 0, "at its very moment it is in time"
    late = now + timedelta(days=4)
    first = mark_overdue(by=CLOCK, now=late)
    assert first > 0 and mark_overdue(by=CLOCK, now=late) == 0
    told = [n for n in today(cast.ben, now=late).notices if n.kind == "overdue"]
    assert len(told) == first
    lines = [line for line in case_page(cast.ben, case_id, now=late).timeline if line.kind == "duty_overdue"]
    assert len(lines) == first


def test_the_manager_is_told_two_hours_after_the_officer(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    late = now + timedelta(days=4)
    mark_overdue(by=CLOCK, now=late)
    assert escalate(by=CLOCK, now=late + timedelta(hours=2)) == 0
    assert today(cast.carol, now=late).notices == ()
    assert escalate(by=CLOCK, now=late + timedelta(hours=2, seconds=1)) > 0
    assert {n.kind for n in today(cast.carol, now=late).notices} == {"overdue_escalated"}
    assert escalate(by=CLOCK, now=late + timedelta(days=1)) == 0


def test_one_kind_of_work_that_fails_silences_no_other(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = []

    def fails(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(jobs, "mark_overdue", fails)
    for name in ("raise_alarms", "escalate", "chase_sharing", "chase_measures"):
        monkeypatch.setattr(jobs, name, lambda name=name, **_: ran.append(name))
    with pytest.raises(ZeroDivisionError):
        jobs.duty_clock(timestamp=0)
    assert ran == ["raise_alarms", "escalate", "chase_sharing", "chase_measures"]


def test_in_danger_officer_and_manager_are_told_at_once(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now, danger=True)
    mark_overdue(by=CLOCK, now=now + timedelta(hours=2))
    told = [{notice.kind for notice in today(who, now=now).notices} for who in (cast.ben, cast.carol)]
    assert "overdue" in told[0] and "overdue_escalated" in told[1]


def test_a_report_nobody_has_triaged_reaches_the_managers(now: datetime) -> None:
    cast = one_of_each_role(now)
    received(now)
    mark_overdue(by=CLOCK, now=now + timedelta(days=4))
    assert "Triage" in {n.duty_label for n in today(cast.carol, now=now).notices}


def test_nobody_hears_of_a_sealed_case_but_its_keepers(now: datetime) -> None:
    cast = one_of_each_role(now)
    received(now, survivor=PersonTold(name="Zora Blake", affiliation="employee"))
    mark_overdue(by=CLOCK, now=now + timedelta(days=9))
    escalate(by=CLOCK, now=now + timedelta(days=10))
    told = {name for name in cast.staff if today(getattr(cast, name), now=now).notices}
    assert told == {"esther"}
