"""Jobs of the intake room: drafts whose hour is over are deleted, every five minutes."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from upstander.confidentiality.api import system
from upstander.intake.drafts import sweep_drafts


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="draft-sweep", pass_context=False)
def sweep_expired_drafts(timestamp: int) -> None:
    """Delete what is over by now. An expired draft is unreadable to the pages already; this takes the rows away."""
    sweep_drafts(by=system("draft-sweep"), now=timezone.now())
