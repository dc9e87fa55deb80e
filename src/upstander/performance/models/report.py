"""The monthly report to the executive (clause 5.2)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from upstander.confidentiality.api import SealedField


class MonthlyReport(models.Model):
    """One month's report: sums with small numbers left out, made once and never changed; what managers add is sealed beside it."""

    personal: ClassVar[dict[str, str]] = {
        "why": "what changed and why, in a manager's words; six years",
        "returned_because": "why the approver sent it back; six years",
        "checked_by_id": "who checked it",
        "approved_by_id": "who approved it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField(unique=True)
    prepared_at = models.DateTimeField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    why = SealedField(key="id")
    checked_at = models.DateTimeField(null=True)
    checked_by_id = models.UUIDField(null=True)
    returned_because = SealedField(key="id")
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)
    sent_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="report_approved_by_another",
                condition=Q(approved_by_id=None) | ~Q(approved_by_id=F("checked_by_id")),
            ),
            models.CheckConstraint(
                name="report_checked_before_approved",
                condition=Q(approved_at=None, approved_by_id=None)
                | Q(approved_at__isnull=False, approved_by_id__isnull=False, checked_by_id__isnull=False),
            ),
            models.CheckConstraint(
                name="report_approved_before_sent", condition=Q(sent_at=None) | Q(approved_at__isnull=False)
            ),
        ]
