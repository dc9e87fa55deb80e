"""Measures of one reporting year in the form that benchmarking clubs ask for: a line each, with its definition."""

from __future__ import annotations

from datetime import date, datetime

from upstander.confidentiality.api import Viewer
from upstander.performance.months import last_months, month_of
from upstander.performance.numbers import HIDDEN, Number
from upstander.performance.queries.figures import series
from upstander.performance.queries.returns import nm01
from upstander.policy.api import add_months

HEAD = ["Measure", "Value", "Unit", "Counted from", "Definition"]

_NOT_SHOWN = "not shown: small numbers are in it"
_NOT_PUBLISHED = "not shown: published when the year has ended"


def benchmark(viewer: Viewer, year: date, *, now: datetime) -> list[list[str | int | float]]:
    """Lines of measure, value, unit, what it was counted from, and definition. Raises Refused without `measures.read`."""
    page = nm01(viewer, year, now=now)
    last = min(add_months(year, 11), month_of(now))
    months = last_months(last, (last.year - year.year) * 12 + last.month - year.month + 1)
    found = series(viewer, months)

    def summed(measure: str) -> Number:
        months = [n for n in found[measure].numbers if n is not None]
        return HIDDEN if any(n.hidden for n in months) else sum(months, Number())

    rows: list[list[str | int | float]] = []

    def line(name: str, value: object, unit: str, of: object, definition: str) -> None:
        missing = "not shown" if of in (_NOT_SHOWN, _NOT_PUBLISHED) else "not known"
        rows.append([name, missing if value is None else str(value), unit, str(of), definition])

    for name, rate, cases in (
        ("Cases opened per 1,000 homes", page.first, page.total),
        ("Hate cases per 1,000 homes", page.second, page.hate),
    ):
        line(name, rate, "per 1,000", _NOT_PUBLISHED if cases is None else cases, page.definition.words)
    for name, measure in (
        ("Reports received", "reports"),
        ("Cases opened", "opened"),
        ("Cases closed", "closed"),
    ):
        number = summed(measure)
        counted = None if number.hidden else number.count
        line(
            name, counted, "number", _NOT_SHOWN if number.hidden else counted, found[measure].definition.words
        )
    for name, measure in (
        ("Responded to in the time promised", "response"),
        ("Done within 24 hours of immediate danger", "danger"),
        ("Promises kept", "promises"),
    ):
        number = summed(measure)
        of = _NOT_SHOWN if number.hidden else f"{number.kept} of {number.promised}"
        value = None if number.share is None else round(number.share * 100, 1)
        line(name, value, "per cent", of, found[measure].definition.words)
    return rows
