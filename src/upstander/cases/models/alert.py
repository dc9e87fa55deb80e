"""How staff are told outside Upstander: what each of them chose, what is on its way, and the address of their calendar."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import DigestField, SealedField


class Hears(models.TextChoices):
    """What reaches somebody outside Upstander. Safety always does."""

    SAFETY = "safety", "Only when somebody may be in danger"
    LATE = "late", "Also before something is due, and when it is late"
    ALL = "all", "Everything that I am told on Today"


class AlertChoice(models.Model):
    """What one member of staff chose. Without a row they are written to at their work address (`alerts/choices.py`)."""

    personal: ClassVar[dict[str, str]] = {
        "staff_id": "whose choice it is; until they leave",
        "phone": "their work phone, for texts, sealed under a key of their own; until they choose email or leave",
    }

    staff_id = models.UUIDField(primary_key=True, editable=False)
    way = models.CharField(max_length=5)
    phone = SealedField(key="staff_id")
    hears = models.CharField(max_length=6, choices=Hears)
    before_hours = models.PositiveSmallIntegerField()
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="alert_way_known", condition=Q(way__in=["email", "text"])),
            models.CheckConstraint(
                name="alert_quiet_hours_paired",
                condition=Q(quiet_from=None, quiet_to=None)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False),
            ),
        ]


class Alert(models.Model):
    """One thing that somebody is told of outside Upstander. `cause` makes a second one for the same cause impossible.

    Holds codes only. `about` is the notice or duty; what of it still stands is asked with the person's own eyes before it leaves.
    """

    personal: ClassVar[dict[str, str]] = {"staff_id": "who was told; thirty days"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff_id = models.UUIDField()
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="alerts")
    cause = models.CharField(max_length=80)
    about = models.UUIDField(null=True)
    group = models.CharField(max_length=8)  # safety, late, soon, other, search
    count = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, default="waiting")  # sending, sent, failed, void: no longer so
    way = models.CharField(max_length=5, blank=True)  # set when the way they chose has failed
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    made_at = models.DateTimeField()
    batch = models.UUIDField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff_id", "cause"], name="alert_once")]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="waiting"), name="alert_waiting"),
            models.Index(fields=["left_at"], condition=Q(state="sending"), name="alert_sending"),
            models.Index(fields=["about"], name="alert_by_about"),
            models.Index(fields=["made_at"], name="alert_by_time"),
        ]


class CalendarFeed(models.Model):
    """The secret address of one person's calendar, as a keyed digest: whoever reads this table cannot open any."""

    personal: ClassVar[dict[str, str]] = {
        "staff_id": "whose calendar it is; until they take it back or leave"
    }

    staff_id = models.UUIDField(primary_key=True, editable=False)
    digest = DigestField(unique=True)
    made_at = models.DateTimeField()
