"""London dates and times as staff type them. Pure: what was typed in, a moment in UTC out."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = re.compile(r"^(\d{1,2})(?:[:.h ]?(\d{2}))?(?::\d{2})?\s*(am|pm)?$")
_WORDS = re.compile(r"^(?:[a-z]+,?\s+)?(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]{3})[a-z]*\.?,?\s+(\d{4})$")


class NoSuchTime(ValueError):
    """What was typed is no time, in words that say what to do."""


class HappenedTwice(NoSuchTime):
    """The clocks went back that night: the person must say which of the two is meant."""


def read_date(text: str) -> date:
    """`2026-11-20`, `20/11/2026`, `20 November 2026`. Raises NoSuchTime."""
    text = " ".join(text.strip().lower().split())
    parts: tuple[int, int, int] | None = None
    if found := re.match(r"^(\d{4})-(\d{1,2})-(\d{1,2})$", text):
        parts = (int(found[1]), int(found[2]), int(found[3]))
    elif found := re.match(r"^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})$", text):
        parts = (int(found[3]), int(found[2]), int(found[1]))
    elif (found := _WORDS.match(text)) and found[2] in _MONTHS:
        parts = (int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1]))
    if parts is None:
        raise NoSuchTime("Give the date as day, month and year, like 20/11/2026.")
    try:
        return date(*parts)
    except ValueError:
        raise NoSuchTime("There is no such date. Check the day and the month.") from None


def read_time(text: str) -> time:
    """`16:30`, `4:30pm`, `4.30 pm`, `4pm`, `1630`. Raises NoSuchTime."""
    found = _CLOCK.match(" ".join(text.strip().lower().split()))
    if found is None:
        raise NoSuchTime("Give the time like 16:30 or 4:30pm.")
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half is None and found[2] is None:
        raise NoSuchTime("Give the time with its minutes or with am or pm, like 16:30 or 4pm.")
    if half is not None and not 1 <= hour <= 12:
        raise NoSuchTime("Give the time like 16:30 or 4:30pm.")
    if half is not None:
        hour = hour % 12 + (12 if half == "pm" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise NoSuchTime("There is no such time. Hours go to 23, minutes to 59.") from None


def london_moment(day: date, clock: time, fold: int | None = None) -> datetime:
    """That wall-clock time in London as a moment in UTC. `fold`: 0 for the first, 1 for the second, when it happened twice.

    Raises NoSuchTime in the hour that the clocks skip in spring, HappenedTwice in the hour that they repeat in autumn.
    """
    wall = datetime.combine(day, clock)
    first = wall.replace(tzinfo=LONDON, fold=0).astimezone(UTC)
    second = wall.replace(tzinfo=LONDON, fold=1).astimezone(UTC)
    if first.astimezone(LONDON).replace(tzinfo=None) != wall:
        raise NoSuchTime("That time did not exist: the clocks went forward that night. Check the hour.")
    if first != second and fold is None:
        raise HappenedTwice(
            "The clocks went back that night, so that time came twice. Say which one you mean."
        )
    return second if fold else first


def british_date(day: date) -> str:
    """`20/11/2026`, as it is typed: a browser's own date field would show it in the order of the browser's language."""
    return f"{day:%d/%m/%Y}"


def typed_date(moment: datetime) -> str:
    """For a date field."""
    return british_date(moment.astimezone(LONDON).date())


def typed_time(moment: datetime) -> str:
    """For a time field."""
    return f"{moment.astimezone(LONDON):%H:%M}"


def same_minute(one: datetime, other: datetime) -> bool:
    """True when both read the same on a clock without seconds."""
    return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)
