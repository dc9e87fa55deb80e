"""Voluntary answers to equality questions, apart from every case (clause 1.7)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from upstander.confidentiality.api import SealedField, TokenField


class EqualityAnswer(models.Model):
    """What somebody chose to say about themselves after a report.

    No staff role reads a row. `token` is a keyed hash of the report: only the counting job, with the landlord's keys, can put the
    two together, and keeps nothing of it but sums. `keyring` names the month's own key, apart from every case's.
    """

    personal: ClassVar[dict[str, str]] = {
        "answers": "equality monitoring under the public sector equality duty; 26 months, then destroyed with its month's key",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField()
    keyring = models.UUIDField()
    token = TokenField(unique=True)
    answers = SealedField(key="keyring")
