"""How long each ended case is to be kept, as it was last worked out, so that a list need not work out every case."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class KeptWalk(models.Model):
    """When a walk through all ended cases last came to its end: what had ended a day before is noted since. One row."""

    personal: ClassVar[dict[str, str]] = {}

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()


class KeptUntil(models.Model):
    """Where to look, and nothing more: what a list shows, a run holds and disposal destroys is worked out anew (decision 0152).

    `version`, `edition`: the case's and the landlord's at that time. `due_on` None: a date is missing. `left`: what kept it back
    although it was due (codes of `rules.LEFT`). `rule`: the class, in the landlord's words.
    """

    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    edition = models.CharField(max_length=60)
    rule = models.CharField(max_length=120)
    due_on = models.DateField(null=True)
    left = models.CharField(max_length=20, blank=True)
    worked_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["due_on", "id"], include=["case", "left", "rule"], name="kept_by_due_day"),
            models.Index(fields=["worked_at"], condition=models.Q(due_on=None), name="kept_undated"),
            models.Index(fields=["left", "due_on"], condition=~models.Q(left=""), name="kept_back"),
        ]
