"""What keeps a case longer: a legal hold, and the dates that retention counts from."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField


class LegalHold(models.Model):
    """Nothing of the case may be destroyed until it is released. One at a time; earlier ones stay."""

    personal: ClassVar[dict[str, str]] = {
        "reason": "why the case must not be destroyed; life of the case",
        "release_reason": "why it may be again",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="holds")
    placed_at = models.DateTimeField()
    placed_by_id = models.UUIDField(null=True)
    reason = SealedField()
    review_on = models.DateField()
    released_at = models.DateTimeField(null=True)
    released_by_id = models.UUIDField(null=True)
    release_reason = SealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(released_at=None), name="one_hold_a_case"),
            models.CheckConstraint(
                name="hold_released_with_reason",
                condition=Q(released_at=None) | Q(release_reason__isnull=False),
            ),
        ]


class RetentionDay(models.Model):
    """A date that retention counts from and no other record holds: an order's end, a child's birth, the end of an employment."""

    personal: ClassVar[dict[str, str]] = {"day": "from when the record is kept; life of the case"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="retention_days")
    event = models.CharField(max_length=20)
    day = SealedField()
    recorded_at = models.DateTimeField()
    recorded_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "event", "-recorded_at"], name="retention_day_latest")]
