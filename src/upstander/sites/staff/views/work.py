"""Recording work: contact, visits, risk, plans, answers to duties, findings, notes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from upstander.cases.api import (
    NoSuchCase,
    add_note,
    agree_plan,
    answer_duty,
    assess_risk,
    edition,
    hand_over_plan,
    plan_copy,
    record_contact,
    record_finding,
    record_visit,
    settle_step,
)
from upstander.cases.queries.api import NO_ENTRIES, CasePage, case_page, sharing_of_case
from upstander.confidentiality.api import Permission
from upstander.intake.api import with_photos
from upstander.sites.paper import pdf
from upstander.sites.staff.change import FOLLOWED, change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.duties import action_of
from upstander.sites.staff.forms.plan import PlanForm, PlanGivenForm, StepForm
from upstander.sites.staff.forms.risk import RiskForm
from upstander.sites.staff.forms.work import ContactForm, DutyForm, FindingForm, NoteForm, VisitForm
from upstander.sites.staff.frame import triages
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.photos import photos_of


@staff_page(Permission.CASE_WORK, "GET", "POST")
def contact(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Record a contact. `?duty=` opens it for one duty."""

    def save(form: ContactForm, version: int) -> None:
        told = form.cleaned_data
        record_contact(
            case_id=case_id,
            party_id=UUID(told["party"]),
            way=told["way"],
            outcome=told["outcome"],
            inbound=told["direction"] == "in",
            at=told["moment"],
            said=told["said"],
            answers=form.answers(),
            override=told["override"],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    return change_case(
        request,
        desk,
        case_id,
        ContactForm,
        "staff/forms/contact.html",
        save,
        done="contact",
        states=FOLLOWED,
        initial={"duties": request.GET.getlist("duty")},
        context=_for_duty(request),
    )


@staff_page(Permission.CASE_WORK, "GET", "POST")
def visit(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Record a visit."""

    def save(form: VisitForm, version: int) -> None:
        told = form.cleaned_data

        def record() -> None:
            record_visit(
                case_id=case_id,
                at=told["moment"],
                seen=told["seen"] == "yes",
                where=told["where"],
                found=told["found"],
                answers=form.answers(),
                version=version,
                by=desk.viewer,
                now=desk.now,
            )

        with_photos(
            case_id=case_id,
            act=record,
            photos=photos_of(request),
            title="Photo at a visit",
            taken_at=told["moment"],
            by=desk.viewer,
            now=desk.now,
        )

    return change_case(
        request,
        desk,
        case_id,
        VisitForm,
        "staff/forms/visit.html",
        save,
        done="visit",
        initial={"where": request.GET["where"]} if "where" in request.GET else None,
        context=lambda form, page: {"multipart": True},
    )


@staff_page(Permission.CASE_WORK, "GET", "POST")
def risk(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Assess risk, or assess it again with the earlier answers in sight."""

    def save(form: RiskForm, version: int) -> None:
        told = form.cleaned_data
        assess_risk(
            case_id=case_id,
            answers=form.answers(),
            at=told["moment"],
            level=told["level"],
            reason=told["reason"],
            notes=told["notes"],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    return change_case(
        request,
        desk,
        case_id,
        RiskForm,
        "staff/forms/risk.html",
        save,
        done="risk",
        context=lambda form, page: {"lowers": desk.viewer.may(Permission.RISK_LOWER)},
    )


@staff_page(Permission.CASE_WORK, "GET", "POST")
def plan(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Agree an action plan."""

    def save(form: PlanForm, version: int) -> None:
        told = form.cleaned_data
        agree_plan(
            case_id=case_id,
            steps=form.steps(),
            wishes=told["wishes"],
            agreed_with_survivor=told["agreed"] == "yes",
            at=told["moment"],
            party_id=UUID(told["whose"]) if told["whose"] else None,
            review_on=told["review"],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    def build(*args: Any, **given: Any) -> PlanForm:  # Any: what change_case hands to a form
        form_class = type("PlanForm", (PlanForm,), {"asked_for": request.GET.get("whose", "")})
        form: PlanForm = form_class(*args, **given)
        return form

    return change_case(
        request,
        desk,
        case_id,
        build,
        "staff/forms/plan.html",
        save,
        done="plan",
        context=lambda form, page: {"whose": form.person, "others": form.others},
    )


@staff_page(Permission.CASE_WORK, "GET", "POST")
def plan_given(request: HttpRequest, desk: Desk, case_id: UUID, plan_id: UUID) -> HttpResponse:
    """Their copy of a plan: to print, and that they have it."""

    def save(form: PlanGivenForm, version: int) -> None:
        hand_over_plan(
            case_id=case_id,
            plan_id=plan_id,
            way=form.cleaned_data["way"],
            read=form.cleaned_data["read"] == "yes",
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    def context(form: PlanGivenForm, page: CasePage) -> dict[str, Any]:
        plans = [each for each in (page.plan, *page.other_plans) if each is not None and each.id == plan_id]
        if not plans:
            raise NoSuchCase
        role = [
            p
            for p in page.parties
            if p.id == plans[0].party_id or (plans[0].party_id is None and p.role == "survivor")
        ]
        return {"plan": plans[0], "whose": role[0] if role else None}

    return change_case(
        request,
        desk,
        case_id,
        PlanGivenForm,
        "staff/forms/plan_given.html",
        save,
        done="plan-given",
        context=context,
    )


@staff_page(Permission.CASE_WORK)
def plan_print(request: HttpRequest, desk: Desk, case_id: UUID, plan_id: UUID) -> HttpResponse:
    """Their copy as a PDF."""
    content = plan_copy(viewer=desk.viewer, case_id=case_id, plan_id=plan_id, now=desk.now)
    return pdf(content, "plan")


@staff_page(Permission.CASE_WORK, "GET", "POST")
def step(request: HttpRequest, desk: Desk, case_id: UUID, step_id: UUID) -> HttpResponse:
    """Settle one step of the plan: done, or not and why."""

    def save(form: StepForm, version: int) -> None:
        told = form.cleaned_data
        settle_step(
            case_id=case_id,
            step_id=step_id,
            done=told["ended"] == "done",
            reason=told["reason"],
            instead=form.instead(),
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    def context(form: StepForm, page: CasePage) -> dict[str, Any]:
        plans = [each for each in (page.plan, *page.other_plans) if each is not None]
        found = next((each for plan in plans for each in plan.steps if each.id == step_id), None)
        if found is None:
            raise NoSuchCase
        return {"step": found}

    return change_case(
        request,
        desk,
        case_id,
        StepForm,
        "staff/forms/step.html",
        save,
        done="step",
        initial={"ended": "done"},
        context=context,
    )


@staff_page(Permission.CASE_WORK, "GET", "POST")
def duty(request: HttpRequest, desk: Desk, case_id: UUID, slug: str) -> HttpResponse:
    """Answer one duty that has no form of its own, or say why one that has could not be done."""
    page = case_page(desk.viewer, case_id, now=desk.now, entries=NO_ENTRIES)
    line = next((each for each in page.open_duties if each.slug == slug), None)
    if line is None:
        return HttpResponseRedirect(f"{reverse('staff:case', args=[case_id])}#duties")
    discloses = next((rule.discloses for rule in edition(page.head.edition).duties if rule.id == slug), False)

    agreed = sharing_of_case(desk.viewer, case_id, now=desk.now).live if discloses else ()

    def save(form: DutyForm, version: int) -> None:
        told = form.cleaned_data
        answer_duty(
            case_id=case_id,
            answer=form.answer(),
            at=told["moment"],
            note=told["note"],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    return change_case(
        request,
        desk,
        case_id,
        lambda *args, **given: DutyForm(*args, **given).for_duty(
            line, discloses=discloses, quick=request.GET.get("quick") == "yes", agreed=agreed
        ),
        "staff/forms/duty.html",
        save,
        done="duty",
        states=FOLLOWED,
        context=lambda form, page: {
            "duty": line,
            "discloses": discloses,
            "manager": desk.viewer.may(Permission.CASE_CLOSE),
            "elsewhere": action_of(line, triages=triages(desk.viewer)) if line.made_elsewhere else None,
        },
    )


@staff_page(Permission.CASE_WORK, "GET", "POST")
def finding(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Record what enquiries found."""

    def save(form: FindingForm, version: int) -> None:
        told = form.cleaned_data
        record_finding(
            case_id=case_id,
            validity=told["validity"],
            evidence=told["evidence"],
            reasons=told["reasons"],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    return change_case(request, desk, case_id, FindingForm, "staff/forms/finding.html", save, done="finding")


@staff_page(Permission.CASE_WORK, "GET", "POST")
def note(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Write a note."""

    def save(form: NoteForm, version: int) -> None:
        add_note(
            case_id=case_id, text=form.cleaned_data["text"], version=version, by=desk.viewer, now=desk.now
        )

    return change_case(
        request, desk, case_id, NoteForm, "staff/forms/note.html", save, done="note", states=FOLLOWED
    )


def _for_duty(request: HttpRequest) -> Any:  # Any: the context builder that change_case takes
    slug = request.GET.get("duty", "")

    def context(form: ContactForm, page: CasePage) -> dict[str, Any]:
        return {"duty": next((each for each in page.open_duties if each.slug == slug), None)}

    return context
