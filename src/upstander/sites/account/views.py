"""A customer's account: asking for a code, signing in, what they sent, sending something, and signing out.

No page says whether an address is known. A session here and one of staff share nothing: neither cookie, table nor page.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from upstander.intake.api import (
    Customer,
    DraftGone,
    MailboxShut,
    SignedOut,
    ask_for_code,
    begin_draft,
    customer_of,
    discard_draft,
    end_visit,
    new_token,
    open_own,
    own_card,
    own_lines,
    own_reports,
    save_answers,
    sign_in,
    sign_out,
)
from upstander.messages.api import By, configured
from upstander.sites.account.guard import posted, signed_in
from upstander.sites.public import steps
from upstander.sites.public.cookie import (
    account_token_of,
    asking_token_of,
    hand_account_token,
    hand_asking_token,
    hand_token,
    hand_visit_token,
    take_asking_away,
    take_cookies_away,
    visit_token_of,
)
from upstander.sites.public.flood import code_later
from upstander.sites.public.forms.base import language
from upstander.sites.public.views.visit import visit_of

_NOTES = {
    "shut": gettext_lazy("To keep you safe, we signed you out. Everything that you sent is with us."),
    "left": gettext_lazy("You are signed out. Nothing of it is left on this device."),
}
_NOTES_WITHIN = {
    "hidden": gettext_lazy(
        "It is no longer shown in your account. Call us if you want to see it here again."
    ),
    "reach": gettext_lazy("We have changed how we reach you."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """The account of whoever is signed in; to everybody else, where to send a code."""
    token, now = account_token_of(request), timezone.now()
    if request.method == "POST":
        return _asked(request)
    if token:
        try:
            who = customer_of(token, now)
        except SignedOut:
            return _ask_page(request, note=str(_NOTES["shut"]))
        lines = own_lines(who, now=now)
        beside = frozenset(line.case.case_id for line in lines if not line.case.beside)
        context = {
            "lines": lines,
            "reports": own_reports(who, beside=beside),
            "note_text": str(_NOTES_WITHIN.get(request.GET.get("note", ""), "")),
        }
        answer = render(request, "customer/page.html", context)
        hand_account_token(answer, token)
        return answer
    return _ask_page(request, note=str(_NOTES.get(request.GET.get("note", ""), "")))


def _asked(request: HttpRequest) -> HttpResponse:
    typed = str(request.POST.get("address") or "").strip()[:200]
    now = timezone.now()
    # Counted for whatever was typed, so that counting tells nobody what is an address of ours.
    later = code_later(request, now=now.timestamp())
    token = ask_for_code(typed, language=language(), later=later, now=now) if typed else None
    if token is None:
        problem = (
            _("Check it. It should be like name@example.com or 07700 900 100.")
            if typed
            else _("Type the email address or number that we have for you.")
        )
        return _ask_page(request, typed=typed, problem=problem, status=422)
    answer = redirect("account:code")
    hand_asking_token(answer, token)
    return answer


def _ask_page(
    request: HttpRequest, *, typed: str = "", problem: str = "", note: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "typed": typed,
        "errors": [{"text": problem, "href": "#address"}] if problem else [],
        "note_text": note,
        "texts": configured(By.TEXT),
        "portal": settings.UPSTANDER_PORTAL_SERVER
        and (settings.UPSTANDER_PORTAL_NAME or settings.LANDLORD["name"]),
        "back_href": reverse("public:home"),
    }
    return render(request, "customer/ask.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code. A wrong one, an old one and one that was never sent are answered alike."""
    token = asking_token_of(request)
    if not token:
        return redirect("account:home")
    if request.method != "POST":
        return _code_page(request)
    session = sign_in(token, str(request.POST.get("code") or "")[:50], now=timezone.now())
    if session is None:
        problem = _(
            "That code does not open anything. Check it against the latest one that we sent. After 5 tries, ask for a code again."
        )
        return _code_page(request, problem=problem, status=422)
    answer = redirect("account:home")
    hand_account_token(answer, session)
    take_asking_away(answer)
    return answer


def _code_page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    errors = [{"text": problem, "href": "#code"}] if problem else []
    context = {"errors": errors, "back_href": reverse("account:home")}
    return render(request, "customer/code.html", context, status=status)


@posted
@signed_in
def new(request: HttpRequest, who: Customer) -> HttpResponse:
    """To the questions, with what is known left out. What was begun on this device already is kept."""
    visit, card = visit_of(request), own_card(who)
    if card is None:
        return redirect("public:start")
    known = {
        "person_id": str(who.person_id),
        "account_id": str(who.account_id),
        "name": card.name,
        "address": card.home.line if card.home else "",
        "home_id": str(card.home.id) if card.home else "",
        "tie": "customer" if card.customer else "unknown",
    }
    token, answers = visit.token, {steps.ACCOUNT: known, **steps.spoken_now()}
    try:
        if visit.draft is None:
            raise DraftGone
        save_answers(token, answers, visit.now)
    except DraftGone:
        token = new_token()
        begin_draft(token, visit.now, answers)
    answer = redirect("public:step", slug=steps.STEPS[0].slug)
    hand_token(answer, token)
    return answer


@posted
@signed_in
def open_report(request: HttpRequest, who: Customer, mailbox_id: UUID) -> HttpResponse:
    """Open something they sent: the page that the words would open."""
    now = timezone.now()
    try:
        visit = open_own(who, mailbox_id, now=now)
    except MailboxShut:
        return redirect("account:home")
    end_visit(visit_token_of(request))
    answer = redirect("public:mailbox")
    hand_visit_token(answer, visit)
    return answer


@posted
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out, and leave nothing of it in the browser: also what was begun and what is open."""
    sign_out(account_token_of(request))
    end_visit(visit_token_of(request))
    if token := visit_of(request).token:
        discard_draft(token)
    answer = redirect(reverse("account:home") + "?note=left")
    take_cookies_away(answer)
    return answer
