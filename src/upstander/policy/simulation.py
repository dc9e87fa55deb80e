"""Trying out a draft edition: the same cases under the edition in force and under the draft, and what would differ.

Pure, and made for a stream: each case is looked at once and only counts are kept, so memory does not grow with the number of
cases. Effects of parts of a history add up to the effect of the whole, in any order.

What it assumes: each case is judged on what is known of it at the end (a fact without a date of its own holds from the first
report), and people did what they did when they did it. A draft that would have made them act sooner is not credited for it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from upstander.policy.edition import DutyRule, Edition
from upstander.policy.engine import duties_of
from upstander.policy.facts import CaseFacts
from upstander.policy.moments import moments, utc
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
    """One duty over all cases. `ways` counts the times it was due sooner, later and so on; `shift` is in seconds, summed."""

    asked: list[int] = field(default_factory=lambda: [0, 0])
    broken: list[int] = field(default_factory=lambda: [0, 0])
    ways: dict[Way, int] = field(default_factory=dict)
    shift: float = 0.0

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


def simulate(history: Iterable[Past], current: Edition, draft: Edition) -> Effect:
    """The effect of the draft on these cases, against the edition in force. Raises FactsError as the engine does."""
    effect = Effect()
    for facts, now in history:
        _replay(effect, facts, utc(now), current, draft)
    return effect


class _Owed(NamedTuple):
    kind: DutyKind
    due: tuple[datetime, ...]
    broken: tuple[datetime, ...]
    rule: DutyRule


_Key = tuple[str, int | None]


def _replay(effect: Effect, facts: CaseFacts, now: datetime, current: Edition, draft: Edition) -> None:
    before, cut = _owed(facts, current, now)
    after, cut_too = (before, cut) if draft is current else _owed(facts, draft, now)
    effect.cases += 1
    effect.cut_short += cut or cut_too
    for side, owed, edition in ((0, before, current), (1, after, draft)):
        _count(effect, side, owed, edition)
    ways: set[Way] = set()
    for key, old in before.items():
        new = after.get(key)
        if new is old:
            continue
        for way, shift in _ways(old, new):
            ways.add(way)
            _tally(effect.duties[key[0]], way, shift)
    for key in after:
        if key not in before:
            ways.add(Way.NEW)
            _tally(effect.duties[key[0]], Way.NEW, 0.0)
    _group(effect, facts, ways)


def _owed(facts: CaseFacts, edition: Edition, now: datetime) -> tuple[dict[_Key, _Owed], bool]:
    """Every duty by its id and report, recurring ones with all their turns; and whether some had too many to lay out."""
    found = moments(facts, edition)
    owed: dict[_Key, _Owed] = {}
    for duty in duties_of(facts, edition, now, found):
        rule = edition.duty(duty.id)
        if not rule.recurs:
            late = duty.state is DutyState.MET_LATE or duty.state is DutyState.OVERDUE
            due = (duty.due_at,)
            owed[duty.id, duty.report] = _Owed(duty.kind, due, due if late else (), rule)
    cut_short = False
    for rule in edition.recurring_by_affiliation[facts.survivor.affiliation]:
        laid_out = turns(rule, facts, edition, now, found)
        if laid_out:
            must = any(row.kind is DutyKind.MUST for row in rule.rows)
            kind = DutyKind.MUST if must else DutyKind.CONSIDER
            owed[rule.id, None] = _Owed(kind, laid_out.due, laid_out.missed, rule)
            cut_short = cut_short or laid_out.cut_short
    return owed, cut_short


def _ways(old: _Owed, new: _Owed | None) -> Iterator[tuple[Way, float]]:
    if new is None:
        yield Way.GONE, 0.0
        return
    shift = (new.due[0] - old.due[0]).total_seconds()
    if shift:
        yield (Way.SOONER if shift < 0 else Way.LATER), shift
    if new.kind is not old.kind:
        yield (Way.STRONGER if new.kind is DutyKind.MUST else Way.WEAKER), 0.0


def _count(effect: Effect, side: int, owed: dict[_Key, _Owed], edition: Edition) -> None:
    for (id, _), each in owed.items():
        duty = effect.duties.get(id)
        if duty is None:
            duty = effect.duties[id] = DutyEffect()
        duty.asked[side] += len(each.due)
        duty.broken[side] += len(each.broken)
        team, minutes, visit = each.rule.team, each.rule.minutes, each.rule.visit
        for at in each.due:
            load = _load(effect, at, team, edition)
            load.duties[side] += 1
            load.minutes[side] += minutes
            load.visits[side] += visit
        for at in each.broken:
            _load(effect, at, team, edition).broken[side] += 1


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


def _tally(duty: DutyEffect, way: Way, shift: float) -> None:
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
