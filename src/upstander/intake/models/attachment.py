"""Files that came with a report, or that staff added (no `report`): the original, and for pictures a copy without metadata."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField


class Attachment(models.Model):
    """`sha256` is of the original as received. Content lies in chunks, sealed under the case's key. `scan`: what the virus scanner
    said, "" when it was not asked; `scan_found`: what it calls it."""

    personal: ClassVar[dict[str, str]] = {
        "filename": "as the person named it; life of the case",
        "sha256": "proves the original unchanged",
        "released_by_id": "who let it be downloaded though the scanner found something",
        "release_reason": "why; life of the case",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(
        "intake.Report", null=True, on_delete=models.PROTECT, related_name="attachments"
    )
    case_id = models.UUIDField()
    filename = SealedField()
    media_type = models.CharField(max_length=60)
    size = models.PositiveBigIntegerField()
    sha256 = models.BinaryField()
    view_media_type = models.CharField(max_length=60, blank=True)
    view_size = models.PositiveBigIntegerField(default=0)
    received_at = models.DateTimeField()
    scan = models.CharField(max_length=8, blank=True, default="")  # clean, found, failed
    scan_found = models.CharField(max_length=200, blank=True, default="")
    scanned_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by_id = models.UUIDField(null=True)
    release_reason = SealedField()

    class Meta:
        indexes = [
            models.Index(
                fields=["received_at"], condition=~Q(scan__in=("clean", "found")), name="file_to_scan"
            ),
            models.Index(fields=["case_id"], name="file_by_case"),
        ]
        constraints = [
            models.CheckConstraint(
                name="file_scanned_whole",
                condition=Q(scan="", scanned_at=None) | (~Q(scan="") & Q(scanned_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="file_let_go_by_somebody_for_what_was_found",
                condition=Q(released_at=None, released_by_id=None)
                | Q(scan="found", released_at__isnull=False, released_by_id__isnull=False),
            ),
        ]


class AttachmentChunk(models.Model):
    """At most 1 MiB of an attachment, sealed."""

    personal: ClassVar[dict[str, str]] = {"content": "the file itself; life of the case"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    attachment = models.ForeignKey("intake.Attachment", on_delete=models.PROTECT, related_name="chunks")
    case_id = models.UUIDField()
    variant = models.CharField(max_length=8)  # original or view
    number = models.PositiveIntegerField()
    content = SealedField()

    class Meta:
        indexes = [models.Index(fields=["case_id"], name="chunk_by_case")]
        constraints = [models.UniqueConstraint(fields=["attachment", "variant", "number"], name="chunk_once")]
