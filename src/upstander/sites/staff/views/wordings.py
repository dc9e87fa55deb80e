"""The words of messages and letters: what goes out today, and the landlord's own, written by one and agreed by another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from upstander.confidentiality.api import Permission
from upstander.lib.languages import codes, english_name, right_to_left
from upstander.messages.api import (
    KINDS,
    PART_NAMES,
    agree_wording,
    previewed,
    withdraw_wording,
    wording_words,
    wordings,
    write_wording,
)
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.messages import WordingForm
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import begin, keeps


@staff_page(Permission.WORDINGS_KEEP)
def overview(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every kind of message in every language, and where the landlord's own words count or wait."""
    context = {
        "kinds": KINDS,
        "languages": [(code, english_name(code)) for code, _name in settings.LANGUAGES],
        "stands": wording_words(desk.viewer),
    }
    return show(request, desk, "staff/wordings.html", context)


@staff_page(Permission.WORDINGS_KEEP, "GET", "POST")
@keeps
def one(request: HttpRequest, desk: Desk, kind: str, language: str) -> HttpResponse:
    """One kind in one language: its versions, and a form with a preview. Looking at the preview saves nothing."""
    if kind not in KINDS or language not in codes():
        return show(request, desk, "staff/not_found.html", {}, status=404)
    versions = wordings(desk.viewer, kind, language)
    newest = versions[0]
    start = {**newest.words, "number": newest.number}
    form = begin(WordingForm, request, desk, initial=start)
    if request.method == "POST" and "preview" not in request.POST and form.is_valid():
        with refusing(form, stands=start, mark="number"):
            write_wording(
                kind=kind,
                language=language,
                words=form.words(),
                number=form.cleaned_data["number"],
                by=desk.viewer,
                now=desk.now,
            )
            return go("wording", kind, language, done="wording")
    shown = form.words() if form.is_bound else newest.words
    context: dict[str, Any] = {
        "form": form,
        "errors": form.complaints(),
        "kind": KINDS[kind],
        "code": language,
        "language_name": english_name(language),
        "reads": "rtl" if right_to_left(language) else "ltr",
        "versions": versions,
        "parts": PART_NAMES,
        "preview": previewed(shown, language),
    }
    return show(request, desk, "staff/wording.html", context, status=422 if form.complaints() else 200)


@staff_page(Permission.WORDINGS_KEEP, "POST")
def decide(request: HttpRequest, desk: Desk, kind: str, language: str, wording_id: UUID) -> HttpResponse:
    """Agree to a version, or withdraw one."""
    if request.POST.get("do") == "agree":
        agree_wording(wording_id=wording_id, by=desk.viewer, now=desk.now)
    else:
        withdraw_wording(wording_id=wording_id, by=desk.viewer, now=desk.now)
    return go("wording", kind, language, done="wording-decided")
