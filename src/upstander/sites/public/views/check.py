"""The end of a report: everything to be sent, each answer with a way to change it; sending, once; and what happens next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from upstander.confidentiality.api import PUBLIC
from upstander.intake.api import DraftGone, OpenDraft, return_code_of, submit_draft
from upstander.lib.decision import Refused
from upstander.sites.public import steps, telling
from upstander.sites.public.cookie import account_token_of, hand_token, take_cookies_away
from upstander.sites.public.flood import seconds_to_wait
from upstander.sites.public.views.questions import mark
from upstander.sites.public.views.visit import Visit, away, visit_of


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """All answers; with POST, sending them."""
    visit = visit_of(request)
    if visit.draft is None:
        return away(visit)
    if request.method == "POST":
        return _send(request, visit, visit.draft)
    return check_page(request, visit, visit.draft)


def _send(request: HttpRequest, visit: Visit, draft: OpenDraft) -> HttpResponse:
    if request.POST.get("was") != _mark(draft):
        message = _(
            "Your answers changed in another window after you opened this page. Check them once more, then send."
        )
        return check_page(request, visit, draft, message=message, status=409)
    questions = steps.filled(draft.answers, visit.now)
    if unfit := _first_unfit(questions):
        return redirect(reverse("public:step", args=[unfit.slug]) + "?from=check&missing=1")
    danger = telling.told_by(questions).get("danger") in ("yes", "unsure")
    wait, ticket = seconds_to_wait(
        request, visit.token, now=visit.now.timestamp(), danger=danger, ticket=request.POST.get("ticket", "")
    )
    if wait:
        return _later(request, draft, wait, ticket)
    try:
        submit_draft(
            visit.token,
            lambda seen, files: telling.report_of(visit.token, seen, files, visit.now),
            by=PUBLIC,
            now=visit.now,
        )
    except DraftGone:
        return away(visit)
    except Refused as refused:
        return check_page(request, visit, draft, message=refused.reason, status=422)
    answer = redirect("public:received")
    hand_token(answer, visit.token)
    return answer


def _later(request: HttpRequest, draft: OpenDraft, wait: int, ticket: str) -> HttpResponse:
    """Ask to wait. The report is kept, and goes through when the wait is over."""
    context = {"was": _mark(draft), "wait": wait, "ticket": ticket}
    answer = render(request, "public/report/wait.html", context, status=429)
    answer.headers["Retry-After"] = str(wait)
    return answer


def _first_unfit(questions: telling.Filled) -> steps.Step | None:
    """The first question whose answer does not fit, or what happened, when that was never answered."""
    for step, shown in questions:
        if (shown.is_bound and not shown.is_valid()) or (not shown.is_bound and step.slug == "what"):
            return step
    return None


def check_page(
    request: HttpRequest, visit: Visit, draft: OpenDraft, *, message: str = "", status: int = 200
) -> HttpResponse:
    """The page itself."""
    questions = steps.filled(draft.answers, visit.now)
    last, _question = questions[-1]
    told = telling.told_by(questions)
    ways = told.get("ways") or ()
    context = {
        "back_href": reverse("public:step", args=[last.slug]),
        "parts": [(title, _part(draft, part, questions)) for part, title in steps.parts()],
        "unreachable": not ways,
        "missing_what": not told.get("what"),
        "third_party": told.get("whose") in steps.THIRD_PARTIES,
        "young": steps.is_young(draft.answers),
        "earlier": draft.answers.get("earlier"),
        "was": _mark(draft),
        "message": message,
    }
    return render(request, "public/report/check.html", context, status=status)


def _part(draft: OpenDraft, part: str, questions: telling.Filled) -> list[dict[str, Any]]:
    """Rows of one part: question, answer, and where to change it. A question without an answer can be answered from here."""
    rows: list[dict[str, Any]] = []
    for step, shown in questions:
        if step.part != part:
            continue
        href = reverse("public:step", args=[step.slug]) + "?from=check"
        if step.slug == "files":
            names = "\n".join(file.filename for file in draft.files)
            rows.append({"href": href, "asked": _("Photos and files"), "answer": names})
            continue
        first = next(iter(shown.fields.values()))
        for asked, answer in shown.rows() or [(str(first.label), "")]:
            rows.append({"href": href, "asked": asked, "answer": answer})
    return rows


def _mark(draft: OpenDraft) -> str:
    """Stands for everything on the page, so that what is sent is what was seen."""
    return mark([draft.answers, [str(file.id) for file in draft.files]])


@require_http_methods(["GET", "HEAD", "POST"])
def received(request: HttpRequest) -> HttpResponse:
    """The reference, the words to come back with, what happens next and by when. Shown again for an hour to whoever sent it.

    With POST: the words are kept elsewhere now, and nothing of this stays in the browser.
    """
    if request.method == "POST":
        leave = redirect(reverse("public:return") + "?note=kept")
        take_cookies_away(leave)
        return leave
    visit = visit_of(request)
    found = visit.sent() if visit.token else None
    if found is None:
        return redirect("public:start")
    context = {
        "receipt": found,
        "return_words": return_code_of(visit.token) if found.way_back else (),
        "signed_in": bool(account_token_of(request)),
        "answered": request.GET.get("note") == "answered",
    }
    return render(request, "public/report/received.html", context)
