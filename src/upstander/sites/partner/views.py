"""What a body does on its secure page: ask for a code, type it, read, answer."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from upstander.cases.measures.api import (
    ANSWERS,
    PageEnded,
    check_there,
    open_with_code,
    partner_answers,
    partner_page,
    send_code,
)
from upstander.lib.decision import Refused
from upstander.sites.refusals import Problem, refusing

_MINUTES = 30


def _cookie() -> str:
    return "__Host-handover" if settings.SESSION_COOKIE_SECURE else "handover"


@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a code, and type it. A page that has ended and one that never was get the same answer."""
    now = timezone.now()
    try:
        check_there(token, now=now)
        if request.method != "POST":
            return _door(request, sent=False)
        if request.POST.get("do") == "code":
            send_code(token, now=now)
            return _door(request, sent=True)
        visit = open_with_code(token, str(request.POST.get("code") or "")[:40], now=now)
    except PageEnded:
        return _ended(request)
    except Refused as refused:
        return _door(request, sent=True, problem=refused.reason, status=422)
    answer = redirect("partner:read", token)
    answer.set_cookie(
        _cookie(),
        visit,
        max_age=_MINUTES * 60,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, token: str) -> HttpResponse:
    """What they were sent, and their answer."""
    now, visit = timezone.now(), request.COOKIES.get(_cookie(), "")
    problem, typed, done = Problem("#answer"), "", False
    try:
        page = partner_page(token, visit, now=now)
    except PageEnded:
        return _ended(request)
    except Refused as refused:
        return _door(request, sent=False, problem=refused.reason, status=403)
    if request.method == "POST":
        typed = str(request.POST.get("words") or "")[:5000]
        with refusing(problem):
            partner_answers(token, visit, answer=str(request.POST.get("answer") or ""), words=typed, now=now)
            page, done = partner_page(token, visit, now=now), True
    context = {
        "handed": page,
        "answers": ANSWERS,
        "chosen": request.POST.get("answer", ""),
        "typed": "" if done else typed,
        "thanks": done,
        "errors": problem.errors,
    }
    return _private(render(request, "partner/read.html", context, status=422 if problem else 200))


def _door(request: HttpRequest, *, sent: bool, problem: str = "", status: int = 200) -> HttpResponse:
    errors = [{"text": problem, "href": "#code" if sent else "#main-content"}] if problem else []
    return _private(render(request, "partner/door.html", {"sent": sent, "errors": errors}, status=status))


def _ended(request: HttpRequest) -> HttpResponse:
    return _private(render(request, "partner/ended.html", {}, status=404))


def _private(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
