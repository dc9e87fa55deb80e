"""Requests of people for their own data: the log with its clocks, one request, and its steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from upstander.confidentiality.api import Permission, StaffCard, StaleEdit, Viewer
from upstander.lib.decision import Refused
from upstander.records.api import (
    BEHALVES,
    CHANNELS,
    ENDINGS,
    EXTENSIONS,
    IDENTITIES,
    SENT_WAYS,
    WAITS,
    RequestPage,
    ask_requester,
    confirm_identity,
    end_request,
    extend_request,
    few_keepers,
    log_request,
    name_searcher,
    record_answer,
    request_log,
    request_page,
    searchers_to_name,
    second_readers,
)
from upstander.sites.records.access_forms import (
    AnswerForm,
    AskForm,
    EndForm,
    ExtendForm,
    IdentityForm,
    LogForm,
    SearcherForm,
)
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import StaffForm, offer
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import begin, keeps
from upstander.sites.staff.times import typed_date

# State of the clock: what it is called, and its tone.
STATES = {
    "waiting": ("Month not begun", "soon"),
    "paused": ("Stands still", "soon"),
    "open": ("Running", "open"),
    "soon": ("Due soon", "soon"),
    "overdue": ("Overdue", "late"),
    "met": ("In time", "met"),
    "met_late": ("Late", "late"),
    "ended": ("Ended", "met"),
}
WORDS = {
    "states": STATES,
    "channels": CHANNELS,
    "behalves": BEHALVES,
    "waits": WAITS,
    "identities": IDENTITIES,
    "extensions": EXTENSIONS,
    "endings": ENDINGS,
    "ways": SENT_WAYS,
}


@staff_page(Permission.ACCESS_REQUESTS)
def log(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every request, what is due first."""
    lines = request_log(desk.viewer, now=desk.now)
    context = {**WORDS, "lines": lines, "keepers": few_keepers()}
    return show(request, desk, "records/access_log.html", context)


@staff_page(Permission.ACCESS_REQUESTS, "GET", "POST")
@keeps
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Put one on the log."""
    start = {"on": typed_date(desk.now), "behalf": "self"}
    form = begin(LogForm, request, desk, initial=start)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        names = ("name", "contact", "wanted", "channel", "behalf", "representative")
        with refusing(form):
            made = log_request(
                **{name: told[name] for name in names},
                received_on=told["day"],
                by=desk.viewer,
                now=desk.now,
            )
            return _back(made)
    context = {"form": form, "errors": form.complaints()}
    return show(request, desk, "records/access_new.html", context, status=422 if context["errors"] else 200)


@staff_page(Permission.ACCESS_REQUESTS)
def one(request: HttpRequest, desk: Desk, request_id: UUID) -> HttpResponse:
    """One request."""
    page = _page(desk, request_id)
    second = bool(page.identity and not page.line.ending and second_readers(desk.viewer, request_id))
    context = {**WORDS, "page": page, "second": second}
    return show(request, desk, "records/access_request.html", context)


def _ask(told: dict[str, Any], **where: Any) -> None:
    ask_requester(kind=told["kind"], asked_on=told["day"], words=told["words"], **where)


def _answer(told: dict[str, Any], **where: Any) -> None:
    record_answer(kind=told["kind"], answered_on=told["day"], words=told["words"], **where)


def _identity(told: dict[str, Any], **where: Any) -> None:
    confirm_identity(how=told["how"], on=told["day"], words=told["words"], **where)


def _extend(told: dict[str, Any], **where: Any) -> None:
    extend_request(kind=told["kind"], reason=told["reason"], told_on=told["day"], **where)


def _end(told: dict[str, Any], **where: Any) -> None:
    end_request(
        ending=told["ending"],
        ended_on=told["day"],
        way=told["way"],
        safe=told["safe"],
        words=told["words"],
        **where,
    )


def _searcher(told: dict[str, Any], *, request_id: UUID, by: Viewer, now: datetime, **_: Any) -> None:
    name_searcher(request_id=request_id, staff_id=UUID(told["who"]), by=by, now=now)


def _second(told: dict[str, Any], *, request_id: UUID, by: Viewer, now: datetime, **_: Any) -> None:
    name_searcher(request_id=request_id, staff_id=UUID(told["who"]), second=True, by=by, now=now)


# Any: what each form gives, and where it goes
STEPS: dict[str, tuple[type[StaffForm], Callable[..., None], str]] = {
    "ask": (AskForm, _ask, "We asked them something"),
    "answer": (AnswerForm, _answer, "Their answer came"),
    "identity": (IdentityForm, _identity, "Confirm who they are"),
    "searcher": (SearcherForm, _searcher, "Name who searches"),
    "second": (SearcherForm, _second, "Appoint a second reader"),
    "extend": (ExtendForm, _extend, "Take two more months"),
    "end": (EndForm, _end, "Record how it ended"),
}


@staff_page(Permission.ACCESS_REQUESTS, "GET", "POST")
@keeps
def change(request: HttpRequest, desk: Desk, request_id: UUID, step: str) -> HttpResponse:
    """One step: a form, one action, back to the request."""
    if step not in STEPS:
        raise Http404
    form_class, save, heading = STEPS[step]
    page = _page(desk, request_id)
    start: dict[str, Any] = {"on": typed_date(desk.now), "version": page.version}  # Any: as forms take it
    form = begin(form_class, request, desk, initial=start)
    if step == "searcher":
        people = searchers_to_name(desk.viewer, request_id)
        offer(form, "who", [(str(card.id), _who(card, keeper)) for card, keeper in people])
    if step == "second":
        offer(
            form,
            "who",
            [(str(card.id), _who(card, False)) for card in second_readers(desk.viewer, request_id)],
        )
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or page.version
        try:
            save(form.cleaned_data, request_id=request_id, version=version, by=desk.viewer, now=desk.now)
            return _back(request_id)
        except Refused as refused:
            form.refuse(refused.reason, refused.clause)
        except StaleEdit:
            form.stale(
                "Somebody changed this request meanwhile. Look at it below, then save again.", page.version
            )
    errors = form.complaints()
    context = {**WORDS, "page": page, "form": form, "step": step, "heading": heading, "errors": errors}
    return show(request, desk, "records/access_step.html", context, status=422 if errors else 200)


def _who(card: StaffCard, keeper: bool) -> str:
    return ", ".join(filter(None, (card.name, card.post))) + (" (keeper of sealed cases)" if keeper else "")


def _page(desk: Desk, request_id: UUID) -> RequestPage:
    return request_page(desk.viewer, request_id, now=desk.now)


def _back(request_id: UUID) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("access:one", args=[request_id]))
