"""Recordings and PDF files: withheld, until somebody adds a copy, made with another program, in which everybody else is gone.

Nothing here can look into such a file. So the copy is proposed to be left out, its maker says why it is given, and the second person
has heard or seen all of it before anything leaves.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID, uuid4

from upstander.confidentiality.api import Viewer, reading, vault, viewing
from upstander.intake.api import FileTold, check_scanned, digest_of_file
from upstander.lib.decision import Refused, refuse
from upstander.records.bundle.making import SEES, on_page
from upstander.records.errors import NoSuchBundle
from upstander.records.models import BundlePiece, BundleSheet

_ENDINGS = {
    "application/pdf": ".pdf",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "video/webm": ".webm",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/wav": ".wav",
    "audio/x-wav": ".wav",
    "audio/ogg": ".ogg",
}


def attach_copy(*, sheet_id: UUID, file: FileTold, by: Viewer, now: datetime) -> None:
    """Keep a copy that was made elsewhere with its page, once the virus scanner has looked at it. It has to be decided on again.

    Raises Refused, NoSuchBundle.
    """
    by.check(*SEES).enforce()
    check_scanned(file).enforce()
    with on_page(sheet_id, "bundle.copy", by=by, now=now) as (sheet, bundle):
        if not sheet.copyable:
            refuse("A copy is added only for a recording or a PDF file that may be given.").enforce()
        if sheet.attachment_id is not None and file.sha256 == digest_of_file(by, sheet.attachment_id):
            refuse(
                "This is the file as it was sent to us. Add the copy in which everybody else is gone."
            ).enforce()
        _drop(sheet)
        for number, content in enumerate(file.original()):
            row = BundlePiece(id=uuid4(), bundle=bundle, case_id=bundle.case_id, sheet=sheet, number=number)
            row.content = vault.seal_bytes(row, "content", content)
            row.save(force_insert=True)
        sheet.copy_sha256, sheet.copy_size = file.sha256, file.size
        sheet.copy_ending = _ENDINGS.get(file.media_type, "")
        sheet.forced, sheet.state = False, ""
        sheet.decided_at = sheet.decided_by_id = None
        sheet.save()


def drop_copy(*, sheet_id: UUID, by: Viewer, now: datetime) -> None:
    """Take it away: the page is withheld again. Raises Refused, NoSuchBundle."""
    with on_page(sheet_id, "bundle.copy", by=by, now=now) as (sheet, _):
        if sheet.copy_sha256 is None:
            raise Refused("There is no copy.")
        _drop(sheet)
        sheet.forced, sheet.state, sheet.copy_sha256, sheet.copy_size = True, "", None, 0
        sheet.copy_ending, sheet.decided_at, sheet.decided_by_id = "", None, None
        sheet.save()


def copy_of(viewer: Viewer, sheet_id: UUID, *, now: datetime) -> tuple[str, int, Iterable[bytes]]:
    """Name, size and content of the copy that is with a page. Audited. Raises Refused, NoSuchBundle."""
    viewer.check(*SEES).enforce()
    with viewing(viewer):
        sheet = BundleSheet.objects.filter(pk=sheet_id, copy_sha256__isnull=False).first()
        if sheet is None:
            raise NoSuchBundle
        with reading(viewer, now, "bundle.copy_read", case_id=sheet.case_id, subject_id=sheet_id):
            rows = BundlePiece.objects.filter(sheet=sheet).order_by("number")
            pieces = [vault.unseal_bytes(row, "content") for row in rows]
    return f"file-{sheet.position}{sheet.copy_ending}", sheet.copy_size, pieces


def _drop(sheet: BundleSheet) -> None:
    rows = BundlePiece.objects.filter(sheet=sheet)
    rows._raw_delete(rows.db)
