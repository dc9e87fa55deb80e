"""A case in its person's account: what we promised, appointments, the plan, whom we may tell, and how we may reach them.

Whatever is not theirs, and whatever does not exist, leads back to the account alike.
"""

from __future__ import annotations

import secrets
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from upstander.cases.api import NoSuchCase
from upstander.cases.own.api import (
    OwnPage,
    ask_another_time,
    change_own_contact,
    hide_from_account,
    own_page,
    take_back_consent,
)
from upstander.intake.api import (
    Customer,
    MailboxShut,
    end_visit,
    has_messages,
    open_messages,
    signed_in_as,
    write_first,
)
from upstander.lib.decision import Refused
from upstander.sites.account import words
from upstander.sites.account.forms import AnotherTime, ReachMe
from upstander.sites.account.guard import posted, signed_in
from upstander.sites.account.to_keep import plan_to_keep, receipt_to_keep
from upstander.sites.paper import pdf
from upstander.sites.public.cookie import hand_visit_token, visit_token_of
from upstander.sites.public.forms.base import Question, typed_in
from upstander.sites.public.forms.mailbox import Write
from upstander.sites.public.steps import asking

_DONE = {
    "asked": gettext_lazy(
        "We have your wish. The appointment stays as it is until we confirm another time here."
    ),
    "stopped": gettext_lazy("You have taken it back. We tell whoever has received something from us."),
    "reach": gettext_lazy("We have changed how we reach you."),
}


@require_safe
@signed_in
def page(request: HttpRequest, who: Customer, case_id: UUID) -> HttpResponse:
    """What was promised and what is planned, and the ways on."""
    return _shown(request, who, case_id, "page.html")


@require_safe
@signed_in
def plan(request: HttpRequest, who: Customer, case_id: UUID) -> HttpResponse:
    """What was agreed with them."""
    return _shown(request, who, case_id, "plan.html")


@require_safe
@signed_in
def plan_pdf(request: HttpRequest, who: Customer, case_id: UUID) -> HttpResponse:
    """The same to keep or print."""
    now = timezone.now()
    try:
        found = own_page(signed_in_as(who), case_id, now=now)
    except NoSuchCase:
        return redirect("account:home")
    return pdf(plan_to_keep(found, now), "to-keep") if found.plan else redirect("account:case", case_id)


@require_safe
@signed_in
def sharing(request: HttpRequest, who: Customer, case_id: UUID) -> HttpResponse:
    """Whom they let us tell what."""
    return _shown(request, who, case_id, "sharing.html")


@require_safe
@signed_in
def receipt(request: HttpRequest, who: Customer, case_id: UUID, said_id: UUID) -> HttpResponse:
    """What they said at one time about telling others, to keep or print."""
    now = timezone.now()
    try:
        found = own_page(signed_in_as(who), case_id, now=now)
    except NoSuchCase:
        return redirect("account:home")
    said = [each for each in found.consents if each.said_id == said_id]
    return pdf(receipt_to_keep(found, said, now), "to-keep") if said else redirect("account:sharing", case_id)


