"""Trying out a draft edition: the same cases under the edition in force and under the draft, and what would differ.

Pure, and made for a stream: each case is looked at once and only counts are kept, so memory does not grow with the number of
cases. Effects of parts of a history add up to the effect of the whole, in any order.

What it assumes: each case is judged on what is known of it at the end (a fact without a date of its own holds from the first
report), and people did what they did when they did it. A draft that would have made them act sooner is not credited for it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from upstander.policy.edition import DutyRule, Edition
from upstander.policy.engine import duties_of
from upstander.policy.facts import CaseFacts
from upstander.policy.moments import Moment, moments, utc
from upstander.policy.simulation_recurring import turns
from upstander.policy.vocabulary import DutyKind, DutyState, Safeguarding

NONE = "none"
"""The group of cases with no strand named, or no need recorded."""

NEEDS: dict[str, str] = {
    "communication": "Another language or format",
    "capacity": "A concern about capacity",
    "support": "Support to live independently",
    "safeguarding_adult": "Safeguarding of an adult",
    "safeguarding_child": "Safeguarding of a child",
    "female_staff": "Female staff only",
    "moving": "Wants or needs to move",
    NONE: "No need recorded",
}
"""Needs by which effects are told apart, with their labels."""


class Past(NamedTuple):
    """A case as history knows it, up to `now`."""

    facts: CaseFacts
    now: datetime


class Way(StrEnum):
    """How the draft treats a duty, or a case, differently."""

    SOONER = "sooner"
    LATER = "later"
    NEW = "new"
    GONE = "gone"
    STRONGER = "stronger"
    WEAKER = "weaker"


@dataclass(slots=True)
class DutyEffect:
    """One duty over all cases. `ways` counts the times it was due sooner, later and so on; `shift` is the sum of how much later."""

    asked: list[int] = field(default_factory=lambda: [0, 0])
    broken: list[int] = field(default_factory=lambda: [0, 0])
    ways: dict[Way, int] = field(default_factory=dict)
    shift: timedelta = timedelta()

    def add(self, other: "DutyEffect") -> None:
        """Take in the counts of another part of history."""
        _add(self.asked, other.asked)
        _add(self.broken, other.broken)
        _merge(self.ways, other.ways)
        self.shift += other.shift


@dataclass(slots=True)
class Load:
    """Work that falls due in one month for one team. Each pair is (edition in force, draft)."""

    duties: list[int] = field(default_factory=lambda: [0, 0])
    visits: list[int] = field(default_factory=lambda: [0, 0])
    minutes: list[int] = field(default_factory=lambda: [0, 0])
    broken: list[int] = field(default_factory=lambda: [0, 0])

    def add(self, other: "Load") -> None:
        """Take in another part of history."""
        for mine, theirs in zip(_pairs(self), _pairs(other), strict=True):
            _add(mine, theirs)


@dataclass(slots=True)
class Group:
    """Cases of one strand or need, and how many of them the draft treats differently."""

    cases: int = 0
    ways: dict[Way, int] = field(default_factory=dict)

    def add(self, other: "Group") -> None:
        """Take in another part of history."""
        self.cases += other.cases
        _merge(self.ways, other.ways)


@dataclass(slots=True)
class Effect:
    """What the draft would have meant. Months are (year, month) of the due time; teams are ids of the editions."""

    cases: int = 0
    touched: int = 0
    cut_short: int = 0
    ways: dict[Way, int] = field(default_factory=dict)
    duties: dict[str, DutyEffect] = field(default_factory=dict)
    load: dict[tuple[tuple[int, int], str], Load] = field(default_factory=dict)
    strands: dict[str, Group] = field(default_factory=dict)
    needs: dict[str, Group] = field(default_factory=dict)

    def add(self, other: "Effect") -> None:
        """Take in the effect on another part of history."""
        self.cases += other.cases
        self.touched += other.touched
        self.cut_short += other.cut_short
        _merge(self.ways, other.ways)
        for id, duty in other.duties.items():
            self.duties.setdefault(id, DutyEffect()).add(duty)
        for place, load in other.load.items():
            self.load.setdefault(place, Load()).add(load)
        for mine, theirs in ((self.strands, other.strands), (self.needs, other.needs)):
            for id, group in theirs.items():
                mine.setdefault(id, Group()).add(group)


def simulate_plainly(history: Iterable[Past], current: Edition, draft: Edition) -> Effect:
    """The effect of the draft on these cases, against the edition in force. Raises FactsError as the engine does.

    This is the simulation as the engine has it, duty by duty. `simulation_lean` gives the same, sooner.
    """
    plain = Plain(current, draft)
    for past in history:
        plain.take(past)
    return plain.effect


class Plain:
    """A simulation under way, in the plain way. `effect` is what was found so far."""

    def __init__(self, current: Edition, draft: Edition) -> None:
        same = same_duties(current, draft)
        self._kept, self._changed = _part(current, same), _part(current, same, but=True)
        self._drafted = _part(draft, same, but=True)
        self.effect = Effect()

    def take(self, past: Past) -> None:
        """Replay one case. Raises FactsError as the engine does."""
        _replay(self.effect, past.facts, utc(past.now), self._kept, self._changed, self._drafted)


class _Owed(NamedTuple):
    kind: DutyKind
    due: tuple[datetime, ...]
    broken: tuple[datetime, ...]
    rule: DutyRule


_Key = tuple[str, int | None]


class _Part(NamedTuple):
    """Some of an edition's duties: those that come once, as an edition of their own, and those that come round again."""

    edition: Edition
    once: Edition
    recurring: frozenset[str]


