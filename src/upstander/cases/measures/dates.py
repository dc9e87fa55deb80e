"""Days of measures: when a paper is taken to be served, and days as they were told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from upstander.cases.measures.law import Service, law
from upstander.policy.api import add_months


def deemed_on(service: Service, on: date, *, late: bool, is_working_day: Callable[[date], bool]) -> date:
    """The day on which a paper that was handed over or posted on `on` is taken to be served."""
    found = on + timedelta(days=service.days)
    if service.by is not None and late:
        found += timedelta(days=1)
    while not is_working_day(found):
        found += timedelta(days=1)
    return found


def day_of(told: Mapping[str, str], *names: str) -> date | None:
    """The first of these days that was told; None when there is none, or it is no date."""
    for name in names:
        if told.get(name):
            try:
                return date.fromisoformat(told[name])
            except ValueError:
                return None
    return None


def lapses_on(told: Mapping[str, str]) -> date | None:
    """The last day on which a claim may follow the notice that was served; None where it is not known how it lapses."""
    lapse = law().lapse(told.get("power", ""))
    begins = day_of(told, "served_on" if lapse and lapse.after == "served" else "court_from")
    return add_months(begins, lapse.months) if lapse and begins else None
