"""A dashboard as somebody likes to see it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from upstander.confidentiality.api import SealedField


class SavedView(models.Model):
    """Filters of one member of staff, in codes, and what they call it. The name is sealed under a key of its own."""

    personal: ClassVar[dict[str, str]] = {
        "staff_id": "whose view it is; until they delete it",
        "name": "what they call it; until they delete it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff_id = models.UUIDField()
    name = SealedField(key="id")
    months = models.PositiveSmallIntegerField()
    dimension = models.CharField(max_length=12, blank=True)
    code = models.CharField(max_length=120, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff_id", "months", "dimension", "code"], name="saved_view_once"
            )
        ]
