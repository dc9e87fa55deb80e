"""The shapes that figures are read in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from upstander.performance.definitions import Definition

Content = dict[str, Any]  # Any: a report as JSON, in the shape that report_content.py makes


@dataclass(frozen=True, slots=True)
class Number:
    """One number. `hidden`: too small to be shown. Times in seconds, and only where the month was counted as a whole."""

    count: int = 0
    promised: int = 0
    kept: int = 0
    timed: int = 0
    median: int | None = None
    p90: int | None = None
    priced: int = 0
    pence: int = 0
    hidden: bool = False
    missed: int = 0  # of a hidden number of what we promised: how many were not kept, which is never left out

    @property
    def late(self) -> int:
        """How many promises of it were not kept."""
        return self.missed if self.hidden else self.promised - self.kept

    @property
    def share(self) -> float | None:
        """The part of what was promised that was kept, from 0 to 1."""
        return self.kept / self.promised if self.promised else None

    def __add__(self, other: Number) -> Number:
        return Number(
            self.count + other.count, self.promised + other.promised, self.kept + other.kept,
            self.timed + other.timed, priced=self.priced + other.priced, pence=self.pence + other.pence,
        )  # fmt: skip


HIDDEN = Number(hidden=True)


@dataclass(frozen=True, slots=True)
class Series:
    """One measure over months, the oldest first. None: the month was not counted, as before the first report."""

    definition: Definition
    months: tuple[date, ...]
    numbers: tuple[Number | None, ...]

    @property
    def last(self) -> Number | None:
        return self.numbers[-1]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One measure by one dimension over some months: rows of code and number, the most first. `others`: something is left out, and not
    even its name is said, since that it is there at all would be told by it."""

    definition: Definition
    dimension: str
    months: tuple[date, ...]
    rows: tuple[tuple[str, Number], ...]
    others: bool = False
