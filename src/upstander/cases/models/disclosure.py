"""What another body was told: the disclosure record (clause 3.5.2)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField


class Disclosure(models.Model):
    """One act of telling one body. Only its review is ever added. `agency` is empty only for an emergency body not on the register."""

    personal: ClassVar[dict[str, str]] = {
        "about": "whose information it was; life of the case and a year",
        "recipient": "the role told, and a body not on the register; life of the case and a year",
        "items": "what exactly was shared; life of the case and a year",
        "reasons": "why it was necessary, the emergency, the risk of not sharing; life of the case and a year",
        "review_reason": "why a manager upheld it or not; life of the case and a year",
        "by_id": "who decided to share",
        "reviewed_by_id": "who reviewed it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="disclosures")
    agency = models.ForeignKey("partners.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    agreement = models.ForeignKey("partners.Agreement", null=True, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey("cases.TimelineEntry", on_delete=models.PROTECT, related_name="disclosures")
    duty = models.CharField(max_length=40, blank=True)
    about = ArrayField(models.UUIDField(), default=list)
    kinds = ArrayField(models.CharField(max_length=20))
    consents = ArrayField(models.UUIDField(), default=list)
    purpose = models.CharField(max_length=20)
    asked_by = models.CharField(max_length=20)
    ground = models.CharField(max_length=20)
    emergency = models.CharField(max_length=20, blank=True)
    lawful = models.CharField(max_length=20, blank=True)
    basis = models.CharField(max_length=40)
    condition = models.CharField(max_length=40, blank=True)
    criminal_allegation = models.BooleanField(default=False)  # Article 10
    outside_agreement = models.BooleanField(default=False)
    method = models.CharField(max_length=20)
    informed = models.CharField(max_length=10)
    recipient = SealedField()
    items = SealedField()
    reasons = SealedField()
    return_on = models.DateField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    review_due_at = models.DateTimeField(null=True)
    chased_at = models.DateTimeField(null=True)  # when the reviewers were told that it is late
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by_id = models.UUIDField(null=True)
    upheld = models.BooleanField(null=True)
    review_reason = SealedField()

    class Meta:
        indexes = [
            models.Index(fields=["-at"], name="disclosure_by_time"),
            models.Index(
                fields=["review_due_at"], condition=Q(reviewed_at=None), name="disclosure_to_review"
            ),
            models.Index(fields=["case", "-at"], name="disclosure_by_case"),
        ]
        constraints = [
            models.CheckConstraint(
                name="disclosure_names_its_body", condition=Q(agency__isnull=False) | Q(ground="emergency")
            ),
            models.CheckConstraint(
                name="disclosure_by_consent_names_it", condition=~Q(ground="consent") | Q(consents__len__gt=0)
            ),
            models.CheckConstraint(
                name="disclosure_emergency_reviewed",
                condition=~Q(ground="emergency") | (Q(review_due_at__isnull=False) & ~Q(emergency="")),
            ),
        ]
