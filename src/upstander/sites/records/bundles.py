"""Bundles: an answer put together, its pages decided one by one, looked at by another, and released."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse

from upstander.cases.api import NoSuchCase
from upstander.confidentiality.api import Permission, StaleEdit
from upstander.intake.api import FileRefused, NoSuchReport, check_file
from upstander.lib.decision import Refused
from upstander.records.api import (
    BUNDLE_KINDS,
    EVIDENCE_EXEMPTIONS,
    EVIDENCE_KEPT,
    EXEMPTIONS,
    FOUND,
    KEPT,
    RELEASE_WAYS,
    BundlePage,
    NoSuchBundle,
    NoSuchRequest,
    SheetPage,
    answer_page,
    attach_copy,
    bundle_file,
    bundle_page,
    check_bundle,
    copy_of,
    cover,
    decide_page,
    drop_copy,
    finish_answer,
    hand_over,
    hide_everywhere,
    hide_words,
    keep_words,
    lay_out,
    release_answer,
    send_back,
    sheet_page,
    sheet_picture,
    take_over,
    uncover,
)
from upstander.sites.paper import pdf
from upstander.sites.records.access_search import SEARCHERS
from upstander.sites.records.besides import besides
from upstander.sites.records.bundle_forms import AnswerForm, BundleForm, PageForm
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import StaffForm
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import begin, keeps
from upstander.sites.staff.timeline_words import timeline_entries
from upstander.sites.staff.words import STAGES

HANDLERS = (*SEARCHERS, Permission.CASE_WORK)
WORDS = {"stages": STAGES, "found": FOUND, "ways": RELEASE_WAYS}
_GONE = (NoSuchRequest, NoSuchBundle, NoSuchCase, NoSuchReport)


@staff_page(SEARCHERS, "GET", "POST")
def answer(request: HttpRequest, desk: Desk, request_id: UUID) -> HttpResponse:
    """What a searcher still has to do for the answer to a request."""
    form = AnswerForm(request.POST if request.method == "POST" else None)

    def save(told: dict[str, Any]) -> str:
        if told["step"] == "finish":
            finish_answer(request_id=request_id, by=desk.viewer, now=desk.now)
            return reverse("access:mine")
        made = lay_out(
            request_id=request_id,
            tell=timeline_entries,
            besides=besides(desk),
            by=desk.viewer,
            now=desk.now,
        )
        return reverse("access:bundle", args=[made])

    return _step(
        request,
        desk,
        form,
        save,
        "records/answer.html",
        lambda: {"page": answer_page(desk.viewer, request_id, now=desk.now)},
    )


@staff_page(HANDLERS, "GET", "POST")
@keeps
def bundle(request: HttpRequest, desk: Desk, bundle_id: UUID) -> HttpResponse:
    """A bundle with its pages, and what comes next."""
    form = begin(BundleForm, request, desk, initial={"why": "other"})
    where: dict[str, Any] = {
        "bundle_id": bundle_id,
        "by": desk.viewer,
        "now": desk.now,
    }  # Any: as actions take it

    def save(told: dict[str, Any]) -> str:
        step, version = told["step"], told["version"] or 0
        if step == "hide":
            hide_everywhere(words=told["words"], why=told["why"], **where)
        elif step == "hand_over":
            hand_over(**where)
        elif step == "send_back":
            send_back(note=told["note"], **where)
        elif step == "take_over":
            take_over(**where)
        elif step == "check":
            check_bundle(version=version, **where)
        else:
            release_answer(way=told["way"], safe=told["safe"], version=version, **where)
        return reverse("access:bundle", args=[bundle_id])

    def context() -> dict[str, Any]:
        shown = bundle_page(desk.viewer, bundle_id, now=desk.now)
        return {"page": shown, "kinds": BUNDLE_KINDS, **_reasons(shown)}

    return _step(
        request,
        desk,
        form,
        save,
        "records/bundle.html",
        context,
    )


@staff_page(HANDLERS, "GET", "POST")
def page(request: HttpRequest, desk: Desk, sheet_id: UUID) -> HttpResponse:
    """One page: what is left out of it, and whether it is given."""
    form = PageForm(request.POST if request.method == "POST" else None, initial={"why": "other"})
    where: dict[str, Any] = {
        "sheet_id": sheet_id,
        "by": desk.viewer,
        "now": desk.now,
    }  # Any: as actions take it

    def save(told: dict[str, Any]) -> str:
        step = told["step"]
        if step in ("give", "withhold"):
            decide_page(state=step, why=told["why"] or "other", reason=told["reason"], **where)
            return _next(desk, sheet_id)
        if step == "hide":
            hide_words(places=told["at"], why=told["why"], **where)
        elif step == "cover":
            cover(box=told["box"], **where)
        elif step == "uncover":
            uncover(**where)
        elif step == "copy":
            _attach(request, where)
        elif step == "drop_copy":
            drop_copy(**where)
        else:
            places = told["at"] if step == "keep" else None
            keep_words(places=places, because=told["because"], reason=told["reason"], **where)
        return reverse("access:page", args=[sheet_id])

    def context() -> dict[str, Any]:
        shown = sheet_page(desk.viewer, sheet_id, now=desk.now)
        return {"page": shown, "chosen": set(request.POST.getlist("at")), **_reasons(shown.bundle)}

    return _step(request, desk, form, save, "records/bundle_page.html", context)


@staff_page(HANDLERS)
def picture(request: HttpRequest, desk: Desk, sheet_id: UUID) -> HttpResponse:
    """The picture of a page, made anew, with what is covered; `?grid` with names of rows and columns."""
    try:
        content = sheet_picture(desk.viewer, sheet_id, grid="grid" in request.GET, now=desk.now)
    except _GONE:
        raise Http404 from None
    return HttpResponse(content, content_type="image/jpeg")


@staff_page(HANDLERS)
def file(request: HttpRequest, desk: Desk, bundle_id: UUID) -> HttpResponse:
    """The file as it was released, or as it would leave now."""
    try:
        content = bundle_file(desk.viewer, bundle_id, now=desk.now)
    except _GONE:
        raise Http404 from None
    return pdf(content, f"bundle-{str(bundle_id)[:8]}")


def _attach(request: HttpRequest, where: dict[str, Any]) -> None:
    upload = request.FILES.get("copy")
    if upload is None:
        raise Refused("Choose the copy first.")
    try:
        attach_copy(file=check_file(upload.name or "", upload), **where)
    except FileRefused as refused:
        raise Refused(str(refused)) from None


@staff_page(HANDLERS)
def copy(request: HttpRequest, desk: Desk, sheet_id: UUID) -> HttpResponse:
    """A copy made elsewhere, as a download and never as its own type."""
    try:
        name, size, pieces = copy_of(desk.viewer, sheet_id, now=desk.now)
    except _GONE:
        raise Http404 from None
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Length"] = str(size)
    response["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]  # Django's own base of both


def _reasons(bundle: BundlePage) -> dict[str, dict[str, str]]:
    """Why words are left out or stay, said to whoever asks for their own data, or of evidence."""
    if bundle.request_id:
        return {"exemptions": EXEMPTIONS, "kept": KEPT}
    return {"exemptions": EVIDENCE_EXEMPTIONS, "kept": EVIDENCE_KEPT}


def _next(desk: Desk, sheet_id: UUID) -> str:
    """The next page that nobody has decided on; the bundle when there is none."""
    shown: SheetPage = sheet_page(desk.viewer, sheet_id, now=desk.now)
    waiting = [each for each in shown.bundle.sheets if not each.state and not each.forced]
    later = [each for each in waiting if each.number > shown.sheet.number]
    for each in later or waiting:
        return reverse("access:page", args=[each.id])
    return reverse("access:bundle", args=[shown.bundle.line.id])


def _step(
    request: HttpRequest,
    desk: Desk,
    form: StaffForm,
    save: Callable[[dict[str, Any]], str],
    template: str,
    context: Callable[[], dict[str, Any]],
) -> HttpResponse:
    """A form, one action, and where it leads; or the page again with what is wrong. Any: what forms and templates take."""
    try:
        if request.method == "POST" and form.is_valid():
            try:
                return HttpResponseRedirect(save(form.cleaned_data))
            except Refused as refused:
                form.refuse(refused.reason, refused.clause)
            except StaleEdit:
                form.refuse("Somebody changed this meanwhile. Read it again before you go on.")
        errors = form.complaints()
        told = {**WORDS, **context(), "form": form, "errors": errors}
    except _GONE:
        raise Http404 from None
    return show(request, desk, template, told, status=422 if errors else 200)
