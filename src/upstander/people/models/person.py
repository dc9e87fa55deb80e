"""People in the directory. Everything that says who they are is sealed under their own key."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from upstander.confidentiality.api import SealedField


class Person(models.Model):
    """A tenant, leaseholder, or member of their household."""

    personal: ClassVar[dict[str, str]] = {
        "name": "to know who is at risk; as long as they are the landlord's customer, then by the housing system's rule",
        "phone": "to reach them, subject to safe contact",
        "email": "to reach them, subject to safe contact",
        "born_on": "to tell two people of one name apart and to know a child",
        "needs": "languages and formats, to be honoured by letters and messages (clause 1.6.1)",
        "index_tokens": "keyed hashes of name, phone and email, so that they are found without being readable",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    external_ref = models.CharField(max_length=40, blank=True)  # the housing system's own reference
    name = SealedField(key="id")
    phone = SealedField(key="id")
    email = SealedField(key="id")
    born_on = SealedField(key="id")
    needs = SealedField(key="id")
    index_tokens = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        indexes = [GinIndex(fields=["index_tokens"], name="person_by_token")]
        constraints = [
            models.UniqueConstraint(
                fields=["external_ref"], condition=~models.Q(external_ref=""), name="person_by_external_ref"
            )
        ]
