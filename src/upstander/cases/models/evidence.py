"""Evidence in words: what happened and when, and what people say about it (clause 2.5). Never changed once written down."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from upstander.confidentiality.api import SealedField


class Incident(models.Model):
    """One line of the log of incidents that staff wrote down. What was reported stands there by itself."""

    personal: ClassVar[dict[str, str]] = {
        "what": "what happened; life of the case",
        "place": "where; life of the case",
        "recorded_by_id": "who wrote it down",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="incidents")
    source = models.CharField(max_length=12)  # survivor, witness, officer, diary, other
    at = models.DateTimeField()
    what = SealedField()
    place = SealedField()
    recorded_at = models.DateTimeField()
    recorded_by_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["case", "at"], name="incident_by_case")]
        constraints = [
            models.CheckConstraint(name="incident_written_down_after", condition=Q(recorded_at__gte=F("at")))
        ]


class Statement(models.Model):
    """What somebody says, in their words, as somebody took it. Later words are another statement; only its confirmation is added.
    Without a party it is the own statement of whoever took it."""

    personal: ClassVar[dict[str, str]] = {
        "party_id": "whose words; life of the case",
        "words": "what they say; life of the case",
        "taken_by_id": "who took it",
        "confirmed_by_id": "who saw it confirmed",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="statements")
    party_id = models.UUIDField(null=True)
    words = SealedField()
    taken_at = models.DateTimeField()
    taken_by_id = models.UUIDField()
    recorded_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_how = models.CharField(max_length=12, blank=True)  # signed, email, read_back
    confirmed_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["case", "taken_at"], name="statement_by_case")]
        constraints = [
            models.CheckConstraint(
                name="statement_confirmation_whole",
                condition=Q(confirmed_at=None, confirmed_how="", confirmed_by_id=None)
                | (Q(confirmed_at__gte=F("taken_at"), confirmed_by_id__isnull=False) & ~Q(confirmed_how="")),
            )
        ]
