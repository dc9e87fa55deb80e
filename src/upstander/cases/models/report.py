"""What the policy needs to know of each report on a case: as first told, then as triage established it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class CaseReport(models.Model):
    """Facts in the vocabulary of the edition. The words themselves stay with the report, in intake.

    `id` is the report's. A perceived motivation may be added, never removed (clause 3.1.3).
    """

    personal: ClassVar[dict[str, str]] = {
        "motivations": "special-category data: what the survivor felt the hostility was about; life of the case",
    }

    id = models.UUIDField(primary_key=True, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="reports")
    reference = models.CharField(max_length=20)
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=20)
    reporter = models.CharField(max_length=20)
    reporter_contactable = models.BooleanField(default=False)
    incident_on = models.DateField(null=True)
    immediate_danger = models.BooleanField(default=False)
    behaviours = ArrayField(models.CharField(max_length=40), default=list)
    motivations = ArrayField(models.CharField(max_length=40), default=list)
    triaged_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "received_at"], include=["motivations"], name="case_report_order"),
            models.Index(fields=["received_at"], include=["case"], name="case_report_by_time"),
            models.Index(fields=["reference"], name="case_report_by_reference"),
        ]
