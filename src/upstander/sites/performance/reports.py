"""The monthly report: the list, one of them, checking and approving it, and its files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from upstander.confidentiality.api import Permission, StaleEdit
from upstander.lib.decision import Refused
from upstander.performance.api import (
    NoSuchReport,
    ReportPage,
    approve_report,
    chart_svg,
    check_report,
    report_csv,
    report_page,
    report_pdf,
    report_xlsx,
    reports,
    return_report,
)
from upstander.sites.performance import words
from upstander.sites.performance.drawn import drawn
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import StaffForm
from upstander.sites.staff.forms.base import words as typed_words
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import begin, keeps

READERS = (Permission.MEASURES_READ, Permission.REPORT_CHECK, Permission.REPORT_APPROVE)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CheckForm(StaffForm):
    """What changed and why."""

    version = forms.IntegerField(min_value=1)
    why = typed_words("Say what changed and why, in a few sentences.")


class ApproveForm(StaffForm):
    """Approve, or send back with what to look at."""

    version = forms.IntegerField(min_value=1)
    because = typed_words()


@staff_page(READERS)
def listing(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every report that this reader may open."""
    return show(request, desk, "performance/reports.html", {"lines": reports(desk.viewer), "say": words})


@staff_page(READERS)
def one(request: HttpRequest, desk: Desk, year: int, month: int) -> HttpResponse:
    """One report."""
    page = _page(desk, year, month)
    charts = [
        drawn(chart_svg(section["chart"], f"chart-{place}")) if section["chart"] else None
        for place, section in enumerate(page.content["sections"])
    ]
    context = {"page": page, "drawn": charts, "month": page.head.month, "say": words}
    return show(request, desk, "performance/report.html", context)


@staff_page(Permission.REPORT_CHECK, "GET", "POST")
@keeps
def check(request: HttpRequest, desk: Desk, year: int, month: int) -> HttpResponse:
    """Check the numbers, say what changed and why."""
    page = _page(desk, year, month)
    form = begin(
        CheckForm,
        request,
        desk,
        initial={"why": page.why, "version": page.head.version},
    )

    def save() -> str:
        told = form.cleaned_data
        check_report(
            report_id=page.head.id, why=told["why"], version=told["version"], by=desk.viewer, now=desk.now
        )
        return "report-checked"

    return _step(request, desk, page, form, save, "performance/report_check.html")


@staff_page(Permission.REPORT_APPROVE, "GET", "POST")
@keeps
def approve(request: HttpRequest, desk: Desk, year: int, month: int) -> HttpResponse:
    """Approve and send, or send back."""
    page = _page(desk, year, month)
    form = begin(ApproveForm, request, desk, initial={"version": page.head.version})

    def save() -> str:
        told = {
            "report_id": page.head.id,
            "version": form.cleaned_data["version"],
            "by": desk.viewer,
            "now": desk.now,
        }
        if request.POST.get("decision") == "return":
            return_report(because=form.cleaned_data["because"], **told)
            return "report-returned"
        approve_report(**told)
        return "report-sent"

    return _step(request, desk, page, form, save, "performance/report_approve.html")


@staff_page(READERS)
def download(request: HttpRequest, desk: Desk, year: int, month: int, form: str) -> HttpResponse:
    """The report as PDF, spreadsheet or CSV."""
    page = _page(desk, year, month)
    if form == "pdf":
        content, kind = report_pdf(page, landlord=settings.LANDLORD["name"]), "application/pdf"
    elif form == "xlsx":
        content, kind = report_xlsx(page), _XLSX
    elif form == "csv":
        content, kind = b"".join(report_csv(page)), "text/csv; charset=utf-8"
    else:
        raise Http404
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="monthly-report-{page.head.month:%Y-%m}.{form}"'
    return answer


def _page(desk: Desk, year: int, month: int) -> ReportPage:
    try:
        return report_page(desk.viewer, date(year, month, 1), now=desk.now)
    except (NoSuchReport, ValueError):
        raise Http404 from None


def _step(
    request: HttpRequest,
    desk: Desk,
    page: ReportPage,
    form: StaffForm,
    save: Callable[[], str],
    template: str,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            done = save()
            address = reverse("performance:report", args=[page.head.month.year, page.head.month.month])
            return HttpResponseRedirect(f"{address}?done={done}")
        except Refused as refused:
            form.refuse(refused.reason, refused.clause)
        except StaleEdit:
            form.stale(
                "Somebody changed this report meanwhile. What you typed is still here; look at the report, then save again.",
                page.head.version,
            )
    context = {
        "page": page,
        "form": form,
        "errors": form.complaints(),
        "month": page.head.month,
        "say": words,
    }
    return show(request, desk, template, context, status=422 if context["errors"] else 200)
