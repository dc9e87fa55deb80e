"""Risk assessments, each kept as it was made."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField


class RiskAssessment(models.Model):
    """Answers (codes of the edition's questions), the score they gave, and the level that counts after judgement."""

    personal: ClassVar[dict[str, str]] = {
        "answers": "how the person is affected; sealed; life of the case",
        "notes": "their words and wishes",
        "reason": "why the level differs from the computed one",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="assessments")
    assessed_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    edition = models.CharField(max_length=60)
    answers = SealedField()
    notes = SealedField()
    score = models.PositiveSmallIntegerField()
    overlay = models.PositiveSmallIntegerField()
    unanswered = models.PositiveSmallIntegerField()
    computed_level = models.CharField(max_length=10)
    level = models.CharField(max_length=10)
    reason = SealedField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="risk_override_has_reason",
                condition=Q(level=models.F("computed_level"))
                | Q(reason__isnull=False)
                | Q(level="high")  # raised: the reason may follow
                | Q(level="medium", computed_level="standard"),
            )
        ]
        indexes = [
            models.Index(fields=["case", "-assessed_at"], name="risk_by_case"),
            BrinIndex(fields=["assessed_at"], name="risk_by_time"),
        ]
