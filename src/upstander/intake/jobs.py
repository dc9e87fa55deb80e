"""Jobs of the intake room: a code is sent to whoever asked to sign in; what is over (drafts, visits, sessions) is deleted."""

from __future__ import annotations

import logging
from contextlib import suppress
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from upstander.confidentiality.api import system
from upstander.intake.accounts import send_code, sweep_accounts
from upstander.intake.actions.arrivals import sweep_arrivals
from upstander.intake.actions.kept import sweep_kept_mail
from upstander.intake.actions.pictures import bring_picture as bring
from upstander.intake.actions.pictures import due_pictures
from upstander.intake.actions.scanning import due_scans, scan_attachment
from upstander.intake.drafts import sweep_drafts
from upstander.intake.floods import sweep_floods
from upstander.intake.imap import poll_mailbox
from upstander.intake.scanner import has_scanner
from upstander.intake.taking import sweep_takings
from upstander.intake.visits import sweep_visits

logger = logging.getLogger(__name__)


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="draft-sweep", pass_context=False)
def sweep_expired_drafts(timestamp: int) -> None:
    """Delete what is over by now. An expired draft is unreadable to the pages already; this takes the rows away."""
    by, now = system("draft-sweep"), timezone.now()
    sweep_drafts(by=by, now=now)
    sweep_takings(by=by, now=now)
    sweep_visits(by=by, now=now)
    sweep_arrivals(by=by, now=now)
    sweep_kept_mail(by=by, now=now)
    sweep_accounts(by=by, now=now)
    sweep_floods(now=now.timestamp())


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="mailbox", lock="mailbox", pass_context=False)
def look_into_mailbox(timestamp: int) -> None:
    """Take in what lies in the mailbox, when there is one. One look at a time."""
    if settings.UPSTANDER_MAILBOX_URL:
        poll_mailbox(by=system("mail"), clock=timezone.now)


@app.task(pass_context=False)
def bring_picture(picture_id: str) -> None:
    """Fetch one picture of a text from the gateway."""
    bring(picture_id=UUID(picture_id), by=system("pictures"), clock=timezone.now)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="pictures", pass_context=False)
def look_for_pictures(timestamp: int) -> None:
    """Pictures that did not come get their next try."""
    for picture_id in due_pictures(by=system("pictures"), now=timezone.now()):
        with suppress(AlreadyEnqueued):
            bring_picture.configure(queueing_lock=f"picture {picture_id}").defer(picture_id=str(picture_id))


@app.task(pass_context=False)
def scan_file(attachment_id: str) -> None:
    """Have one file looked at by the virus scanner."""
    scan_attachment(attachment_id=UUID(attachment_id), by=system("virus scanner"), clock=timezone.now)


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="scanner", lock="scanner", pass_context=False)
def look_at_files(timestamp: int) -> None:
    """Files that no scanner has looked at: those from before there was one, and those for which it did not answer."""
    if not has_scanner():
        return
    by = system("virus scanner")
    for attachment_id in due_scans(by=by, now=timezone.now()):
        if not scan_attachment(attachment_id=attachment_id, by=by, clock=timezone.now):
            logger.warning("the virus scanner does not answer, or cannot say")
            return  # the others in a minute


@app.task(pass_context=False)
def send_sign_in_code(asking_id: str) -> None:
    """Send a code, if what was typed reaches one person of the directory, safely. Nobody is told whether it did."""
    send_code(asking_id=UUID(asking_id), by=system("account code"), now=timezone.now())
