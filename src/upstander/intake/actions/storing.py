"""Sealing a file that passed the checks, in pieces, under the key of its case. Part of a larger action."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID, uuid4

from upstander.confidentiality.api import vault
from upstander.intake.actions.scanning import queue_scan
from upstander.intake.models import Attachment, AttachmentChunk, Report
from upstander.intake.told import FileTold


def store_file(report: Report, file: FileTold, now: datetime) -> None:
    """Seal a file with a report. Inside a transaction that may."""
    store_attachment(report.case_id, report, file, now)


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
