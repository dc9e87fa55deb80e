"""A body that may be told something about a case. Organisations only: no person's name belongs here."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Agency(models.Model):
    """One body for one area. Retired, never deleted: disclosures name it."""

    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    area = models.CharField(max_length=120, blank=True)
    services = models.TextField(blank=True)
    reach = models.TextField()  # how to reach them securely
    out_of_hours = models.TextField(blank=True)
    mailbox = models.EmailField(blank=True)  # a shared one: where it is told that a referral waits
    duties = ArrayField(models.CharField(max_length=40), default=list)  # duties of the policy it is told for
    checked_on = models.DateField()  # when somebody last made sure that all this is right
    retired_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "area"], condition=models.Q(retired_at=None), name="one_agency_of_a_name"
            )
        ]
