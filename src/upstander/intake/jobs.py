"""Jobs of the intake room: drafts whose hour is over, and visits to a mailbox that are, are deleted every five minutes."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from upstander.confidentiality.api import system
from upstander.intake.drafts import sweep_drafts
from upstander.intake.visits import sweep_visits


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="draft-sweep", pass_context=False)
def sweep_expired_drafts(timestamp: int) -> None:
    """Delete what is over by now. An expired draft is unreadable to the pages already; this takes the rows away."""
    by, now = system("draft-sweep"), timezone.now()
    sweep_drafts(by=by, now=now)
    sweep_visits(by=by, now=now)
