"""That somebody made sure of a helpline's details on a day."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class HelplineCheck(models.Model):
    """One look at one helpline, by the name under which we list it. The newest counts; none is changed."""

    personal: ClassVar[dict[str, str]] = {"checked_by_id": "who made sure; as other records of the policy"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    checked_on = models.DateField()
    checked_at = models.DateTimeField()
    checked_by_id = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["name", "-checked_on"], name="helpline_by_name")]
