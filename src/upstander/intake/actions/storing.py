"""Sealing a file that passed the checks, in pieces, under the key of its case. Part of a larger action."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from upstander.confidentiality.api import vault
from upstander.intake.actions.scanning import queue_scan
from upstander.intake.errors import FileRefused
from upstander.intake.files import MOST_BYTES, MOST_FILES
from upstander.intake.models import Attachment, AttachmentChunk, Report
from upstander.intake.told import FileTold


def store_file(report: Report, file: FileTold, now: datetime) -> None:
    """Seal a file with a report. Inside a transaction that may."""
    store_attachment(report.case_id, report, file, now)


def add_to_report(report: Report, files: Sequence[FileTold], now: datetime) -> int:
    """Files that come later for a report that is on record. The same file twice is kept once. Returns how many were new.

    Inside a transaction that may. Raises FileRefused past the limits of a report.
    """
    there = list(report.attachments.values_list("sha256", "size"))
    known, size = {bytes(sha) for sha, _size in there}, sum(each for _sha, each in there)
    new = {file.sha256: file for file in files if file.sha256 not in known}.values()
    if len(there) + len(new) > MOST_FILES or size + sum(file.size for file in new) > MOST_BYTES:
        raise FileRefused(
            _(
                "That is more than one report can carry: %(most)s files in all. Write a new entry and add them there."
            )
            % {"most": MOST_FILES}
        )
    for file in new:
        store_file(report, file, now)
    return len(new)


def store_attachment(case_id: UUID, report: Report | None, file: FileTold, now: datetime) -> Attachment:
    """Seal a file of a case, with the report that it came with. Inside a transaction that may."""
    row = Attachment(
        id=uuid4(),
        report=report,
        case_id=case_id,
        media_type=file.media_type,
        size=file.size,
        sha256=file.sha256,
        view_media_type=file.view_media_type,
        view_size=file.view_size,
        received_at=now,
    )
    vault.seal(row, filename=file.filename)
    row.save(force_insert=True)
    _store_chunks(row, "original", file.original())
    if file.view is not None:
        _store_chunks(row, "view", file.view())
    queue_scan(row)
    return row


def _store_chunks(attachment: Attachment, variant: str, content: Iterator[bytes]) -> None:
    for number, piece in enumerate(content):
        chunk = AttachmentChunk(
            id=uuid4(), attachment=attachment, case_id=attachment.case_id, variant=variant, number=number
        )
        chunk.content = vault.seal_bytes(chunk, "content", piece)
        chunk.save(force_insert=True)
