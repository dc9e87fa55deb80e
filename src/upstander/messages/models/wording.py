"""Words of messages that the landlord wrote in place of those that ship."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Wording(models.Model):
    """One version of the words of one kind in one language. It never changes; a newer one takes its place, or the shipped words do
    again when it is withdrawn. Nothing goes out in it before somebody other than its writer agreed."""

    personal: ClassVar[dict[str, str]] = {
        "written_by_id": "who wrote it; for as long as messages in these words are kept",
        "agreed_by_id": "who agreed to it",
        "withdrawn_by_id": "who withdrew it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    number = models.PositiveIntegerField()
    words = models.JSONField()  # by part: subject, text, email, discreet, letter; no personal data, by rule
    written_at = models.DateTimeField()
    written_by_id = models.UUIDField()
    agreed_at = models.DateTimeField(null=True)
    agreed_by_id = models.UUIDField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "language", "number"], name="wording_number_once"),
            models.CheckConstraint(
                name="wording_agreed_by_another",
                condition=Q(agreed_by_id__isnull=True, agreed_at__isnull=True)
                | (
                    Q(agreed_at__isnull=False, agreed_by_id__isnull=False)
                    & ~Q(agreed_by_id=F("written_by_id"))
                ),
            ),
            models.CheckConstraint(
                name="wording_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by_id__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by_id__isnull=False),
            ),
        ]
