"""Jobs of the cases room: the clock that marks duties overdue and escalates them, and the guard against conflicts."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from upstander.cases.actions.clocks import chase_sharing, escalate, mark_overdue
from upstander.cases.guard import guard_everybody
from upstander.confidentiality.api import system


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="duty-clock", pass_context=False)
def duty_clock(timestamp: int) -> None:
    """Run the clock. `timestamp` is when the run was due; the work uses the moment it really runs."""
    now = timezone.now()
    by = system("duty-clock")
    mark_overdue(by=by, now=now)
    escalate(by=by, now=now)
    chase_sharing(by=by, now=now)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="guard-sweep", pass_context=False)
def guard_sweep(timestamp: int) -> None:
    """Look for new conflicts: somebody moved in with a party, or the directory changed."""
    guard_everybody(now=timezone.now())
