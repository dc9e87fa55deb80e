"""One thing done on the cases that were ticked in a list: choose, look at what would happen, do it, undo it for an hour."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse

from upstander.cases.joint.api import meetings_ahead
from upstander.cases.many.api import (
    AT_MOST,
    UNDO_WITHIN,
    CaseOutcome,
    Deal,
    DutyNot,
    ForMeeting,
    ReviewOn,
    chosen_cases,
    do_many,
    duties_of_chosen,
    look_at_many,
    undo_many,
)
from upstander.cases.queries.api import CaseHead
from upstander.confidentiality.api import Permission
from upstander.lib.decision import Refused
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import offer
from upstander.sites.staff.forms.many import ManyForm
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.ids import id_or_none
from upstander.sites.staff.times import typed_date, typed_time
from upstander.sites.staff.words import OUTCOMES

_LAST = "done_on_many"  # in the session: ids and codes only, until the next time or the end of the session
_DID = {DutyNot: "answer", ReviewOn: "review", ForMeeting: "meeting"}


@staff_page(Permission.CASE_WORK, "GET", "POST")
def many(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Choose, and look. What was done last stands here too, with what undoes it."""
    picked = [each for each in map(id_or_none, request.POST.getlist("case")) if each]
    heads = chosen_cases(desk.viewer, picked, now=desk.now)
    step = request.POST.get("step", "")
    form = ManyForm(request.POST if step in ("look", "do") else None)
    _offer(form, desk, heads)
    looked: list[tuple[CaseHead, CaseOutcome]] | None = None
    if step in ("look", "do") and form.is_valid() and heads:
        deal = form.deal()
        if step == "do":
            done = do_many(deal, cases=_shown(request), by=desk.viewer, now=desk.now)
            _remember(request, deal, done, desk.now)
            return go("many")
        found = look_at_many(deal, cases=[head.id for head in heads], by=desk.viewer, now=desk.now)
        looked = list(zip(heads, found, strict=True))
    errors = form.complaints()
    context = {
        "form": form,
        "errors": errors,
        "heads": heads,
        "most": AT_MOST,
        "over": max(0, len(set(picked)) - AT_MOST),
        "looked": looked,
        "answers": OUTCOMES,
        "last": last_of_many(request, desk),
    }
    return show(request, desk, "staff/forms/many.html", context, status=422 if errors else 200)


@staff_page(Permission.CASE_WORK, "POST")
def undo(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take back what was done last. What had gone on since stays, and is said."""
    last = request.session.pop(_LAST, None)
    if not last:
        return go("cases")
    done = [(UUID(case), before) for case, before in last["done"]]
    try:
        found = undo_many(
            _deal_of(last), done=done, at=datetime.fromisoformat(last["at"]), by=desk.viewer, now=desk.now
        )
    except Refused:
        return go("cases", done="too-late")
    return go("cases", done="some-undone" if any(each.refused for each in found) else "many-undone")


def last_of_many(request: HttpRequest, desk: Desk) -> dict[str, Any] | None:
    """What was done last on many cases, as long as it can be undone. Any: words and cases for the page."""
    last = request.session.get(_LAST)
    if not last:
        return None
    until = datetime.fromisoformat(last["at"]) + UNDO_WITHIN
    if until < desk.now:
        return None
    left = chosen_cases(desk.viewer, [UUID(each) for each in last["not_done"]], now=desk.now)
    return {"what": last["what"], "count": len(last["done"]), "until": until, "left": left}


def _offer(form: ManyForm, desk: Desk, heads: list[CaseHead]) -> None:
    duties = duties_of_chosen(desk.viewer, [head.id for head in heads])
    offer(form, "slug", [(slug, f"{label} ({count})") for slug, label, count in duties])
    meetings = meetings_ahead(desk.viewer, now=desk.now)
    offer(
        form,
        "meeting",
        [(str(each.id), f"{each.group}, {typed_date(each.at)} {typed_time(each.at)}") for each in meetings],
    )


def _shown(request: HttpRequest) -> list[tuple[UUID, int]]:
    """Each `on` is a case and the version that was shown."""
    found = []
    for line in request.POST.getlist("on"):
        case, _, version = line.partition(" ")
        id = id_or_none(case)
        if id and version.isdecimal():
            found.append((id, int(version[:9])))
    return found


def _remember(request: HttpRequest, deal: Deal, done: list[CaseOutcome], at: datetime) -> None:
    request.session[_LAST] = {
        "at": at.isoformat(),
        "what": _DID[type(deal)],
        "slug": deal.slug if isinstance(deal, DutyNot) else "",
        "day": deal.day.isoformat() if isinstance(deal, ReviewOn) else "",
        "done": [[str(each.case_id), each.before] for each in done if not each.refused],
        "not_done": [str(each.case_id) for each in done if each.refused],
    }


def _deal_of(last: dict[str, Any]) -> Deal:
    if last["what"] == "answer":
        return DutyNot(last["slug"], "")
    if last["what"] == "review":
        return ReviewOn(date.fromisoformat(last["day"]))
    return ForMeeting(uuid4(), (), "")  # undone by the item that was made
