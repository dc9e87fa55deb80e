"""An opened mailbox, for the length of a visit: twenty minutes from the last page, or until "Exit this page".

The cookie holds a random token, as for drafts; the database holds which mailbox it is, sealed so that only the token says it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from cryptography.exceptions import InvalidTag

from upstander.confidentiality.api import PUBLIC, Viewer, elevated, viewing
from upstander.intake.code_words import Slip, read_code
from upstander.intake.errors import MailboxShut
from upstander.intake.models import Mailbox, MailboxVisit
from upstander.intake.return_code import lookup_of, opens
from upstander.intake.tokens import keys_of, new_token

IDLE = timedelta(minutes=20)
_RENEWED = timedelta(minutes=1)  # a visit is written at most once in this time


def open_mailbox(typed: str, now: datetime) -> str | Slip | None:
    """A token for the cookie of a new visit; what is wrong with the words; or None when no mailbox has this code."""
    words = read_code(typed)
    if isinstance(words, Slip):
        return words
    with viewing(PUBLIC), elevated("intake.mailbox"):
        found = Mailbox.objects.filter(lookup=lookup_of(words)).values_list("id", "verifier").first()
    if found is None or not opens(words, found[1]):
        return None
    return open_visit(found[0], now)


def open_visit(mailbox_id: UUID, now: datetime) -> str:
    """A token for the cookie of a new visit. For whoever has shown that the mailbox is theirs."""
    token = new_token()
    keys = keys_of(token, "visit")
    if keys is None:
        raise RuntimeError("a token of ours gives keys")
    with viewing(PUBLIC):
        MailboxVisit.objects.create(
            id=keys.id, content=keys.seal(mailbox_id.bytes, keys.binding), expires_at=now + IDLE
        )
    return token


def mailbox_of(token: str, now: datetime) -> UUID:
    """The mailbox that is open under this token, for another twenty minutes. Raises MailboxShut."""
    keys = keys_of(token, "visit")
    if keys is None:
        raise MailboxShut
    with viewing(PUBLIC):
        row = MailboxVisit.objects.filter(pk=keys.id, expires_at__gt=now).first()
        if row is None:
            raise MailboxShut
        try:
            found = UUID(bytes=keys.unseal(bytes(row.content), keys.binding))
        except InvalidTag:
            raise MailboxShut from None
        # By update: "Exit this page" in another tab may delete it meanwhile.
        mine = MailboxVisit.objects.filter(pk=keys.id)
        if row.expires_at < now + IDLE - _RENEWED and not mine.update(expires_at=now + IDLE):
            raise MailboxShut
    return found


def end_visit(token: str) -> None:
    """Close the mailbox now. None open is no error."""
    keys = keys_of(token, "visit")
    if keys is not None:
        with viewing(PUBLIC):
            MailboxVisit.objects.filter(pk=keys.id).delete()


def sweep_visits(*, by: Viewer, now: datetime) -> int:
    """Delete every visit that is over. Returns how many."""
    with viewing(by):
        return MailboxVisit.objects.filter(expires_at__lte=now).delete()[0]
