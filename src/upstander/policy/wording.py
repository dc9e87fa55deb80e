"""Duties put into words: one plain sentence for a tenant, and the whole reckoning for a tribunal."""

from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from upstander.policy.calendars import WorkingCalendar, reckon
from upstander.policy.clocks import Clock, Unit
from upstander.policy.edition import DutyRow, DutyRule, Edition
from upstander.policy.outcomes import Duty, Reckoned
from upstander.policy.vocabulary import DutyKind, DutyState, Source


class Hit(NamedTuple):
    """A row that applies: since when, and the clock it set running. `started` is later than `triggered` only for a
    report that came in during the current period of a recurring duty."""

    triggered: datetime
    started: datetime
    clock: Clock
    due: datetime
    row: DutyRow


class EditionWording(NamedTuple):
    """What is needed to explain one duty: its edition, its rule and the rows that applied, earliest due first."""

    edition: Edition
    rule: DutyRule
    hits: tuple[Hit, ...]

    def why(self, duty: Duty) -> str:
        """One plain sentence: the reason, what is owed, from when and by when in the landlord's own time, on whose word."""
        calendar, leading = self.edition.calendar, self.hits[0]
        reason = " and ".join(dict.fromkeys(hit.row.because for hit in self._speaking(duty)))
        within = f"within {leading.clock.plain} of {spoken(leading.started, calendar)}"
        by = f"by {spoken(duty.due_at, calendar)} ({_word(leading.row)})"
        if duty.kind is DutyKind.MUST:
            return f"Because {reason}, we must {self.rule.do} {within}: {by}."
        return f"Because {reason}, we must decide {within} whether to {self.rule.do}: {by}."

    def reckoned(self, duty: Duty) -> Reckoned:
        """The reasons, the length of time and its beginning."""
        leading = self.hits[0]
        reasons = tuple(dict.fromkeys(hit.row.because for hit in self._speaking(duty)))
        return Reckoned(reasons, leading.clock.count, leading.clock.unit.value, leading.started)

    def detail(self, duty: Duty) -> str:
        """Edition, clause, rule, start, each day not counted by name, due time and how it ended."""
        calendar = self.edition.calendar
        leading = self.hits[0]
        said = [
            f"{duty.label}: {'must be done' if duty.kind is DutyKind.MUST else 'must be decided, with reasons'}.",
            f"Edition {self.edition.id} ({self.edition.title}), {_cited(leading.row)}.",
            f"Rule: {leading.clock} because {leading.row.because} (applies when {leading.row.when}).",
            f"Triggered at {spoken(duty.triggered_at, calendar)}.",
            *_counting(leading, calendar),
            f"Due by {spoken(duty.due_at, calendar)} ({duty.due_at.isoformat()}).",
            *(_other(hit, calendar) for hit in self.hits[1:]),
            f"Discharged when {self.rule.done_when}.",
            _ending(duty, calendar),
        ]
        return " ".join(said)

    def _speaking(self, duty: Duty) -> list[Hit]:
        """The row that sets the time, and one that sets the kind where that is another."""
        leading = self.hits[0]
        if leading.row.kind is duty.kind:
            return [leading]
        return [leading, next(hit for hit in self.hits if hit.row.kind is duty.kind)]


@lru_cache(maxsize=1024)
def spoken(moment: datetime, calendar: WorkingCalendar) -> str:
    """A time as one says it, on the landlord's clock: "3:00pm on Saturday 21 November 2026"."""
    local = calendar.local(moment)
    hour = local.hour % 12 or 12
    half = "am" if local.hour < 12 else "pm"
    return f"{hour}:{local.minute:02}{half} on {spoken_date(local.date())}"


@lru_cache(maxsize=1024)
def spoken_date(day: date) -> str:
    """A date as one says it: "Saturday 21 November 2026"."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _word(row: DutyRow) -> str:
    if row.clause == "standard":
        return "our own standard"
    clauses = f"clause{'s' if ',' in row.clause else ''} {row.clause.replace(', ', ' and ')}"
    return f"{clauses}, the time is our own standard" if row.source is Source.STANDARD else clauses


def _cited(row: DutyRow) -> str:
    basis = f" ({row.basis})" if row.basis else ""
    if row.clause == "standard":
        return f"the landlord's own service standard, as the policy is silent{basis}"
    if row.source is Source.STANDARD:
        return f"clause {row.clause}, with a time from the landlord's own service standard{basis}"
    return f"clause {row.clause}{basis}"


def _counting(hit: Hit, calendar: WorkingCalendar) -> list[str]:
    reckoning = reckon(hit.clock, hit.started, calendar)
    said = []
    if hit.started != hit.triggered:
        said.append(f"The clock runs from the report received at {spoken(hit.started, calendar)}.")
    if hit.clock.unit in (Unit.ELAPSED_HOURS, Unit.ELAPSED_DAYS):
        return [*said, "The clock counts every hour, day and night."]
    if reckoning.counted_from != hit.started:
        said.append(
            f"That is outside working hours, so counting starts at {spoken(reckoning.counted_from, calendar)}."
        )
    days = [f"{spoken_date(day)} ({reason})" for day, reason in reckoning.skipped]
    said.append(f"Days not counted: {', '.join(days)}." if days else "No day was left out of the count.")
    return said


def _other(hit: Hit, calendar: WorkingCalendar) -> str:
    return (
        f"Another rule applies as well and asks no more than this: {hit.clock} because {hit.row.because}, "
        f"{_cited(hit.row)}, due {spoken(hit.due, calendar)}."
    )


def _ending(duty: Duty, calendar: WorkingCalendar) -> str:
    if duty.met_at is None:
        return "Overdue." if duty.state is DutyState.OVERDUE else "Not yet discharged."
    late = ", late" if duty.state is DutyState.MET_LATE else ", in time"
    return f"Discharged at {spoken(duty.met_at, calendar)}{late}."
