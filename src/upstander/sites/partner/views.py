"""What a body does on its secure page: ask for a code, type it, read, answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from upstander.cases.measures.api import (
    ANSWERS,
    PageEnded,
    PartnerPage,
    check_there,
    open_with_code,
    partner_answers,
    partner_page,
    send_code,
)
from upstander.lib.decision import Refused
from upstander.sites.refusals import Problem, refusing

_MINUTES = 30


def _cookie(token: str) -> str:
    """One for each page: a team may have several open side by side."""
    name = f"handover-{hashlib.sha256(token.encode()).hexdigest()[:12]}"
    return f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name


def _while_there(
    view: Callable[[HttpRequest, str], HttpResponse],
) -> Callable[[HttpRequest, str], HttpResponse]:
    """A page that has ended, also in this very moment, and one that never was get the same answer."""

    @wraps(view)
    def shown(request: HttpRequest, token: str) -> HttpResponse:
        try:
            return view(request, token)
        except PageEnded:
            return _private(render(request, "partner/ended.html", {}, status=404))

    return shown


@require_http_methods(["GET", "HEAD", "POST"])
@_while_there
def door(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a code, and type it."""
    now = timezone.now()
    try:
        check_there(token, now=now)
        if request.method != "POST":
            return _door(request, token, sent=False)
        if request.POST.get("do") == "code":
            send_code(token, now=now)
            return _door(request, token, sent=True)
        visit = open_with_code(token, str(request.POST.get("code") or "")[:40], now=now)
    except Refused as refused:
        return _door(request, token, sent=True, problem=refused.reason, status=422)
    answer: HttpResponse = redirect("partner:read", token)
    if _carried(request):  # their time ran out while they wrote: what they wrote stands there again
        answer = _reading(request, token, partner_page(token, visit, now=now))
    answer.set_cookie(
        _cookie(token),
        visit,
        max_age=_MINUTES * 60,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@_while_there
def read(request: HttpRequest, token: str) -> HttpResponse:
    """What they were sent, and their answer."""
    now, visit = timezone.now(), request.COOKIES.get(_cookie(token), "")
    problem, done = Problem("#answer"), False
    try:
        page = partner_page(token, visit, now=now)
    except Refused as refused:
        return _door(request, token, sent=False, problem=refused.reason, status=403)
    if request.method == "POST":
        told = _carried(request)
        with refusing(problem):
            partner_answers(token, visit, answer=told.get("answer", ""), words=told.get("words", ""), now=now)
            page, done = partner_page(token, visit, now=now), True
    return _reading(request, token, page, problem=problem, thanks=done)


def _carried(request: HttpRequest) -> dict[str, str]:
    """An answer on its way: what was chosen and written."""
    told = {"answer": request.POST.get("answer", "")[:20], "words": request.POST.get("words", "")[:5000]}
    return {name: value for name, value in told.items() if value}


def _reading(
    request: HttpRequest,
    token: str,
    page: PartnerPage,
    *,
    problem: Problem | None = None,
    thanks: bool = False,
) -> HttpResponse:
    told = {} if thanks else _carried(request)
    context = {
        "handed": page,
        "token": token,
        "answers": ANSWERS,
        "chosen": told.get("answer", ""),
        "typed": told.get("words", ""),
        "done": "Thank you. We have your answer." if thanks else "",
        "errors": problem.errors if problem else [],
    }
    return _private(render(request, "partner/read.html", context, status=422 if problem else 200))


def _door(
    request: HttpRequest, token: str, *, sent: bool, problem: str = "", status: int = 200
) -> HttpResponse:
    errors = [{"text": problem, "href": "#code" if sent else "#main-content"}] if problem else []
    context = {"sent": sent, "errors": errors, "token": token, "carried": _carried(request)}
    return _private(render(request, "partner/door.html", context, status=status))


def _private(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
