"""Measures: the list with their definitions, and one of them with its parts and the cases behind a number."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse

from upstander.confidentiality.api import Permission
from upstander.performance.api import (
    OF_NO_CASE,
    PLACES,
    breakdown,
    cases_behind,
    counted_months,
    in_force,
    last_months,
    month_of,
    sees_exactly,
    series,
)
from upstander.sites.performance import words
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import reads_cases, show
from upstander.sites.staff.guard import staff_page

_SHOWN = 13


@staff_page(Permission.MEASURES_READ)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every measure with its definition, owner and source, and how it stands this month."""
    this = month_of(desk.now)
    found = series(desk.viewer, last_months(this, 2))
    return show(
        request, desk, "performance/measures.html", {"found": found.values(), "this": this, "say": words}
    )


@staff_page(Permission.MEASURES_READ)
def one(request: HttpRequest, desk: Desk, measure: str) -> HttpResponse:
    """One measure: thirteen months, one month by its parts, and the cases behind a number."""
    this = month_of(desk.now)
    month = read_month(request.GET.get("month", "")) or this
    found = series(desk.viewer, last_months(month, _SHOWN))
    if measure not in found or month > this:
        raise Http404
    each = found[measure]
    exact = sees_exactly(desk.viewer)
    parts = [
        breakdown(desk.viewer, measure, name, [month])
        for name in each.definition.by
        if exact or name not in PLACES
    ]
    dimension, code = request.GET.get("by", ""), request.GET.get("part", "")
    behind = (
        cases_behind(desk.viewer, measure, month, dimension=dimension, code=code)
        if "cases" in request.GET
        else None
    )
    state = next((m for m in counted_months(desk.viewer) if m.month == month), None)
    context = {
        "each": each,
        "month": month,
        "this": this,
        "state": state,
        "months": list(reversed(each.months)),
        "parts": parts,
        "behind": behind,
        "chosen": words.of_code(measure, dimension, code) if dimension else "",
        "opens": reads_cases(desk.viewer) and each.definition.counts not in OF_NO_CASE,
        "exact": exact,
        "governs": in_force(month)[measure].since,
        "say": words,
    }
    return show(request, desk, "performance/measure.html", context)


def read_month(text: str) -> date | None:
    """2026-10 as the first of October, or None."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
