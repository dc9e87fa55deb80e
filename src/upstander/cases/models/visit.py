"""Visits that are planned, with what makes them safe for whoever goes (clause 3.3.1)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from upstander.confidentiality.api import SealedField


class VisitState(models.TextChoices):
    """Where a planned visit stands."""

    PLANNED = "planned", "Planned"
    UNDER_WAY = "under_way", "Under way"
    ENDED = "ended", "Back safely"
    CANCELLED = "cancelled", "Cancelled"


class PlannedVisit(models.Model):
    """One visit. While it is under way, whoever went says by `back_by` that all is well, or a manager is told (`alarm_at`: last)."""

    personal: ClassVar[dict[str, str]] = {
        "place": "where it takes place, when that is not the home; life of the case",
        "notes": "what to know before going; life of the case",
        "asked": "what they wrote when they asked for another time; life of the case",
        "ring": "the number on which whoever goes is rung when they are silent; life of the case",
        "officer": "who goes",
        "second": "who goes with them",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="planned_visits")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="visits")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="second_visits"
    )
    at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    where = models.CharField(max_length=20)
    female_only = models.BooleanField(default=False)
    interpreter = models.BooleanField(default=False)
    booking = models.ForeignKey(
        "cases.Measure", null=True, on_delete=models.PROTECT, related_name="visits"
    )  # the interpreter who is booked for it
    place = SealedField()
    notes = SealedField()
    ring = SealedField()
    state = models.CharField(max_length=10, choices=VisitState, default=VisitState.PLANNED)
    started_at = models.DateTimeField(null=True)
    back_by = models.DateTimeField(null=True)
    help_at = models.DateTimeField(null=True)  # they asked for help
    alarm_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(
        null=True
    )  # when whoever is visited asked, in their account, for another time
    asked = SealedField()

    class Meta:
        indexes = [
            models.Index(fields=["back_by"], condition=Q(state="under_way"), name="visit_watched"),
            models.Index(fields=["at"], condition=Q(state="planned"), name="visit_not_begun"),
            models.Index(fields=["officer", "at"], condition=Q(ended_at=None), name="visit_by_officer"),
        ]
        constraints = [
            models.CheckConstraint(
                name="visit_under_way_has_back_by",
                condition=~Q(state="under_way") | Q(started_at__isnull=False, back_by__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_by_two_people", condition=Q(second=None) | ~Q(second=F("officer"))
            ),
        ]
