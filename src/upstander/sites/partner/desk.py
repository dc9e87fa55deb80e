"""A body's named people sign in, read what their body was told, answer, and tell us something. Nothing else is here.

No page says whether an address is known. A session here and one of staff or a customer share nothing: no cookie, table or page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from upstander.cases.api import NoSuchMeeting
from upstander.cases.joint.api import (
    PROMISE,
    SORTS,
    STATES,
    add_information,
    answer_action,
    answer_partner_referral,
    pack_pdf,
    partner_desk,
    partner_pack,
    partner_referral,
    sign_promise,
)
from upstander.cases.measures.api import ANSWERS, PageEnded
from upstander.cases.sharing.api import METHODS
from upstander.lib.decision import Refused
from upstander.partners.api import (
    INFORMATION,
    NotSignedIn,
    Signed,
    ask_for_partner_code,
    partner_sign_in,
    partner_sign_out,
    signed_in_partner,
)
from upstander.sites.paper import pdf
from upstander.sites.refusals import Problem, refusing

_ASKING_MINUTES = 30
_SESSION_MINUTES = 240
_SENT = (
    "If this address is one that signs in here, a code is on its way to it. It works once, for 10 minutes."
)
_WRONG = "That code is wrong, or has been used or run out. Ask for another one."

View = Callable[..., HttpResponse]


def _name(what: str) -> str:
    return f"__Host-{what}" if settings.SESSION_COOKIE_SECURE else what


def _hand(answer: HttpResponse, what: str, token: str, minutes: int) -> None:
    answer.set_cookie(
        _name(what),
        token,
        max_age=minutes * 60,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def signed_in(view: View) -> View:
    """Only for somebody who is signed in; others are asked to. What is not theirs and what is not there get the same answer."""

    @wraps(view)
    def guarded(
        request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:  # Any: what the address holds
        try:
            who = signed_in_partner(request.COOKIES.get(_name("bodydesk"), ""), now=timezone.now())
        except NotSignedIn:
            return redirect("desk:home")
        try:
            return _private(view(request, who, *args, **kwargs))
        except (NoSuchMeeting, PageEnded):
            return _private(render(request, "partner/gone.html", {"who": who}, status=404))

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """What a body's person lands on; to everybody else, where to send a code."""
    now = timezone.now()
    if request.method == "POST":
        return _ask(request)
    try:
        who = signed_in_partner(request.COOKIES.get(_name("bodydesk"), ""), now=now)
    except NotSignedIn:
        return _private(render(request, "partner/sign_in.html", {"errors": [], "typed": ""}))
    context = {
        "who": who,
        "page": partner_desk(who, now=now),
        "kinds": INFORMATION,
        "methods": METHODS,
        "states": STATES,
        "answers": ANSWERS,
        "thanks": request.GET.get("done") == "yes",
    }
    return _private(render(request, "partner/desk.html", context))