@posted
@signed_in
def stop(request: HttpRequest, who: Customer, case_id: UUID, consent_id: UUID) -> HttpResponse:
    """Take it back: one press."""
    try:
        take_back_consent(who=signed_in_as(who), case_id=case_id, consent_id=consent_id, now=timezone.now())
    except NoSuchCase:
        return redirect("account:home")
    return redirect(reverse("account:sharing", args=[case_id]) + "?done=stopped")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def visit(request: HttpRequest, who: Customer, case_id: UUID, visit_id: UUID) -> HttpResponse:
    """Another time for an appointment."""
    now, as_who = timezone.now(), signed_in_as(who)
    try:
        found = own_page(as_who, case_id, now=now)
        line = next((each for each in found.visits if each.id == visit_id), None)
        if line is None:
            return redirect("account:case", case_id)
        if request.method != "POST":
            return _form(request, found, "visit.html", AnotherTime(asking({}, now)), visit=line)
        form = AnotherTime(asking({}, now), typed_in(AnotherTime, request.POST))
        if not form.is_valid():
            return _form(request, found, "visit.html", form, status=422, visit=line)
        ask_another_time(who=as_who, case_id=case_id, visit_id=visit_id, words=form.told()["when"], now=now)
    except NoSuchCase:
        return redirect("account:home")
    except Refused as refused:
        return _form(request, found, "visit.html", form, problem=refused.reason, status=422, visit=line)
    return redirect(reverse("account:case", args=[case_id]) + "?done=asked")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def reach(request: HttpRequest, who: Customer, case_id: UUID) -> HttpResponse:
    """How we may reach them, to see and to change."""
    now, as_who = timezone.now(), signed_in_as(who)
    try:
        found = own_page(as_who, case_id, now=now)
    except NoSuchCase:
        return redirect("account:home")
    held = {"phone": words.masked(found.card.phone), "email": words.masked(found.card.email)}
    if request.method != "POST":
        return _form(request, found, "reach.html", ReachMe(found.card, asking({}, now)), held=held)
    form = ReachMe(found.card, asking({}, now), typed_in(ReachMe, request.POST))
    if not form.is_valid():
        return _form(request, found, "reach.html", form, status=422, held=held)
    try:
        change_own_contact(who=as_who, case_id=case_id, wish=form.wish(), now=now)
        own_page(as_who, case_id, now=now)
    except NoSuchCase:  # what they changed took the case out of the account
        return redirect(reverse("account:home") + "?note=reach")
    except Refused as refused:
        return _form(request, found, "reach.html", form, problem=refused.reason, status=422, held=held)
    return redirect(reverse("account:case", args=[case_id]) + "?done=reach")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def write(request: HttpRequest, who: Customer, case_id: UUID) -> HttpResponse:
    """The first words to us on a case that somebody else told, or beside whose survivor they stand."""
    now = timezone.now()
    try:
        found = own_page(signed_in_as(who), case_id, now=now)
        if request.method != "POST" and has_messages(who, found.case):
            return redirect("account:case", case_id)
        once = request.POST.get("once", "")[:40] or secrets.token_urlsafe(12)
        if request.method != "POST":
            return _form(request, found, "write.html", Write(asking({}, now)), once=once)
        form = Write(asking({}, now), typed_in(Write, request.POST))
        if not form.is_valid():
            return _form(request, found, "write.html", form, status=422, once=once)
        told = form.told()["text"]
        token = write_first(who, case_id, text=told, danger=form.in_danger, once=once, now=now)
    except (NoSuchCase, MailboxShut):
        return redirect("account:home")
    end_visit(visit_token_of(request))
    answer = redirect(
        "public:mailbox_danger" if form.in_danger else reverse("public:mailbox") + "?done=first"
    )
    hand_visit_token(answer, token)
    return answer


@posted
@signed_in
def hide(request: HttpRequest, who: Customer, case_id: UUID) -> HttpResponse:
    """It no longer stands in the account."""
    try:
        hide_from_account(who=signed_in_as(who), case_id=case_id, now=timezone.now())
    except NoSuchCase:
        return redirect("account:home")
    end_visit(visit_token_of(request))
    return redirect(reverse("account:home") + "?note=hidden")


@posted
@signed_in
def messages(request: HttpRequest, who: Customer, case_id: UUID) -> HttpResponse:
    """To the messages and the diary."""
    try:
        token = open_messages(who, case_id, now=timezone.now())
    except MailboxShut:
        return redirect("account:home")
    end_visit(visit_token_of(request))
    answer = redirect("public:mailbox")
    hand_visit_token(answer, token)
    return answer


def _shown(request: HttpRequest, who: Customer, case_id: UUID, template: str) -> HttpResponse:
    try:
        found = own_page(signed_in_as(who), case_id, now=timezone.now())
    except NoSuchCase:
        return redirect("account:home")
    context = {
        "page": found,
        "words": words,
        "why": words.why_by_then,
        "messages": has_messages(who, found.case),
        "done": _DONE.get(request.GET.get("done", "")),
    }
    return render(request, f"customer/case/{template}", context)


def _form(
    request: HttpRequest,
    found: OwnPage,
    template: str,
    form: Question,
    *,
    problem: str = "",
    status: int = 200,
    **shown: object,
) -> HttpResponse:
    errors = form.problems() if form.is_bound else []
    errors += [{"text": problem, "href": "#form"}] if problem else []
    context = {
        "page": found,
        "form": form,
        "errors": errors,
        "back_href": reverse("account:case", args=[found.case.case_id]),
        **shown,
    }
    return render(request, f"customer/case/{template}", context, status=status)
