"""The breach log: raise one, the list with its clocks, one breach, and its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from upstander.confidentiality.api import Permission, StaleEdit
from upstander.lib.decision import Refused
from upstander.lib.export import csv_lines
from upstander.records.api import (
    KINDS,
    RISKS,
    WAYS,
    BreachPage,
    add_breach_action,
    assess_breach,
    breach_log,
    breach_page,
    close_breach,
    finish_breach_action,
    raise_breach,
    record_people_told,
    record_regulator_told,
)
from upstander.sites.records.breach_forms import (
    ActionForm,
    AssessForm,
    CloseForm,
    RaiseForm,
    RegulatorForm,
    ToldForm,
)
from upstander.sites.refusals import STALE, refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import StaffForm
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import begin, keeps
from upstander.sites.staff.times import typed_date, typed_time

CLOCKS = {
    "open": "72 hours running",
    "overdue": "72 hours have passed",
    "met": "Regulator told in time",
    "met_late": "Regulator told late",
    "not_needed": "Not reported",
}


@staff_page(Permission.BREACH_REPORT, "GET", "POST")
@keeps
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Raise one: one page, one question that must be answered."""
    start = {"on": typed_date(desk.now), "at": typed_time(desk.now)}
    form = begin(RaiseForm, request, desk, initial=start)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with refusing(form):
            reference = raise_breach(
                happened=told["happened"],
                aware_at=form.moment(desk.now),
                kinds=told["kinds"],
                people=told["people"],
                contained=told["contained"],
                by=desk.viewer,
                now=desk.now,
            )
            return HttpResponseRedirect(reverse("breaches:raised", args=[reference]))
    context = {"form": form, "errors": form.complaints()}
    return show(request, desk, "records/breach_new.html", context, status=422 if context["errors"] else 200)


@staff_page(Permission.BREACH_REPORT)
def raised(request: HttpRequest, desk: Desk, reference: str) -> HttpResponse:
    """It is on the log. An address of its own, so that loading the page again raises nothing."""
    return show(request, desk, "records/breach_raised.html", {"reference": reference})


@staff_page(Permission.BREACH_HANDLE)
def log(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every breach, open ones first."""
    context = {"lines": breach_log(desk.viewer, now=desk.now), "clocks": CLOCKS, "risks": RISKS}
    return show(request, desk, "records/breach_log.html", context)


@staff_page(Permission.BREACH_HANDLE)
def export(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The log in codes and counts, without words."""
    header = [
        "Reference", "First known (UTC)", "Raised (UTC)", "Regulator due (UTC)", "Clock", "Kinds of data", "People",
         "Risk", "Reported", "Regulator told (UTC)", "Closed (UTC)",
    ]  # fmt: skip
    rows: list[list[Any]] = []  # Any: cells of several kinds
    for line in breach_log(desk.viewer, now=desk.now):
        reported = "" if line.reportable is None else "yes" if line.reportable else "no"
        rows.append(
            [
                line.reference,
                line.aware_at.isoformat(),
                line.raised_at.isoformat(),
                line.due_at.isoformat(),
                CLOCKS[line.clock],
                "; ".join(KINDS[kind] for kind in line.kinds),
                line.people,
                RISKS.get(line.risk, ""),
                reported,
                line.reported_at.isoformat() if line.reported_at else "",
                line.closed_at.isoformat() if line.closed_at else "",
            ]
        )
    response = HttpResponse(b"".join(csv_lines(header, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="breach-log.csv"'
    return response


@staff_page(Permission.BREACH_HANDLE)
def one(request: HttpRequest, desk: Desk, breach_id: UUID) -> HttpResponse:
    """One breach."""
    page = breach_page(desk.viewer, breach_id, now=desk.now)
    context = {"page": page, "clocks": CLOCKS, "risks": RISKS, "kinds": KINDS, "ways": WAYS}
    return show(request, desk, "records/breach.html", context)


@staff_page(Permission.BREACH_HANDLE, "POST")
def done(request: HttpRequest, desk: Desk, breach_id: UUID, action_id: UUID) -> HttpResponse:
    """An action is done."""
    finish_breach_action(breach_id=breach_id, action_id=action_id, by=desk.viewer, now=desk.now)
    return _back(breach_id)


def _assess(form: StaffForm, desk: Desk, **where: Any) -> None:
    told = form.cleaned_data
    reported = told["reportable"] == "yes"
    assess_breach(
        risk=told["risk"], reportable=reported, reason=told["reason"], by=desk.viewer, now=desk.now, **where
    )


def _regulator(form: StaffForm, desk: Desk, **where: Any) -> None:
    assert isinstance(form, RegulatorForm)  # noqa: S101
    record_regulator_told(
        at=form.moment(desk.now),
        late_reason=form.cleaned_data["late_reason"],
        by=desk.viewer,
        now=desk.now,
        **where,
    )


def _told(form: StaffForm, desk: Desk, **where: Any) -> None:
    assert isinstance(form, ToldForm)  # noqa: S101
    told = form.cleaned_data
    record_people_told(
        at=form.moment(desk.now),
        way=told["way"],
        people=told["people"],
        safe=told["safe"],
        words=told["words"],
        by=desk.viewer,
        now=desk.now,
        **where,
    )


def _action(form: StaffForm, desk: Desk, **where: Any) -> None:
    told = form.cleaned_data
    add_breach_action(
        what=told["what"], owner=told["owner"], due_on=told["day"], by=desk.viewer, now=desk.now, **where
    )


def _close(form: StaffForm, desk: Desk, **where: Any) -> None:
    close_breach(by=desk.viewer, now=desk.now, **where)


STEPS: dict[str, tuple[type[StaffForm], Callable[..., None], str]] = {
    "assess": (AssessForm, _assess, "Assess the breach"),
    "regulator": (RegulatorForm, _regulator, "The regulator was told"),
    "people": (ToldForm, _told, "Telling the people affected"),
    "action": (ActionForm, _action, "Add an action"),
    "close": (CloseForm, _close, "Close the breach"),
}


@staff_page(Permission.BREACH_HANDLE, "GET", "POST")
@keeps
def change(request: HttpRequest, desk: Desk, breach_id: UUID, step: str) -> HttpResponse:
    """One step of handling: a form, one action, back to the breach."""
    if step not in STEPS:
        raise Http404
    form_class, save, heading = STEPS[step]
    page = breach_page(desk.viewer, breach_id, now=desk.now)
    start = {"on": typed_date(desk.now), "at": typed_time(desk.now), "version": page.version}
    form = begin(form_class, request, desk, initial=start)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or page.version
        try:
            save(form, desk, breach_id=breach_id, version=version)
            return _back(breach_id)
        except Refused as refused:
            form.refuse(refused.reason, refused.clause)
        except StaleEdit:
            form.stale(STALE, page.version, stands=_assessed(page) if step == "assess" else None)
    context = {"page": page, "form": form, "step": step, "heading": heading, "errors": form.complaints()}
    return show(request, desk, "records/breach_step.html", context, status=422 if context["errors"] else 200)


def _assessed(page: BreachPage) -> dict[str, Any]:
    reported = page.line.reportable
    return {
        "risk": page.line.risk,
        "reportable": "" if reported is None else "yes" if reported else "no",
        "reason": page.reason,
    }


def _back(breach_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("breaches:one", args=[breach_id]))
