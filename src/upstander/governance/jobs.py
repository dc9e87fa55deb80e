"""Reminders, on the morning of every working day: somebody's training, and what is due on the policy register and the calendar."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from upstander.cases.api import current_edition
from upstander.confidentiality.api import staff_email, system
from upstander.governance.reminding import due_notes
from upstander.messages.api import By, deliver

_WHERE = {"training": "/staff/training/", "team": "/staff/training/", "register": "/staff/policy/register/"}
_WORDS = """Something in Upstander is waiting for you. Sign in to see what:

{link}

This is sent once for each thing that is due.
"""


class NotTaken(Exception):
    """The mail server took nothing. Carries no words: what failed is logged by class."""


@app.periodic(cron="5 8 * * *")
@app.task(queueing_lock="reminders", pass_context=False)
def reminders(timestamp: int) -> None:
    """Tell everybody once of what is due from them. Doing it again on the same day tells nobody."""
    now = timezone.now()
    calendar = current_edition(now).calendar
    if not calendar.is_working_day(calendar.local(now).date()):
        return
    with transaction.atomic():
        for staff_id, kind in due_notes(by=system("reminders"), now=now):
            send_reminder.defer(staff_id=str(staff_id), kind=kind)


@app.task(retry=RetryStrategy(max_attempts=4, wait=300), pass_context=False)
def send_reminder(staff_id: str, kind: str) -> None:
    """One email, in which nobody reads what it is about."""
    address = staff_email(UUID(staff_id))
    if not address:
        return
    body = _WORDS.format(link=f"{settings.UPSTANDER_BASE_URL}{_WHERE[kind]}")
    answer = deliver(
        By.EMAIL,
        to=address,
        subject="Something is waiting for you",
        body=body,
        key=str(uuid4()),
        now=timezone.now(),
    )
    if answer.kind == "later":
        raise NotTaken
