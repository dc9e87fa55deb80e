"""Measures on a case: what is being done, beginning something, its steps, and secure pages of other bodies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from upstander.cases.api import NoSuchCase
from upstander.cases.measures.api import (
    GROUPS,
    KINDS,
    SURE,
    Kind,
    MeasureLine,
    Step,
    close_page,
    cost_of,
    decided_for_them,
    for_somebody_else,
    kinds_for,
    law,
    measures_of,
    notify_again,
    offers_for,
    paper_line,
    record_step,
    schemes,
)
from upstander.cases.queries.api import NO_ENTRIES, CasePage, case_page, cases_named
from upstander.cases.visits.api import VisitLine, visits_of
from upstander.confidentiality.api import Permission
from upstander.intake.api import with_photos
from upstander.lib.days import london_day
from upstander.lib.decision import Refused
from upstander.people.api import council_of
from upstander.sites.staff.case_glance import reach_now
from upstander.sites.staff.change import FOLLOWED, WORKABLE, change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.measures import StepForm
from upstander.sites.staff.forms.people import survivor_of
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.photos import photos_of

_LAW = {
    "possession": "possession",
    "injunction": "injunction",
    "urgent-injunction": "injunction",
    "closure-order": "closure",
}


@staff_page(None)
def listing(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """What is being done on a case, and everything that may be begun. `?duty=`: what answers that duty stands first."""
    page = case_page(desk.viewer, case_id, now=desk.now, entries=NO_ENTRIES)
    duty = next((each for each in page.open_duties if each.slug == request.GET.get("duty")), None)
    wanted = {kind.id for kind in kinds_for(duty.deeds)} if duty else set()
    offers = offers_for(desk.viewer, case_id, now=desk.now)
    lines = measures_of(desk.viewer, case_id, today=london_day(desk.now))
    visits = visits_of(desk.viewer, case_id, now=desk.now)
    context = {
        "page": page,
        "coming": [each for each in visits if not each.over],
        "cost": cost_of(lines),
        "duty": duty,
        "wanted": [each for each in offers if each.kind.id in wanted],
        "groups": [
            (name, [each for each in offers if each.kind.group == code]) for code, name in GROUPS.items()
        ],
        "measures": lines,
        "works": page.head.state in WORKABLE and desk.viewer.may(Permission.CASE_WORK),
        "follows": page.head.state in FOLLOWED and desk.viewer.may(Permission.CASE_WORK),
    }
    return show(request, desk, "staff/measures.html", context)


@staff_page(None)
def one(request: HttpRequest, desk: Desk, case_id: UUID, measure_id: UUID) -> HttpResponse:
    """One measure with its steps."""
    page = case_page(desk.viewer, case_id, now=desk.now, entries=NO_ENTRIES)
    follows = page.head.state in FOLLOWED and desk.viewer.may(Permission.CASE_WORK)
    line = _line(desk, case_id, measure_id)
    paper = paper_line(desk.viewer, case_id, measure_id)
    unread = paper is not None and paper.read_at is None
    may = [each for each in line.possible if not (unread and each.serves)]
    past = [(each.code, each.by_id) for each in line.steps]
    for_another = [
        each
        for each in may
        if desk.viewer.may(each.permission)
        and for_somebody_else(line.kind.id, each.code, desk.viewer.staff_id, past)
    ]
    possible = [each for each in may if each not in for_another]
    return show(
        request,
        desk,
        "staff/measure.html",
        {
            "page": page,
            "line": line,
            "named": cases_named(desk.viewer, [text for taken in line.steps for _, text in taken.said])
            if line.kind.group == "together"
            else {},
            "paper": paper,
            "possible": [each for each in possible if desk.viewer.may(each.permission)] if follows else [],
            "for_another": for_another if follows else [],
            "tell": _to_tell(line, page) if follows else "",
            "others": [each for each in possible if not desk.viewer.may(each.permission)],
            "follows": follows,
        },
    )


def _to_tell(line: MeasureLine, page: CasePage) -> str:
    """After a decision on a move or an exemption: how the survivor can be told of it now; "" when there is nothing to tell."""
    survivor = survivor_of(page)
    if survivor is None or not decided_for_them(line.kind.id, line.state):
        return ""
    return reach_now(survivor)[0]


@staff_page(Permission.CASE_WORK, "GET", "POST")
def begin(request: HttpRequest, desk: Desk, case_id: UUID, kind: str, step: str) -> HttpResponse:
    """Begin a measure. `?duty=`: or take the step that answers that duty, where one of its kind waits for it."""
    if (
        request.method == "GET"
        and (slug := request.GET.get("duty"))
        and (on := _answering(desk, case_id, kind, slug))
    ):
        return HttpResponseRedirect(reverse("staff:measure-step", args=[case_id, *on]))
    return _form(request, desk, case_id, kind, step, None)


@staff_page(Permission.CASE_WORK, "GET", "POST")
def take_step(request: HttpRequest, desk: Desk, case_id: UUID, measure_id: UUID, step: str) -> HttpResponse:
    """Take the next step of a measure."""
    line = _line(desk, case_id, measure_id)
    past = [(each.code, each.by_id) for each in line.steps]
    if for_somebody_else(line.kind.id, step, desk.viewer.staff_id, past):
        raise Refused("Somebody other than whoever asked for it, or decided before, decides this.", "3.4")
    return _form(request, desk, case_id, line.kind.id, step, line)


@staff_page(Permission.CASE_WORK, "POST")
def referral(request: HttpRequest, desk: Desk, case_id: UUID, referral_id: UUID) -> HttpResponse:
    """Tell a body once more of its page, or close it."""
    given: dict[str, Any] = {
        "case_id": case_id,
        "referral_id": referral_id,
        "by": desk.viewer,
        "now": desk.now,
    }
    if request.POST.get("do") == "close":
        close_page(**given)
        return go("measures", case_id, done="page-closed")
    notify_again(**given)
    return go("measures", case_id, done="page-again")


def _form(
    request: HttpRequest, desk: Desk, case_id: UUID, kind_id: str, code: str, line: MeasureLine | None
) -> HttpResponse:
    kind, step = _step(kind_id, code, line)
    desk.viewer.check(step.permission).enforce()
    quick = kind.id == "emergency-call" and request.GET.get("quick") != "no"

    taken: list[UUID] = []

    def build(*args: Any, **given: Any) -> StepForm:  # Any: what change_case hands to a form
        form = StepForm(*args, **given)
        if quick:
            form.hurry()
        if kind.id == "interpreter":
            visit = _visit(request, desk, case_id)
            form.interpreter_for(line.next_on if line else london_day(visit.at) if visit else None)
        if kind.id == "homelessness":
            form.council = _council(desk, form.page)
        return form.for_step(kind, step, line)

    def save(form: StepForm, version: int) -> None:
        photos = photos_of(request) if step.photos else []
        form.photographed = bool(photos)

        def record() -> None:
            visit = _visit(request, desk, case_id) if kind.id == "interpreter" else None
            told = replace(form.told(), visit_id=visit.id if visit else None)
            taken.append(
                record_step(case_id=case_id, step=told, version=version, by=desk.viewer, now=desk.now)
            )

        with_photos(
            case_id=case_id,
            act=record,
            photos=photos,
            title=f"{kind.label}: {step.past.lower()}",
            taken_at=form.cleaned_data["moment"],
            by=desk.viewer,
            now=desk.now,
        )

    def context(form: StepForm, page: CasePage) -> dict[str, Any]:
        return _around(kind, step, line, page, desk)

    answer = change_case(
        request,
        desk,
        case_id,
        build,
        "staff/forms/measure.html",
        save,
        done="measure",
        states=FOLLOWED if line else WORKABLE,
        context=context,
    )
    # A paper has just been written: it is looked at next.
    return (
        HttpResponseRedirect(reverse("staff:paper", args=[case_id, taken[0]]))
        if taken and step.drafts
        else answer
    )


def _around(kind: Kind, step: Step, line: MeasureLine | None, page: CasePage, desk: Desk) -> dict[str, Any]:
    """What stands around the form of a step. Any: what templates are given."""
    today = london_day(desk.now)
    beginnings, under_way = [], []
    if line is None:
        beginnings = [each for each in kind.next_steps("") if each.code != step.code]
        lines = measures_of(desk.viewer, page.head.id, today=today)
        under_way = [each for each in lines if each.kind.id == kind.id and each.ended_at is None]
    return {
        "first": _first(kind, line, page, desk),
        "kind": kind,
        "multipart": step.photos,
        "step": step,
        "line": line,
        "beginnings": beginnings,
        "under_way": under_way,
        "duty": next((d for d in page.open_duties if kind in kinds_for(d.deeds)), None),
        "manager": desk.viewer.may(Permission.CASE_CLOSE),
        "powers": _powers(kind),
        "bands": _bands(line, today) if kind.id == "banding" else [],
        "checked_on": law().checked_on,
        "tenancies": law().tenancies,
        "sure": SURE,
        "today": today,
    }


def _bands(line: MeasureLine | None, today: date) -> Sequence[tuple[object, Sequence[object]]]:
    """The schemes with their bands: of today where somebody applies, and with the old ones where they have."""
    found = [(each, [band for band in each.bands if line or band.holds(today)]) for each in schemes()]
    return [(scheme, bands) for scheme, bands in found if bands]


def _answering(desk: Desk, case_id: UUID, kind_id: str, slug: str) -> tuple[UUID, str] | None:
    """The newest measure of that kind that a step may follow which answers the open duty, and the code of that step."""
    page = case_page(desk.viewer, case_id, now=desk.now, entries=NO_ENTRIES)
    deeds = next((each.deeds for each in page.open_duties if each.slug == slug), frozenset())
    for line in measures_of(desk.viewer, case_id, today=london_day(desk.now)):
        if line.kind.id == kind_id and line.ended_at is None:
            for step in line.possible:
                if deeds & set(step.deeds):
                    return line.id, step.code
    return None


def _powers(kind: Kind) -> Sequence[object]:
    """The forms or powers of the law that belong to a kind."""
    if kind.id == "court-papers":
        return law().forms
    found = law().of(_LAW[kind.id]) if kind.id in _LAW else ()
    return (*found, *law().of("warrant")) if kind.id == "possession" else found


def _first(kind: Kind, line: MeasureLine | None, page: CasePage, desk: Desk) -> tuple[str, str]:
    """What comes before enforcement on this case, said before anybody types: words, and the page of the case where it is done."""
    if not kind.gated or line is not None:
        return "", ""
    if page.head.validity not in ("substantiated", "partly"):
        return "First establish whether the report is substantiated.", reverse(
            "staff:finding", args=[page.head.id]
        )
    if page.head.evidence != "strong":
        return "Enforcement needs strong evidence.", reverse("staff:evidence", args=[page.head.id])
    lines = measures_of(desk.viewer, page.head.id, today=london_day(desk.now))
    if not any(each.kind.id == "proportionality" and each.state == "proportionate" for each in lines):
        address = reverse("staff:measure-begin", args=[page.head.id, "proportionality", "proportionate"])
        return "First weigh whether it is proportionate for this person.", address
    return "", ""


def _council(desk: Desk, page: CasePage) -> str:
    """The council of the survivor's home: most often that of where it happens, which is what is asked."""
    home = next((each.home_id for each in page.parties if each.role == "survivor"), None)
    return council_of(desk.viewer, home) if home else ""


def _visit(request: HttpRequest, desk: Desk, case_id: UUID) -> VisitLine | None:
    """The planned visit that an interpreter is booked for, when the booking was opened from it."""
    wanted = request.GET.get("visit", "")
    found = (each for each in visits_of(desk.viewer, case_id, now=desk.now) if str(each.id) == wanted)
    return next(found, None)


def _step(kind_id: str, code: str, line: MeasureLine | None) -> tuple[Kind, Step]:
    kind = KINDS.get(kind_id)
    step = kind.step(code) if kind else None
    if kind is None or step is None:
        raise NoSuchCase
    if line is None and step not in kind.next_steps(""):
        raise NoSuchCase
    if line is not None and step not in line.possible:
        raise Refused("That step does not follow from where this stands. Open it again from the case.")
    return kind, step


def _line(desk: Desk, case_id: UUID, measure_id: UUID) -> MeasureLine:
    lines = measures_of(desk.viewer, case_id, today=london_day(desk.now))
    found = next((each for each in lines if each.id == measure_id), None)
    if found is None:
        raise NoSuchCase
    return found
