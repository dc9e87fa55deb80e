"""Action plans agreed with the survivor."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from upstander.confidentiality.api import SealedField


class ActionPlan(models.Model):
    """What was agreed, and when. A new agreement with the same person is a new plan; the latest counts.

    `party` is empty for the survivor's plan; a witness has one of their own (clause 1.4).
    """

    personal: ClassVar[dict[str, str]] = {
        "wishes": "what the person wants; life of the case",
        "party": "whose plan it is; life of the case",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="plans")
    agreed_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    agreed_with_survivor = models.BooleanField()
    wishes = SealedField()
    ended_at = models.DateTimeField(null=True)
    party = models.ForeignKey("cases.Party", null=True, on_delete=models.PROTECT, related_name="plans")
    review_on = models.DateField(null=True)
    chased_at = models.DateTimeField(null=True)  # when the officer was told that the review is due

    class Meta:
        indexes = [
            models.Index(fields=["case", "-agreed_at"], name="plan_by_case"),
            BrinIndex(fields=["agreed_at"], name="plan_by_time"),
            # What the clock of each minute asks for; without it, it looks into the plan of every open case.
            models.Index(
                fields=["review_on"],
                condition=models.Q(ended_at=None, review_on__isnull=False),
                name="plan_to_review",
            ),
        ]


class PlanAction(models.Model):
    """One step of a plan, with who does it and by when."""

    class State(models.TextChoices):
        TO_DO = "to_do", "To do"
        DONE = "done", "Done"
        NOT_DONE = "not_done", "Not done"
        CHANGED = "changed", "Changed"

    class Doer(models.TextChoices):
        STAFF = "staff", "Our staff"
        SURVIVOR = "survivor", "The person themselves"
        PARTNER = "partner", "Another body"

    personal: ClassVar[dict[str, str]] = {
        "what": "the step in words; life of the case",
        "owner": "who does it, in words",
        "reason": "why it was not done",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey("cases.ActionPlan", on_delete=models.PROTECT, related_name="actions")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="plan_actions")
    position = models.PositiveSmallIntegerField()
    doer = models.CharField(max_length=10, choices=Doer, default=Doer.STAFF)
    what = SealedField()
    owner = SealedField()
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.TO_DO)
    reason = SealedField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["settled_at"], condition=models.Q(settled_at__isnull=False), name="step_by_settling"
            )
        ]
