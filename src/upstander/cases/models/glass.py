"""Cases that somebody opened for some hours because they had to."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from upstander.confidentiality.api import SealedField


class BreakGlass(models.Model):
    """One opening, its reason, and what the data-protection officer said of it. Not upheld brings `until` forward."""

    personal: ClassVar[dict[str, str]] = {
        "staff": "who opened the case; life of the case",
        "reason": "why they had to; life of the case",
        "review_reason": "why that was upheld or not; life of the case",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="openings")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="openings")
    at = models.DateTimeField()
    until = models.DateTimeField()
    reason = SealedField(key="case_id")
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by_id = models.UUIDField(null=True)
    upheld = models.BooleanField(null=True)
    review_reason = SealedField(key="case_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="glass_review_whole",
                condition=Q(reviewed_at=None, reviewed_by_id=None, upheld=None)
                | Q(reviewed_at__isnull=False, reviewed_by_id__isnull=False, upheld__isnull=False),
            ),
            models.CheckConstraint(
                name="glass_reviewed_by_another",
                condition=Q(reviewed_by_id=None) | ~Q(reviewed_by_id=F("staff_id")),
            ),
        ]
