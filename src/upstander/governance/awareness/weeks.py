"""National weeks from dated data: on which days one falls in a year, or that nobody knows yet. Pure, but for reading the file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import yaml

from upstander.lib.packaged import packaged_text
from upstander.policy.api import add_months


@dataclass(frozen=True, slots=True)
class Week:
    """One week, month or day that comes round; `checked` is None when nobody has looked it up.

    `when` and `dates` as the file explains. Any: the shapes it explains.
    """

    id: str
    name: str
    about: str
    source: str
    checked: date | None
    when: dict[str, Any]
    dates: dict[int, list[str]]

    def days(self, year: int) -> tuple[date, date] | None:
        """Its first and last day in that year; None when its organisers have not said."""
        if year in self.dates:
            first, last = (date.fromisoformat(f"{year}-{each}") for each in self.dates[year])
            return first, last
        match self.when:
            case {"month": int(month)}:
                start = date(year, month, 1)
                return start, add_months(start, 1) - timedelta(days=1)
            case {"days": [first, last]}:
                return date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last}")
            case {"saturdays": [month, first, last]}:
                return _nth(year, month, 5, first), _nth(year, month, 5, last)
            case {"week_of": day}:
                held = date.fromisoformat(f"{year}-{day}")
                monday = held - timedelta(days=held.weekday())
                return monday, monday + timedelta(days=6)
            case {"remembrance": int(length)}:
                sunday = _nth(year, 11, 6, 2)
                return sunday, sunday + timedelta(days=length)
        return None


@cache
def weeks() -> tuple[Week, ...]:
    """Every one that ships, in the order of the file."""
    rows = yaml.safe_load(packaged_text("upstander.governance", "awareness/weeks.yaml"))
    return tuple(Week(**{"when": {}, "dates": {}, "checked": None, **row}) for row in rows)


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    """The so-manieth of that weekday (Monday is 0) in the month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
