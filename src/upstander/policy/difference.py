"""What changed between two editions, part by part: the amendment log writes itself from this (clause 10)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from upstander.policy.edition import Edition
from upstander.policy.explain import Table, tables


@dataclass(frozen=True, slots=True)
class Change:
    """One change: in which part, of what, which side of it, and the words before and after ("" when there were none)."""

    part: str
    name: str
    aspect: str
    before: str
    after: str

    def __str__(self) -> str:
        of = f"{self.part}: {self.name}"
        if not self.before:
            return f"{of}: added{f' {self.aspect}' if self.aspect else ''}: {self.after}"
        if not self.after:
            return f"{of}: removed{f' {self.aspect}' if self.aspect else ''}: {self.before}"
        return f"{of}: {self.aspect} was {self.before!r}, now {self.after!r}"


def difference(old: Edition, new: Edition) -> tuple[Change, ...]:
    """Every change from `old` to `new` that a reader of the tables would see, in the order of the tables."""
    changes: list[Change] = []
    for aspect in ("title", "landlord", "about"):
        before, after = getattr(old, aspect), getattr(new, aspect)
        if before != after:
            changes.append(Change("Edition", new.id, aspect, before, after))
    before, after = ({table.heading: table for table in tables(edition)} for edition in (old, new))
    for heading in [*before, *(h for h in after if h not in before)]:
        changes += _between(heading, before.get(heading), after.get(heading))
    return tuple(changes)


def _between(part: str, old: Table | None, new: Table | None) -> Iterator[Change]:
    if old and new and old.intro != new.intro:
        yield Change(part, "introduction", "text", old.intro, new.intro)
    before, after = _rows(old) if old else {}, _rows(new) if new else {}
    for name in [*before, *(n for n in after if n not in before)]:
        if name not in after:
            yield Change(part, name, "", _summary(before[name]), "")
        elif name not in before:
            yield Change(part, name, "", "", _summary(after[name]))
        else:
            yield from _cells(part, name, before[name], after[name])


def _rows(table: Table) -> dict[str, Mapping[str, str]]:
    """Rows by name. A row without a name belongs to the one above it and is counted on from there."""
    rows: dict[str, Mapping[str, str]] = {}
    name, number = "", 1
    for cells in table.rows:
        if cells[0]:
            name, number = cells[0], 1
        else:
            number += 1
        rows[name if number == 1 else f"{name} (row {number})"] = dict(zip(table.columns, cells, strict=True))
    return rows


def _cells(part: str, name: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for aspect, was in before.items():
        if was != after[aspect]:
            yield Change(part, name, aspect, was, after[aspect])


def _summary(cells: Mapping[str, str]) -> str:
    shown: Iterable[str] = list(cells.values())[1:]
    return "; ".join(cell for cell in shown if cell) or "listed"
