"""Jobs of the records room: destruction after approval, and again for what failed or was interrupted."""

from __future__ import annotations

import time
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app

from upstander.confidentiality.api import system
from upstander.records.access.standing import local_day
from upstander.records.actions.disposal import carry_out
from upstander.records.actions.leavers import forget_leavers
from upstander.records.actions.partner_people import forget_partner_people
from upstander.records.bundle.making import forget_answers, forget_requests
from upstander.records.falling_due import note_all

LONGEST = 600.0  # seconds that a walk may take


@app.task(pass_context=False)
def dispose(run_id: str) -> None:
    """Carry out one approved run."""
    carry_out(now=timezone.now(), run_id=UUID(run_id))


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="resume-disposal", pass_context=False)
def resume_disposal(timestamp: int) -> None:
    """Whatever is approved and not carried out yet: the worker was stopped, or something failed."""
    carry_out(now=timezone.now())


@app.periodic(cron="20 * * * *")
@app.task(queueing_lock="note-what-falls-due", pass_context=False)
def note_what_falls_due(timestamp: int) -> None:
    """Until when ended cases are kept, for the list of what falls due. Ten minutes at most: the next one goes on."""
    ends = time.monotonic() + LONGEST
    note_all(now=timezone.now(), enough=lambda: time.monotonic() > ends)


@app.periodic(cron="50 3 * * *")
@app.task(queueing_lock="forget-leavers", pass_context=False)
def forget_old_leavers(timestamp: int) -> None:
    """People who left long ago and are on no case, and people of other bodies who no longer sign in."""
    now = timezone.now()
    forget_leavers(by=system("directory sweep"), now=now)
    forget_partner_people(by=system("directory sweep"), now=now)


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="forget-answers", pass_context=False)
def forget_old_answers(timestamp: int) -> None:
    """Copies of answers to requests for data, three years after they were given, and then the requests themselves."""
    now = timezone.now()
    forget_answers(today=local_day(now), now=now)
    forget_requests(today=local_day(now), now=now)
