"""An edition's duties made ready for many cases: conditions as tests of masks, clocks as sums of whole numbers.

What a duty asks depends on the few facts that its conditions rest on. So each duty keeps a table from those facts to what it
asks, filled as cases come.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from upstander.policy.clocks import Unit
from upstander.policy.conditions import All, Always, AnyOf, Condition, Has, Not, Only
from upstander.policy.edition import DutyRow, DutyRule, Edition
from upstander.policy.lean_case import LEVELS, Words
from upstander.policy.lean_time import MICROSECOND, Reckoner, Times
from upstander.policy.vocabulary import DutyKind, RiskLevel

Test = Callable[[int], bool]

_MOST_KEPT = 20_000
"""Answers kept for one duty before it starts afresh, so that memory stays flat whatever a draft rests on."""


_MOST_TOGETHER = 10
"""Facts that duties looked up in one go may rest on: few enough that nearly every case finds its answer ready."""


class Unfit(Exception):
    """An edition that can only be tried the plain way."""


@dataclass(slots=True)
class Row:
    """One row. `clocks` by place in LEVELS, each a number into `Rule.reckoners`; None where the row says nothing."""

    holds: Test
    reads: int
    lasting: bool
    dated: bool
    must: bool
    on_new_report: bool
    anew: bool
    clocks: tuple[int | None, ...]


Asked = tuple[bool, tuple[int, ...]]
"""Whether it must be done, and the clocks that run (numbers into `Rule.reckoners`)."""

NOTHING: Asked = (False, ())


@dataclass(slots=True)
class Rule:
    """One duty, with what it came to so far: `due` and `broken` count by month.

    `runs` counts turns of a working-day clock by its length: how many runs start on, and have ended by, each working day.
    """

    rule: DutyRule
    id: str
    reads: int
    must: bool
    rows: tuple[Row, ...]
    reckoners: tuple[Reckoner, ...]
    working_days: tuple[int | None, ...]
    elapsed: tuple[int | None, ...]
    due: list[int]
    broken: list[int]
    runs: dict[int, tuple[list[int], list[int]]] = field(default_factory=dict)
    tables: tuple[dict[int, Asked], ...] = field(default_factory=lambda: tuple({} for _ in LEVELS))
    held: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=dict)

    def asked(self, known: int, level: int) -> Asked:
        """What it asks where nothing that it rests on ever changed."""
        table = self.tables[level]
        key = known & self.reads
        found = table.get(key)
        if found is None:
            if len(table) > _MOST_KEPT:
                table.clear()
            hits = [
                (row.must, clock)
                for row in self.rows
                if not row.on_new_report and row.holds(key) and (clock := row.clocks[level]) is not None
            ]
            found = (any(must for must, _ in hits), tuple(dict.fromkeys(clock for _, clock in hits)))
            table[key] = found
        return found

    def holding(self, known: int, level: int, reported: bool) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Of a duty that comes round again, the clocks of the rows that hold: those that last, those for a new report."""
        key = (known & self.reads) << 3 | level << 1 | reported
        found = self.held.get(key)
        if found is None:
            if len(self.held) > _MOST_KEPT:
                self.held.clear()
            clocks: tuple[list[int], list[int]] = [], []
            for row in self.rows:
                clock = row.clocks[level]
                if clock is not None and (reported or row.dated) and row.holds(known):
                    clocks[row.on_new_report].append(clock)
            found = self.held[key] = tuple(clocks[0]), tuple(clocks[1])
        return found


Answer = tuple[Rule, bool, tuple[Reckoner, ...] | None]
"""A duty that is owed, whether it must be done and what reckons it; None where one has to look at what was known when."""


class Together:
    """Some duties that come once and rest on a few facts between them: what all of them ask is looked up in one go."""

    __slots__ = ("_kept", "_rules", "reads")

    def __init__(self) -> None:
        self._rules: list[Rule] = []
        self._kept: dict[tuple[int, int, int], tuple[Answer, ...]] = {}
        self.reads = 0

    def takes(self, rule: Rule) -> bool:
        """Put the duty in, unless that makes too many facts."""
        reads = self.reads | rule.reads
        if self._rules and reads.bit_count() > _MOST_TOGETHER:
            return False
        self._rules.append(rule)
        self.reads = reads
        return True

    def asked(self, last: int, varying: int, level: int) -> tuple[Answer, ...]:
        """The duties that are owed on what is known at last, or may be where so much of it varied."""
        key = last & self.reads, varying & self.reads, level
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = tuple(self._answers(last, varying, level))
        return found

    def _answers(self, last: int, varying: int, level: int) -> Iterator[Answer]:
        for rule in self._rules:
            if rule.reads & varying:
                yield rule, False, None
                continue
            must, clocks = rule.asked(last, level)
            if clocks:
                yield rule, must, tuple([rule.reckoners[clock] for clock in clocks])


