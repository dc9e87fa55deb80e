"""Breaches of personal data: what happened, how it was assessed, who was told. Words are sealed under each breach's own key."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField


class Breach(models.Model):
    """`aware_at` is when anybody here first knew: the 72 hours of the regulator's rule run from it."""

    personal: ClassVar[dict[str, str]] = {
        "happened": "what happened, in words; as long as the breach log",
        "contained": "what was done at once; as long as the breach log",
        "reason": "why it is reported to the regulator or not; as long as the breach log",
        "late_reason": "why the regulator was told late; as long as the breach log",
        "raised_by_id": "who raised it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(unique=True)
    reference = models.CharField(max_length=20, unique=True)
    raised_by_id = models.UUIDField()
    raised_at = models.DateTimeField()
    aware_at = models.DateTimeField()
    kinds = ArrayField(models.CharField(max_length=20), default=list)
    people_affected = models.PositiveIntegerField(null=True)
    happened = SealedField(key="id")
    contained = SealedField(key="id")
    risk = models.CharField(max_length=10, blank=True)
    reportable = models.BooleanField(null=True)
    reason = SealedField(key="id")
    assessed_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    late_reason = SealedField(key="id")
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="breach_assessed_whole",
                condition=Q(assessed_at=None, reportable=None, risk="")
                | (Q(assessed_at__isnull=False, reportable__isnull=False) & ~Q(risk="")),
            ),
            models.CheckConstraint(
                name="breach_closed_after_assessment",
                condition=Q(closed_at=None) | Q(assessed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="breach_raised_after_known", condition=Q(raised_at__gte=models.F("aware_at"))
            ),
        ]


class BreachTold(models.Model):
    """The people affected were told, or were not and why."""

    personal: ClassVar[dict[str, str]] = {
        "words": "how they were told, or why not; as long as the breach log"
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="told")
    at = models.DateTimeField()
    way = models.CharField(max_length=10)
    people = models.PositiveIntegerField()
    words = SealedField(key="breach_id")
    recorded_by_id = models.UUIDField()


class BreachAction(models.Model):
    """What is done so that it does not happen again, by whom."""

    personal: ClassVar[dict[str, str]] = {
        "what": "what is to be done; as long as the breach log",
        "owner": "who does it; as long as the breach log",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="actions")
    what = SealedField(key="breach_id")
    owner = SealedField(key="breach_id")
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
