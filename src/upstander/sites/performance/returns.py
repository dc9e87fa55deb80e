"""The return to the regulator: both parts, their reconciliation, what people enter for it, and the export for benchmarking."""

from __future__ import annotations

import io
from datetime import date
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from openpyxl import Workbook

from upstander.cases.api import NoSuchCase
from upstander.confidentiality.api import Permission
from upstander.lib.export import csv_lines, safe_row
from upstander.lib.marks import mark_of
from upstander.performance.api import (
    BENCHMARK_HEAD,
    benchmark,
    decide_counting,
    enter_stock,
    month_of,
    nm01,
    nm01_cases,
    reporting_year,
    review_watch,
)
from upstander.sites.performance import words
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import MarkedForm, choice
from upstander.sites.staff.forms.base import words as typed_words
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.ids import read_page
from upstander.sites.staff.keeping import begin, keeps

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FIRST, _LAST = 2020, 2100
_ON_A_PAGE = 100


def _count(missing: str) -> forms.IntegerField:
    wrong = {
        "required": missing,
        "invalid": "Write a whole number, like 13250.",
        "min_value": "Write a whole number from 0 up.",
    }
    return forms.IntegerField(min_value=0, max_value=10_000_000, error_messages=wrong)


class HomesForm(MarkedForm):
    """Homes owned, and cases logged in another system."""

    homes = _count("Enter how many homes were owned at the end of the year.")
    elsewhere = _count("Enter how many cases are logged in another system. Write 0 if there are none.")
    hate_elsewhere = _count("Enter how many of these involve a hate incident. Write 0 if there are none.")
    source = typed_words("Say where these figures are from.", longest=2000)


class DecideForm(MarkedForm):
    """Whether one case counts."""

    counts = choice([("yes", "It counts"), ("no", "It does not count")], "Say whether it counts.")
    reason = typed_words("Say why. The regulator may ask.", longest=2000)


@staff_page(Permission.MEASURES_READ)
def this_year(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The reporting year that is running."""
    return _shown(request, desk, reporting_year(month_of(desk.now)).year)


@staff_page(Permission.MEASURES_READ)
def one(request: HttpRequest, desk: Desk, year: int) -> HttpResponse:
    """One reporting year."""
    return _shown(request, desk, year)


def _shown(request: HttpRequest, desk: Desk, year: int) -> HttpResponse:
    start = _start(year, desk)
    context = {
        "page": nm01(desk.viewer, start, now=desk.now),
        "watch": review_watch(desk.viewer, now=desk.now),
        "prepares": desk.viewer.may(Permission.RETURN_PREPARE),
        "years": [
            each for each in range(reporting_year(month_of(desk.now)).year, year - 4, -1) if each >= _FIRST
        ][:6],
        "say": words,
    }
    return show(request, desk, "performance/nm01.html", context)


@staff_page(Permission.RETURN_PREPARE, "GET", "POST")
@keeps
def homes(request: HttpRequest, desk: Desk, year: int) -> HttpResponse:
    """Enter what no case holds."""
    start = _start(year, desk)
    page = nm01(desk.viewer, start, now=desk.now)
    initial: dict[str, int | str] = {"elsewhere": 0, "hate_elsewhere": 0, "mark": mark_of(None)}
    if page.stock:
        initial = {
            "homes": page.stock.homes, "elsewhere": page.stock.elsewhere, "hate_elsewhere": page.stock.hate_elsewhere,
            "source": page.stock.source, "mark": mark_of(page.stock.at),
        }  # fmt: skip
    form = begin(HomesForm, request, desk, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refusing(form, stands=initial):
            enter_stock(year=start, by=desk.viewer, now=desk.now, **form.cleaned_data)
            return _back(year, "return-homes")
    context = {"page": page, "form": form, "errors": form.complaints()}
    return show(
        request, desk, "performance/nm01_homes.html", context, status=422 if context["errors"] else 200
    )


@staff_page(Permission.RETURN_PREPARE, "GET", "POST")
@keeps
def decide(request: HttpRequest, desk: Desk, year: int, case_id: UUID) -> HttpResponse:
    """Whether a case about somebody who is no customer counts."""
    page = nm01(desk.viewer, _start(year, desk), now=desk.now)
    each = next((line for line in page.outside if line.case.id == case_id), None)
    if each is None:
        raise NoSuchCase
    counts = "" if each.counts is None else "yes" if each.counts else "no"
    start = {"counts": counts, "reason": each.reason, "mark": mark_of(each.at)}
    form = begin(DecideForm, request, desk, initial=start)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with refusing(form, stands=start):
            decide_counting(
                case_id=case_id,
                counts=told["counts"] == "yes",
                reason=told["reason"],
                mark=told["mark"],
                by=desk.viewer,
                now=desk.now,
            )
            return _back(year, "return-decided")
    context = {"page": page, "each": each, "form": form, "errors": form.complaints()}
    return show(
        request, desk, "performance/nm01_decide.html", context, status=422 if context["errors"] else 200
    )


@staff_page(Permission.MEASURES_READ)
def cases(request: HttpRequest, desk: Desk, year: int, part: str) -> HttpResponse:
    """The cases behind one part that this reader may open."""
    if part not in ("all", "hate"):
        raise Http404
    start = _start(year, desk)
    page = read_page(request.GET.get("page", ""))
    skip = (page - 1) * _ON_A_PAGE
    lines = nm01_cases(desk.viewer, start, hate=part == "hate", skip=skip, limit=_ON_A_PAGE + 1)
    context = {
        "lines": lines[:_ON_A_PAGE],
        "more": len(lines) > _ON_A_PAGE,
        "page": page,
        "year": start,
        "part": part,
    }
    return show(request, desk, "performance/nm01_cases.html", context)


@staff_page(Permission.MEASURES_READ)
def export(request: HttpRequest, desk: Desk, year: int, form: str) -> HttpResponse:
    """Measures of the year for a benchmarking club."""
    rows = benchmark(desk.viewer, _start(year, desk), now=desk.now)
    if form == "csv":
        content, kind = b"".join(csv_lines(BENCHMARK_HEAD, rows)), "text/csv; charset=utf-8"
    elif form == "xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("Benchmarking")
        sheet.append(safe_row(BENCHMARK_HEAD))
        for row in rows:
            sheet.append(safe_row(row))
        out = io.BytesIO()
        book.save(out)
        content, kind = out.getvalue(), _XLSX
    else:
        raise Http404
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="benchmarking-{year}.{form}"'
    return answer


def _start(year: int, desk: Desk) -> date:
    if not _FIRST <= year <= min(_LAST, reporting_year(month_of(desk.now)).year):
        raise Http404
    return date(year, 4, 1)


def _back(year: int, done: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('performance:nm01-year', args=[year])}?done={done}")
