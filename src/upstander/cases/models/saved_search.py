"""A search that somebody keeps for themselves."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from upstander.confidentiality.api import SealedField, TokensField


class SavedSearch(models.Model):
    """What is looked for is sealed under its owner's own key: it may be somebody's name. `known` are keyed marks of the cases that
    it found when its owner last looked, so that what is new can be told without keeping which cases these were."""

    personal: ClassVar[dict[str, str]] = {
        "staff_id": "whose search it is; until they delete it or leave",
        "name": "what they call it, which may name somebody; the same",
        "text": "what is looked for, which may be a name; the same",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff_id = models.UUIDField()
    name = SealedField(key="staff_id")
    text = SealedField(key="staff_id")
    filters = models.JSONField(default=dict)  # codes
    digest = models.BooleanField(default=False)
    known = TokensField(default=list)
    made_at = models.DateTimeField()
    looked_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["staff_id", "made_at"], name="saved_search_by_staff")]
