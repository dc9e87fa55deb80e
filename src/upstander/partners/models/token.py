"""A key with which a body's own computer hands over reports. What is kept of it cannot be used."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class ApiToken(models.Model):
    """`digest` is the SHA-256 of 256 random bits. `minute` and `in_minute` count its calls, for the limit `per_minute`."""

    personal: ClassVar[dict[str, str]] = {
        "made_by_id": "who of the staff made it",
        "revoked_by_id": "who of the staff revoked it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("partners.Agency", on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=80)
    digest = models.BinaryField(unique=True)
    scopes = ArrayField(models.CharField(max_length=20))
    per_minute = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField(null=True)
    ends_on = models.DateField()  # its last day, London
    revoked_at = models.DateTimeField(null=True)
    revoked_by_id = models.UUIDField(null=True)
    used_on = models.DateField(null=True)
    minute = models.DateTimeField(null=True)
    in_minute = models.PositiveIntegerField(default=0)
