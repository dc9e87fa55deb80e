"""What managers do: see the team's load, give out cases, decide on closing. And officers: propose closing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import CLOSURE_REASONS, SURVIVOR_VIEWS, assign_case, let_in
from upstander.cases.closing.api import check_decides, closing_page, decide_closure, propose_closure
from upstander.cases.queries.api import CasePage, board, officers_for
from upstander.cases.visits.api import VisitLine, visits_of
from upstander.confidentiality.api import Permission, staff_with
from upstander.sites.staff.change import change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import offer
from upstander.sites.staff.forms.closing import ProposalForm
from upstander.sites.staff.forms.work import AssignForm, DecisionForm, LetInForm
from upstander.sites.staff.frame import go, show, triages
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.views.giving_out import can_take_back
from upstander.sites.staff.words import WAYS

_MOST, _OFFICERS = 20, 25  # lines of each list, and officers shown before "all"


@staff_page(Permission.TEAM_BOARD)
def team(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The manager's board."""
    found = board(desk.viewer, now=desk.now, limit=_MOST)
    longest = max((load.open_duties for load in found.loads), default=1)
    context = {
        "board": found,
        "loads": found.loads if request.GET.get("officers") == "all" else found.loads[:_OFFICERS],
        "most": _MOST,
        "triages": triages(desk.viewer),
        "longest": longest,
        "unassigned": next((load.cases for load in found.loads if load.officer_id is None), 0),
        "gives_out": desk.viewer.may(Permission.CASE_ASSIGN),
        "taken_back": can_take_back(request),
    }
    return show(request, desk, "staff/board.html", context)


@staff_page((Permission.CASE_ASSIGN, Permission.CASE_READ_SEALED), "GET", "POST")
def assign(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Give the case to an officer."""

    def save(form: AssignForm, version: int) -> None:
        officer = UUID(form.cleaned_data["officer"])
        assign_case(case_id=case_id, officer_id=officer, version=version, by=desk.viewer, now=desk.now)

    def build(
        *args: Any, page: CasePage, **given: Any
    ) -> AssignForm:  # Any: as change_case builds every form
        form = AssignForm(*args, page=page, **given)
        officers = officers_for(desk.viewer, case_id)
        offer(
            form, "officer", [(str(card.id), f"{card.name}, {card.post}".rstrip(", ")) for card in officers]
        )
        return form

    return change_case(request, desk, case_id, build, "staff/forms/assign.html", save, done="assigned")


@staff_page(Permission.CASE_READ_SEALED, "GET", "POST")
def name_somebody(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Let one more person see a sealed case, such as the line manager that the survivor chose (clause 4.3)."""

    def save(form: LetInForm, version: int) -> None:
        staff_id = UUID(form.cleaned_data["staff"])
        let_in(case_id=case_id, staff_id=staff_id, version=version, by=desk.viewer, now=desk.now)

    def build(*args: Any, **given: Any) -> LetInForm:  # Any: as change_case builds every form
        form = LetInForm(*args, **given)
        people = staff_with(Permission.POLICY_READ)  # everybody who works here
        offer(form, "staff", [(str(card.id), f"{card.name}, {card.post}".rstrip(", ")) for card in people])
        return form

    return change_case(request, desk, case_id, build, "staff/forms/let_in.html", save, done="let-in")


@staff_page(Permission.CASE_WORK, "GET", "POST")
def propose(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Propose closing, with what is still missing in sight."""

    def save(form: ProposalForm, version: int) -> None:
        told = form.cleaned_data
        propose_closure(
            case_id=case_id,
            reason=told["reason"],
            explanation=told["explanation"],
            survivor_view=told["survivor_view"],
            survivor_words=told["survivor_words"],
            letter_way=form.way(),
            letter_words=told["letter_words"],
            left_open=form.left_open(),
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    def build(*args: Any, **given: Any) -> ProposalForm:  # Any: as change_case builds every form
        return ProposalForm(*args, **given).for_closing(closing_page(desk.viewer, case_id, now=desk.now))

    return change_case(
        request,
        desk,
        case_id,
        build,
        "staff/forms/propose.html",
        save,
        done="proposed",
        context=lambda form, page: {
            "missing": missing_for_closure(page, visits_of(desk.viewer, case_id, now=desk.now)),
            "closing": form.closing,
            "labels": CLOSURE_REASONS,
        },
    )


@staff_page(Permission.CASE_CLOSE, "GET", "POST")
def decide(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Approve closing, or send it back."""
    decided: list[bool] = []

    def save(form: DecisionForm, version: int) -> None:
        approve = form.cleaned_data["decision"] == "approve"
        note = form.cleaned_data["note"]
        decide_closure(
            case_id=case_id, approve=approve, note=note, version=version, by=desk.viewer, now=desk.now
        )
        decided.append(approve)

    answer = change_case(
        request,
        desk,
        case_id,
        DecisionForm,
        "staff/forms/decide.html",
        save,
        done="closed",
        check=lambda page: check_decides(desk.viewer, page),
        context=lambda form, page: {
            "missing": missing_for_closure(page, visits_of(desk.viewer, case_id, now=desk.now)),
            "reasons": CLOSURE_REASONS,
            "views": SURVIVOR_VIEWS,
            "ways": WAYS,
        },
    )
    return go("case", case_id, done="sent-back") if decided == [False] else answer


def missing_for_closure(page: CasePage, visits: tuple[VisitLine, ...]) -> dict[str, Any]:
    """What still stands between the case and its closing. Any: for the template."""
    return {
        "visits": [visit for visit in visits if not visit.over],
        "duties": [duty for duty in page.open_duties if duty.kind == "must" and not duty.repeats],
        "steps": [
            step
            for plan in (page.plan, *page.other_plans)
            if plan is not None
            for step in plan.steps
            if step.state == "to_do"
        ],
    }