def same_bases(current: Edition, draft: Edition) -> bool:
    """Whether both editions read the same out of the same facts, and reckon time alike."""
    bases = ("calendar", "people", "third_parties", "staff_route", "patterns")
    return all(getattr(current, name) == getattr(draft, name) for name in bases)


def same_duties(current: Edition, draft: Edition) -> frozenset[str]:
    """Duties that the draft leaves exactly as they are, so that they need working out only once."""
    if not same_bases(current, draft):
        return frozenset()
    return frozenset(rule.id for rule in draft.duties if current.find_duty(rule.id) == rule)


def _part(edition: Edition, ids: frozenset[str], *, but: bool = False) -> _Part:
    rules = [rule for rule in edition.duties if (rule.id in ids) is not but]
    once = replace(edition, duties=tuple(rule for rule in rules if not rule.recurs))
    return _Part(edition, once, frozenset(rule.id for rule in rules if rule.recurs))


def _replay(
    effect: Effect, facts: CaseFacts, now: datetime, kept: _Part, changed: _Part, drafted: _Part
) -> None:
    found = moments(facts, kept.edition)
    alike, cut = _owed(facts, kept, now, found)
    before, cut_before = _owed(facts, changed, now, found)
    after, cut_after = _owed(facts, drafted, now, moments(facts, drafted.edition))
    effect.cases += 1
    effect.cut_short += cut or cut_before or cut_after
    _count(effect, (0, 1), alike, kept.edition)
    _count(effect, (0,), before, changed.edition)
    _count(effect, (1,), after, drafted.edition)
    ways: set[Way] = set()
    for key, old in before.items():
        for way, shift in _ways(old, after.get(key)):
            ways.add(way)
            _tally(effect.duties[key[0]], way, shift)
    for key in after:
        if key not in before:
            ways.add(Way.NEW)
            _tally(effect.duties[key[0]], Way.NEW, timedelta())
    _group(effect, facts, ways)


def _owed(
    facts: CaseFacts, part: _Part, now: datetime, found: list[Moment]
) -> tuple[dict[_Key, _Owed], bool]:
    """Every duty by its id and report, recurring ones with all their turns; and whether some had too many to lay out."""
    owed: dict[_Key, _Owed] = {}
    if part.once.duties:
        for duty in duties_of(facts, part.once, now, found):
            late = duty.state is DutyState.MET_LATE or duty.state is DutyState.OVERDUE
            due = (duty.due_at,)
            owed[duty.id, duty.report] = _Owed(duty.kind, due, due if late else (), part.once.duty(duty.id))
    cut_short = False
    if part.recurring:
        for rule in part.edition.recurring_by_affiliation[facts.survivor.affiliation]:
            laid_out = turns(rule, facts, part.edition, now, found) if rule.id in part.recurring else None
            if laid_out:
                must = any(row.kind is DutyKind.MUST for row in rule.rows)
                kind = DutyKind.MUST if must else DutyKind.CONSIDER
                owed[rule.id, None] = _Owed(kind, laid_out.due, laid_out.missed, rule)
                cut_short = cut_short or laid_out.cut_short
    return owed, cut_short


