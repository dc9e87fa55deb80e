"""Whether people are served alike, and where reports ought to be and are not (clause 1.7).

Groups are what people chose to say of themselves after a report. Nobody, whatever their role, sees a number of fewer than five of
them; spans are whole quarters, and since the years that are shown overlap, numbers are rounded to fives and shares to five
hundredths: one year less another then says nothing of one person (decision 0135). Silence is reckoned from the landlord's own homes
and the reports that came from them.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from upstander.confidentiality.api import Permission, Viewer, elevated, viewing
from upstander.people.api import stock
from upstander.performance import words
from upstander.performance.equality import questions
from upstander.performance.intervals import Interval, chance_of_at_most, wilson
from upstander.performance.models import Figure, LanguageStock
from upstander.performance.months import last_months
from upstander.performance.queries.figures import PLACES, figures_of, sees_exactly, whole_quarter
from upstander.performance.suppression import THRESHOLD, hidden_cells, rounded
from upstander.policy.api import add_months

COMPARED = {
    "response": "Had a response in the time promised",
    "outcome": "Cases that ended well",
    "satisfied": "Satisfied, of those who answered",
}
"""What is compared across groups: speed, outcome and satisfaction. Each stands by itself: a group may be answered fast and badly."""
OTHER_LANGUAGES = "Other languages, each of fewer than five people"
TOGETHER = {"area": "Small neighbourhoods together", "home": "Rare kinds of home together"}
FEW_HOMES = 10
"""Places of fewer homes are put together, for everybody: on a map, a neighbourhood of one home would be that home."""
_UNLIKELY = 0.05
_ENOUGH = 3.0  # fewer expected reports than this can be missing by chance almost anywhere


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group: about how many answered so, and the share served in the time promised with its range. `hidden`: too few to show."""

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

    @property
    def compares(self) -> bool:
        """True when at least two groups are shown."""
        return sum(line.interval is not None for line in self.lines) > 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure across every question. `name` is what is compared."""

    id: str
    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class SilentPlace:
    """A neighbourhood, kind of home, or language. `reports` None: too few to show to this reader. `silent`: fewer than chance
    would explain."""

    name: str
    homes: int
    people: int
    reports: int | None
    expected: float
    silent: bool
    code: str = ""  # as figures name it; "" for places put together

    @property
    def tells(self) -> bool:
        """False where so few are expected that even none would say nothing."""
        return self.expected >= _ENOUGH


@dataclass(frozen=True, slots=True)
class Silence:
    """The watch over some months: by neighbourhood, by kind of home, and by the language that people need. `languages_on`: when people
    were last counted by language; of a language there are people and no homes."""

    months: tuple[date, ...]
    areas: tuple[SilentPlace, ...]
    homes: tuple[SilentPlace, ...]
    languages: tuple[SilentPlace, ...]
    languages_on: date | None
    unplaced: int | None


def fairness(viewer: Viewer, month: date) -> tuple[tuple[date, ...], tuple[Comparison, ...]]:
    """The four whole quarters before the end of that month, compared by group. Raises Refused without `measures.read`."""
    viewer.check(Permission.MEASURES_READ).enforce()
    months = last_months(whole_quarter(month)[-1], 12)
    with viewing(viewer):
        rows = (
            Figure.objects.filter(month__in=months, measure__in=COMPARED, dimension="group")
            .values_list("measure", "code")
            .annotate(count=Sum("count"), promised=Sum("promised"), kept=Sum("kept"))
        )
        found: dict[str, dict[str, tuple[int, int, int]]] = defaultdict(dict)
        for measure, code, count, promised, kept in rows:
            found[measure][code] = (count, promised, kept)
    return tuple(months), tuple(
        Comparison(
            measure,
            name,
            tuple(
                _question(measure, each["id"], each["text"], each["options"], found[measure])
                for each in questions()
            ),
        )
        for measure, name in COMPARED.items()
    )


def _question(
    measure: str, id: str, text: str, options: dict[str, str], found: dict[str, tuple[int, int, int]]
) -> Question:
    cells = {code: found.get(f"{id}:{code}", (0, 0, 0)) for code in options}
    hide = hidden_cells({code: count for code, (count, _, _) in cells.items()})
    lines = tuple(
        GroupLine(
            options[code],
            0 if code in hide else rounded(count),
            None if code in hide else wilson(kept, promised),
            code in hide,
        )
        for code, (count, promised, kept) in cells.items()
    )
    return Question(text, lines, _said(measure, lines))


def _said(measure: str, lines: tuple[GroupLine, ...]) -> str:
    """What the numbers can show, and what they cannot."""
    shown = [(each, each.interval) for each in lines if each.interval is not None]
    if len(shown) < 2:
        return "Too few people have answered to compare anything. That is no sign that all are served alike."
    worst, low = min(shown, key=lambda pair: pair[1].share)
    best, high = max(shown, key=lambda pair: pair[1].share)
    if low.overlaps(high):
        return "The ranges overlap: what differs may be chance, and a real difference may be hidden."
    return (
        f"“{worst.name}” {_LESS[measure]} than “{best.name}”, by more than chance explains. {_WHY[measure]}"
    )


_LESS = {
    "response": "was served in time less often",
    "outcome": "saw their case end well less often",
    "satisfied": "was satisfied less often",
}
_WHY = {
    "response": "The numbers do not say why. Look at the cases of that time together, and at how people reach us.",
    "outcome": "The numbers do not say why: cases differ in how grave they are. Read some of both groups together.",
    "satisfied": "The numbers do not say why, and not everybody answers. Ask people of that group what was missing.",
}


def silence(viewer: Viewer, month: date) -> Silence:
    """Twelve months to the end of that month; for those who may not open cases, to the end of the last whole quarter.

    Raises Refused without `measures.read`.
    """
    viewer.check(Permission.MEASURES_READ).enforce()
    exact = sees_exactly(viewer)
    months = last_months(month if exact else add_months(whole_quarter(month)[-1], 0), 12)
    with viewing(viewer):
        told: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        found = figures_of(viewer, months, dimensions=list(PLACES), measure="reports")
        for (_, _, dimension, code), number in found.items():
            told[dimension][code] += number.count
        with elevated("homes and people by neighbourhood"):
            stocks = _stocks()
        spoken = {row.language: row for row in LanguageStock.objects.all()}
        everybody = sum(people for _, people in stocks["area"].values())
    areas, homes = (
        _places(stocks[dimension], told[dimension], dimension, exact) for dimension in ("area", "home")
    )
    unplaced = told["area"].get("none", 0)
    return Silence(
        tuple(months),
        areas,
        homes,
        _languages(
            {name: row.people for name, row in spoken.items()}, told, everybody=everybody, exact=exact
        ),
        max((row.counted_on for row in spoken.values()), default=None),
        unplaced if exact else rounded(unplaced) if unplaced >= THRESHOLD else None,
    )


def _stocks() -> dict[str, dict[str, tuple[int, int]]]:
    """Homes and people by neighbourhood and by kind of home, each in the order of its name."""
    found: dict[str, dict[str, tuple[int, int]]] = {"area": {}, "home": {}}
    for place, there in stock().items():
        for dimension, code in (("area", place.area), ("home", place.kind)):
            homes, people = found[dimension].get(code, (0, 0))
            found[dimension][code] = (homes + there.homes, people + there.people)
    return {dimension: dict(sorted(each.items())) for dimension, each in found.items()}


def _languages(
    people: dict[str, int], told: dict[str, dict[str, int]], *, everybody: int, exact: bool
) -> tuple[SilentPlace, ...]:
    """By language: so many reports would be expected if everybody reported alike, whatever language they need.

    Languages of fewer than five people are put under one name: whoever knows one of them would know who is meant.
    """
    few = sum(count for count in people.values() if count < THRESHOLD)
    named = {name: count for name, count in people.items() if count >= THRESHOLD}
    reports = {name: told["language"].get(name, 0) for name in named}
    if few >= THRESHOLD:
        named[OTHER_LANGUAGES] = few
        reports[OTHER_LANGUAGES] = sum(
            count for name, count in told["language"].items() if name not in reports
        )
    placed = sum(count for code, count in told["area"].items() if code != "none")
    if not exact:
        placed = rounded(placed)
    hide = set() if exact else hidden_cells(reports)
    lines = []
    for name, count in named.items():
        expected = placed * count / everybody if everybody else 0.0
        lines.append(
            SilentPlace(
                name,
                0,
                count,
                None if name in hide else reports[name] if exact else rounded(reports[name]),
                expected,
                _silent(reports[name], expected),
                "" if name == OTHER_LANGUAGES else name,
            )
        )
    return tuple(sorted(lines, key=lambda each: (not each.silent, -each.expected, each.name)))


def _silent(reports: int, expected: float) -> bool:
    return expected >= _ENOUGH and chance_of_at_most(reports, expected) < _UNLIKELY


def _places(
    stock: dict[str, tuple[int, int]], told: dict[str, int], dimension: str, exact: bool
) -> tuple[SilentPlace, ...]:
    stock, cells = _large_enough(stock, {code: told.get(code, 0) for code in stock}, TOGETHER[dimension])
    homes, placed = sum(each for each, _ in stock.values()), sum(cells.values())
    if not exact:
        placed = rounded(placed)
    hide = set() if exact else hidden_cells(cells)
    lines = []
    for code, (many, people) in stock.items():
        expected = placed * many / homes if homes else 0.0
        silent = _silent(cells[code], expected)
        name = words.of_code("reports", dimension, code)
        shown = None if code in hide else cells[code] if exact else rounded(cells[code])
        lines.append(
            SilentPlace(
                name, many, people, shown, expected, silent, "" if code == TOGETHER[dimension] else code
            )
        )
    return tuple(sorted(lines, key=lambda each: (not each.silent, -each.expected, each.name)))


def _large_enough(
    stock: dict[str, tuple[int, int]], cells: dict[str, int], together: str
) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """Homes and people, and reports, by places of enough homes each. Small ones are put together, and while all of these are still
    few, the smallest of the others with them."""
    small: list[str] = []
    for code in sorted(stock, key=lambda each: (stock[each][0], each)):
        if stock[code][0] >= FEW_HOMES and (not small or sum(stock[each][0] for each in small) >= FEW_HOMES):
            break
        small.append(code)
    if not small or len(stock) == 1:
        return stock, cells
    large = {code: each for code, each in stock.items() if code not in small}
    large[together] = (sum(stock[each][0] for each in small), sum(stock[each][1] for each in small))
    return large, {
        **{code: cells[code] for code in large if code in cells},
        together: sum(cells[c] for c in small),
    }
