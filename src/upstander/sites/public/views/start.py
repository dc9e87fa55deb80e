"""The page before the questions: how to leave fast, what is kept and for how long."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from upstander.intake.api import DraftGone, begin_draft, discard_draft, new_token, save_answers
from upstander.sites.public import steps
from upstander.sites.public.cookie import hand_token
from upstander.sites.public.views.visit import Visit, visit_of


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, *, young: bool = False) -> HttpResponse:
    """Goes to the questions with a new draft. Whoever has a draft already may carry on with it or start again. `young`: under 18."""
    visit = visit_of(request)
    if request.method != "POST":
        return start_page(request, visit, young=young)
    if visit.token and "again" in request.POST:
        discard_draft(visit.token)
    elif visit.draft is not None:
        if young:  # what was answered as a grown-up stays, and is asked on as of a child
            with suppress(DraftGone):
                save_answers(visit.token, {steps.YOUNG: True}, visit.now)
        return redirect(_carry_on(visit))
    token = new_token()
    begin_draft(token, visit.now, {**steps.spoken_now(), **({steps.YOUNG: True} if young else {})})
    answer = redirect("public:step", slug=steps.STEPS[0].slug)
    hand_token(answer, token)
    return answer


def start_page(
    request: HttpRequest, visit: Visit, *, message: str = "", status: int = 200, young: bool = False
) -> HttpResponse:
    """The page itself."""
    if "gone" in request.GET and visit.draft is None:
        message = _(
            "What you had typed has been deleted, to keep you safe: more than an hour had passed, or you left with “Exit this page”. "
            "Nobody has read it."
        )
    context = {
        "carry_on": _carry_on(visit),
        "sent": visit.draft is None and bool(visit.token and visit.sent()),
        "message": message,
    }
    return render(request, f"public/report/{'young' if young else 'start'}.html", context, status=status)


def _carry_on(visit: Visit) -> str:
    """The first question that was not even passed over, in the language in which they had begun; empty without a draft."""
    if visit.draft is None:
        return ""
    step = steps.first_unanswered(visit.draft.answers)
    with override(steps.language_of(visit.draft.answers)):
        return reverse("public:step", args=[step.slug]) if step else reverse("public:check")
