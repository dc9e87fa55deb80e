"""Photos and files of a report: chosen, checked one by one, shown, taken off again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from upstander.intake.api import (
    ACCEPT,
    LARGEST_FILE,
    MOST_BYTES,
    MOST_FILES,
    TAKEN_IN_WORDS,
    DraftGone,
    FileRefused,
    OpenDraft,
    add_file,
    begin_draft,
    check_file,
    file_view,
    kind_of,
    new_token,
    remove_file,
    save_answers,
)
from upstander.sites.public import steps
from upstander.sites.public.cookie import hand_token, token_of
from upstander.sites.public.uploads import bounded, cut_problem
from upstander.sites.public.views.questions import frame
from upstander.sites.public.views.visit import Visit, away, visit_of

_STEP = steps.BY_SLUG["files"]
_SEEN = {_STEP.slug: {"seen": "yes"}}


def _too_large(request: HttpRequest) -> HttpResponse:
    """More than a report can carry in one go. Nothing of it was kept; everything from before is."""
    message = _(
        "That was too much at once, so nothing was added. A file can be up to %(file)s MB, all together up to %(all)s MB, "
        "and %(count)s files. Your answers and the files you added before are still here. Choose fewer or smaller files."
    )
    return files_page(request, visit_of(request).draft_or_empty(), problems=[message % _most()], status=413)


@bounded(_too_large, files=True)
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest) -> HttpResponse:
    """Whatever was chosen is added, whichever button was pressed."""
    visit = visit_of(request)
    if request.method != "POST":
        return files_page(request, visit.draft) if visit.draft is not None else away(visit)
    if visit.draft is None and visit.token and visit.sent():
        return redirect("public:received")
    token = visit.token if visit.draft is not None else _new_draft(visit)
    try:
        answer = _changed(request, token, begun_again=visit.draft is None)
    except DraftGone:
        return away(visit)
    hand_token(answer, token)
    return answer


def _new_draft(visit: Visit) -> str:
    token = new_token()
    begin_draft(token, visit.now, steps.spoken_now())
    return token


def _changed(request: HttpRequest, token: str, *, begun_again: bool) -> HttpResponse:
    if removed := request.POST.get("remove"):
        remove_file(token, _uuid(removed), timezone.now())
        return redirect(request.get_full_path())
    problems = _add_all(request, token)
    draft = save_answers(token, {**_SEEN, **steps.spoken_now()}, timezone.now())
    if problems:
        return files_page(request, draft, problems=problems, status=422)
    if begun_again:
        return redirect(reverse("public:step", args=["what"]) + "?note=gone")
    if request.POST.get("go") == "more":
        return redirect(request.get_full_path())
    following = steps.after(_STEP, draft.answers)
    if request.GET.get("from") == "check" or request.POST.get("go") == "end" or following is None:
        return redirect("public:check")
    return redirect("public:step", slug=following.slug)


def _add_all(request: HttpRequest, token: str) -> list[str]:
    """Add each file that can be taken; what is wrong with the others, in words."""
    problems = cut_problem(request)
    for upload in request.FILES.getlist("files"):
        try:
            if upload.file is not None:
                add_file(token, check_file(upload.name or "", upload.file), timezone.now())
        except FileRefused as refused:
            problems.append(str(refused))
    return problems


def files_page(
    request: HttpRequest,
    draft: OpenDraft,
    *,
    problems: list[str] | None = None,
    message: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page with what has been added so far."""
    context: dict[str, Any] = {
        **frame(request, _STEP, draft.answers),
        "files": files_shown(draft),
        "errors": [{"text": problem, "href": "#files"} for problem in problems or []],
        "message": message,
        "full": len(draft.files) >= MOST_FILES,
        "accept": ACCEPT,
        "taken": TAKEN_IN_WORDS,
        "most": _most(),
        "multipart": True,
    }
    return render(request, "public/report/files.html", context, status=status)


def files_shown(draft: OpenDraft) -> list[dict[str, Any]]:
    """Files of a draft as the file cards take them."""
    return [
        {
            "name": file.filename,
            "size": file.size,
            "kind": kind_of(file.media_type),
            "thumbnail": reverse("public:draft_file", args=[file.id]) if file.view_size else "",
            "remove_value": str(file.id),
        }
        for file in draft.files
    ]


@require_safe
def draft_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The copy of a picture, for the person who added it."""
    found = file_view(token_of(request), file_id, timezone.now())
    if found is None:
        raise Http404
    media_type, content = found
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": "inline"})


def _most() -> dict[str, int]:
    return {"file": LARGEST_FILE // 1_000_000, "all": MOST_BYTES // 1_000_000, "count": MOST_FILES}


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
