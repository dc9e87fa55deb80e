"""A span of time and what can be counted in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from upstander.lib.batches import batches

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Happened:
    """One countable thing. `seconds` is a length of time, `kept` whether it was in time (None: no promise, or not due yet),
    of a repeat whether the person was there before. `home` is where the survivor lives, for the neighbourhood alone, and `person` who
    they are, for the language they speak; `pence` is what it cost."""

    case_id: UUID
    kind: str
    at: datetime
    code: str = ""
    seconds: int | None = None
    kept: bool | None = None
    report_id: UUID | None = None
    channel: str = ""
    risk: str = ""
    strands: tuple[str, ...] = ()
    behaviours: tuple[str, ...] = ()
    home: UUID | None = None
    person: UUID | None = None
    pence: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` until before `end`; what is known at `now`."""

    start: datetime
    end: datetime
    now: datetime

    def within(self, field: str) -> Q:
        return Q(**{f"{field}__gte": self.start, f"{field}__lt": self.end})

    @property
    def until(self) -> datetime:
        """The end of what has happened: now, while the span lasts."""
        return min(self.end, self.now)


def read_through(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """The rows as they come from the database, some hundreds at a time. Any: rows carry what their query annotated."""
    return batches(rows.iterator(chunk_size=_BATCH), _BATCH)


def between(start: datetime, end: datetime | None) -> int | None:
    """Elapsed seconds, or None while it has not ended."""
    return max(0, round((end - start).total_seconds())) if end is not None else None
