"""Runs of disposal, and what became of each case on them. They outlive the cases: the certificate is made of these rows.

A case is held by its id alone, so that nothing here goes when the case does.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from upstander.confidentiality.api import SealedField


class DisposalRun(models.Model):
    """Prepared by one person, approved by another. `sealed`: a run of sealed cases, which others never learn of."""

    personal: ClassVar[dict[str, str]] = {
        "prepared_by_id": "who asked for the destruction; as long as the certificate",
        "approved_by_id": "who agreed to it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BooleanField()
    prepared_at = models.DateTimeField()
    prepared_by_id = models.UUIDField()
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.UUIDField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_id = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="disposal_approved_by_another",
                condition=Q(approved_by_id=None) | ~Q(approved_by_id=F("prepared_by_id")),
            ),
            models.CheckConstraint(
                name="disposal_approved_or_cancelled", condition=Q(approved_at=None) | Q(cancelled_at=None)
            ),
        ]


class DisposalItem(models.Model):
    """One case on a run. `left`: why it was not destroyed after all (codes of `rules.LEFT`). `rows` counts by table."""

    personal: ClassVar[dict[str, str]] = {
        "left_reason": "why somebody took it out; readable as long as the case",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey("records.DisposalRun", on_delete=models.PROTECT, related_name="items")
    subject_id = models.UUIDField()
    reference = models.CharField(max_length=20)
    references = ArrayField(models.CharField(max_length=20), default=list)
    edition = models.CharField(max_length=60)
    rule = models.CharField(max_length=40)
    rule_label = models.CharField(max_length=120)
    clause = models.CharField(max_length=20)
    ended_on = models.DateField()
    due_on = models.DateField()
    approved = models.BooleanField(default=False)
    left = models.CharField(max_length=20, blank=True)
    left_by_id = models.UUIDField(null=True)
    left_reason = SealedField(key="subject_id")
    settled_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    rows = models.JSONField(default=dict)
    keys = ArrayField(models.UUIDField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id"], condition=Q(settled_at=None), name="one_disposal_at_a_time"
            ),
            models.CheckConstraint(
                name="destroyed_when_approved", condition=Q(destroyed_at=None) | Q(approved=True, left="")
            ),
        ]
        indexes = [models.Index(fields=["run", "reference"], name="disposal_by_run")]
