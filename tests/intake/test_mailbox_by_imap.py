"""The mailbox, on a real server: nothing is marked or moved before it is durable, and nothing is taken twice."""

from __future__ import annotations

import imaplib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import override_settings

from factories.cast import Cast, one_of_each_role
from factories.dovecot import PROGRAM, mailbox
from upstander.confidentiality.api import system
from upstander.intake import imap
from upstander.intake.api import MailboxFault, kept_mail, poll_mailbox, queue, take_mail

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.enable_socket,
    pytest.mark.skipif(PROGRAM is None, reason="needs Dovecot (Debian: dovecot-imapd)"),
]
MAIL = b"From: amina@example.org\r\nSubject: Again\r\nMessage-ID: <%d@example.org>\r\n\r\nHe shouted at me on the stairs\r\n"
BY = system("tests")


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


@pytest.fixture(params=["", "imap_capability = IMAP4rev1"], ids=["with MOVE", "plain IMAP4rev1"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with mailbox(tmp_path, imap=request.param) as url, override_settings(UPSTANDER_MAILBOX_URL=url):
        yield url


def box(address: str) -> imaplib.IMAP4:
    found = urlsplit(address)
    opened = imaplib.IMAP4("127.0.0.1", found.port or 0)
    opened.login("reports", "secret")
    return opened


def put(address: str, *mails: bytes) -> None:
    opened = box(address)
    for each in mails:
        assert opened.append("INBOX", "", '"19-Nov-2026 09:00:00 +0000"', each)[0] == "OK"
    opened.logout()


def lies_in(address: str, folder: str) -> list[bytes]:
    """What lies there and is not marked for deletion, each with its flags."""
    opened = box(address)
    if opened.select(folder, readonly=True)[0] != "OK":
        return []
    found = opened.search(None, "UNDELETED")[1][0].split()
    flags = [opened.fetch(each, "(FLAGS)")[1][0] for each in found]
    opened.logout()
    return [each for each in flags if isinstance(each, bytes)]


def look(now: datetime) -> imap.Poll:
    return poll_mailbox(by=BY, clock=lambda: now)


def test_what_lies_there_is_taken_in_once_and_moved_aside(cast: Cast, address: str, now: datetime) -> None:
    spam = b"X-Spam-Flag: YES\r\n" + MAIL % 9
    put(address, MAIL % 1, MAIL % 2, spam, MAIL % 1)
    told = look(now)
    assert (told.taken, told.kept, told.again, told.stuck) == (2, 1, 1, 0)
    assert (len(lies_in(address, "INBOX")), len(lies_in(address, "Upstander"))) == (0, 4)
    received = {line.waiting.received_at.isoformat() for line in queue(cast.dev, now=now)}
    assert received == {"2026-11-19T09:00:00+00:00"}  # when the mailbox had it
    assert len(kept_mail(cast.dev, now=now)) == 1
    assert look(now) == imap.Poll()


def test_what_cannot_be_stored_stays_as_it_was_and_holds_up_nothing(
    cast: Cast, address: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(address, MAIL % 1, MAIL % 2)

    def broken(*, raw: bytes, **rest: object) -> str:
        if b"<1@" in raw:
            raise OSError("the disk is full")
        return take_mail(raw=raw, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(imap, "take_mail", broken)
    assert (look(now).taken, look(now).stuck) == (1, 1)
    (flags,) = lies_in(address, "INBOX")
    assert b"Seen" not in flags and b"Deleted" not in flags
    monkeypatch.undo()
    assert look(now).taken == 1
    assert len(queue(cast.dev, now=now)) == 2


def test_a_line_that_breaks_after_it_is_durable_doubles_nothing(
    cast: Cast, address: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(address, MAIL % 1)

    def broken(*_: object) -> None:
        raise OSError("the line broke")

    monkeypatch.setattr(imap, "_move", broken)
    with pytest.raises(MailboxFault, match="still there"):
        look(now)
    monkeypatch.undo()
    assert look(now).again == 1
    assert (len(queue(cast.dev, now=now)), lies_in(address, "INBOX")) == (1, [])


def test_a_mailbox_that_cannot_be_opened_says_so_without_its_password(tmp_path: Path, now: datetime) -> None:
    with (
        mailbox(tmp_path) as url,
        override_settings(UPSTANDER_MAILBOX_URL=url.replace("secret", "wrong-one")),
    ):
        with pytest.raises(MailboxFault) as fault:
            look(now)
        assert "wrong-one" not in str(fault.value)
