"""The questions, one a page. Every answer is kept as it comes, whatever is wrong with it, and nothing typed is ever lost."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import partial
from typing import Any, cast
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from upstander.intake.api import DraftGone, OpenDraft, Receipt, begin_draft, new_token, save_answers
from upstander.sites.public import steps
from upstander.sites.public.cookie import hand_token
from upstander.sites.public.forms.base import Question, Typed, typed_in
from upstander.sites.public.steps import Step
from upstander.sites.public.uploads import bounded
from upstander.sites.public.views.visit import Visit, away, visit_of


def _too_long(request: HttpRequest, slug: str) -> HttpResponse:
    """The answer to a form that is many times too long to take."""
    message = _(
        "That was far too long for us to take at once, so it was not saved. Send it in parts, or add it as a text file."
    )
    visit = visit_of(request)
    return question_page(request, _step(slug), visit.draft_or_empty(), visit, message=message, status=413)


@bounded(_too_long)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, slug: str) -> HttpResponse:
    """One question: shown, or answered."""
    step, visit = _step(slug), visit_of(request)
    if request.method == "POST":
        return _answered(request, step, visit)
    if visit.draft is None:
        return away(visit)
    return question_page(request, step, visit.draft, visit, message=_note(request))


def _step(slug: str) -> Step:
    if slug not in steps.BY_SLUG:
        raise Http404
    return steps.BY_SLUG[slug]


def _note(request: HttpRequest) -> str:
    if request.GET.get("note") != "gone":
        return ""
    return _(
        "An hour had passed, so to keep you safe we deleted your earlier answers. What you just sent is kept. "
        "Please tell us the rest again, as little or as much as you like."
    )


# Answering -------------------------------------------------------------------------------------------------------------


def _answered(request: HttpRequest, step: Step, visit: Visit) -> HttpResponse:
    typed = typed_in(step.question, request.POST)

    def unchanged(answers: Mapping[str, Any]) -> None:
        stored = answers.get(step.slug)
        if request.POST.get("was", mark(stored)) != mark(stored) and typed != stored:
            raise _ChangedMeanwhile

    told = {step.slug: typed, **steps.spoken_now()}
    try:
        draft = save_answers(visit.token, told, visit.now, check=unchanged)
    except DraftGone:
        return _without_draft(request, step, typed, visit)
    except _ChangedMeanwhile:
        return _two_windows(request, step, typed, visit)
    answer: HttpResponse
    if steps.question_of(step, draft.answers, visit.now).is_valid():
        answer = redirect(_onwards(request, step, draft, typed))
    else:
        answer = question_page(request, step, draft, visit, status=422)
    hand_token(answer, visit.token)
    return answer


class _ChangedMeanwhile(Exception):
    """Another window has changed the answer since this page was made."""


def _onwards(request: HttpRequest, step: Step, draft: OpenDraft, typed: Typed) -> str:
    """The next page. What to do in danger comes before everything else, also when the answer is changed at the end."""
    checking = request.GET.get("from") == "check" or request.POST.get("go") == "end"
    if step.slug == "danger" and typed.get("danger") in ("yes", "unsure"):
        return reverse("public:danger_now") + ("?from=check" if checking else "")
    following = steps.after(step, draft.answers)
    if checking or following is None:
        return reverse("public:check")
    return reverse("public:step", args=[following.slug])


def _without_draft(request: HttpRequest, step: Step, typed: Typed, visit: Visit) -> HttpResponse:
    """The hour is over, or the report was sent from another window meanwhile. Either way what was typed here is kept."""
    known = visit.sent() if visit.token else None
    if known is None or "anew" in request.POST:
        return _begun_again(step, typed, known, visit)
    if not any(typed.values()):
        return redirect("public:received")
    shown = step.question(steps.asking({step.slug: typed}, visit.now), typed)
    pairs = [
        (name, value)
        for name, given in typed.items()
        for value in ([given] if isinstance(given, str) else given)
    ]
    rows = shown.rows() or [("", "\n".join(value for _name, value in pairs if value))]
    context = {"rows": rows, "pairs": pairs, "receipt": known}
    return render(request, "public/report/already_sent.html", context, status=409)


def _begun_again(step: Step, typed: Typed, known: Receipt | None, visit: Visit) -> HttpResponse:
    """A draft of its own for what was just typed. It adds to what was sent, or takes the place of what expired."""
    token = new_token()
    earlier = {"earlier": known.reference} if known is not None else {}
    young = {steps.YOUNG: True} if step.slug in steps.ONLY_TO_YOUNG else {}
    draft = begin_draft(token, visit.now, {step.slug: typed, **earlier, **young, **steps.spoken_now()})
    following = steps.BY_SLUG["what"]
    if step == following and steps.question_of(step, draft.answers, visit.now).is_valid():
        following = steps.after(step, draft.answers) or following
    query = "" if known is not None else "?" + urlencode({"note": "gone"})
    answer = redirect(reverse("public:step", args=[following.slug]) + query)
    hand_token(answer, token)
    return answer


def _two_windows(request: HttpRequest, step: Step, typed: Typed, visit: Visit) -> HttpResponse:
    """The answer changed in another window since this page was opened. Both are shown; nothing is overwritten unseen."""
    draft = visit.draft_or_empty()
    other = steps.question_of(step, draft.answers, visit.now).rows()
    return question_page(request, step, draft, visit, typed=typed, status=409, two_windows=True, other=other)


# Showing ---------------------------------------------------------------------------------------------------------------


def question_page(
    request: HttpRequest,
    step: Step,
    draft: OpenDraft,
    visit: Visit,
    *,
    typed: Typed | None = None,
    status: int = 200,
    message: str = "",
    **more: Any,
) -> HttpResponse:
    """The page of a question, with `typed` in it or else what the draft holds."""
    answers = {**draft.answers, step.slug: typed} if typed is not None else draft.answers
    asked = steps.asking(answers, visit.now)
    unanswered = step.slug not in answers
    # A question that nobody has answered yet is drawn once for everybody, and then not even made.
    shown = cast("Question", SimpleLazyObject(partial(step.question, asked, answers.get(step.slug))))
    context = {
        **frame(request, step, draft.answers),
        "form": shown,
        "errors": [] if unanswered else _problems(request, shown),
        "unanswered": (step.slug, *asked.key) if unanswered else None,
        "message": message,
        "was": mark(draft.answers.get(step.slug)),
        **more,
    }
    return render(request, f"public/report/{step.slug}.html", context, status=status)


def _problems(request: HttpRequest, shown: Question) -> list[dict[str, str]]:
    """Nobody is told off on a page that they have only just come to."""
    newly_come = request.method != "POST" and "missing" not in request.GET and not any(shown.data.values())
    return [] if newly_come or not shown.is_bound else shown.problems()


def frame(request: HttpRequest, step: Step, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What every page of the report has around its question."""
    checking = request.GET.get("from") == "check"
    previous = steps.before(step, answers)
    back = reverse("public:step", args=[previous.slug]) if previous else reverse("public:start")
    return {
        "step": step.slug,
        "back_href": reverse("public:check") if checking else back,
        "progress": steps.progress(step, answers),
        "from_check": checking,
        # Enough has been said to go to the end from here.
        "can_finish": not checking
        and (step.slug == "what" or _said_what(answers))
        and steps.after(step, answers) is not None,
    }


def _said_what(answers: Mapping[str, Any]) -> bool:
    return bool(str((answers.get("what") or {}).get("what") or "").strip())


def mark(stored: object) -> str:
    """Stands for an answer as it was when a page was made, to notice that it has changed since."""
    return hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()[:24]


def shown_again(request: HttpRequest, slug: str, message: str) -> HttpResponse:
    """The question with everything typed in it. Saves nothing: the request may not come from a page of ours."""
    step, visit = _step(slug), visit_of(request)
    typed = typed_in(step.question, request.POST)
    return question_page(
        request, step, visit.draft_or_empty(), visit, typed=typed, message=message, status=403
    )


@require_safe
def danger_now(request: HttpRequest) -> HttpResponse:
    """What to do in danger, and the way on for somebody who is safe for now."""
    visit = visit_of(request)
    if visit.draft is None:
        return away(visit)
    checking = request.GET.get("from") == "check"
    onwards = reverse("public:check") if checking else reverse("public:step", args=["what"])
    context = {
        "back_href": reverse("public:step", args=["danger"]),
        "onwards": onwards,
        "young": steps.is_young(visit.draft.answers),
    }
    return render(request, "public/report/danger_now.html", context)
