"""A public report while it is being written. Readable only with the key in the reporter's cookie; gone within the hour."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Draft(models.Model):
    """`id` is derived from the cookie's token and does not reveal it; `content` is encrypted under a key that only the token gives."""

    personal: ClassVar[dict[str, str]] = {"content": "an unfinished report; deleted within an hour"}

    id = models.UUIDField(primary_key=True, editable=False)
    content = models.BinaryField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="draft_by_expiry")]


class DraftFile(models.Model):
    """A file added to a draft; name and types are inside the draft's content."""

    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey("intake.Draft", on_delete=models.CASCADE, related_name="files")


class DraftFileChunk(models.Model):
    """At most 1 MiB, encrypted under the draft's key."""

    personal: ClassVar[dict[str, str]] = {"content": "a file of an unfinished report; deleted within an hour"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey("intake.DraftFile", on_delete=models.CASCADE, related_name="chunks")
    variant = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "variant", "number"], name="draft_chunk_once")]
