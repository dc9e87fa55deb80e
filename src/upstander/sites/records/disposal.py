"""What falls due, a run from preparing to its certificate. No page here shows a name or a word of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from upstander.confidentiality.api import Permission
from upstander.lib.pdf import make_pdf
from upstander.records.api import (
    READERS,
    NoSuchRun,
    RunPage,
    approve_disposal,
    cancel_disposal,
    prepare_disposal,
    retry_disposal,
    run_page,
    runs,
    take_out,
    waiting,
)
from upstander.sites.jinja import day_words, london
from upstander.sites.paper import pdf
from upstander.sites.records.disposal_forms import ReasonForm
from upstander.sites.refusals import Problem, refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import begin, keeps

PREPARERS = (Permission.DISPOSAL_PREPARE, Permission.SEALED_DISPOSE)
STATES = {
    "prepared": ("Waits for approval", "soon"),
    "approved": ("Being carried out", "open"),
    "finished": ("Finished", "met"),
    "cancelled": ("Given up", "quiet"),
}
_ACTS: dict[str, tuple[Callable[..., None], str]] = {
    "approve": (approve_disposal, "disposal-approved"),
    "cancel": (cancel_disposal, "disposal-cancelled"),
    "again": (retry_disposal, "disposal-again"),
}


def to(name: str, *args: object, done: str = "") -> HttpResponseRedirect:
    """Back to a page of disposal after something was saved."""
    return HttpResponseRedirect(reverse(f"disposal:{name}", args=args) + (f"?done={done}" if done else ""))


@staff_page(READERS, "GET", "POST")
def due(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What falls due and when. Sent: prepare a run of what is due."""
    problem = Problem("#due")
    if request.method == "POST":
        with refusing(problem):
            return to("run", prepare_disposal(by=desk.viewer, now=desk.now), done="disposal-prepared")
    context = {
        "list": waiting(desk.viewer, now=desk.now),
        "runs": runs(desk.viewer),
        "states": STATES,
        "may_prepare": any(desk.viewer.may(each) for each in PREPARERS),
        "may_hold": desk.viewer.may(Permission.CASE_HOLD),
        "errors": problem.errors,
    }
    return show(request, desk, "records/disposal.html", context, status=422 if problem else 200)


@staff_page(READERS, "GET", "POST")
def one_run(request: HttpRequest, desk: Desk, run_id: UUID) -> HttpResponse:
    """A run and what became of each case on it. Sent: approve it, give it up, or try again what failed."""
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        errors = _act(request, desk, run_id)
        if not errors:
            return to("run", run_id, done=_ACTS[request.POST["do"]][1])
    page = run_page(desk.viewer, run_id, now=desk.now)
    context = {"run": page, "states": STATES, "errors": errors}
    return show(request, desk, "records/run.html", context, status=422 if errors else 200)


@staff_page(READERS, "GET", "POST")
@keeps
def leave_out(request: HttpRequest, desk: Desk, run_id: UUID, item_id: UUID) -> HttpResponse:
    """Take one case out of a run, with why."""
    run = run_page(desk.viewer, run_id, now=desk.now)
    item = next((each for each in run.items if each.id == item_id), None)
    if item is None:
        return show(request, desk, "staff/not_found.html", {}, status=404)
    form = begin(ReasonForm, request, desk)
    if request.method == "POST" and form.is_valid():
        with refusing(form):
            take_out(item_id=item_id, reason=form.cleaned_data["reason"], by=desk.viewer, now=desk.now)
            return to("run", run_id, done="taken-out")
    context = {"run": run, "item": item, "form": form, "errors": form.complaints()}
    return show(request, desk, "records/take_out.html", context, status=422 if form.complaints() else 200)


@staff_page(READERS)
def certificate(request: HttpRequest, desk: Desk, run_id: UUID) -> HttpResponse:
    """What was destroyed, when and by whose decision: to read and to print."""
    page = _certified(desk, run_id)
    return show(
        request, desk, "records/certificate.html", {"run": page, "landlord": settings.LANDLORD["name"]}
    )


@staff_page(READERS)
def certificate_file(request: HttpRequest, desk: Desk, run_id: UUID) -> HttpResponse:
    """The same as an accessible PDF."""
    page = _certified(desk, run_id)
    content = make_pdf(
        "records/typ/certificate.typ", _told(page), title="Certificate of disposal", now=desk.now
    )
    return pdf(content, f"certificate-{str(run_id)[:8]}")


def _act(request: HttpRequest, desk: Desk, run_id: UUID) -> list[dict[str, str]]:
    do = request.POST.get("do", "")
    if do not in _ACTS:
        return [{"text": "Choose what to do with this run.", "href": "#decide"}]
    if do == "approve" and request.POST.get("sure") != "yes":
        return [
            {"text": "Tick that you have looked at the list. Destruction cannot be undone.", "href": "#sure"}
        ]
    problem = Problem("#decide")
    with refusing(problem):
        _ACTS[do][0](run_id=run_id, by=desk.viewer, now=desk.now)
    return problem.errors


def _certified(desk: Desk, run_id: UUID) -> RunPage:
    """The run, once something on it is destroyed."""
    page = run_page(desk.viewer, run_id, now=desk.now)
    if not page.destroyed:
        raise NoSuchRun
    return page


def _told(run: RunPage) -> dict[str, Any]:
    """The certificate as the template takes it. Any: texts and lists of texts."""
    return {
        "landlord": settings.LANDLORD["name"],
        "run": str(run.id),
        "prepared": f"{run.prepared_by}, {london(run.prepared_at)}",
        "approved": f"{run.approved_by}, {london(run.approved_at)}" if run.approved_at else "",
        "cases": [
            {
                "reference": item.reference,
                "rule": f"{item.rule} (clause {item.clause}, edition {item.edition})",
                "ended": day_words(item.ended_on),
                "due": day_words(item.due_on),
                "destroyed": london(item.destroyed_at) if item.destroyed_at else "",
                "rows": str(item.total),
                "keys": [str(key) for key in item.keys],
            }
            for item in run.destroyed
        ],
    }
