"""Powerful roles that an administrator gave, for the data-protection officer to see."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class RoleGrant(models.Model):
    """Roles given to one colleague in one act. `by_id` is None when the operator's command did it."""

    personal: ClassVar[dict[str, str]] = {"staff": "who was given a role; as long as the audit"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    roles = ArrayField(models.CharField(max_length=40))
    by_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    seen_by_id = models.UUIDField(null=True)
    seen_at = models.DateTimeField(null=True)
