"""Files that came with a report, or that staff added (no `report`): the original, and for pictures a copy without metadata."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from upstander.confidentiality.api import SealedField


class Attachment(models.Model):
    """`sha256` is of the original as received. Content lies in chunks, sealed under the case's key."""

    personal: ClassVar[dict[str, str]] = {
        "filename": "as the person named it; life of the case",
        "sha256": "proves the original unchanged",
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
        constraints = [models.UniqueConstraint(fields=["attachment", "variant", "number"], name="chunk_once")]
