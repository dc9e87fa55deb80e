"""One way through every form that changes a case: open, check shape, one action, back to the case.

A refusal keeps what was typed and says why; a stale edit shows what changed meanwhile and lets it be saved on top. What
was typed and not saved is kept for its writer, and stands there again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from upstander.cases.queries.api import NO_ENTRIES, CasePage, Entries, Most, TimelineLine, case_page
from upstander.confidentiality.api import StaleEdit
from upstander.lib.decision import Decision, Refused
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import CaseForm, HappenedForm
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.keeping import begin, forget_typed, is_to_keep, keep_typed
from upstander.sites.staff.timeline_words import timeline_entries

F = TypeVar("F", bound=CaseForm)
WORKABLE = ("received", "open")
FOLLOWED = (*WORKABLE, "closed")  # what follows a closed case may still be recorded on it


def change_case(
    request: HttpRequest,
    desk: Desk,
    case_id: UUID,
    form_class: Callable[..., F],
    template: str,
    save: Callable[[F, int], UUID | None],
    *,
    done: str,
    states: tuple[str, ...] = WORKABLE,
    initial: Mapping[str, Any] | None = None,  # Any: values of many kinds of fields
    context: Callable[[F, CasePage], Mapping[str, Any]] | None = None,
    back: str = "case",
    to: str = "",
    check: Callable[[CasePage], Decision] | None = None,
) -> HttpResponse:
    """Answer GET and POST of a form about one case. `save(form, version)` calls the one action, and
    answers with the case that the work goes on with when it is another. `back` names its page that follows, or `to`
    is the address. `check`: whether the form is theirs at all. Raises NoSuchCase, Refused."""
    if is_to_keep(request):
        return _keep(request, desk, case_id)
    page = case_page(desk.viewer, case_id, now=desk.now, entries=NO_ENTRIES)
    if check is not None:
        check(page).enforce()

    def draw(form: F, *, status: int = 200, changed: list[TimelineLine] | None = None) -> HttpResponse:
        told = _told(form, changed)
        told |= context(form, form.page) if context else {}
        return show(request, desk, template, told, status=status)

    if page.head.state not in states:
        return show(request, desk, "staff/forms/not_now.html", {"page": page}, status=409)
    if request.method != "POST":
        form = begin(partial(form_class, desk=desk), request, desk, page=page, initial=initial)
        if form.kept:
            _only_asked(form, case_id)
        return draw(form)
    form = form_class(request.POST, page=page, desk=desk, initial=initial)
    if form.take_step(request.POST.get("step", "")):
        return draw(form)
    if not form.is_valid():
        return draw(form, status=422)
    try:
        goes_on = save(form, int(form.cleaned_data["version"]))
    except Refused as refused:
        form.refuse(refused.reason, refused.clause)
        return draw(form, status=422)
    except StaleEdit:
        since = form.opened_at()
        meanwhile = Entries(Most.ALL, since=since)
        form.renew(case_page(desk.viewer, case_id, now=desk.now, entries=meanwhile))
        return draw(form, status=409, changed=list(form.page.timeline))
    forget_typed(request, desk)
    return HttpResponseRedirect(f"{to}?done={done}") if to else go(back, goes_on or case_id, done=done)


def _only_asked(form: CaseForm, case_id: UUID) -> None:
    """Since they opened what was kept, nothing happened on the case but that they recorded what the person says about sharing: they
    know, and need not save on top of themselves."""
    since = form.opened_at()
    entries = Entries(Most.ALL, since=since)
    page = case_page(form.desk.viewer, case_id, now=form.desk.now, entries=entries)
    if page.timeline and all(
        line.kind == "consent" and line.by == form.desk.staff.name for line in page.timeline
    ):
        form.renew(page)
        if isinstance(
            form, HappenedForm
        ):  # what they agreed to a minute ago does not cover the minute before
            form.still_now(since)


def _told(form: CaseForm, changed: list[TimelineLine] | None) -> dict[str, Any]:
    """What every such page is given: `stale` is what others did since the form was opened."""
    return {
        "page": form.page,
        "form": form,
        "errors": form.complaints(),
        "stale": None if changed is None else timeline_entries(changed, form.page),
    }


def _keep(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    def onward(done: str) -> HttpResponse:
        if request.POST["step"] != "consent":
            return go("case", case_id, done=done)
        # And from there back to what was kept.
        then = urlencode({"done": "form-kept-ask" if done == "form-kept" else done, "then": request.path})
        return HttpResponseRedirect(f"{reverse('staff:consent', args=[case_id])}?{then}")

    return keep_typed(request, desk, onward)
