"""Many cases given out at once, from the board: choose, look at what would happen, do it, take it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import Move, Moved, NoSuchCase, give_out, take_back
from upstander.cases.many.api import AT_MOST
from upstander.cases.queries.api import cases_to_give, plan_giving, receivers
from upstander.confidentiality.api import Permission, StaleEdit
from upstander.lib.decision import Refused
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import offer
from upstander.sites.staff.forms.colleagues import GiveForm
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.ids import id_or_none

_GIVEN = "given_out"  # in the session: ids only, until the next giving out or the end of the session
_CHANGED = "A colleague changed one of these cases while you looked. Nothing was given out. Choose again."


@staff_page(Permission.CASE_ASSIGN, "GET", "POST")
def give(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Choose cases of one officer, or of nobody; `step` says whether to show what would happen or to do it."""
    sent = request.POST if request.method == "POST" else request.GET
    officer = id_or_none(sent.get("from", ""))
    from_search = sent.get("from") == "search"
    picked = [each for each in map(id_or_none, sent.getlist("case") + sent.getlist("shown")) if each]
    chosen = list(dict.fromkeys(picked))[:AT_MOST] if from_search else None
    heads = cases_to_give(desk.viewer, officer_id=officer, chosen=chosen, now=desk.now)
    form = GiveForm(request.POST if request.method == "POST" else None)
    people = [card for card in receivers(desk.viewer) if card.id != officer]
    offer(form, "case", [(str(head.id), head.reference) for head in heads])
    shared = ("", "Share them out to whoever carries least")
    offer(
        form, "to", [shared, *((str(card.id), f"{card.name}, {card.post}".rstrip(", ")) for card in people)]
    )
    plan = None
    if request.method == "POST" and request.POST.get("step") == "do":
        try:
            moved = give_out(moves=_moves(request), by=desk.viewer, now=desk.now)
            _remember(request, moved, desk.now)
            return go("board", done="given-out")
        except Refused as refused:
            form.is_valid()
            form.refuse(refused.reason)
        except (StaleEdit, NoSuchCase):
            form.is_valid()
            form.refuse(_CHANGED)
    elif request.method == "POST" and request.POST.get("step") != "pick" and form.is_valid():
        plan = plan_giving(desk.viewer, form.chosen(), to=form.receiver(), now=desk.now)
    errors = form.complaints()
    context = {
        "form": form,
        "errors": errors,
        "heads": heads,
        "most": AT_MOST,
        "over": max(0, len(set(picked)) - AT_MOST) if from_search else 0,
        "plan": plan,
        "from_id": "search" if from_search else officer or "",
    }
    template = "staff/forms/give_plan.html" if plan else "staff/forms/give_out.html"
    return show(request, desk, template, context, status=422 if errors else 200)


@staff_page(Permission.CASE_ASSIGN, "POST")
def back(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Take the last giving out back."""
    given = request.session.pop(_GIVEN, None)
    if not given:
        return go("board")
    moved = [
        Moved(UUID(case), UUID(before) if before else None, UUID(after))
        for case, before, after in given["moved"]
    ]
    stayed = take_back(moved=moved, at=datetime.fromisoformat(given["at"]), by=desk.viewer, now=desk.now)
    return go("board", done="some-taken-back" if stayed else "cases-back")


def can_take_back(request: HttpRequest) -> int:
    """How many cases the last giving out in this session moved."""
    given = request.session.get(_GIVEN)
    return len(given["moved"]) if given else 0


def _moves(request: HttpRequest) -> list[Move]:
    """Each `move` is a case, an officer and the version that was shown."""
    moves = []
    for line in request.POST.getlist("move"):
        case, _, rest = line.partition(" ")
        to, _, version = rest.partition(" ")
        ids = id_or_none(case), id_or_none(to)
        if ids[0] and ids[1] and version.isdecimal():
            moves.append(Move(ids[0], ids[1], int(version[:9])))
    return moves


def _remember(request: HttpRequest, moved: list[Moved], at: datetime) -> None:
    request.session[_GIVEN] = {
        "at": at.isoformat(),
        "moved": [[str(m.case_id), str(m.before or ""), str(m.after)] for m in moved],
    }
