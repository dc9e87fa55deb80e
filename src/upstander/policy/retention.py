"""How long the record of a case is kept: which classes apply, from when each runs, and the longest of them. Pure.

Days are the landlord's own. A period of years ends with the corresponding date; the record may be destroyed from the day after.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from upstander.policy.calendars import add_months
from upstander.policy.clocks import Clock, Unit
from upstander.policy.edition import Edition, RetentionClass
from upstander.policy.facts import CaseFacts
from upstander.policy.moments import YES, moments
from upstander.policy.vocabulary import StartEvent

_CHILDHOOD = 18 * 12  # months


@dataclass(frozen=True, slots=True)
class RetentionFacts:
    """What is known of a case beyond its facts. `taken`: the duties that were done or decided for.

    `days`: when each event was; for `CHILD_18` the birth date of the youngest child. What is left out is unknown.
    """

    closed_on: date
    taken: frozenset[str] = frozenset()
    child: bool = False
    days: Mapping[StartEvent, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keeping:
    """One class that applies. `until` is the last day it keeps the record; None: not known yet. `why` is one plain sentence."""

    edition: str
    rule: RetentionClass
    until: date | None
    why: str

    @property
    def due_on(self) -> date | None:
        """The first day on which the record may be destroyed."""
        return self.until + timedelta(days=1) if self.until else None


def keepings(facts: CaseFacts, known: RetentionFacts, edition: Edition) -> tuple[Keeping, ...]:
    """Every class of the edition that applies, the longest first; those whose end is not known before all others."""
    holding = {**moments(facts, edition)[-1].known, "duties.taken": known.taken}
    holding["people.child"] = YES if known.child else frozenset()
    rules = [r for r in edition.retention if r.event and r.when is not None and r.when.holds(holding)]
    replaced = {other for rule in rules for other in rule.instead_of}
    found = [_keeping(rule, known, edition) for rule in rules if rule.id not in replaced]
    return tuple(sorted(found, key=lambda each: each.until or date.max, reverse=True))


def longest(facts: CaseFacts, known: RetentionFacts, editions: tuple[Edition, ...]) -> Keeping:
    """The class that keeps the case longest, of all these editions: a policy that keeps longer wins."""
    found = [keepings(facts, known, edition)[0] for edition in editions]
    return max(found, key=lambda each: each.until or date.max)


def period_ends(start: date, keep: Clock) -> date:
    """The last day of a period. Where the month has no such date its last day counts: 29 February to 28 February."""
    if keep.unit is Unit.CALENDAR_YEARS:
        return add_months(start, 12 * keep.count)
    if keep.unit is Unit.CALENDAR_MONTHS:
        return add_months(start, keep.count)
    return start + timedelta(days=keep.count)


def _keeping(rule: RetentionClass, known: RetentionFacts, edition: Edition) -> Keeping:
    start, unknown = _start(rule, known)
    if start is None:
        why = f"{rule.label}: kept for {rule.keep.plain} from when {rule.starts}, and nobody has recorded when that is."
        return Keeping(edition.id, rule, None, why)
    until = max(period_ends(start, rule.keep), known.closed_on)
    when = f"as late as it can be, {said(start)}, because it is not recorded" if unknown else said(start)
    why = (
        f"{rule.label}: kept for {rule.keep.plain} from when {rule.starts} ({when}), so until {said(until)}."
    )
    return Keeping(edition.id, rule, until, why)


def _start(rule: RetentionClass, known: RetentionFacts) -> tuple[date | None, bool]:
    """When the clock starts, and whether that is the latest it can be, for want of the date."""
    day = known.days.get(rule.event) if rule.event else None
    if rule.event is StartEvent.CHILD_18:
        return add_months(day or known.closed_on, _CHILDHOOD), day is None
    if rule.event in (StartEvent.ORDER_ENDS, StartEvent.EMPLOYMENT_ENDS):
        return day, day is None
    return day or known.closed_on, False


def said(day: date) -> str:
    """A date in words: 3 May 2031."""
    return f"{day.day} {day:%B %Y}"
