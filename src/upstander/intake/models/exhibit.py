"""Exhibits: files that count as evidence, each with an unbroken list of who had it in hand (clause 2.5)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from upstander.confidentiality.api import SealedField


class Exhibit(models.Model):
    """A file of the case with a number of its own. `attachment` is one that came with a report, or that staff added."""

    personal: ClassVar[dict[str, str]] = {
        "title": "what it shows; life of the case",
        "taken_by": "who made or found it; life of the case",
        "place": "where; life of the case",
        "added_by_id": "who made it an exhibit",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="exhibits")
    attachment = models.OneToOneField("intake.Attachment", on_delete=models.PROTECT, related_name="exhibit")
    number = models.PositiveIntegerField()
    title = SealedField()
    taken_by = SealedField()
    place = SealedField()
    taken_at = models.DateTimeField()
    added_at = models.DateTimeField()
    added_by_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="exhibit_number_once"),
            models.CheckConstraint(name="exhibit_taken_before", condition=Q(added_at__gte=F("taken_at"))),
        ]


class CustodyEntry(models.Model):
    """Somebody had an exhibit in hand. Only ever added: the database refuses a change."""

    personal: ClassVar[dict[str, str]] = {
        "words": "from whom to whom, where it lies, why; life of the case",
        "by_id": "who did it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="custody")
    exhibit = models.ForeignKey(Exhibit, on_delete=models.PROTECT, related_name="custody")
    act = models.CharField(max_length=10)  # taken, added, viewed, downloaded, moved, copied, given, returned
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    words = SealedField()

    class Meta:
        indexes = [models.Index(fields=["exhibit", "at"], name="custody_by_exhibit")]
        constraints = [
            models.CheckConstraint(name="custody_written_down_after", condition=Q(recorded_at__gte=F("at")))
        ]
