"""What the return to the regulator needs and no case holds: homes owned, cases kept elsewhere, and decisions on non-customers."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from upstander.confidentiality.api import SealedField


class ReturnStock(models.Model):
    """What was entered for one reporting year (by its first day, 1 April). A later row replaces an earlier one; both stay."""

    personal: ClassVar[dict[str, str]] = {"by_id": "who entered it", "source": "where the figures are from"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.DateField()
    homes = models.PositiveIntegerField()
    elsewhere = models.PositiveIntegerField(default=0)
    hate_elsewhere = models.PositiveIntegerField(default=0)
    source = SealedField(key="id")
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["year", "-at"], name="stock_by_year")]
        constraints = [
            models.CheckConstraint(name="stock_has_homes", condition=models.Q(homes__gt=0)),
            models.CheckConstraint(
                name="stock_hate_is_part", condition=models.Q(hate_elsewhere__lte=models.F("elsewhere"))
            ),
        ]


class ReturnDecision(models.Model):
    """Whether a case about somebody who is no customer counts for the return, with the reason. The latest counts."""

    personal: ClassVar[dict[str, str]] = {
        "reason": "why it counts or does not; life of the case",
        "by_id": "who decided",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    counts = models.BooleanField()
    reason = SealedField()
    at = models.DateTimeField()
    by_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["case", "-at"], name="return_decision_by_case")]
