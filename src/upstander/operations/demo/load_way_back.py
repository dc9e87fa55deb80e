"""One report of the demonstration whose way back everybody may try: its words are printed when the demonstration starts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils import timezone

from upstander.intake.api import CodePrint, end_visit, open_mailbox, print_of, return_code_of, send_message
from upstander.operations.demo.events import EventKind
from upstander.operations.demo.stories import Story

# Known to everybody, as everything of the demonstration is. Nothing but the demonstration loads with it.
_TOKEN = base64.urlsafe_b64encode(hashlib.sha256(b"upstander demo: a way back").digest()).decode().rstrip("=")
_WRITES_BACK = timedelta(minutes=40)  # before the demonstration begins: it waits on the officer's Today
_MESSAGE = (
    "It was quiet at the weekend. Has anybody spoken to them yet? Please do not ring, he hears the phone."
)


def words() -> tuple[str, ...]:
    """The seven words, when this database has the report that they lead to; else nothing."""
    token = open_mailbox(" ".join(return_code_of(_TOKEN)), timezone.now())
    if not isinstance(token, str):
        return ()
    end_visit(token)
    return return_code_of(_TOKEN)


def code() -> CodePrint:
    """What is stored of the words."""
    return print_of(return_code_of(_TOKEN))


def story_with_way_back(stories: Iterable[Story]) -> int | None:
    """Number of the latest story that the survivor told on the web and that Ben works on; else of anybody's; None without one."""
    fit = [
        story
        for story in stories
        if story.channel == "web"
        and story.reporter_role in ("survivor", "anonymous")
        and any(each.kind is EventKind.TRIAGE and each.outcome == "open" for each in story.events)
        and not any(each.kind is EventKind.PROPOSE_CLOSURE for each in story.events)
    ]
    best = max(fit, key=lambda story: (story.officer == "ben", story.received_at), default=None)
    return best.number if best else None


def write_back(now: datetime) -> None:
    """The reporter comes back and asks."""
    at = now - _WRITES_BACK
    token = open_mailbox(" ".join(return_code_of(_TOKEN)), at)
    if isinstance(token, str):
        send_message(token=token, text=_MESSAGE, once="demo", now=at)
        end_visit(token)
