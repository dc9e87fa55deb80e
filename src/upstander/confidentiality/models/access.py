"""Who is named to a case, and who is kept from it. Case ids are held without a foreign key: cases is a higher room."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


class NamedAccess(models.Model):
    """A member of staff who may open this case whatever their team; the only way into a sealed one besides its keepers.

    With `until` it ends then by the database's clock, and opens no sealed case.
    """

    personal: ClassVar[dict[str, str]] = {"staff": "who may see the case; kept as long as the case"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="named_access")
    given_at = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "staff"], name="named_access_once")]


class Conflict(models.Model):
    """A member of staff who is, lives with, knows or is related to a party of this case. Excludes absolutely (clause 3.5.1).

    One that stands on a declared relation ends when the relation is withdrawn; any other stays.
    """

    personal: ClassVar[dict[str, str]] = {"staff": "who is kept from the case; kept as long as the case"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts")
    found_at = models.DateTimeField()
    because = models.CharField(max_length=10, default="self", db_default="self")  # self, relation
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case_id", "staff"], name="conflict_once")]
