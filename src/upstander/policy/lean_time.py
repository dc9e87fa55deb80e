"""Due times on whole numbers: the same sums as `calendars`, from tables made once, for trying out drafts on many cases.

A moment is an int of microseconds since 1970 in UTC. Only moments from EARLIEST to LATEST may be asked for; the tables reach
further, by as much as any clock of `Times.reckoner` can add. A calendar whose clocks change at midnight, opening or closing
is refused (None from `times_of`): there one local time can be two moments.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from upstander.policy.calendars import WorkingCalendar, due
from upstander.policy.clocks import Clock, Unit

MICROSECOND = timedelta(microseconds=1)
HOUR = 3_600_000_000
DAY = 24 * HOUR
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_FIRST, _LAST = date(1990, 1, 1), date(2060, 12, 31)
_FIRST_DAY = (_FIRST - EPOCH.date()).days
EARLIEST = (_FIRST_DAY + 2) * DAY
LATEST = (date(2045, 1, 1) - EPOCH.date()).days * DAY
_MOST = (date(2060, 1, 1) - EPOCH.date()).days * DAY - LATEST

Reckoner = Callable[[int], int]
"""When a clock that starts at a moment runs out."""


def number(moment: datetime) -> int:
    """The moment (aware) as a whole number."""
    return (moment - EPOCH) // MICROSECOND


def moment(number: int) -> datetime:
    """The same the other way round."""
    return EPOCH + number * MICROSECOND


class Times:
    """The working days and months of one calendar. Working days and months are told by their place in these lists."""

    __slots__ = (
        "_calendar",
        "_days",
        "_first_close",
        "_last_day",
        "_month",
        "_month_ends",
        "_reckoners",
        "closes",
        "months",
        "opens",
    )

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self.opens: list[int] = []
        self.closes: list[int] = []
        self.months: list[tuple[int, int]] = []
        self._days = (_LAST - _FIRST).days
        self._first_close: list[int] = []
        self._month: list[int] = []
        self._month_ends: list[int] = []
        self._reckoners: dict[Clock, Reckoner | None] = {}
        self._lay_out()
        # Hours count as if a day were open for one hour only; of a calendar that opens for less no working time is reckoned.
        open_for = min(
            (closes - opens for opens, closes in zip(self.opens, self.closes, strict=True)), default=0
        )
        self._last_day = self.working_day(LATEST) + 2 if open_for >= HOUR else len(self.closes)

    def working_day(self, start: int) -> int:
        """The working day from which a clock started at that moment counts: the first that closes after it."""
        day = self._first_close[start // DAY - _FIRST_DAY]
        while self.closes[day] <= start:
            day += 1
        return day

    def month(self, at: int) -> int:
        """The local month of that moment."""
        month = self._month[at // DAY - _FIRST_DAY]
        return month + 1 if at >= self._month_ends[month] else month

    def local_date(self, at: int) -> date:
        """The local date of that moment."""
        return self._calendar.local(moment(at)).date()

    def reckoner(self, clock: Clock) -> Reckoner | None:
        """`due` for that clock, the same for the same clock, or None when it may reach beyond the tables."""
        if clock not in self._reckoners:
            self._reckoners[clock] = self._reckoner(clock)
        return self._reckoners[clock]

    def _reckoner(self, clock: Clock) -> Reckoner | None:
        count = clock.count
        if clock.elapsed is not None:
            length = clock.elapsed // MICROSECOND
            return (lambda start: start + length) if length < _MOST else None
        if clock.unit is Unit.WORKING_DAYS:
            return self._working_days(count) if self._reaches(count) else None
        if clock.unit is Unit.WORKING_HOURS:
            return self._working_hours(count) if self._reaches(count) else None
        years = {Unit.CALENDAR_DAYS: count / 365, Unit.CALENDAR_MONTHS: count / 12}.get(clock.unit, count)
        if years > 10:
            return None
        calendar = self._calendar
        return lambda start: number(due(clock, moment(start), calendar))

    def _reaches(self, working_days: int) -> bool:
        return self._last_day + working_days < len(self.closes)

    def _working_days(self, count: int) -> Reckoner:
        closes, first_close, first_day, length = self.closes, self._first_close, _FIRST_DAY, DAY

        def reckon(start: int) -> int:
            day = first_close[start // length - first_day]
            while closes[day] <= start:
                day += 1
            return closes[day + count]

        return reckon

    def _working_hours(self, count: int) -> Reckoner:
        opens, closes, length = self.opens, self.closes, count * HOUR

        def reckon(start: int) -> int:
            day, left = self.working_day(start), length
            at = max(start, opens[day])
            while at + left > closes[day]:
                left -= closes[day] - at
                day += 1
                at = opens[day]
            return at + left

        return reckon

    def _lay_out(self) -> None:
        calendar, ends = self._calendar, []
        opens, closes = _length(calendar.opens), _length(calendar.closes)
        offset = self._offset(_FIRST, time())
        for n in range(self._days + 1):
            day = _FIRST + timedelta(days=n)
            begins, following = (_FIRST_DAY + n) * DAY, self._offset(day + timedelta(days=1), time())
            if day.day == 1:
                if self.months:
                    self._month_ends.append(begins - offset)
                self.months.append((day.year, day.month))
            self._month.append(len(self.months) - 1)
            if calendar.is_working_day(day):
                if following == offset:
                    first, last = offset, offset
                else:
                    first, last = self._offset(day, calendar.opens), self._offset(day, calendar.closes)
                self.opens.append(begins + opens - first)
                self.closes.append(begins + closes - last)
            ends.append(len(self.closes))
            offset = following
        self._month_ends.append((_FIRST_DAY + self._days + 1) * DAY - offset)
        # By UTC day, one day early: no offset of the world is longer than a day, so the search never starts too late.
        self._first_close = [0, 0, *ends[:-2]]
        early = [self._month[0], *self._month[:-1]]
        self._month = [
            month + 1 if (_FIRST_DAY + n) * DAY >= self._month_ends[month] else month
            for n, month in enumerate(early)
        ]

    def _offset(self, day: date, at: time) -> int:
        """From UTC, in microseconds. Raises _TwiceOrNever where the clocks change at that very time."""
        local = datetime.combine(day, at, self._calendar.tz)
        once, again = local.utcoffset(), local.replace(fold=1).utcoffset()
        if once is None or once != again:
            raise _TwiceOrNever
        return once // MICROSECOND


class _TwiceOrNever(Exception):
    """A local time that comes twice on some day, or not at all."""


@lru_cache(maxsize=16)
def times_of(calendar: WorkingCalendar) -> Times | None:
    """The tables for a calendar, or None for one that only `calendars` can reckon."""
    try:
        return Times(calendar)
    except _TwiceOrNever:
        return None


def _length(at: time) -> int:
    whole = timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
    return whole // MICROSECOND
