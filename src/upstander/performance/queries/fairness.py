"""Whether people are served alike, and where reports ought to be and are not (clause 1.7).

Groups are what people chose to say of themselves after a report. Nobody, whatever their role, sees a number of fewer than five of
them, and spans are whole quarters. Silence is reckoned from the landlord's own homes and the reports that came from them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from upstander.confidentiality.api import Permission, Viewer, elevated, viewing
from upstander.people.api import stock_by
from upstander.performance import words
from upstander.performance.equality import questions
from upstander.performance.intervals import Interval, chance_of_at_most, wilson
from upstander.performance.models import Figure
from upstander.performance.months import last_months
from upstander.performance.queries.figures import sees_exactly, whole_quarter
from upstander.performance.suppression import THRESHOLD, hidden_cells
from upstander.policy.api import add_months

SPEED = "response"
_UNLIKELY = 0.05
_ENOUGH = 3.0  # fewer expected reports than this can be missing by chance almost anywhere


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group: how many answered so, and the share served in the time promised with its range. `hidden`: too few to show."""

    name: str
    count: int
    interval: Interval | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One equality question with its groups, and in words what the numbers can and cannot show."""

    text: str
    lines: tuple[GroupLine, ...]
    words: str


@dataclass(frozen=True, slots=True)
class SilentPlace:
    """A neighbourhood or kind of home. `reports` None: too few to show to this reader. `silent`: fewer than chance would explain."""

    name: str
    homes: int
    people: int
    reports: int | None
    expected: float
    silent: bool


@dataclass(frozen=True, slots=True)
class Silence:
    """The watch over some months: by neighbourhood and by kind of home."""

    months: tuple[date, ...]
    areas: tuple[SilentPlace, ...]
    homes: tuple[SilentPlace, ...]
    unplaced: int | None


def fairness(viewer: Viewer, month: date) -> tuple[tuple[date, ...], tuple[Question, ...]]:
    """The four whole quarters before the end of that month, compared by group. Raises Refused without `measures.read`."""
    viewer.check(Permission.MEASURES_READ).enforce()
    months = last_months(whole_quarter(month)[-1], 12)
    with viewing(viewer):
        rows = (
            Figure.objects.filter(month__in=months, measure=SPEED, dimension="group")
            .values_list("code")
            .annotate(count=Sum("count"), promised=Sum("promised"), kept=Sum("kept"))
        )
        found = {code: (count, promised, kept) for code, count, promised, kept in rows}
    return tuple(months), tuple(
        _question(each["id"], each["text"], each["options"], found) for each in questions()
    )


def _question(
    id: str, text: str, options: dict[str, str], found: dict[str, tuple[int, int, int]]
) -> Question:
    cells = {code: found.get(f"{id}:{code}", (0, 0, 0)) for code in options}
    hide = hidden_cells({code: count for code, (count, _, _) in cells.items()})
    lines = tuple(
        GroupLine(
            options[code],
            0 if code in hide else count,
            None if code in hide else wilson(kept, promised),
            code in hide,
        )
        for code, (count, promised, kept) in cells.items()
    )
    return Question(text, lines, _said(lines))


def _said(lines: tuple[GroupLine, ...]) -> str:
    shown = [(each, each.interval) for each in lines if each.interval is not None]
    if len(shown) < 2:
        return "Too few people have answered to compare anything. That is no sign that all are served alike."
    worst, low = min(shown, key=lambda pair: pair[1].share)
    best, high = max(shown, key=lambda pair: pair[1].share)
    if low.overlaps(high):
        return (
            "The ranges overlap: the differences may be chance. So few answers can hide a real difference as well; they do not show"
            " that there is none."
        )
    return (
        f"“{worst.name}” was served in time less often than “{best.name}”, by more than chance explains. The numbers do not"
        " say why. Look at the cases of that time together, and at how people reach us."
    )


def silence(viewer: Viewer, month: date) -> Silence:
    """Twelve months to the end of that month; for those who may not open cases, to the end of the last whole quarter.

    Raises Refused without `measures.read`.
    """
    viewer.check(Permission.MEASURES_READ).enforce()
    exact = sees_exactly(viewer)
    months = last_months(month if exact else add_months(whole_quarter(month)[-1], 0), 12)
    with viewing(viewer):
        told: dict[str, dict[str, int]] = defaultdict(dict)
        rows = Figure.objects.filter(month__in=months, measure="reports", dimension__in=["area", "home"])
        for dimension, code, count in rows.values_list("dimension", "code").annotate(count=Sum("count")):
            told[dimension][code] = count
        with elevated("homes and people by neighbourhood"):
            stocks = {"area": stock_by("neighbourhood"), "home": stock_by("kind")}
    areas, homes = (
        _places(
            {code: (s.homes, s.people) for code, s in stocks[dimension].items()},
            told[dimension],
            dimension,
            exact,
        )
        for dimension in ("area", "home")
    )
    unplaced = told["area"].get("none", 0)
    return Silence(tuple(months), areas, homes, unplaced if exact or unplaced >= THRESHOLD else None)


def _places(
    stock: dict[str, tuple[int, int]], told: dict[str, int], dimension: str, exact: bool
) -> tuple[SilentPlace, ...]:
    homes = sum(each for each, _ in stock.values())
    placed = sum(told.get(code, 0) for code in stock)
    cells = {code: told.get(code, 0) for code in stock}
    hide = set() if exact else hidden_cells(cells)
    lines = []
    for code, (many, people) in stock.items():
        expected = placed * many / homes if homes else 0.0
        silent = expected >= _ENOUGH and chance_of_at_most(cells[code], expected) < _UNLIKELY
        name = words.of_code("reports", dimension, code)
        lines.append(SilentPlace(name, many, people, None if code in hide else cells[code], expected, silent))
    return tuple(sorted(lines, key=lambda each: (not each.silent, -each.expected, each.name)))
