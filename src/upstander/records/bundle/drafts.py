"""A document of a bundle: its lines, and the pages they make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from upstander.lib.days import london_day
from upstander.lib.languages import plain_day
from upstander.lib.redaction import words_of

WORDS_A_PAGE = 320
_ZONE = ZoneInfo("Europe/London")
SHOWS = "What it shows"  # the line of an exhibit that its title in the index comes from
Line = tuple[str, str]  # what it is called, in our words; and what was written


@dataclass(frozen=True, slots=True)
class Draft:
    """A document. `own`: the requester's own words, entry or letter; `reporters`: that it is there shows that another
    reported. `leaves`: pages of a PDF file as pictures, which come after the words."""

    kind: str
    title: str
    lines: tuple[Line, ...]
    own: bool = False
    reporters: bool = False
    attachment_id: UUID | None = None
    leaves: tuple[bytes, ...] = ()


def pages_of(draft: Draft) -> Iterator[tuple[Line, ...]]:
    """The document in pages of about 320 words; a line that is longer goes on over the page."""
    page: list[Line] = []
    count = 0
    for name, text in draft.lines:
        words = words_of(text)
        for start in range(0, max(len(words), 1), WORDS_A_PAGE):
            piece = words[start : start + WORDS_A_PAGE]
            if page and count + len(piece) > WORDS_A_PAGE:
                yield tuple(page)
                page, count = [], 0
            page.append((name, " ".join(piece)))
            count += len(piece)
    if page or draft.attachment_id:
        yield tuple(page)


def day(moment: datetime) -> str:
    """`3 March 2026`, in London."""
    return plain_day(london_day(moment))


def lines_of(*told: Line) -> tuple[Line, ...]:
    """One line for each line of text that says something."""
    return tuple((name, line.strip()) for name, text in told for line in text.splitlines() if line.strip())


def moment(at: datetime) -> str:
    """`3 March 2026, 14:05`, in London."""
    return f"{day(at)}, {at.astimezone(_ZONE):%H:%M}"