def _ask(request: HttpRequest) -> HttpResponse:
    """The same answer to every address; a network that asks for many is asked to wait."""
    now = timezone.now()
    typed = str(request.POST.get("email") or "").strip()[:254]
    free = ratelimit.consume(request, action="partner_code")
    token = ask_for_partner_code(typed, now=now) if free else None
    problem = "Give your email address at work, like name@example.org."
    if not free:
        problem = "Many codes were asked for from here. Try again in a minute."
    if token is None:
        errors = [{"text": problem, "href": "#email"}]
        answer = render(
            request,
            "partner/sign_in.html",
            {"errors": errors, "typed": typed},
            status=422 if free else 429,
        )
        return _private(answer)
    answer = redirect("desk:code")
    _hand(answer, "bodyasking", token, _ASKING_MINUTES)
    return _private(answer)


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Type the code."""
    asking = request.COOKIES.get(_name("bodyasking"), "")
    if not asking:
        return redirect("desk:home")
    if request.method != "POST":
        return _private(render(request, "partner/code.html", {"errors": [], "sent": _SENT}))
    token = partner_sign_in(asking, str(request.POST.get("code") or "")[:40], now=timezone.now())
    if token is None:
        errors = [{"text": _WRONG, "href": "#code"}]
        return _private(render(request, "partner/code.html", {"errors": errors, "sent": _SENT}, status=422))
    answer = redirect("desk:home")
    answer.delete_cookie(_name("bodyasking"))
    _hand(answer, "bodydesk", token, _SESSION_MINUTES)
    return _private(answer)


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out, by pressing a button; whoever comes by a link is taken to their page."""
    if request.method != "POST":
        return redirect("desk:home")
    partner_sign_out(request.COOKIES.get(_name("bodydesk"), ""), now=timezone.now())
    answer = redirect("desk:home")
    answer.delete_cookie(_name("bodydesk"))
    return _private(answer)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def referral(request: HttpRequest, who: Signed, referral_id: UUID) -> HttpResponse:
    """One referral, and their answer."""
    now, typed, problem = timezone.now(), "", Problem("#answer")
    card = partner_referral(who, referral_id, now=now)
    if request.method == "POST":
        typed = str(request.POST.get("words") or "")[:5000]
        with refusing(problem):
            chosen = str(request.POST.get("answer") or "")
            answer_partner_referral(who, referral_id, answer=chosen, words=typed, now=now)
            return redirect(f"{_home()}?done=yes")
    context = {
        "who": who,
        "card": card,
        "answers": ANSWERS,
        "chosen": request.POST.get("answer", ""),
        "typed": typed,
        "errors": problem.errors,
    }
    return render(request, "partner/referral.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def pack(request: HttpRequest, who: Signed, pack_id: UUID) -> HttpResponse:
    """A pack, once they have undertaken to keep its meeting confidential."""
    now, problem = timezone.now(), Problem("#promise")
    if request.method == "POST":
        with refusing(problem):
            sign_promise(who, pack_id, ticked=request.POST.get("promise") == "yes", now=now)
            return redirect("desk:pack", pack_id)
    try:
        found = partner_pack(who, pack_id, now=now)
    except Refused:
        context = {"who": who, "promise": PROMISE, "errors": problem.errors}
        return render(request, "partner/promise.html", context, status=422 if problem else 200)
    return render(request, "partner/pack.html", {"who": who, "pack": found, "sorts": SORTS, "states": STATES})


@require_http_methods(["GET", "HEAD"])
@signed_in
def paper(request: HttpRequest, who: Signed, pack_id: UUID) -> HttpResponse:
    """The pack, or the minutes, as a PDF."""
    now = timezone.now()
    try:
        found = partner_pack(who, pack_id, now=now)
    except Refused:
        return redirect("desk:pack", pack_id)
    return pdf(pack_pdf(found, now=now), found.line.sort)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def action(request: HttpRequest, who: Signed, action_id: UUID) -> HttpResponse:
    """How something that they undertook stands."""
    now, typed, problem = timezone.now(), "", Problem("#state")
    page = partner_desk(who, now=now)
    found = next((each for each in page.actions if each.id == action_id and each.state == "agreed"), None)
    if found is None:
        raise NoSuchMeeting
    if request.method == "POST":
        typed = str(request.POST.get("words") or "")[:5000]
        with refusing(problem):
            state = str(request.POST.get("state") or "")
            answer_action(who, action_id, state=state, words=typed, now=now)
            return redirect(f"{_home()}?done=yes")
    context = {
        "who": who,
        "action": found,
        "chosen": request.POST.get("state", ""),
        "typed": typed,
        "errors": problem.errors,
    }
    return render(request, "partner/action.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def tell(request: HttpRequest, who: Signed, sort: str, about_id: UUID) -> HttpResponse:
    """Tell us something about what they were told. `sort`: of an item of a pack, or of something they were told otherwise."""
    now, typed, problem = timezone.now(), "", Problem("#words")
    if sort not in ("item", "told"):
        raise NoSuchMeeting
    if request.method == "POST":
        typed = str(request.POST.get("words") or "")[:20_000]
        with refusing(problem):
            add_information(
                who,
                disclosure_id=about_id if sort == "told" else None,
                item_id=about_id if sort == "item" else None,
                words=typed,
                now=now,
            )
            return redirect(f"{_home()}?done=yes")
    context = {
        "who": who,
        "typed": typed,
        "errors": problem.errors,
    }
    return render(request, "partner/tell.html", context, status=422 if problem else 200)


def _home() -> str:
    return reverse("desk:home")


def _private(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
