"""Months on the landlord's own calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from upstander.cases.api import current_edition
from upstander.cases.queries.api import Span
from upstander.policy.api import add_months


def month_of(moment: datetime) -> date:
    """The first day of the month in which that moment falls."""
    return current_edition(moment).calendar.local(moment).date().replace(day=1)


def starts_at(day: date) -> datetime:
    """Midnight at the beginning of that day, in UTC."""
    return datetime.combine(day, time(), current_edition().calendar.tz).astimezone(UTC)


def span_of(month: date, now: datetime) -> Span:
    """The month from its first moment until before the next one's."""
    return Span(starts_at(month), starts_at(add_months(month, 1)), now)


def first_working_day(month: date) -> date:
    """The first working day of that month, when the month before it is reported (clause 5.2)."""
    calendar = current_edition().calendar
    day = month
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def may_freeze(month: date, now: datetime) -> bool:
    """True from the first working day after the month on."""
    today = current_edition(now).calendar.local(now).date()
    return today >= first_working_day(add_months(month, 1))


def last_months(month: date, count: int) -> list[date]:
    """So many months up to and with this one, the oldest first."""
    return [add_months(month, -back) for back in range(count - 1, -1, -1)]
