"""The job that counts: this month anew every quarter of an hour, and on the first working day the month before for good."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from upstander.confidentiality.api import system
from upstander.performance.actions.months import bring_up_to_date


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="measures", pass_context=False)
def measures(timestamp: int) -> None:
    """Count what is not frozen, and prepare the report of each month that is frozen now."""
    now, by = timezone.now(), system("measures")
    bring_up_to_date(by=by, now=now)
