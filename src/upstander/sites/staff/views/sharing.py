"""Sharing and consent on a case: the page, and what is recorded there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from upstander.cases.api import (
    NoSuchCase,
    acknowledge_withdrawal,
    record_consent,
    review_sharing,
    share_information,
    withdraw_consent,
)
from upstander.cases.queries.api import NO_ENTRIES, CasePage, case_page, sharing_of_case
from upstander.confidentiality.api import Permission
from upstander.lib.decision import Refused
from upstander.sites.staff.change import FOLLOWED, change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.sharing import (
    AcknowledgeForm,
    ConsentForm,
    ReviewForm,
    ShareForm,
    WithdrawForm,
)
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page

_ANY = ("received", "open", "joined", "routed", "closed")  # what may never be put off


@staff_page(None)
def one(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Everything about sharing and consent on one case."""
    page = case_page(desk.viewer, case_id, now=desk.now, entries=NO_ENTRIES)
    context = {
        "page": page,
        "sharing": sharing_of_case(desk.viewer, case_id, now=desk.now),
        "records": page.head.state in FOLLOWED and desk.viewer.may(Permission.CASE_WORK),
        "follows": desk.viewer.may(Permission.CASE_WORK),
        "reviews": desk.viewer.may(Permission.CASE_CLOSE),
        "me": desk.viewer.staff_id,
    }
    return show(request, desk, "staff/sharing.html", context)


@staff_page(Permission.CASE_WORK)
def receipt(request: HttpRequest, desk: Desk, case_id: UUID, said_id: UUID) -> HttpResponse:
    """What somebody agreed to, to print and hand over. It says nothing of why we know them."""
    page = case_page(desk.viewer, case_id, now=desk.now, entries=NO_ENTRIES)
    lines = [c for c in sharing_of_case(desk.viewer, case_id, now=desk.now).consents if c.said_id == said_id]
    if not lines:
        raise NoSuchCase
    party = next((each for each in page.parties if each.id == lines[0].party_id), None)
    return show(request, desk, "staff/consent_receipt.html", {"page": page, "lines": lines, "party": party})


@staff_page(Permission.CASE_WORK, "GET", "POST")
def consent(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Record consent or a refusal."""

    def save(form: ConsentForm, version: int) -> None:
        record_consent(case_id=case_id, told=form.told(), version=version, by=desk.viewer, now=desk.now)

    return change_case(
        request,
        desk,
        case_id,
        ConsentForm,
        "staff/forms/consent.html",
        save,
        done="consent",
        states=FOLLOWED,
        back="sharing",
        to=_then(request, case_id),
    )


def _then(request: HttpRequest, case_id: UUID) -> str:
    """The form of this case that was kept for want of consent: on with it, and nowhere else."""
    then = request.GET.get("then", "")
    return then if then.startswith(reverse("staff:case", args=[case_id])) else ""


@staff_page(Permission.CASE_WORK, "GET", "POST")
def withdraw(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Somebody takes consent back."""

    def save(form: WithdrawForm, version: int) -> None:
        withdraw_consent(
            case_id=case_id,
            consent_ids=[UUID(each) for each in form.cleaned_data["consents"]],
            at=form.cleaned_data["moment"],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    return change_case(
        request,
        desk,
        case_id,
        WithdrawForm,
        "staff/forms/withdraw.html",
        save,
        done="withdrawn",
        states=_ANY,
        back="sharing",
    )


@staff_page(Permission.CASE_WORK, "GET", "POST")
def acknowledge(request: HttpRequest, desk: Desk, case_id: UUID, task_id: UUID) -> HttpResponse:
    """A body acknowledges that consent was taken back."""

    def save(form: AcknowledgeForm, version: int) -> None:
        acknowledge_withdrawal(
            case_id=case_id,
            task_id=task_id,
            answer=form.cleaned_data["answer"],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    def context(form: AcknowledgeForm, page: CasePage) -> dict[str, Any]:
        tasks = sharing_of_case(desk.viewer, case_id, now=desk.now).withdrawals
        return {"task": _one(tasks, task_id)}

    return change_case(
        request,
        desk,
        case_id,
        AcknowledgeForm,
        "staff/forms/acknowledge.html",
        save,
        done="acknowledged",
        states=_ANY,
        context=context,
        back="sharing",
    )


@staff_page(Permission.CASE_WORK, "GET", "POST")
def share(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Record that a body was told something. `?quick=yes`: in an emergency."""
    quick = request.GET.get("quick") == "yes"

    def build(*args: Any, **given: Any) -> ShareForm:  # Any: what change_case hands to a form
        form = ShareForm(*args, **given)
        if quick:
            form.hurry()
        return form

    def save(form: ShareForm, version: int) -> None:
        share_information(
            case_id=case_id,
            told=form.sharing(),
            at=form.cleaned_data["moment"],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    return change_case(
        request,
        desk,
        case_id,
        build,
        "staff/forms/share.html",
        save,
        done="shared",
        states=FOLLOWED,
        context=lambda form, page: {"manager": desk.viewer.may(Permission.CASE_CLOSE)},
        back="sharing",
    )


@staff_page(Permission.CASE_CLOSE, "GET", "POST")
def review(request: HttpRequest, desk: Desk, case_id: UUID, disclosure_id: UUID) -> HttpResponse:
    """A manager looks at an emergency."""

    def save(form: ReviewForm, version: int) -> None:
        review_sharing(
            case_id=case_id,
            disclosure_id=disclosure_id,
            upheld=form.cleaned_data["upheld"] == "yes",
            reason=form.cleaned_data["reason"],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    def context(form: ReviewForm, page: CasePage) -> dict[str, Any]:
        return {"told": told}

    told = _one(sharing_of_case(desk.viewer, case_id, now=desk.now).disclosures, disclosure_id)
    if told.by_id == desk.viewer.staff_id:
        raise Refused("Another manager must review this: not the one who shared it.", "3.5.2")
    return change_case(
        request,
        desk,
        case_id,
        ReviewForm,
        "staff/forms/review.html",
        save,
        done="reviewed",
        states=_ANY,
        context=context,
        back="sharing",
    )


def _one(lines: Any, wanted: UUID) -> Any:  # Any: lines of two kinds, each with an id
    found = next((each for each in lines if each.id == wanted), None)
    if found is None:
        raise NoSuchCase
    return found
