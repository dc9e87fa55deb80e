"""What people said about telling other bodies: consents, refusals, withdrawals and what follows from them (clause 3.5.2)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from upstander.confidentiality.api import SealedField


class Consent(models.Model):
    """One person, one body, these kinds of information, these purposes. Never global. Only its withdrawal is ever added."""

    personal: ClassVar[dict[str, str]] = {
        "party": "whose consent it is; life of the case",
        "words": "how capacity was settled, who decided on what authority, what they said; life of the case",
        "recorded_by_id": "who recorded it",
        "withdrawn_by_id": "who recorded the withdrawal",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="consents")
    party = models.ForeignKey("cases.Party", on_delete=models.PROTECT, related_name="consents")
    agency = models.ForeignKey("partners.Agency", on_delete=models.PROTECT, related_name="+")
    said_id = models.UUIDField()  # what was said at one time about several bodies: one receipt
    given = models.BooleanField()
    kinds = ArrayField(models.CharField(max_length=20))
    purposes = ArrayField(models.CharField(max_length=20))
    how = models.CharField(max_length=20)
    capacity = models.CharField(max_length=20)
    words = SealedField()
    at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by_id = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "agency"], name="consent_by_case")]
        constraints = [
            models.CheckConstraint(name="consent_ends", condition=Q(given=False) | Q(expires_at__gt=F("at"))),
            models.CheckConstraint(name="consent_not_global", condition=Q(kinds__len__gt=0)),
        ]


class WithdrawalTask(models.Model):
    """A body that received something under a consent is told of its withdrawal; it waits for their acknowledgement."""

    personal: ClassVar[dict[str, str]] = {
        "answer": "who there acknowledged it and what they will do; life of the case",
        "acknowledged_by_id": "who recorded it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="withdrawal_tasks")
    agency = models.ForeignKey("partners.Agency", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    chased_at = models.DateTimeField(null=True)  # when it was said that this is late
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by_id = models.UUIDField(null=True)
    answer = SealedField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "agency"],
                condition=Q(acknowledged_at=None),
                name="one_open_withdrawal_a_body",
            )
        ]
