"""Lengths of time as an edition writes them: elapsed hours or days, working hours or days, calendar months.

Arithmetic with them is in `calendars`.
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum


class Unit(StrEnum):
    """What a clock counts."""

    ELAPSED_HOURS = "elapsed hours"
    ELAPSED_DAYS = "elapsed days"
    WORKING_HOURS = "working hours"
    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"
    CALENDAR_MONTHS = "calendar months"
    CALENDAR_YEARS = "calendar years"


_PATTERN = re.compile(r"(\d{1,4}) (elapsed|working|calendar) (hour|day|month|year)s?")


@dataclass(frozen=True, slots=True)
class Clock:
    """A count of units, such as 24 elapsed hours. Counts of one or more."""

    count: int
    unit: Unit
    elapsed: timedelta | None = field(init=False, repr=False, compare=False)
    """The length in real time, for clocks that run day and night; else None."""
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        lengths = {
            Unit.ELAPSED_HOURS: timedelta(hours=self.count),
            Unit.ELAPSED_DAYS: timedelta(days=self.count),
        }
        object.__setattr__(self, "elapsed", lengths.get(self.unit))
        object.__setattr__(self, "_hash", hash((self.count, self.unit.value)))

    def __hash__(self) -> int:
        return self._hash

    @classmethod
    def parse(cls, text: str) -> "Clock":
        """Read "24 elapsed hours", "1 working day", "6 calendar months". Raises ValueError otherwise."""
        match = _PATTERN.fullmatch(text.strip())
        unit = f"{match[2]} {match[3]}s" if match else ""
        if not match or unit not in {known.value for known in Unit} or int(match[1]) < 1:
            raise ValueError(
                f"{text!r} is not a length of time such as '24 elapsed hours' or '1 working day'."
            )
        return cls(int(match[1]), Unit(unit))

    def __str__(self) -> str:
        """As an edition writes it: "1 working day"."""
        return self._counted(self.unit.value)

    @property
    def plain(self) -> str:
        """As one says it to a tenant: "24 hours", "1 working day", "6 months"."""
        return self._counted(self.unit.value.removeprefix("elapsed ").removeprefix("calendar "))

    def _counted(self, unit: str) -> str:
        return f"{self.count} {unit.removesuffix('s') if self.count == 1 else unit}"
