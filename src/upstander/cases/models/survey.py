"""How the person affected said we did."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField


class Survey(models.Model):
    """Satisfaction asked once of one case. Codes and the figure stand in clear, for sums; what was said is sealed."""

    personal: ClassVar[dict[str, str]] = {
        "answers": "how they found our work, to do it better (clause 5.1); life of the case",
        "overall": "the same, as one figure",
        "said": "what would have been better, in their words",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="survey")
    asked_at = models.DateTimeField()
    asked_by_id = models.UUIDField(null=True)
    by_officer = models.BooleanField()  # asked by the case's own officer, which makes answers kinder
    way = models.CharField(max_length=20)
    answered = models.BooleanField()
    answers = models.JSONField(default=dict)
    overall = models.PositiveSmallIntegerField(null=True)
    said = SealedField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="survey_overall_from_one_to_five",
                condition=Q(overall=None) | Q(overall__gte=1, overall__lte=5),
            ),
            models.CheckConstraint(
                name="survey_answered_or_empty",
                condition=Q(answered=True, overall__isnull=False)
                | Q(answered=False, overall=None, answers={}),
            ),
        ]


class SurveyLink(models.Model):
    """An address at which the survivor may answer, once. The token is in the message alone; `lookup` is its digest."""

    personal: ClassVar[dict[str, str]] = {"sent_by_id": "who had it sent; life of the case"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="survey_links")
    lookup = models.BinaryField(unique=True, max_length=32)
    way = models.CharField(max_length=20)
    message_id = models.UUIDField()
    sent_at = models.DateTimeField()
    sent_by_id = models.UUIDField(null=True)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)  # answered, or another way took its place

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_at=None), name="one_survey_link_at_a_time"
            )
        ]
