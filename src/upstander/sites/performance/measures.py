"""Measures: the list with their definitions, and one of them with its parts and the cases behind a number."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from upstander.confidentiality.api import Permission
from upstander.performance.api import (
    OF_NO_CASE,
    PLACES,
    CaseBehind,
    breakdown,
    cases_behind,
    counted_months,
    in_force,
    last_months,
    month_of,
    promises_kept,
    sees_exactly,
    series,
)
from upstander.sites.performance import words
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import reads_cases, show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.ids import read_page

_SHOWN = 13
_YEAR = 12  # months of the watch on silence and of the map, whose numbers open here
_ON_A_PAGE = 100
_REGISTERS = (
    ("training", Permission.TRAINING_KEEP, "The training register", "training:register"),
    ("data_clocks", Permission.ACCESS_REQUESTS, "Requests for data", "access:log"),
    ("data_clocks", Permission.BREACH_HANDLE, "Breaches of personal data", "breaches:log"),
)
"""Where what is counted of no case can be read, by whoever keeps it."""


@staff_page(Permission.MEASURES_READ)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every measure with its owner and source, and how it stands this month and stood the month before."""
    this = month_of(desk.now)
    found = series(desk.viewer, last_months(this, 2))
    context = {"groups": words.grouped(found), "this": this, "say": words}
    return show(request, desk, "performance/measures.html", context)


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
    page = read_page(request.GET.get("page", ""))
    dimension, code = request.GET.get("by", ""), request.GET.get("part", "")
    # Promises kept are counted as a whole and by clause alone.
    kept = each.definition.shows == "promises" and (
        (request.GET.get("cases") == "kept" and dimension in ("", "clause"))
        or (dimension, code) == ("how", "kept")
    )
    months = _YEAR if request.GET.get("months") == str(_YEAR) and not kept else 1
    behind = (
        _behind(desk, measure, month, dimension, code, kept, page, months) if "cases" in request.GET else None
    )
    state = next((m for m in counted_months(desk.viewer) if m.month == month), None)
    context = {
        "each": each,
        "month": month,
        "this": this,
        "state": state,
        "months": list(reversed(each.months)),
        "parts": parts,
        "behind": behind and behind[:_ON_A_PAGE],
        "more": bool(behind and len(behind) > _ON_A_PAGE),
        "page": page,
        "kept": kept,
        "year_from": last_months(month, months)[0] if months > 1 else None,
        "chosen": words.of_code(measure, dimension, code) if dimension else "",
        "chosen_by": dimension,
        "chosen_part": code,
        "registers": [
            (text, reverse(to))
            for counts, permission, text, to in _REGISTERS
            if counts == each.definition.counts and desk.viewer.may(permission)
        ],
        "opens": reads_cases(desk.viewer) and each.definition.counts not in OF_NO_CASE,
        "exact": exact,
        "governs": in_force(month)[measure].since,
        "say": words,
    }
    return show(request, desk, "performance/measure.html", context)


def _behind(
    desk: Desk, measure: str, month: date, dimension: str, code: str, kept: bool, page: int, months: int
) -> tuple[CaseBehind, ...]:
    """One page of cases and one more, which says that there is another page."""
    skip, limit = (page - 1) * _ON_A_PAGE, _ON_A_PAGE + 1
    if kept:
        clause = code if dimension == "clause" else ""
        return promises_kept(desk.viewer, month, clause=clause, skip=skip, limit=limit, now=desk.now)
    return cases_behind(
        desk.viewer, measure, month, dimension=dimension, code=code, months=months, skip=skip, limit=limit
    )


def read_month(text: str) -> date | None:
    """2026-10 as the first of October, or None."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
