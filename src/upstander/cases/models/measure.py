"""What staff do for somebody's safety, or about those responsible, with each step it goes through (clauses 1.6.2, 2.5, 3.3, 3.4)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField


class Measure(models.Model):
    """One measure of one kind of `measures/catalogue`: a fire referral, new locks, a notice, a move. `state` is its last step.

    `next_on` is the day by which something is expected; `chased_at` when somebody was told that it has passed.
    `lapses_on`: the last day on which a claim may follow a notice; `lapse_told_at`: when somebody was told that it comes.
    """

    personal: ClassVar[dict[str, str]] = {
        "about": "whom it is about or for; life of the case",
        "opened_by_id": "who began it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    about = models.ForeignKey("cases.Party", null=True, on_delete=models.PROTECT, related_name="measures")
    opened_at = models.DateTimeField()
    opened_by_id = models.UUIDField(null=True)
    moved_at = models.DateTimeField()
    next_on = models.DateField(null=True)
    chased_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    lapses_on = models.DateField(null=True)
    lapse_told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["lapses_on"],
                condition=Q(lapses_on__isnull=False, lapse_told_at=None),
                name="measure_lapses",
            ),
            models.Index(fields=["case", "kind"], name="measure_by_case"),
            models.Index(
                fields=["next_on"], condition=Q(ended_at=None, chased_at=None), name="measure_expected"
            ),
            models.Index(
                fields=["chased_at"],
                condition=Q(ended_at=None, chased_at__isnull=False),
                name="measure_chased",
            ),
        ]


class MeasureStep(models.Model):
    """One step of a measure, as it was recorded. Never changed once written."""

    personal: ClassVar[dict[str, str]] = {
        "told": "what was recorded of it: names, terms, dates, reasons; life of the case",
        "by_id": "who did or decided it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="measure_steps")
    measure = models.ForeignKey("cases.Measure", on_delete=models.PROTECT, related_name="steps")
    entry = models.ForeignKey("cases.TimelineEntry", on_delete=models.PROTECT, related_name="measure_steps")
    code = models.CharField(max_length=40)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    told = SealedField()

    class Meta:
        indexes = [
            models.Index(fields=["measure", "recorded_at"], name="measure_steps_in_order"),
            models.Index(fields=["at"], name="measure_steps_by_time"),
        ]
