"""People in the directory. Everything that says who they are is sealed under their own key."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from upstander.confidentiality.api import DigestField, SealedField, TokensField


class Person(models.Model):
    """A tenant, leaseholder, or member of their household."""

    personal: ClassVar[dict[str, str]] = {
        "name": "to know who is at risk; as long as they are the landlord's customer, then by the housing system's rule",
        "phone": "to reach them, subject to safe contact",
        "email": "to reach them, subject to safe contact",
        "born_on": "to tell two people of one name apart and to know a child",
        "needs": "languages and formats, to be honoured by letters and messages (clause 1.6.1)",
        "merged_into": "which other entry is the same person, as the housing system says",
        "as_told": "keyed hash of what the housing system told last, so that only what changed is sealed again",
        "index_tokens": "keyed hashes of name, phone and email, so that they are found without being readable",
    }

    tokens_found: ClassVar[bool] = True  # by a function: confidentiality/token_lookups.py
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    external_ref = models.CharField(max_length=40, blank=True)  # the housing system's own reference
    name = SealedField(key="id")
    phone = SealedField(key="id")
    email = SealedField(key="id")
    born_on = SealedField(key="id")
    needs = SealedField(key="id")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    as_told = DigestField(null=True)
    index_tokens = TokensField(default=list)

    class Meta:
        indexes = [GinIndex(fields=["index_tokens"], name="person_by_token")]
        constraints = [
            models.UniqueConstraint(
                fields=["external_ref"], condition=~models.Q(external_ref=""), name="person_by_external_ref"
            ),
            models.CheckConstraint(
                name="person_not_merged_into_itself",
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("id")),
            ),
        ]
