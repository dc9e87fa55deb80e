"""What rows of the register and of awareness have in common."""

from __future__ import annotations

import uuid

from django.db import models


class Recorded(models.Model):
    """Something that somebody put on record."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        abstract = True


class AgreedTo(Recorded):
    """Something on record that counts once another person agreed to it: who and when together, or neither."""

    agreed_by_id = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
