"""What a member of staff is told on their Today page: an overdue duty, a case given to them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One thing to know. Holds codes only; the page words it."""

    personal: ClassVar[dict[str, str]] = {"staff": "who was told; life of the case"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="notices")
    duty = models.ForeignKey("cases.Duty", null=True, on_delete=models.PROTECT, related_name="notices")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(
        max_length=30
    )  # overdue, overdue_escalated, assigned, closure_proposed, closure_refused, new_report, message_held, message_failed, …
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["staff", "-at"], condition=Q(seen_at=None), name="notice_unseen"),
            models.Index(fields=["at"], condition=Q(seen_at=None), name="notice_unseen_by_time"),
        ]