class Rules(NamedTuple):
    """The duties open to one affiliation, by how often they come."""

    once: list[Together]
    per_report: list[Rule]
    recurring: list[Rule]


def rules_of(
    edition: Edition, ids: frozenset[str], words: Words, times: Times
) -> tuple[list[Rule], dict[str, Rules]]:
    """The duties, and by affiliation those that come once, for each report, and time and again. Raises Unfit."""
    ready = {rule.id: _rule(rule, words, times) for rule in edition.duties if rule.id in ids}
    found = {}
    for affiliation, rules in edition.rules_by_affiliation.items():
        mine = [ready[rule.id] for rule in rules if rule.id in ids]
        found[affiliation.value] = Rules(
            _together([each for each in mine if not each.rule.recurs and not each.rule.per_report]),
            [each for each in mine if each.rule.per_report],
            [each for each in mine if each.rule.recurs],
        )
    return list(ready.values()), found


def _together(rules: list[Rule]) -> list[Together]:
    found: list[Together] = []
    for rule in rules:
        if not any(each.takes(rule) for each in found):
            found.append(Together())
            found[-1].takes(rule)
    return found


def _rule(rule: DutyRule, words: Words, times: Times) -> Rule:
    clocks = list(
        dict.fromkeys(
            clock for row in rule.rows for level in LEVELS if (clock := row.clock(_level(level))) is not None
        )
    )
    reckoners = []
    for clock in clocks:
        reckoner = times.reckoner(clock)  # the same for the same clock, whichever duty has it
        if reckoner is None:
            raise Unfit
        reckoners.append(reckoner)
    rows = []
    for row in rule.rows:
        own = [row.clock(_level(level)) for level in LEVELS]
        rows.append(_row(row, words, tuple(None if clock is None else clocks.index(clock) for clock in own)))
    reads = 0
    for each in rows:
        reads |= each.reads
    return Rule(
        rule=rule,
        id=rule.id,
        reads=reads,
        must=any(row.must for row in rows),
        rows=tuple(rows),
        reckoners=tuple(reckoners),
        working_days=tuple(clock.count if clock.unit is Unit.WORKING_DAYS else None for clock in clocks),
        elapsed=tuple(None if clock.elapsed is None else clock.elapsed // MICROSECOND for clock in clocks),
        due=[0] * len(times.months),
        broken=[0] * len(times.months),
    )


def _row(row: DutyRow, words: Words, clocks: tuple[int | None, ...]) -> Row:
    holds, reads = test_of(row.when, words)
    must = row.kind is DutyKind.MUST
    return Row(holds, reads, row.lasting, row.dated, must, row.on_new_report, row.anew, clocks)


def test_of(condition: Condition, words: Words) -> tuple[Test, int]:
    """The condition as a test of a mask, and the bits it looks at. Raises Unfit for a kind it does not know."""
    if isinstance(condition, Always):
        return (lambda known: True), 0
    if isinstance(condition, Has):
        bits = words.of(condition.fact, *condition.values)
        return (lambda known: known & bits != 0), bits
    if isinstance(condition, Only):
        whole = words.whole[condition.fact]
        others = whole & ~words.of(condition.fact, *condition.values)
        return (lambda known: known & whole != 0 and known & others == 0), whole
    if isinstance(condition, Not):
        inner, reads = test_of(condition.part, words)
        return (lambda known: not inner(known)), reads
    if not isinstance(condition, All | AnyOf):
        raise Unfit
    pairs = [test_of(part, words) for part in condition.parts]
    tests = tuple(test for test, _ in pairs)
    reads = 0
    for _, looked in pairs:
        reads |= looked
    if isinstance(condition, All):
        return (lambda known: all(test(known) for test in tests)), reads
    return (lambda known: any(test(known) for test in tests)), reads


def _level(name: str | None) -> RiskLevel | None:
    return None if name is None else RiskLevel(name)
