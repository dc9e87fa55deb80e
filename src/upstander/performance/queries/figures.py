"""Reading figures: a measure over months, broken down. The cases behind a number are in `behind.py`.

Figures are read as they were counted, never from cases, so that a page costs the same at a million cases. Three rules of
confidentiality (decisions 0075 and 0135): sealed cases are in no figure; whoever may open cases sees figures without those
sealed since and those they are in conflict with; whoever may not sees small numbers left out, parts by whole quarters, and
places by the year alone.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import Q

from upstander.cases.queries.api import conflicts_of, sealed_cases
from upstander.confidentiality.api import Permission, Viewer, elevated, vault, viewing
from upstander.performance.counting import Counted, tally
from upstander.performance.definitions import Definition, in_force
from upstander.performance.errors import NoSuchMeasure
from upstander.performance.models import Fact, Figure, Month
from upstander.performance.numbers import HIDDEN, Breakdown, Number, Series
from upstander.performance.suppression import THRESHOLD, flow_is_shown, hidden_cells, hidden_parts
from upstander.policy.api import add_months

PLACES = ("area", "home", "language")  # sealed, in this order
OWN_FAILINGS = frozenset({"promises", "share"})
"""What these measures show is how we did, not who people are: how many were late is never left out, nor are their totals, except
where few were due because few people were in danger."""
_OF_FEW = frozenset({"danger"})
_FLOWS = ("opened", "closed", "open")


def sees_exactly(viewer: Viewer) -> bool:
    """True for those who may open all ordinary cases: nothing small is kept from them, for they see the cases themselves."""
    return viewer.may(Permission.CASE_READ_ALL)


def counted_months(viewer: Viewer) -> list[Month]:
    """Every month that was counted, the latest first. Raises Refused without `measures.read`."""
    viewer.check(Permission.MEASURES_READ).enforce()
    with viewing(viewer):
        return list(Month.objects.order_by("-month"))


def quarter_of(month: date) -> date:
    """The first day of its calendar quarter."""
    return month.replace(month=month.month - (month.month - 1) % 3)


def whole_quarter(month: date) -> list[date]:
    """The three months of the last quarter that had ended by the end of that month."""
    start = quarter_of(add_months(month, 1))
    return [add_months(start, -3), add_months(start, -2), add_months(start, -1)]


def series(
    viewer: Viewer, months: Sequence[date], *, dimension: str = "", code: str = ""
) -> dict[str, Series]:
    """Every measure in force in the last month, over these months, for the whole or for one code of one dimension.

    Raises Refused without `measures.read`. For those who may not open cases there is no series of a part.
    """
    viewer.check(Permission.MEASURES_READ).enforce()
    exact = sees_exactly(viewer)
    if not exact:
        dimension, code = "", ""
    found = figures_of(viewer, [add_months(months[0], -1), *months], dimensions=[dimension])
    made = {}
    with viewing(
        viewer
    ):  # a month that was counted before a measure was thought of says nothing of it, and not nought
        counted = set(Figure.objects.filter(month__in=months, dimension="").values_list("measure", "month"))
    for measure, definition in in_force(months[-1]).items():
        if dimension and dimension not in definition.by:
            continue
        numbers = [
            _shown(definition, found.get((month, measure, dimension, code), Number()), exact)
            if (measure, month) in counted
            else None
            for month in months
        ]
        made[measure] = Series(definition, tuple(months), tuple(numbers))
    if not exact and set(_FLOWS) <= made.keys():
        _without_flows(made, found, list(months))
    return made


def _without_flows(
    made: dict[str, Series], found: Mapping[tuple[date, str, str, str], Number], months: list[date]
) -> None:
    """Cases opened and closed are left out of months in which one of the two follows from what was open, or gives it away."""
    out = set()
    for month in months:
        came, went, there = (found.get((month, name, "", ""), Number()).count for name in _FLOWS)
        before = found.get((add_months(month, -1), "open", "", ""))  # None: that month was not counted
        if not flow_is_shown(came, went, there, before.count if before else THRESHOLD):
            out.add(month)
    for name in ("opened", "closed"):
        each = made[name]
        made[name] = replace(
            each,
            numbers=tuple(
                HIDDEN if number is not None and month in out else number
                for month, number in zip(each.months, each.numbers, strict=True)
            ),
        )


def breakdown(viewer: Viewer, measure: str, dimension: str, months: Sequence[date]) -> Breakdown:
    """One measure by one dimension, summed over these months; for those who may not open cases, over the last whole quarter in them
    and with small numbers left out. Raises Refused, NoSuchMeasure."""
    viewer.check(Permission.MEASURES_READ).enforce()
    definition = in_force(months[-1]).get(measure)
    if definition is None or dimension not in definition.by:
        raise NoSuchMeasure(measure)
    exact = sees_exactly(viewer)
    if not exact and dimension in PLACES:
        return Breakdown(definition, dimension, tuple(whole_quarter(months[-1])), ())
    parts_by_quarter = not exact and (definition.shows not in OWN_FAILINGS or measure in _OF_FEW)
    if parts_by_quarter:
        months = whole_quarter(months[-1])
    found = figures_of(viewer, months, dimensions=["", dimension], measure=measure)
    whole = sum((n for (_, _, d, _), n in found.items() if not d), Number())
    cells: dict[str, Number] = defaultdict(Number)
    for (_, _, each, code), number in found.items():
        if each == dimension and dimension:
            cells[code] = number if len(months) == 1 else cells[code] + number
    if not exact and (definition.shows != "share" or measure in _OF_FEW):
        # Parts of a quarter add up to its months: where one of these is left out, none is shown.
        left_out = any(n is not None and n.hidden for n in series(viewer, months)[measure].numbers)
        hide = set(cells) if left_out else _hidden(definition, cells, whole)
        cells = defaultdict(Number, {c: _few(definition, n) if c in hide else n for c, n in cells.items()})
    rows = sorted(cells.items(), key=lambda row: (row[1].hidden, -row[1].count, row[0]))
    named = tuple((code, n) for code, n in rows if not n.hidden or n.late)
    return Breakdown(definition, dimension, tuple(months), named, len(named) < len(rows))


def _hidden(definition: Definition, cells: Mapping[str, Number], whole: Number) -> set[str]:
    """Which parts are not shown to those who may not open cases."""
    if definition.shows in OWN_FAILINGS:
        return hidden_cells({code: n.promised for code, n in cells.items()}, total=whole.promised)
    hide = hidden_cells({code: n.count for code, n in cells.items()}, total=whole.count)
    if definition.shows == "part":
        pairs = {code: (n.kept, n.promised - n.kept) for code, n in cells.items()}
        hide |= hidden_parts(pairs, total=(whole.kept, whole.promised - whole.kept))
    return hide


def recounted(month: date, *, of: Iterable[UUID] | None = None) -> dict[tuple[str, str, str], Number]:
    """The figures of a month worked out again from its stored facts, under the definitions then in force. As the system.
    `of`: from the facts of these cases alone.

    The same as what was stored for ever, but for cases disposed of since, for what people said of themselves, and for sums of no case
    (promises kept, clocks of data-protection law).
    """
    rows = (
        Fact.objects.filter(month=month) if of is None else Fact.objects.filter(month=month, case_id__in=of)
    )
    facts = (_counted(row) for row in rows.iterator(chunk_size=2000))
    return {(f.measure, f.dimension, f.code): _number(f) for f in tally(month, in_force(month), facts)}


def figures_of(
    viewer: Viewer, months: Iterable[date], *, dimensions: list[str], measure: str = ""
) -> dict[tuple[date, str, str, str], Number]:
    """Numbers by month, measure, dimension and code; for whoever sees them exactly, without what they may not know of."""
    months = list(months)
    with viewing(viewer):
        rows = Figure.objects.filter(month__in=months, dimension__in=dimensions)
        if measure:
            rows = rows.filter(measure=measure)
        found = {(f.month, f.measure, f.dimension, f.code): _number(f) for f in rows}
        if sees_exactly(viewer):
            _without_hidden(viewer, months, found)
    return found


def _without_hidden(
    viewer: Viewer, months: list[date], found: dict[tuple[date, str, str, str], Number]
) -> None:
    """Take out what this viewer may not know of: cases sealed since they were counted, and those they are in conflict with."""
    conflicts = conflicts_of(viewer)
    with elevated("figures without what their reader may not know"):
        hidden = Q(case_id__in=sealed_cases()) | Q(case_id__in=conflicts)
        facts = list(Fact.objects.filter(hidden, month__in=months))
        by_month: dict[date, list[Counted]] = defaultdict(list)
        for fact in facts:
            by_month[fact.month].append(_counted(fact))
    for month, counted in by_month.items():
        for figure in tally(month, in_force(month), counted):
            key = (month, figure.measure, figure.dimension, figure.code)
            if key in found:
                found[key] = _less(found[key], _number(figure))


def _less(all_of: Number, part: Number) -> Number:
    """Counts without a part. The times of the rest are those of all, unless so few are left that they would say something."""
    if not part.count:
        return all_of
    timed = max(0, all_of.timed - part.timed)
    few = timed < THRESHOLD
    return replace(
        all_of,
        count=max(0, all_of.count - part.count),
        promised=max(0, all_of.promised - part.promised),
        kept=max(0, all_of.kept - part.kept),
        timed=timed,
        priced=max(0, all_of.priced - part.priced),
        pence=max(0, all_of.pence - part.pence),
        median=None if few else all_of.median,
        p90=None if few else all_of.p90,
    )


def _shown(definition: Definition, number: Number, exact: bool) -> Number:
    if exact:
        return number
    small = number.count < THRESHOLD and (definition.shows not in OWN_FAILINGS or definition.id in _OF_FEW)
    if definition.shows == "part":  # the rest is as telling as the part
        small = min(number.kept, number.promised - number.kept) < THRESHOLD
    if definition.shows == "cost":
        small = small or number.priced < THRESHOLD
    return _few(definition, number) if small else number


def _few(definition: Definition, number: Number) -> Number:
    return replace(HIDDEN, missed=number.late) if definition.shows in OWN_FAILINGS else HIDDEN


def _number(figure: Figure) -> Number:
    return Number(
        figure.count,
        figure.promised,
        figure.kept,
        figure.timed,
        figure.median,
        figure.p90,
        figure.priced,
        figure.pence,
    )


def _counted(row: Fact) -> Counted:
    area, home, language = place_of(row)
    return Counted(row, area, home, language)


def place_of(row: Fact) -> tuple[str, str, str]:
    """Its neighbourhood, kind of home and language; facts of before languages were counted have none."""
    area, home, language = [*json.loads(vault.unseal(row, "place") or "[]"), "", "", ""][:3]
    return area, home, language
