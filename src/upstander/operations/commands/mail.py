"""`upstander mail`: look into the mailbox now, as the worker does every minute."""

from __future__ import annotations

import click

from upstander.operations.commands.staff import ready
from upstander.operations.errors import OperatorError


@click.command()
@ready
def command() -> None:
    """Take in what lies in the mailbox (UPSTANDER_MAILBOX_URL), and say how many."""
    from django.conf import settings
    from django.utils import timezone

    from upstander.confidentiality.api import system
    from upstander.intake.api import MailboxFault, poll_mailbox

    if not settings.UPSTANDER_MAILBOX_URL:
        raise OperatorError("No mailbox is set. Set UPSTANDER_MAILBOX_URL (docs/running.md).")
    try:
        told = poll_mailbox(by=system("mail"), clock=timezone.now)
    except MailboxFault as fault:
        raise OperatorError(str(fault)) from None
    click.echo(
        f"Taken in: {told.taken}. Kept to be looked at: {told.kept}. Here already: {told.again}. Left: {told.stuck}."
    )
    if told.stuck:
        raise OperatorError(
            "Some emails could not be taken in. They lie where they were; look at them in the mailbox."
        )
