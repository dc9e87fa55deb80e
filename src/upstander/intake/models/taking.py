"""A report that a member of staff is writing down for somebody: whose it is and on which channel. What is in it lies in a draft."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class Taking(models.Model):
    """`id` is chosen by the page. With the staff's id and the master keys it gives the token of its draft; nothing else does."""

    personal: ClassVar[dict[str, str]] = {
        "staff_id": "who is taking the report; deleted when it is sent, or within hours"
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff_id = models.UUIDField()
    channel = models.CharField(max_length=20)
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["staff_id"], name="taking_by_staff"),
            models.Index(fields=["expires_at"], name="taking_by_expiry"),
        ]
