"""Due times: when a clock that starts at one moment runs out, and which days it did not count.

In and out as UTC. Working time is that of a `WorkingCalendar`: by default Europe/London, Monday to Friday, 09:00
to 17:00, less the bank holidays of England and Wales. Elapsed time is real time, so a clock change does not
lengthen or shorten it.
"""

import calendar as months
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from upstander.policy.bank_holidays import bank_holidays
from upstander.policy.clocks import Clock, Unit

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingCalendar:
    """When a landlord works. `extra` holds further days off by date, with their names."""

    zone: str = "Europe/London"
    opens: time = time(9)
    closes: time = time(17)
    days: tuple[str, ...] = WEEKDAYS[:5]
    region: str = "england-and-wales"
    extra: tuple[tuple[date, str], ...] = ()
    _key: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        # Hashing ten fields at every cached sum would cost more than the sum.
        key = hash((self.zone, self.opens, self.closes, self.days, self.region, self.extra))
        object.__setattr__(self, "_key", key)

    def __hash__(self) -> int:
        return self._key

    @property
    def tz(self) -> ZoneInfo:
        """The zone as a tzinfo; ZoneInfo keeps one object per name."""
        return ZoneInfo(self.zone)

    def local(self, moment: datetime) -> datetime:
        """The moment on the landlord's own clock."""
        return moment.astimezone(self.tz)

    def day_off(self, day: date) -> str | None:
        """Why nobody works that day ("weekend", or the holiday's name), or None on a working day."""
        for extra, name in self.extra:
            if extra == day:
                return name
        if WEEKDAYS[day.weekday()] not in self.days:
            return "weekend" if day.weekday() >= 5 else "not a working day"
        return bank_holidays(self.region, day.year).get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether the landlord works on that local date."""
        return self.day_off(day) is None


ENGLAND_AND_WALES = WorkingCalendar()
"""The calendar used when none is given."""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """How a due time came about.

    `counted_from` differs from `start` when the clock was started outside working time. `skipped` holds each local
    date that did not count and why.
    """

    clock: Clock
    start: datetime
    counted_from: datetime
    due: datetime
    skipped: tuple[tuple[date, str], ...] = ()


def due(clock: Clock, start: datetime, calendar: WorkingCalendar = ENGLAND_AND_WALES) -> datetime:
    """When `clock`, started at `start` (aware), runs out. UTC.

    Elapsed hours and days: real time. Working days: closing time on the nth working day after the day of the start;
    a start outside working hours counts from the next opening. Working hours: run only while open. Calendar days,
    months and years: the same local time on the corresponding date, or on the month's last day when there is none.
    Raises ValueError for a time without offset.
    """
    if start.tzinfo is None:
        raise ValueError("A due time needs a start with an offset from UTC.")
    if clock.elapsed is not None:
        return (start if start.tzinfo is UTC else start.astimezone(UTC)) + clock.elapsed
    return _due(clock, start, calendar)


@lru_cache(maxsize=65536)
def _due(clock: Clock, start: datetime, calendar: WorkingCalendar) -> datetime:
    if clock.unit is Unit.WORKING_DAYS:
        return _after_working_days(clock.count, start, calendar)
    if clock.unit is Unit.WORKING_HOURS:
        return _after_working_hours(clock.count, start, calendar)
    return _on_calendar(clock, start, calendar)


def reckon(clock: Clock, start: datetime, calendar: WorkingCalendar = ENGLAND_AND_WALES) -> Reckoning:
    """`due` with its workings: where the count began and every day it passed over."""
    end = due(clock, start, calendar)
    if clock.unit not in (Unit.WORKING_DAYS, Unit.WORKING_HOURS):
        return Reckoning(clock, start, start, end)
    first, last = calendar.local(start).date(), calendar.local(end).date()
    between = (first + timedelta(days=n) for n in range((last - first).days + 1))
    skipped = tuple((day, reason) for day in between if (reason := calendar.day_off(day)))
    return Reckoning(clock, start, working_moment(start, calendar), end, skipped)


def working_moment(moment: datetime, calendar: WorkingCalendar = ENGLAND_AND_WALES) -> datetime:
    """The moment itself inside working hours (closing time is outside), else the next opening. UTC."""
    local = calendar.local(moment)
    clock_time = local.time()
    if calendar.is_working_day(local.date()):
        if clock_time < calendar.opens:
            return _at(local.date(), calendar.opens, calendar)
        if clock_time < calendar.closes:
            return moment.astimezone(UTC)
    return _at(_working_day_after(local.date(), 1, calendar), calendar.opens, calendar)


def add_months(day: date, count: int) -> date:
    """The corresponding date `count` calendar months later, or that month's last day when it has no such date."""
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, months.monthrange(year, month)[1]))


@lru_cache(maxsize=65536)
def _working_day_after(day: date, count: int, calendar: WorkingCalendar) -> date:
    while count:
        day += _ONE_DAY
        if calendar.is_working_day(day):
            count -= 1
    return day


def _after_working_days(count: int, start: datetime, calendar: WorkingCalendar) -> datetime:
    counted_from = calendar.local(working_moment(start, calendar)).date()
    return _at(_working_day_after(counted_from, count, calendar), calendar.closes, calendar)


def _after_working_hours(count: int, start: datetime, calendar: WorkingCalendar) -> datetime:
    left = timedelta(hours=count)
    moment = working_moment(start, calendar)
    while True:
        closing = _at(calendar.local(moment).date(), calendar.closes, calendar)
        if moment + left <= closing:
            return moment + left
        left -= closing - moment
        moment = working_moment(closing, calendar)


def _on_calendar(clock: Clock, start: datetime, calendar: WorkingCalendar) -> datetime:
    local = calendar.local(start)
    if clock.unit is Unit.CALENDAR_DAYS:
        day = local.date() + timedelta(days=clock.count)
    else:
        day = add_months(local.date(), clock.count * (12 if clock.unit is Unit.CALENDAR_YEARS else 1))
    return _at(day, local.time(), calendar)


def _at(day: date, at: time, calendar: WorkingCalendar) -> datetime:
    return datetime.combine(day, at, calendar.tz).astimezone(UTC)
