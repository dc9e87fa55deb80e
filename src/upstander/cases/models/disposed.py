"""What is left of cases that were disposed of: sums, and nothing that is about one case."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class DisposedCount(models.Model):
    """How many disposed cases of one quarter had one thing, each thing counted by itself: no row is about a case.

    `measure`: case, strand, behaviour, risk, kept or late (duties, by their id in the edition).
    """

    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quarter = models.DateField()  # its first day; of receipt
    measure = models.CharField(max_length=12)
    code = models.CharField(max_length=40)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quarter", "measure", "code"], name="disposed_count_once")
        ]
