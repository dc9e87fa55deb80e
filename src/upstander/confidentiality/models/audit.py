"""The append-only record of reads and changes, and the seals over it. The database refuses UPDATE, DELETE and TRUNCATE."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class AuditEntry(models.Model):
    """One read or change. No foreign keys, no personal data: identifiers and codes only."""

    personal: ClassVar[dict[str, str]] = {
        "actor_id": "who read or changed; life of the case file and one year"
    }

    outlives_case: ClassVar[bool] = True  # who read and did what, in ids and codes

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=60, blank=True)  # a job's name, never a person's
    action = models.CharField(max_length=60)
    case_id = models.UUIDField(null=True)
    subject_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict)
    mac = models.BinaryField()

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "-id"], name="audit_by_case"),
            models.Index(fields=["actor_id", "-id"], name="audit_by_actor"),
        ]


class AuditSeal(models.Model):
    """A Merkle root over a run of entries, chained to the seal before it."""

    personal: ClassVar[dict[str, str]] = {}

    id = models.BigIntegerField(primary_key=True)
    sealed_at = models.DateTimeField()
    entry_ids = ArrayField(models.BigIntegerField())
    root = models.BinaryField()
    previous = models.BinaryField()
    mac = models.BinaryField()
