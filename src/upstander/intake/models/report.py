"""A report as it was told. What triage makes of it stands on the case; this is never edited."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import DigestField, SealedField, TokensField


class Report(models.Model):
    """`received_at` is when the landlord was told, `recorded_at` when it was typed."""

    personal: ClassVar[dict[str, str]] = {
        "narrative": "what happened, as told; life of the case",
        "answers": "everything else that was told: who, where, contact; life of the case",
        "index_tokens": "keyed hashes of its words and names, for matching",
        "recorded_by_id": "who took it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(unique=True)
    reference = models.CharField(max_length=20, unique=True)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="received_reports")
    mailbox = models.ForeignKey(
        "intake.Mailbox", null=True, on_delete=models.PROTECT, related_name="reports"
    )  # the way back of whoever made it
    channel = models.CharField(max_length=20)
    reporter = models.CharField(max_length=20)
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by_id = models.UUIDField(null=True)
    submit_key = DigestField(unique=True)  # hash of what made it unique: submitting twice gives one report
    narrative = SealedField()
    answers = SealedField()
    index_tokens = TokensField(default=list)
    triaged_at = models.DateTimeField(null=True)
    triaged_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            GinIndex(fields=["index_tokens"], name="report_by_token"),
            models.Index(fields=["case"], name="report_by_case"),
        ]
        constraints = [
            models.CheckConstraint(
                name="report_triage_paired",
                condition=Q(triaged_at=None, triaged_by_id=None)
                | Q(triaged_at__isnull=False, triaged_by_id__isnull=False),
            ),
            models.CheckConstraint(
                name="report_recorded_after_received", condition=Q(recorded_at__gte=models.F("received_at"))
            ),
        ]
