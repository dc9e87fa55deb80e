"""Files that came with a report: the copy without metadata to look at, and the original to download."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from upstander.confidentiality.api import Permission
from upstander.intake.api import (
    MAY_LET_GO,
    AttachmentCard,
    NoSuchReport,
    attachment_card,
    attachment_content,
    let_file_go,
    try_picture_again,
)
from upstander.sites.refusals import refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.files import LetGoForm
from upstander.sites.staff.frame import TRIAGE, go, show, triages
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import begin, keeps

Answer = TypeVar("Answer", bound=HttpResponseBase)

# Only what our own re-encoding makes is shown in the browser.
_SHOWABLE = frozenset({"image/jpeg", "image/png", "image/webp"})
# No script, no form, no plug-in, an origin of its own: even a picture that lies about being one can do nothing.
_POLICY = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


@staff_page(None)
def view(request: HttpRequest, desk: Desk, attachment_id: UUID) -> StreamingHttpResponse:
    """The re-encoded picture, in the browser."""
    card, pieces = attachment_content(desk.viewer, attachment_id, variant="view", now=desk.now)
    if card.view_media_type not in _SHOWABLE:
        raise NoSuchReport
    return confined(StreamingHttpResponse(pieces, content_type=card.view_media_type))


@staff_page(None)
def original(request: HttpRequest, desk: Desk, attachment_id: UUID) -> StreamingHttpResponse:
    """The file exactly as it was sent, as a download and never as its own type."""
    card, pieces = attachment_content(desk.viewer, attachment_id, variant="original", now=desk.now)
    response = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, _name(card))
    response["Content-Length"] = str(card.size)
    return confined(response)


@staff_page((*TRIAGE, Permission.CASE_WORK), "POST")
def picture_again(request: HttpRequest, desk: Desk, picture_id: UUID) -> HttpResponse:
    """Have a picture of a text fetched again."""
    report_id, case_id, waiting = try_picture_again(picture_id=picture_id, by=desk.viewer, now=desk.now)
    if waiting and triages(desk.viewer):
        return go("triage", report_id, done="picture-again")
    return go("case", case_id, done="picture-again")


@staff_page(MAY_LET_GO, "GET", "POST")
@keeps
def let_go(request: HttpRequest, desk: Desk, attachment_id: UUID) -> HttpResponse:
    """Let a file be downloaded though the virus scanner found something in it."""
    card, case_id = attachment_card(desk.viewer, attachment_id)
    form = begin(LetGoForm, request, desk)
    if request.method == "POST" and form.is_valid():
        with refusing(form):
            let_file_go(
                attachment_id=attachment_id, reason=form.cleaned_data["reason"], by=desk.viewer, now=desk.now
            )
            return go("evidence", case_id, done="file-let-go")
    errors = form.complaints()
    context = {"form": form, "file": card, "case_id": case_id, "errors": errors}
    return show(request, desk, "staff/forms/let_file_go.html", context, status=422 if errors else 200)


def _name(card: AttachmentCard) -> str:
    """Not what its sender called it, which may name somebody: the file lies on a desk's disk afterwards."""
    ending = PurePosixPath(card.filename).suffix.lower()
    return f"original-{str(card.id)[:8]}{ending if ending[1:].isalnum() and len(ending) < 7 else ''}"


def confined(response: Answer) -> Answer:
    """Shown as what it is said to be, in an origin of its own, where nothing runs."""
    response["Content-Security-Policy"] = _POLICY
    response["X-Content-Type-Options"] = "nosniff"
    return response
