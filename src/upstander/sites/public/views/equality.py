"""After a report: questions about oneself that nobody need answer, kept apart from the report (clause 1.7)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from upstander.confidentiality.api import PUBLIC
from upstander.intake.api import report_sent, unique_of
from upstander.lib.decision import Refused
from upstander.performance.api import PREFER_NOT, record_equality
from upstander.sites.public.equality_questions import QUESTIONS
from upstander.sites.public.views.visit import visit_of


@require_http_methods(["GET", "HEAD", "POST"])
def about_you(request: HttpRequest) -> HttpResponse:
    """The questions, for an hour after a report about oneself was sent. Every one may be left out; so may all of them."""
    visit = visit_of(request)
    receipt = visit.sent() if visit.token else None
    unique = unique_of(visit.token) if visit.token else None
    report_id = report_sent(unique) if receipt is not None and unique else None
    if receipt is None or receipt.third_party or report_id is None:
        return redirect("public:start")
    wrong = False
    if request.method == "POST":
        answers = {asked: request.POST.get(asked, "") for asked in QUESTIONS}
        try:
            record_equality(report_id=report_id, answers=answers, by=PUBLIC, now=visit.now)
            return redirect(reverse("public:received") + "?note=answered")
        except Refused:
            wrong = True
    context = {"questions": QUESTIONS, "prefer_not": PREFER_NOT, "wrong": wrong}
    return render(request, "public/report/about_you.html", context, status=422 if wrong else 200)
