"""Files are looked at by the virus scanner once they are here; receipt waits for nobody. What it finds something in is held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from procrastinate.contrib.django import app

from upstander.cases.api import file_held, file_let_go
from upstander.confidentiality.api import KeyDestroyed, Permission, Viewer, acting, vault, viewing
from upstander.intake.errors import NoSuchReport
from upstander.intake.models import Attachment, AttachmentChunk
from upstander.intake.scanner import ScannerSilent, has_scanner, scan
from upstander.lib.decision import refuse

MAY_LET_GO = (Permission.CASE_CLOSE, Permission.CASE_READ_SEALED)
_AGAIN = timedelta(minutes=30)  # after the scanner did not answer, or the file was too large for it
_MOST = 200


def queue_scan(row: Attachment) -> None:
    """The job that has it looked at, with this transaction, where there is a scanner."""
    if has_scanner():
        # By the job's name: the job calls this module.
        app.configure_task("upstander.intake.jobs.scan_file").defer(attachment_id=str(row.id))


def due_scans(*, by: Viewer, now: datetime) -> list[UUID]:
    """Files that nobody has looked at, and those for which the scanner did not answer, the oldest first."""
    with viewing(by):
        waits = Q(scan="", received_at__lt=now - timedelta(minutes=1)) | Q(
            scan="failed", scanned_at__lt=now - _AGAIN
        )
        rows = Attachment.objects.filter(waits).order_by("received_at")
        return list(rows.values_list("id", flat=True)[:_MOST])


def scan_attachment(*, attachment_id: UUID, by: Viewer, clock: Callable[[], datetime]) -> bool:
    """Have one file looked at, and keep what came of it. Twice does no harm. False when the scanner did not answer."""
    with viewing(by):
        row = Attachment.objects.filter(pk=attachment_id, scan__in=("", "failed")).first()
        if row is None:
            return True
        try:
            pieces = [
                vault.unseal_bytes(chunk, "content")
                for chunk in AttachmentChunk.objects.filter(attachment=row, variant="original").order_by(
                    "number"
                )
            ]
        except KeyDestroyed:  # an old back-up: it is taken away by what follows a restore
            return True
    try:
        found = scan(pieces)
        state = "found" if found else "clean"
    except ScannerSilent:
        found, state = "", "failed"
    now = clock()
    with acting(by, now, "file.scan", subject_id=attachment_id) as act:
        waiting = Attachment.objects.filter(pk=attachment_id, scan__in=("", "failed"))
        row = waiting.select_for_update(of=("self",)).select_related("report").first()
        if row is None:  # somebody else was quicker, or it was destroyed meanwhile
            return True
        act.case_id, act.detail["came"] = row.case_id, state
        row.scan, row.scan_found, row.scanned_at = state, found, now
        row.save(update_fields=["scan", "scan_found", "scanned_at"])
        if state == "found":
            reference = row.report.reference if row.report else ""
            file_held(case_id=row.case_id, reference=reference, found=found, by=by, now=now)
    return state != "failed"


def let_file_go(*, attachment_id: UUID, reason: str, by: Viewer, now: datetime) -> UUID:
    """A manager lets a held file be downloaded, with why. Answers with its case. Raises Refused, NoSuchReport."""
    by.check(*MAY_LET_GO).enforce()
    with acting(by, now, "file.let_go", subject_id=attachment_id) as act:
        row = (
            Attachment.objects.select_for_update(of=("self",))
            .select_related("report")
            .filter(pk=attachment_id)
            .first()
        )
        if row is None:
            raise NoSuchReport
        act.case_id = row.case_id
        if row.scan != "found" or row.released_at is not None:
            refuse("This file is not held.").enforce()
        if not reason.strip():
            refuse("Say why it is let go: what it is needed for, and where it will be opened.").enforce()
        row.released_at, row.released_by_id = now, by.staff_id
        vault.seal(row, release_reason=reason.strip())
        row.save(update_fields=["released_at", "released_by_id", "release_reason"])
        reference = row.report.reference if row.report else ""
        file_let_go(case_id=row.case_id, reference=reference, reason=reason.strip(), by=by, now=now)
    return row.case_id
