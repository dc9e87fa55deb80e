"""What was agreed with a body about sharing: for what, which kinds of information, from when until when (clause 3.5.2)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


class Agreement(models.Model):
    """One sharing agreement. Its terms never change; it is ended and another one made. `ends_on`: its last day."""

    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("partners.Agency", on_delete=models.PROTECT, related_name="agreements")
    title = models.CharField(max_length=160)
    purposes = models.TextField()
    uses = ArrayField(
        models.CharField(max_length=20), default=list
    )  # purposes; empty: from before they were ticked
    kinds = ArrayField(models.CharField(max_length=20))
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    review_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="agreement_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.CheckConstraint(name="agreement_covers_something", condition=Q(kinds__len__gt=0)),
        ]