def _ways(old: _Owed, new: _Owed | None) -> Iterator[tuple[Way, timedelta]]:
    if new is None:
        yield Way.GONE, timedelta()
        return
    shift = new.due[0] - old.due[0]
    if shift:
        yield (Way.SOONER if shift < timedelta() else Way.LATER), shift
    if new.kind is not old.kind:
        yield (Way.STRONGER if new.kind is DutyKind.MUST else Way.WEAKER), timedelta()


def _count(effect: Effect, sides: tuple[int, ...], owed: dict[_Key, _Owed], edition: Edition) -> None:
    for (id, _), each in owed.items():
        duty = effect.duties.get(id)
        if duty is None:
            duty = effect.duties[id] = DutyEffect()
        rule = each.rule
        for side in sides:
            duty.asked[side] += len(each.due)
            duty.broken[side] += len(each.broken)
        for at in each.due:
            load = _load(effect, at, rule.team, edition)
            for side in sides:
                load.duties[side] += 1
                load.minutes[side] += rule.minutes
                load.visits[side] += rule.visit
        for at in each.broken:
            load = _load(effect, at, rule.team, edition)
            for side in sides:
                load.broken[side] += 1


def _load(effect: Effect, at: datetime, team: str, edition: Edition) -> Load:
    place = _month(at, edition), team
    load = effect.load.get(place)
    if load is None:
        load = effect.load[place] = Load()
    return load


def _month(at: datetime, edition: Edition) -> tuple[int, int]:
    """The local month. No offset of the world moves a moment by more than a day, so mid-month needs no reckoning."""
    local = at if 2 <= at.day <= 27 else edition.calendar.local(at)
    return local.year, local.month


def _group(effect: Effect, facts: CaseFacts, ways: set[Way]) -> None:
    if ways:
        effect.touched += 1
    for way in ways:
        effect.ways[way] = effect.ways.get(way, 0) + 1
    for groups, ids in ((effect.strands, strands_of(facts)), (effect.needs, needs_of(facts))):
        for id in ids:
            group = groups.get(id)
            if group is None:
                group = groups[id] = Group()
            group.cases += 1
            for way in ways:
                group.ways[way] = group.ways.get(way, 0) + 1


def strands_of(facts: CaseFacts) -> frozenset[str]:
    """What the hostility was felt to be about, over all reports; NONE when no strand was named."""
    return frozenset().union(*(report.motivations for report in facts.reports)) or frozenset({NONE})


def needs_of(facts: CaseFacts) -> frozenset[str]:
    """The survivor's recorded needs, of NEEDS."""
    survivor = facts.survivor
    has = {
        "communication": survivor.communication_need_at is not None,
        "capacity": survivor.capacity_concern_at is not None,
        "support": survivor.support_needs,
        "safeguarding_adult": Safeguarding.ADULT in survivor.safeguarding,
        "safeguarding_child": Safeguarding.CHILD in survivor.safeguarding,
        "female_staff": survivor.wants_female_staff,
        "moving": survivor.wants_to_move or survivor.applied_for_banding or survivor.cannot_stay_tonight,
    }
    return frozenset(need for need, present in has.items() if present) or frozenset({NONE})


def _tally(duty: DutyEffect, way: Way, shift: timedelta) -> None:
    duty.ways[way] = duty.ways.get(way, 0) + 1
    duty.shift += shift


def _add(mine: list[int], theirs: list[int]) -> None:
    for index, count in enumerate(theirs):
        mine[index] += count


def _merge(mine: dict[Way, int], theirs: dict[Way, int]) -> None:
    for way, count in theirs.items():
        mine[way] = mine.get(way, 0) + count


def _pairs(load: Load) -> tuple[list[int], ...]:
    return load.duties, load.visits, load.minutes, load.broken
