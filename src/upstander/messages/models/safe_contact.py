"""How it is safe to reach one person on one case."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from upstander.confidentiality.api import SealedField


class SafeContact(models.Model):
    """The latest row of a person counts; earlier ones stay, so that it can be shown what was known when.

    The case is a higher room, so its id is held without a foreign key.
    """

    personal: ClassVar[dict[str, str]] = {
        "content": "numbers, addresses and times at which contact is safe; life of the case (clause 3.5.1)",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField()
    person_on_case_id = models.UUIDField()
    content = SealedField()
    recorded_at = models.DateTimeField()
    recorded_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_on_case_id", "-recorded_at"], name="safe_contact_latest"),
            models.Index(fields=["case_id"], name="safe_contact_by_case"),
        ]
