"""Pictures sent by text that the gateway still keeps: on record with the text, fetched by a job, tried again."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField


class PictureState(models.TextChoices):
    """`failed` waits for a person: the officer is told, and can have it tried again."""

    WAITING = "waiting", "Not here yet"
    HERE = "here", "Here"
    FAILED = "failed", "Could not be fetched"


class TextPicture(models.Model):
    """One picture of one text, by its number there (0 is the first)."""

    personal: ClassVar[dict[str, str]] = {
        "address": "where the gateway keeps it; life of the case",
        "tried_by_id": "who had it tried again",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField()
    report = models.ForeignKey("intake.Report", on_delete=models.PROTECT, related_name="pictures")
    attachment = models.ForeignKey("intake.Attachment", null=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    address = SealedField()
    state = models.CharField(max_length=10, choices=PictureState, default=PictureState.WAITING)
    because = models.CharField(max_length=20, blank=True)  # a code: why it did not come
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    tried_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="picture_due"),
            models.Index(fields=["case_id"], name="picture_by_case"),
        ]
        constraints = [
            models.CheckConstraint(
                name="picture_here_has_file",
                condition=~Q(state="here") | (Q(attachment__isnull=False) & Q(settled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="picture_failed_says_why",
                condition=~Q(state="failed") | (~Q(because="") & Q(settled_at__isnull=False)),
            ),
        ]
