"""Whom staff know. The page gives one answer, after one length of time, whether or not that person is on any case."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import declare_tie, settle_tie
from upstander.confidentiality.api import ask_to_end, endings_to_settle, own_relations
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.even_time import even_time
from upstander.sites.staff.forms.colleagues import TieEndForm, TieForm
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page

_TAKES = 1.0  # seconds; looking for cases takes a fraction of it


@staff_page(None, "GET", "POST")
def declare(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What I declared, a form for one more, and for line managers what they are asked to end."""
    form = TieForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusing(form):
            with even_time(_TAKES):
                declare_tie(told=form.told(), by=desk.viewer, now=desk.now)
            return go("ties", done="known")
    errors = form.complaints()
    context = {
        "form": form,
        "errors": errors,
        "own": own_relations(desk.viewer),
        "asked": endings_to_settle(desk.viewer),
    }
    return show(request, desk, "staff/ties.html", context, status=422 if errors else 200)


@staff_page(None, "GET", "POST")
def end(request: HttpRequest, desk: Desk, relation_id: UUID) -> HttpResponse:
    """Ask the line manager to end one."""
    line = next((each for each in own_relations(desk.viewer) if each.id == relation_id), None)
    if line is None:
        return show(request, desk, "staff/not_found.html", {}, status=404)
    form = TieEndForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with refusing(form):
            ask_to_end(relation_id, form.cleaned_data["reason"], by=desk.viewer, now=desk.now)
            return go("ties", done="known-ending")
    errors = form.complaints()
    context = {"form": form, "errors": errors, "line": line}
    return show(request, desk, "staff/forms/tie_end.html", context, status=422 if errors else 200)


@staff_page(None, "POST")
def settle(request: HttpRequest, desk: Desk, relation_id: UUID) -> HttpResponse:
    """The line manager decides."""
    ends = request.POST.get("decision") == "end"
    with even_time(_TAKES):
        settle_tie(relation_id=relation_id, end=ends, by=desk.viewer, now=desk.now)
    return go("ties", done="known-ended" if ends else "known-kept")
