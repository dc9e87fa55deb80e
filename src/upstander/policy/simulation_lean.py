"""The simulation as it is run: the same answer as `simulation` gives in the plain way, many times sooner.

Three things make it so. Duties that the draft leaves alone are worked out once. A case is a handful of whole numbers
(`lean_case`), and what a duty asks is looked up by the few facts it rests on (`lean_rules`). And nothing is built for one case:
only counts are raised. What has no such form is replayed the plain way and added: an odd calendar, a time beyond the tables,
a word that neither edition has. A property test holds the two ways together.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from upstander.policy.edition import Edition
from upstander.policy.lean_case import Case, Words, case_of
from upstander.policy.lean_moments import Reading
from upstander.policy.lean_reader import Reader
from upstander.policy.lean_replay import Found, Part
from upstander.policy.lean_rules import Rule, Unfit, rules_of
from upstander.policy.lean_time import MICROSECOND, Times, number, times_of
from upstander.policy.simulation import (
    NONE,
    DutyEffect,
    Effect,
    Group,
    Load,
    Past,
    Plain,
    Way,
    same_bases,
    same_duties,
)

_WAYS = tuple(Way)
_BIT = {way: 1 << place for place, way in enumerate(_WAYS)}
_NEEDS = {
    "communication": ("survivor.communication_need", "true"),
    "capacity": ("survivor.capacity_concern", "true"),
    "support": ("survivor.support_needs", "true"),
    "safeguarding_adult": ("survivor.safeguarding", "adult"),
    "safeguarding_child": ("survivor.safeguarding", "child"),
    "female_staff": ("survivor.wants_female_staff", "true"),
}
_MOVING = ("survivor.wants_to_move", "survivor.applied_for_banding", "survivor.cannot_stay_tonight")


def simulate(history: Iterable[Past], current: Edition, draft: Edition) -> Effect:
    """The effect of the draft on these cases, against the edition in force. Raises FactsError as the engine does."""
    simulation = Simulation(current, draft)
    for past in history:
        simulation.take(past)
    return simulation.effect()


class Simulation:
    """A simulation under way. Cases go in one by one; only counts are kept."""

    def __init__(self, current: Edition, draft: Edition) -> None:
        self._plain = Plain(current, draft)
        self._lean = _lean(current, draft)

    def take(self, past: Past) -> None:
        """Replay one case. Raises FactsError as the engine does."""
        lean = self._lean
        case = case_of(past.facts, number(past.now), lean.words) if lean else None
        if lean and case:
            lean.replay(case)
        else:
            self._plain.take(past)

    def take_mapping(self, mapping: Mapping[str, object], names: int) -> bool:
        """Replay the case of a mapping as `parse_facts` reads it, with its `now`; False when it has not been, for whatever reason.

        `names` is how many names its text has, so that one given twice is not passed over.
        """
        case = self._lean.reader.read(mapping, names) if self._lean else None
        if case is None or self._lean is None:
            return False
        self._lean.replay(case)
        return True

    def effect(self) -> Effect:
        """What was found. The simulation is spent."""
        found = self._plain.effect
        if self._lean:
            found.add(self._lean.effect())
        return found


def _lean(current: Edition, draft: Edition) -> "_Lean | None":
    times = times_of(current.calendar)
    drafted = times_of(draft.calendar)
    if times is None or drafted is None:
        return None
    try:
        return _Lean(current, draft, times, drafted)
    except Unfit:
        return None


class _Lean:
    def __init__(self, current: Edition, draft: Edition, times: Times, drafted: Times) -> None:
        self.words = words = Words(current, draft)
        self.reader = Reader(current, words)
        self._times = times, drafted
        same = same_duties(current, draft)
        changed = frozenset(rule.id for rule in current.duties) - same
        added = frozenset(rule.id for rule in draft.duties) - same
        self._reading = Reading(current, words, times)
        self._draft_reading = None if same_bases(current, draft) else Reading(draft, words, drafted)
        self._kept = Part(*rules_of(current, same, words, times), self._reading, times)
        self._changed = Part(*rules_of(current, changed, words, times), self._reading, times)
        reading = self._draft_reading or self._reading
        self._drafted = Part(*rules_of(draft, added, words, drafted), reading, drafted)
        self._grouped = words.whole["reports.motivations"]
        for fact, value in (*_NEEDS.values(), *((fact, "true") for fact in _MOVING)):
            self._grouped |= words.of(fact, value)
        self._groups: dict[tuple[int, int], int] = {}
        self._ways: dict[str, DutyEffect] = {}
        self._shifts: dict[str, int] = {}
        self._cases = self._cut_short = 0

    def replay(self, case: Case) -> None:
        known = self._reading.known(case)
        before: Found = {}
        after: Found = {}
        cut = self._kept.replay(case, known, None)
        cut = self._changed.replay(case, known, before) or cut
        anew = self._draft_reading.known(case) if self._draft_reading else known
        cut = self._drafted.replay(case, anew, after) or cut
        self._cases += 1
        self._cut_short += cut
        ways = 0
        if before != after:
            ways = self._compare(before, after)
        key = known.masks[-1] & self._grouped, ways
        self._groups[key] = self._groups.get(key, 0) + 1

    def _compare(self, before: Found, after: Found) -> int:
        """Tally each difference; the ways in which the case is treated differently, as bits."""
        ways = 0
        for key, old in before.items():
            new = after.get(key)
            if new is None:
                ways |= self._tally(key[0], Way.GONE)
                continue
            if new.due != old.due:
                ways |= self._tally(key[0], Way.SOONER if new.due < old.due else Way.LATER)
                self._shifts[key[0]] = self._shifts.get(key[0], 0) + new.due - old.due
            if new.must is not old.must:
                ways |= self._tally(key[0], Way.STRONGER if new.must else Way.WEAKER)
        for key in after:
            if key not in before:
                ways |= self._tally(key[0], Way.NEW)
        return ways

    def _tally(self, id: str, way: Way) -> int:
        duty = self._ways.get(id)
        if duty is None:
            duty = self._ways[id] = DutyEffect()
        duty.ways[way] = duty.ways.get(way, 0) + 1
        return _BIT[way]

    def effect(self) -> Effect:
        effect = Effect(cases=self._cases, cut_short=self._cut_short, duties=self._ways)
        for id, shift in self._shifts.items():
            effect.duties[id].shift = timedelta() + shift * MICROSECOND
        for part, sides, times in (
            (self._kept, (0, 1), self._times[0]),
            (self._changed, (0,), self._times[0]),
            (self._drafted, (1,), self._times[1]),
        ):
            for rule in part.all:
                _count(effect, rule, sides, times)
        for (grouped, ways), cases in self._groups.items():
            self._group(effect, grouped, [way for way in _WAYS if ways & _BIT[way]], cases)
        return effect

    def _group(self, effect: Effect, grouped: int, ways: list[Way], cases: int) -> None:
        effect.touched += cases if ways else 0
        for way in ways:
            effect.ways[way] = effect.ways.get(way, 0) + cases
        strands = [id for id, bit in self.words.bits["reports.motivations"].items() if grouped & bit]
        needs = [id for id, (fact, value) in _NEEDS.items() if grouped & self.words.of(fact, value)]
        if any(grouped & self.words.flag(fact, True) for fact in _MOVING):
            needs.append("moving")
        for groups, ids in ((effect.strands, strands or [NONE]), (effect.needs, needs or [NONE])):
            for id in ids:
                group = groups.setdefault(id, Group())
                group.cases += cases
                for way in ways:
                    group.ways[way] = group.ways.get(way, 0) + cases


def _count(effect: Effect, rule: Rule, sides: tuple[int, ...], times: Times) -> None:
    due = list(rule.due)
    for days, (begun, ended) in rule.runs.items():
        running = [0] * len(begun)
        for day, (starts, stops) in enumerate(zip(begun, ended, strict=True)):
            turns = starts - stops + (running[day - days] if day >= days else 0)
            running[day] = turns
            if turns:
                due[times.month(times.closes[day])] += turns
    if not any(due):
        return
    duty = effect.duties.setdefault(rule.id, DutyEffect())
    for side in sides:
        duty.asked[side] += sum(due)
        duty.broken[side] += sum(rule.broken)
    for month, owed, broken in zip(times.months, due, rule.broken, strict=True):
        if owed or broken:
            load = effect.load.setdefault((month, rule.rule.team), Load())
            for side in sides:
                load.duties[side] += owed
                load.visits[side] += owed * rule.rule.visit
                load.minutes[side] += owed * rule.rule.minutes
                load.broken[side] += broken
