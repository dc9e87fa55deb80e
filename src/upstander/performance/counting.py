"""Figures from facts: one pass over what happened in a month, by the definitions in force. Pure but for the rows it makes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from upstander.performance.definitions import Definition
from upstander.performance.models import Figure

NONE = "none"
NOT_ASSESSED = "not_assessed"
_Key = tuple[str, str, str]  # measure, dimension, code


class Countable(Protocol):
    """What counting reads of a fact."""

    @property
    def kind(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def seconds(self) -> int | None: ...
    @property
    def kept(self) -> bool | None: ...
    @property
    def channel(self) -> str: ...
    @property
    def risk(self) -> str: ...
    @property
    def strands(self) -> Sequence[str]: ...
    @property
    def behaviours(self) -> Sequence[str]: ...
    @property
    def night(self) -> bool | None: ...
    @property
    def pence(self) -> int | None: ...


@dataclass
class Cell:
    """One number in the making."""

    count: int = 0
    promised: int = 0
    kept: int = 0
    times: list[int] = field(default_factory=list)
    costs: list[int] = field(default_factory=list)

    def add(self, fact: Countable) -> None:
        self.count += 1
        if fact.kept is not None:
            self.promised += 1
            self.kept += fact.kept
        if fact.seconds is not None:
            self.times.append(fact.seconds)
        if fact.pence is not None:
            self.costs.append(fact.pence)


@dataclass(frozen=True, slots=True)
class Counted:
    """A fact with what is only known while counting: its neighbourhood, kind of home, the survivor's language, and groups that
    somebody said they belong to."""

    fact: Countable
    area: str = ""
    home: str = ""
    language: str = ""
    groups: tuple[str, ...] = ()


def tally(
    month: date,
    defined: Mapping[str, Definition],
    facts: Iterable[Counted],
    *,
    kept: Mapping[str, int] | None = None,
    sums: Mapping[str, Mapping[str, tuple[int, int]]] | None = None,
) -> list[Figure]:
    """All figures of the month, not stored. `kept`: promises kept by clause; `sums`: by kind and code, how many there were
    and how many of them were kept, of what has no case behind it."""
    cells: dict[_Key, Cell] = defaultdict(Cell)
    by_kind: dict[str, list[Definition]] = defaultdict(list)
    for definition in defined.values():
        by_kind[definition.counts].append(definition)
        cells[definition.id, "", ""]  # a month in which nothing happened has a nought, not a gap
    for each in facts:
        for definition in by_kind.get(each.fact.kind, ()):
            for key in _keys(definition, each):
                cells[key].add(each.fact)
    _add_kept(cells, by_kind["broken"], kept or {})
    for kind, counted in (sums or {}).items():
        _add_sums(cells, by_kind[kind], counted)
    return [_figure(month, defined[key[0]], key, cell) for key, cell in sorted(cells.items())]


def quantile(times: Sequence[int], share: float) -> int | None:
    """The smallest of these times within which at least that share lies (nearest rank), in seconds."""
    if not times:
        return None
    return sorted(times)[max(0, math.ceil(share * len(times)) - 1)]


def clauses_of(clause: str) -> list[str]:
    """Each clause of a stored "3.3.1, 4.2"."""
    return [each.strip() for each in clause.split(",")]


def _keys(definition: Definition, each: Counted) -> Iterator[_Key]:
    yield definition.id, "", ""
    fact = each.fact
    for dimension in definition.by:
        codes: Sequence[str]
        match dimension:
            case "channel":
                codes = (fact.channel,)
            case "risk":
                codes = (fact.risk or NOT_ASSESSED,)
            case "strand":
                codes = fact.strands or (NONE,)
            case "behaviour":
                codes = fact.behaviours or (NONE,)
            case "area":
                codes = (each.area or NONE,)
            case "home":
                codes = (each.home or NONE,)
            case "language":
                codes = (each.language,) if each.language else ()
            case "night":
                codes = ("night" if fact.night else "day",)
            case "clause":
                codes = clauses_of(fact.code.split("/")[0])
            case "how":
                codes = (fact.code.split("/")[-1],)
            case _:
                codes = (fact.code or NONE,)
        for code in codes:
            yield definition.id, dimension, code
    for group in each.groups:
        yield definition.id, "group", group


def _add_kept(cells: dict[_Key, Cell], definitions: list[Definition], kept: Mapping[str, int]) -> None:
    for definition in definitions:
        for clause, count in kept.items():
            parts = [("how", "kept"), *(("clause", each) for each in clauses_of(clause))]
            keys = [("", ""), *(part for part in parts if part[0] in definition.by)]
            for dimension, code in keys:
                cell = cells[definition.id, dimension, code]
                cell.count += count
                cell.promised += count
                cell.kept += count


def _add_sums(
    cells: dict[_Key, Cell], definitions: list[Definition], sums: Mapping[str, tuple[int, int]]
) -> None:
    for definition in definitions:
        for kind, (over, kept) in sums.items():
            for dimension, code in (("", ""), ("code", kind)):
                cell = cells[definition.id, dimension, code]
                cell.count, cell.promised, cell.kept = (
                    cell.count + over,
                    cell.promised + over,
                    cell.kept + kept,
                )


def _figure(month: date, definition: Definition, key: _Key, cell: Cell) -> Figure:
    _, dimension, code = key
    return Figure(
        month=month,
        measure=definition.id,
        version=definition.since,
        dimension=dimension,
        code=code,
        count=cell.count,
        promised=cell.promised,
        kept=cell.kept,
        timed=len(cell.times),
        median=quantile(cell.times, 0.5),
        p90=quantile(cell.times, 0.9),
        priced=len(cell.costs),
        pence=sum(cell.costs),
    )
