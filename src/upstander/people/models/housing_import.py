"""What a take of the housing system's files did: numbers and places in files, no value of any line."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class HousingImport(models.Model):
    """One run. `findings` holds file, line, column and sentence; the first of them, up to what a person can read."""

    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # null: under way, or broken off
    trial = models.BooleanField(default=False)
    counts = models.JSONField(default=dict)  # by file: added, changed, same, left_out
    departures = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)
    findings_in_all = models.PositiveIntegerField(default=0)
    refused = models.TextField(blank=True)  # why the files as a whole were not taken

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="housing_import_by_time")]
