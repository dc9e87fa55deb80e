"""Duties that come round again, laid out over the whole life of a case.

The engine gives the current period only. To try out another length of period one has to see them all: how many there are
when each is done as it falls due, and how many were missed by what was done in fact.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from upstander.policy.calendars import WorkingCalendar, due
from upstander.policy.edition import DutyRow, DutyRule, Edition
from upstander.policy.facts import CaseFacts
from upstander.policy.moments import Moment, utc
from upstander.policy.vocabulary import RiskLevel

_JUST_BEFORE = timedelta(minutes=1)
"""A turn that is done on time is done before its due time, while the office is still open."""

MOST_TURNS = 2_600
"""Turns laid out for one duty of one case: every working day for ten years. More are not."""


@dataclass(frozen=True, slots=True)
class Turns:
    """`due` when each turn falls due if the one before it was done on time; `missed` due times that passed in silence."""

    due: tuple[datetime, ...]
    missed: tuple[datetime, ...]
    cut_short: bool = False


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A time during which these rows hold. `running`: it has not ended by the time history is known to."""

    start: datetime
    end: datetime
    rows: tuple[DutyRow, ...]
    on_report: tuple[DutyRow, ...]
    running: bool


def turns(
    rule: DutyRule, facts: CaseFacts, edition: Edition, now: datetime, found: list[Moment]
) -> Turns | None:
    """The turns of a recurring duty from its start to `now`, or None when it never arose by then."""
    level = facts.risk.level if facts.risk else None
    done = sorted(utc(each.at) for each in facts.discharged if each.duty == rule.id)
    reports = sorted(utc(each.received_at) for each in facts.reports)
    fell_due: list[datetime] = []
    missed: list[datetime] = []
    cut_short = False
    for stretch in _stretches(rule, found, level, utc(now)):
        ends = _ender(stretch, reports, level, edition.calendar)
        start = stretch.start
        while len(fell_due) < MOST_TURNS:
            end = ends(start)
            if end > stretch.end:
                if stretch.running:
                    fell_due.append(end)
                break
            fell_due.append(end)
            start = end - _JUST_BEFORE
        else:
            cut_short = True
        missed += _missed(stretch, done, ends)
    if not fell_due:
        return None
    return Turns(tuple(fell_due), tuple(missed), cut_short)


def _missed(
    stretch: _Stretch, done: list[datetime], ends: Callable[[datetime], datetime]
) -> Iterator[datetime]:
    """One for each stretch of silence that outlasted its due time, with what was really done starting the next turn."""
    start = stretch.start
    for at in (*(each for each in done if stretch.start <= each <= stretch.end), stretch.end):
        end = ends(start)
        if end < at:
            yield end
        start = at


def _ender(
    stretch: _Stretch, reports: list[datetime], level: RiskLevel | None, calendar: WorkingCalendar
) -> Callable[[datetime], datetime]:
    """When a turn that starts at a moment falls due: by its own clock, or sooner by that of a report that comes in meanwhile."""
    clocks = [clock for row in stretch.rows if (clock := row.clock(level))]
    if len(clocks) == 1 and (not stretch.on_report or reports[-1] <= stretch.start):
        (only,) = clocks
        return lambda start: due(only, start, calendar)
    extra = [clock for row in stretch.on_report if (clock := row.clock(level))]

    def ends(start: datetime) -> datetime:
        found = [due(clock, start, calendar) for clock in clocks]
        later = next((at for at in reports if at > start), None) if extra else None
        if later is not None:
            found += [due(clock, later, calendar) for clock in extra]
        return min(found)

    return ends


def _stretches(
    rule: DutyRule, found: list[Moment], level: RiskLevel | None, now: datetime
) -> Iterator[_Stretch]:
    """From one moment to the next, joined where the same rows go on holding."""
    open_since: datetime | None = None
    rows: tuple[DutyRow, ...] = ()
    extra: tuple[DutyRow, ...] = ()
    for moment in found:
        if moment.at > now:
            break
        holding = tuple(
            row
            for row in rule.rows
            if row.clock(level) and (moment.reported or row.dated) and row.when.holds(moment.known)
        )
        lasting = tuple(row for row in holding if not row.on_new_report)
        if lasting:
            open_since = open_since or moment.at
            rows, extra = lasting, tuple(row for row in holding if row.on_new_report)
        elif open_since is not None:
            yield _Stretch(open_since, moment.at, rows, extra, False)
            open_since = None
    if open_since is not None:
        yield _Stretch(open_since, now, rows, extra, True)
