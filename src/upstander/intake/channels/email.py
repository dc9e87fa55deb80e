"""One email as it came, read without trust: any bytes give an answer, nothing is unpacked, nothing is ever shown as HTML. Pure."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from functools import partial

from bs4 import BeautifulSoup

from upstander.intake.errors import FileRefused
from upstander.intake.files import MOST_FILES, check_file, safe_filename
from upstander.intake.told import FileTold

LARGEST = 50_000_000
LONGEST = 20_000  # characters of its words that stand in the report; the whole email lies beside it
_PARTS, _DEPTH, _HEADER, _HTML = 200, 20, 500, 1_000_000
_MOST_FILE_BYTES = 45_000_000
_ID = re.compile(r"<[^<>\s]{1,250}>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class MailRead:
    """What an email says. `because`: why it is no report, or "" when it may be one.

    `answers`: the message ids it refers to. `bounced`: those of ours that came back, and `for_good` whether for ever.
    """

    sender: str = ""
    shown_from: str = ""
    shown_to: str = ""
    subject: str = ""
    sent: str = ""
    text: str = ""
    answers: tuple[str, ...] = ()
    files: tuple[FileTold, ...] = ()
    left_out: tuple[str, ...] = ()
    because: str = ""
    bounced: tuple[str, ...] = ()
    for_good: bool = True


def read_mail(raw: bytes, *, own: str) -> MailRead:
    """Read it. `own` is our own address, by which a loop shows itself. Never raises."""
    try:
        return _read(raw, own)
    except (
        Exception
    ):  # whatever a hostile email does to a parser: it is kept for a person, and the poller goes on
        return MailRead(because="unreadable", text=_text_of(raw[:LONGEST]))


def same_mail(raw: bytes) -> bytes:
    """Equal for the same email however often it is delivered: its own id and everything below the headers."""
    head, _, rest = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    found = re.search(rb"^message-id:\s*(<[^<>\s]+>)", head, re.IGNORECASE | re.MULTILINE)
    return hashlib.sha256((found[1] + b"\n" + rest) if found else raw).digest()


def whole(raw: bytes) -> FileTold:
    """The email itself, as a file to download."""
    return FileTold(
        "email.eml", "message/rfc822", len(raw), hashlib.sha256(raw).digest(), partial(_pieces, raw)
    )


def _pieces(raw: bytes) -> Iterator[bytes]:
    for at in range(0, len(raw), 1024 * 1024):
        yield raw[at : at + 1024 * 1024]


def _read(raw: bytes, own: str) -> MailRead:
    mail = message_from_bytes(raw)
    sender = next((address for _, address in getaddresses([_header(mail, "From")]) if "@" in address), "")[
        :254
    ]
    plain, html, files, left_out = _content(mail)
    text = "\n\n".join(plain).strip()
    if len(text) < 3 and html:
        text = "\n\n".join(_words_of_html(each) for each in html).strip()
    subject = _header(mail, "Subject")
    bounced, for_good = _bounced(mail)
    because = _because(mail, sender.lower(), own.lower(), subject)
    if not because and not text and not files and not left_out and not subject:
        because = "empty"
    return MailRead(
        sender=sender.lower(),
        shown_from=_header(mail, "From"),
        shown_to=_header(mail, "To"),
        subject=subject,
        sent=_header(mail, "Date"),
        text=text,
        answers=tuple(_ID.findall(f"{_whole(mail, 'In-Reply-To')} {_whole(mail, 'References')}")[:50]),
        files=tuple(files),
        left_out=tuple(left_out),
        because=because,
        bounced=bounced,
        for_good=for_good,
    )


# What it is ----------------------------------------------------------------------------------------------------------


def _because(mail: Message, sender: str, own: str, subject: str) -> str:
    """Bounces (RFC 3464), loops, automatic answers (RFC 3834), mailing lists, and what a filter before us called spam."""
    name = sender.partition("@")[0]
    if mail.get_content_type() == "multipart/report" or name in ("mailer-daemon", "postmaster"):
        return "bounce"
    if (own and sender == own) or len(mail.get_all("Received", [])) > 50:
        return "loop"
    automatic = _header(mail, "Auto-Submitted").lower() or "no"
    if not automatic.startswith("no") or any(each in mail for each in ("X-Autoreply", "X-Autorespond")):
        return "auto_reply"
    if _header(mail, "Precedence").lower() == "auto_reply" or _AUTO_SUBJECT.match(subject):
        return "auto_reply"
    if (
        "List-Id" in mail
        or "List-Unsubscribe" in mail
        or _header(mail, "Precedence").lower() in ("bulk", "junk", "list")
    ):
        return "list"
    spam = _header(mail, "X-Spam-Flag").lower() == "yes" or _header(mail, "X-Spam-Status").lower().startswith(
        "yes"
    )
    level = _header(mail, "X-MS-Exchange-Organization-SCL")
    return "spam" if spam or (level.isdigit() and int(level) >= 5) else ""


_AUTO_SUBJECT = re.compile(
    r"(automatic reply|auto(matic)?[- ]?(reply|response)|out of (the )?office)\b", re.IGNORECASE
)


def _bounced(mail: Message) -> tuple[tuple[str, ...], bool]:
    """The ids of messages that a delivery report says came back, and whether for good. Nothing for one that was delivered."""
    if mail.get_content_type() != "multipart/report":
        return (), True
    status = "".join(
        _payload_text(part) for part in _leaves(mail) if part.get_content_type() == "message/delivery-status"
    )
    status += "".join(
        str(inner.as_string()) for part in mail.walk() if part.get_content_type() == "message/delivery-status"
        for inner in (part.get_payload() if isinstance(part.get_payload(), list) else []) if isinstance(inner, Message)
    )  # fmt: skip
    actions = {each.lower() for each in re.findall(r"^action:\s*(\w+)", status, re.IGNORECASE | re.MULTILINE)}
    if not actions & {"failed", "delayed"}:
        return (), True
    ids: list[str] = []
    for part in mail.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            inner = part.get_payload()
            shown = (
                inner[0].as_string()
                if isinstance(inner, list) and inner and isinstance(inner[0], Message)
                else str(inner)
            )
            ids += re.findall(
                r"^message-id:\s*(<[^<>\s]{1,250}>)", shown[:50_000], re.IGNORECASE | re.MULTILINE
            )
    return tuple(ids[:10]), "failed" in actions


# What is in it -------------------------------------------------------------------------------------------------------


def _leaves(mail: Message) -> Iterator[Message]:
    """Parts that hold something, in order; no more and no deeper than anybody sends."""
    waiting, seen = [(mail, 0)], 0
    while waiting and seen < _PARTS:
        part, depth = waiting.pop(0)
        seen += 1
        inner = part.get_payload()
        if isinstance(inner, list) and depth < _DEPTH:
            waiting = [(each, depth + 1) for each in inner if isinstance(each, Message)] + waiting
        elif not isinstance(inner, list):
            yield part


def _content(mail: Message) -> tuple[list[str], list[str], list[FileTold], list[str]]:
    plain: list[str] = []
    html: list[str] = []
    files: list[FileTold] = []
    left_out: list[str] = []
    size = 0
    for part in _leaves(mail):
        kind, name = part.get_content_type(), _filename(part)
        if not name and kind in ("text/plain", "text/html"):
            (plain if kind == "text/plain" else html).append(_payload_text(part))
            continue
        if kind in ("message/delivery-status", "text/rfc822-headers"):
            continue
        content = part.get_payload(decode=True)
        content = content if isinstance(content, bytes) else b""
        shown = safe_filename(name or f"file.{part.get_content_subtype()}")
        size += len(content)
        if len(files) >= MOST_FILES - 1 or size > _MOST_FILE_BYTES:
            left_out.append(
                f"“{shown}”: there were more files than one report carries. It lies in the email itself."
            )
            continue
        try:
            files.append(check_file(shown, io.BytesIO(content)))
        except FileRefused as refused:
            left_out.append(f"{refused} It lies in the email itself.")
    return [each for each in plain if each.strip()], html, files, left_out


def _payload_text(part: Message) -> str:
    content = part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    try:
        charset = part.get_content_charset() or "utf-8"
    except (LookupError, UnicodeError, ValueError):
        charset = "utf-8"
    return _text_of(content, charset)


def _text_of(content: bytes, charset: str = "utf-8") -> str:
    for each in (charset, "utf-8", "cp1252"):
        try:
            return _clean(content.decode(each))
        except (LookupError, UnicodeError, ValueError):
            continue
    return _clean(content.decode("latin-1"))


def _clean(words: str) -> str:
    words = _CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in words.split("\n")))


_BLOCKS = ["p", "div", "tr", "li", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol"]


def _words_of_html(html: str) -> str:
    """The words a reader would see. No address that it would load, no script, no style."""
    soup = BeautifulSoup(f"<body>{html[:_HTML]}", "html.parser")
    for each in soup(["script", "style", "head", "title", "template", "noscript"]):
        each.extract()
    for each in soup(["br", *_BLOCKS]):
        each.append("\n")
    return _clean(re.sub(r"[ \t\xa0]+", " ", soup.get_text())).strip()


def _filename(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (LookupError, UnicodeError, ValueError, TypeError):
        name = "file"
    if not name and part.get_content_disposition() == "attachment":
        name = f"file.{part.get_content_subtype()}"
    return _decoded(name)


def _header(mail: Message, name: str) -> str:
    shown = " ".join(_decoded(_whole(mail, name)).split())
    return shown if len(shown) <= _HEADER else f"{shown[:_HEADER]}…"


def _whole(mail: Message, name: str) -> str:
    return str(mail.get(name) or "")[:50_000]


def _decoded(words: str) -> str:
    try:
        pieces = decode_header(words)
    except (ValueError, LookupError):
        return _clean(words)
    return "".join(
        _text_of(each, charset or "utf-8") if isinstance(each, bytes) else _clean(each)
        for each, charset in pieces
    )


def received_at(internal: datetime | None, now: datetime) -> datetime:
    """When the landlord was told: when the mailbox took it in, as its server says. What the email itself says is its sender's word."""
    if internal is None or internal > now:
        return now
    return internal.astimezone(UTC)
