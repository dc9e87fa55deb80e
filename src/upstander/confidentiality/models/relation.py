"""Whom colleagues say they know, live with or are related to (clauses 2.6, 3.5.1)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from upstander.confidentiality.fields import SealedField


class RelationKind(models.TextChoices):
    """How close somebody is. Every kind excludes alike."""

    SELF = "self", "This is me"
    LIVES_WITH = "lives_with", "We live together"
    RELATED = "related", "We are related"
    NEIGHBOUR = "neighbour", "We are neighbours"
    KNOWS = "knows", "We are friends, or know each other well"


class DeclaredRelation(models.Model):
    """A person somebody declared. While `person_id` is not known the name alone excludes: rather one case too many."""

    personal: ClassVar[dict[str, str]] = {
        "staff": "who declared it; while employed and six years after",
        "person_id": "whom they know in the directory, to keep them from that person's cases",
        "name": "whom they know, sealed; the same",
        "details": "where that person lives, to find them in the directory; the same",
        "reason": "why the declaration should end; the same",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=12, choices=RelationKind)
    person_id = models.UUIDField(null=True)
    name = SealedField(key="id")
    details = SealedField(key="id")
    reason = SealedField(key="id")
    declared_at = models.DateTimeField()
    withdrawal_asked_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_id = models.UUIDField(null=True)
