"""Jobs of the cases room: the clock that marks duties overdue and escalates them, every minute."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from upstander.cases.actions.clocks import escalate, mark_overdue
from upstander.confidentiality.api import system


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="duty-clock", pass_context=False)
def duty_clock(timestamp: int) -> None:
    """Run the clock. `timestamp` is when the run was due; the work uses the moment it really runs."""
    now = timezone.now()
    by = system("duty-clock")
    mark_overdue(by=by, now=now)
    escalate(by=by, now=now)
