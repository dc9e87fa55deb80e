"""Days of measures: when a paper is taken to be served, months reckoned on, days as they were told."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from upstander.cases.measures.law import Service


def deemed_on(service: Service, on: date, *, late: bool, is_working_day: Callable[[date], bool]) -> date:
    """The day on which a paper that was handed over or posted on `on` is taken to be served."""
    found = on + timedelta(days=service.days)
    if service.by is not None and late:
        found += timedelta(days=1)
    while not is_working_day(found):
        found += timedelta(days=1)
    return found


def months_after(day: date, months: int) -> date:
    """The day that many months on, the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def said(day: date) -> str:
    """`3 March 2026`."""
    return f"{day.day} {day:%B %Y}"


def day_of(told: Mapping[str, str], *names: str) -> date | None:
    """The first of these days that was told; None when there is none, or it is no date."""
    for name in names:
        if told.get(name):
            try:
                return date.fromisoformat(told[name])
            except ValueError:
                return None
    return None
