"""What happened on a case, in order."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from upstander.confidentiality.api import SealedField


class TimelineEntry(models.Model):
    """One event. `codes` says what it was in codes; `body` holds words, sealed. Never changed once written."""

    personal: ClassVar[dict[str, str]] = {
        "body": "what was said or done, in words; life of the case",
        "by_id": "who did it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="timeline")
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()  # when it happened
    recorded_at = models.DateTimeField()  # when it was written down
    by_id = models.UUIDField(null=True)
    codes = models.JSONField(default=dict)
    body = SealedField()

    class Meta:
        indexes = [
            models.Index(fields=["case", "-at"], name="timeline_by_case"),
            models.Index(fields=["case", "recorded_at"], name="timeline_by_recording"),
        ]
