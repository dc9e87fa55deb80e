"""How we did: a few questions at a random address, answered once. Nothing on the page is about anybody (clause 5.1)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from upstander.cases.surveys.api import LinkEnded, answer_survey, check_survey_link
from upstander.lib.decision import Refused

# Codes as the cases room has them, without the one that tells what it is about (`safer`); a test holds the two together.
OVERALL = {
    "5": _("Very satisfied"),
    "4": _("Fairly satisfied"),
    "3": _("Neither"),
    "2": _("Fairly dissatisfied"),
    "1": _("Very dissatisfied"),
    "none": _("I prefer not to answer"),
}
QUESTIONS = {
    "in_time": _("Did we act within the times we gave you?"),
    "informed": _("Were you kept informed?"),
    "reach": _("Could you reach us when you needed to?"),
    "support": _("Were you offered support that helped you?"),
}
ANSWERS = {"yes": _("Yes"), "partly": _("Partly"), "no": _("No"), "na": _("Does not apply")}
_LONGEST = 2_000


@require_http_methods(["GET", "HEAD", "POST"])
def how_we_did(request: HttpRequest, token: str) -> HttpResponse:
    """The questions. An address that was used, has run out or never was gets one and the same answer."""
    now, problem, sent = timezone.now(), "", False
    overall, said = request.POST.get("overall", ""), str(request.POST.get("said") or "").strip()
    given = {code: request.POST.get(code, "") for code in QUESTIONS}
    try:
        check_survey_link(token, now=now)
        if request.method == "POST":
            if overall not in OVERALL:
                problem = str(_("Choose how satisfied you are, or that you prefer not to answer."))
            elif len(said) > _LONGEST:
                problem = str(_("This is too long. It is all still here; shorten it."))
            else:
                figure = None if overall == "none" else int(overall)
                answer_survey(token, overall=figure, answers=given, said=said, now=now)
                sent = True
    except LinkEnded:
        return _private(render(request, "public/how_we_did_ended.html", {}, status=404))
    except Refused as refused:
        problem = refused.reason
    context = {
        "overall": OVERALL,
        "questions": QUESTIONS,
        "answers": ANSWERS,
        "chosen": overall,
        "given": given,
        "said": said,
        "sent": sent,
        "errors": [{"text": problem, "href": "#said" if overall in OVERALL else "#overall"}]
        if problem
        else [],
    }
    return _private(render(request, "public/how_we_did.html", context, status=422 if problem else 200))


def _private(answer: HttpResponse) -> HttpResponse:
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
