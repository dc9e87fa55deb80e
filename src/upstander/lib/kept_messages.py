"""Messages that were written to files instead of being sent, as the demonstration does: an email or a text each, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default as modern
from pathlib import Path
from typing import Literal

SCHEME = "outbox"  # of UPSTANDER_EMAIL_URL and UPSTANDER_TEXT_URL
FOLDER = "outbox"  # in the data directory
MARK = "demonstration"  # a file in the data directory of a demonstration, made by `upstander demo`
_TEXT, _EMAIL = ".text", ".log"
_BETWEEN = b"\n" + b"-" * 79 + b"\n"  # Django's file backend ends each email with it


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """What somebody would have received. `at`: in seconds since the epoch."""

    way: Literal["email", "text"]
    to: str
    subject: str
    body: str
    at: float


def keep_text(folder: Path, *, to: str, sender: str, body: str, key: str, now: datetime) -> None:
    """Write a text as the file backend writes an email. Raises OSError."""
    message = EmailMessage(policy=modern)
    message["From"], message["To"], message["Date"] = sender, to, now
    message.set_content(body)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / f"{now:%Y%m%d-%H%M%S-%f}-{key}{_TEXT}").write_bytes(message.as_bytes())


def kept_messages(folder: Path) -> Iterator[KeptMessage]:
    """The newest first. A folder that is not there holds none."""
    files = [(file.stat().st_mtime, file) for file in folder.glob("*") if file.suffix in (_TEXT, _EMAIL)]
    for at, file in sorted(files, reverse=True):
        for raw in reversed(file.read_bytes().split(_BETWEEN)):
            if raw.strip():
                yield _read(raw, "text" if file.suffix == _TEXT else "email", at)


def _read(raw: bytes, way: Literal["email", "text"], at: float) -> KeptMessage:
    message = BytesParser(policy=modern).parsebytes(raw)
    part = message.get_body(("plain",)) or message
    body = str(part.get_content()).strip()
    return KeptMessage(way, str(message["To"]), str(message["Subject"] or ""), body, at)
