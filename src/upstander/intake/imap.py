"""The mailbox: each email is fetched without marking it, taken in for good, and only then moved aside.

A connection that breaks, a worker that is killed, a server that says no: the email is still where it was, and is taken in once.
"""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from upstander.confidentiality.api import Viewer
from upstander.intake.actions.arrivals import take_mail
from upstander.intake.channels.email import LARGEST, received_at

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 200
_SECONDS = 30.0
_UID = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@dataclass
class Poll:
    """What one look at the mailbox came to. `stuck`: emails that could not be taken in and lie where they were."""

    taken: int = 0
    kept: int = 0
    again: int = 0
    stuck: int = 0


class MailboxFault(Exception):
    """The mailbox cannot be reached or opened. The message says which step, and never a password."""


def poll_mailbox(*, by: Viewer, clock: Callable[[], datetime]) -> Poll:
    """Take in what lies in the mailbox, the oldest first, at most 200 at once. Raises MailboxFault."""
    told = Poll()
    address = urlsplit(settings.UPSTANDER_MAILBOX_URL)
    folder = parse_qs(address.query).get("folder", ["INBOX"])[0]
    aside = parse_qs(address.query).get("aside", ["Upstander"])[0]
    box = _open()
    try:
        _must(box.select(_quoted(folder)), "open the folder")
        if box.create(_quoted(aside))[0] == "OK":  # refused when it is there already
            logger.info("made a folder of the mailbox for what was taken in")
        found = _must(box.uid("SEARCH", "UNDELETED"), "look for emails")
        for uid in (found[0] or b"").split()[:MOST_AT_ONCE]:
            _one(box, uid.decode(), _quoted(aside), told, by, clock)
    except (imaplib.IMAP4.error, OSError) as error:
        raise MailboxFault(
            f"The mailbox broke off ({type(error).__name__}). What was not taken in is still there."
        ) from None
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            box.logout()
    return told


def _one(
    box: imaplib.IMAP4, uid: str, aside: str, told: Poll, by: Viewer, clock: Callable[[], datetime]
) -> None:
    raw, internal = _fetch(box, uid)
    if raw is None:
        told.stuck += 1
        logger.error("an email in the mailbox is too large to be taken in; it lies where it was")
        return
    now = clock()
    own = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    try:
        became = take_mail(raw=raw, received_at=received_at(internal, now), own=own, by=by, now=now)
    except Exception:
        # One email that cannot be stored must not keep the others waiting. It is tried again at the next look.
        told.stuck += 1
        logger.exception("an email could not be taken in; it lies where it was")
        return
    # From here on it is durable: what fails below is only done again.
    told.again += became == "again"
    told.kept += became == "kept"
    told.taken += became not in ("again", "kept")
    _move(box, uid, aside)


def _fetch(box: imaplib.IMAP4, uid: str) -> tuple[bytes | None, datetime | None]:
    sized = _must(box.uid("FETCH", uid, "(RFC822.SIZE INTERNALDATE)"), "read an email")
    head = b" ".join(part if isinstance(part, bytes) else part[0] for part in sized if part)
    size = _SIZE.search(head)
    if size is None or int(size[1]) > LARGEST:
        return None, None
    # PEEK: reading marks nothing.
    parts = _must(box.uid("FETCH", uid, "(BODY.PEEK[])"), "read an email")
    raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
    at = imaplib.Internaldate2tuple(head)
    return raw, datetime(*at[:6]).astimezone(UTC) if at else None


def _move(box: imaplib.IMAP4, uid: str, aside: str) -> None:
    if "MOVE" in box.capabilities:
        _must(box.uid("MOVE", uid, aside), "move an email aside")
        return
    _must(box.uid("COPY", uid, aside), "move an email aside")
    _must(box.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"), "move an email aside")
    if "UIDPLUS" in box.capabilities:
        _must(box.uid("EXPUNGE", uid), "move an email aside")


def _open() -> imaplib.IMAP4:
    address = urlsplit(settings.UPSTANDER_MAILBOX_URL)
    host, context = address.hostname or "localhost", ssl.create_default_context()
    box: imaplib.IMAP4 | None = None
    try:
        if address.scheme == "imaps":
            box = imaplib.IMAP4_SSL(host, address.port or 993, ssl_context=context, timeout=_SECONDS)
        else:
            box = imaplib.IMAP4(host, address.port or 143, timeout=_SECONDS)
            if host not in ("127.0.0.1", "localhost", "::1"):
                box.starttls(context)
        box.login(unquote(address.username or ""), unquote(address.password or ""))
        box._get_capabilities()  # what it offers may differ after signing in
    except (imaplib.IMAP4.error, OSError) as error:
        if box is not None:
            with suppress(OSError):
                box.shutdown()
        raise MailboxFault(f"The mailbox cannot be reached or opened ({type(error).__name__}).") from None
    return box


def _must(
    answer: tuple[str, Any], what: str
) -> list[Any]:  # Any: bytes, or pairs of them, as the library has it
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(what)
    return list(data)


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
