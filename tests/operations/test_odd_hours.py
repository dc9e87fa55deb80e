"""Every job with a timetable, at hours at which a clock is easily wrong."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django import app

from factories.cast import one_of_each_role
from factories.reports import opened
from sites.staff.conftest import Clock
from upstander.cases.models import Duty, Notice
from upstander.confidentiality.api import system, viewing


@pytest.mark.django_db
def test_what_is_owed_in_the_hour_that_comes_twice_is_late_once_and_the_year_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(datetime(2026, 10, 24, 1, 20, tzinfo=UTC))
    case_id = opened(one_of_each_role(clock.time), clock.time, danger=True)
    jobs = [each.task.func for each in app.periodic_registry.periodic_tasks.values()]
    jobs = [job for job in jobs if not asyncio.iscoroutinefunction(job)]
    for name in {job.__module__ for job in jobs}:
        monkeypatch.setattr(sys.modules[name], "timezone", clock)

    def late(moment: str) -> tuple[set[datetime], int]:
        """Run everything at this moment. When what is late was due, and how many notices there are of it."""
        clock.time = datetime.fromisoformat(moment)
        for job in jobs:
            job(0)
        with viewing(system("tests")):
            due = Duty.objects.filter(case=case_id, overdue_at__isnull=False)
            told = Notice.objects.filter(case=case_id, kind="overdue")
            return set(due.values_list("due_at", flat=True)), told.count()

    an_hour, a_day = clock.time + timedelta(hours=1), clock.time + timedelta(days=1)  # 01:20 after 02:20
    assert late("2026-10-25T00:58+00:00") == ({an_hour}, 1), "two minutes to two, for the first time"
    due, told = late("2026-10-25T01:58+00:00")
    assert due == {an_hour, a_day}
    assert late("2026-10-25T01:58+00:00") == (due, told), "nobody is told twice"
    due, more = late("2027-01-01T00:00+00:00")
    assert {an_hour, a_day} < due and more > told
