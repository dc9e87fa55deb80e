"""Promises as they were made, and what discharged them."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField


class DutyState(models.TextChoices):
    """`overdue` is a mark on an open duty (`overdue_at`), not a state of its own."""

    OPEN = "open", "To do"
    MET = "met", "Done"
    MET_LATE = "met_late", "Done late"
    WITHDRAWN = "withdrawn", "No longer applies"


GOES_ON = (
    "Replaced: ", "The case was merged into ", "The report was joined to ", "The message that answered ", "The answer was taken back",
)  # fmt: skip
"""How `withdrawn_because` begins where the same promise goes on in another row."""


class Duty(models.Model):
    """One thing the policy says must happen, or must be considered, by a time. The time and its explanation never change."""

    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="duties")
    slug = models.CharField(max_length=40)  # the duty's id in the edition
    report = models.ForeignKey("cases.CaseReport", null=True, on_delete=models.PROTECT, related_name="duties")
    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=12)
    clause = models.CharField(max_length=20)
    source = models.CharField(max_length=12)
    edition = models.CharField(max_length=60)
    triggered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    why = models.TextField()
    detail = models.TextField(blank=True)
    reckoned = models.JSONField(null=True)  # what `why` is made from, for other languages; none before 0.2
    state = models.CharField(max_length=10, choices=DutyState, default=DutyState.OPEN)
    opened_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_because = models.CharField(max_length=200, blank=True)
    told_officer_at = models.DateTimeField(null=True)
    told_manager_at = models.DateTimeField(null=True)
    told_senior_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "slug", "report"],
                include=["due_at"],  # with what the board counts, so that it reads this alone
                condition=Q(state="open"),
                nulls_distinct=False,
                name="one_open_duty_of_a_kind",
            ),
            models.CheckConstraint(
                name="duty_met_has_time",
                condition=~Q(state__in=["met", "met_late"]) | Q(met_at__isnull=False),
            ),
            models.CheckConstraint(
                name="duty_withdrawn_has_reason",
                condition=~Q(state="withdrawn") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
            ),
        ]
        indexes = [
            # In the order of the board, as many are due at the same time; with what standings count.
            models.Index(
                fields=["due_at", "id"],
                include=["case", "state", "slug", "clause"],
                condition=Q(state="open"),
                name="duty_open_by_due",
            ),
            models.Index(fields=["case", "state"], name="duty_by_case"),
            models.Index(
                fields=["met_at"],
                include=["state", "slug", "clause", "case"],
                condition=Q(state__in=["met", "met_late"]),
                name="duty_done_by_time",
            ),
            BrinIndex(fields=["triggered_at"], name="duty_by_trigger"),
            BrinIndex(fields=["due_at"], name="duty_by_due"),
        ]


class DischargeOutcome(models.TextChoices):
    """How a duty was discharged. The last three need a reason."""

    DONE = "done", "Done"
    TAKEN = "taken", "Considered and taken"
    NOT_APPROPRIATE = "not_appropriate", "Considered, not appropriate"
    COULD_NOT = "could_not", "Could not be done"
    DECLINED = "declined", "Offered and declined"


class Standing(models.Manager["Discharge"]):
    """What counts. What a decision answered counts no more once the decision is undone."""

    def get_queryset(self) -> models.QuerySet[Discharge]:
        return super().get_queryset().filter(undone_at=None)


class Discharge(models.Model):
    """Something that happened, or was decided, that answers a duty. Written once, never changed.

    `undone_at`: the decision that it came with was undone. It answers nothing from then on; the duty as it stood is history.
    """

    personal: ClassVar[dict[str, str]] = {
        "reason": "why it was not done or not appropriate; life of the case",
        "by_id": "who did or decided it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="discharges")
    slug = models.CharField(max_length=40)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=DischargeOutcome)
    reason = SealedField()
    by_id = models.UUIDField(null=True)
    entry = models.ForeignKey(
        "cases.TimelineEntry", null=True, on_delete=models.PROTECT, related_name="discharges"
    )
    undone_at = models.DateTimeField(null=True)

    objects = Standing()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="discharge_says_why",
                condition=Q(outcome__in=["done", "taken"]) | Q(reason__isnull=False),
            )
        ]
        indexes = [
            models.Index(fields=["case", "slug", "at"], name="discharge_by_case"),
            BrinIndex(fields=["at"], name="discharge_by_time"),
            models.Index(fields=["at"], condition=Q(outcome="could_not"), name="discharge_could_not"),
        ]
