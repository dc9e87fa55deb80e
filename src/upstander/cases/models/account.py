"""Whether somebody sees a case of theirs in their own account (clause 3.5.1)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models


class AccountWord(models.Model):
    """What was said about showing this case in their account. The latest word counts; with none, the rule of `own/rules.py` decides.

    `by_id` is the colleague who asked them; empty when they said so themselves, in their account.
    """

    personal: ClassVar[dict[str, str]] = {
        "party": "whose account; life of the case",
        "by_id": "who wrote it down",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="account_words")
    party = models.ForeignKey("cases.Party", on_delete=models.PROTECT, related_name="account_words")
    shown = models.BooleanField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["party", "-at"], name="account_word_by_party")]
