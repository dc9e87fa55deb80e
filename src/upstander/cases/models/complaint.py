"""A complaint about our work that was made beside a case. Seen by whoever handles it, and by nobody who works on the case."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField


class Complaint(models.Model):
    """One complaint at the stage that it has reached."""

    personal: ClassVar[dict[str, str]] = {
        "content": "who complains, of what, and how it is safe to reach them; life of the case",
        "handler_id": "who handles it",
        "raised_by_id": "who passed it on",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="complaints")
    reference = models.CharField(max_length=40)
    content = SealedField()
    handler_id = models.UUIDField()
    raised_by_id = models.UUIDField()
    received_at = models.DateTimeField()
    stage = models.CharField(max_length=20)
    stage_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # the next thing: to acknowledge it, or to answer
    extended = models.BooleanField(default=False)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["handler_id", "due_at"], condition=Q(ended_at=None), name="complaint_by_handler"
            )
        ]


class ComplaintStep(models.Model):
    """What was done about a complaint. Never changed once written."""

    personal: ClassVar[dict[str, str]] = {
        "words": "what was answered, or why it takes longer; life of the case",
        "by_id": "who did it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="complaint_steps")
    complaint = models.ForeignKey("cases.Complaint", on_delete=models.PROTECT, related_name="steps")
    code = models.CharField(max_length=20)
    at = models.DateTimeField()
    by_id = models.UUIDField()
    words = SealedField()
