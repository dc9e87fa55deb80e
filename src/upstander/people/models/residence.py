"""Who lives where, and on what terms."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Upper


class Residence(models.Model):
    """One person in one home for one period: as tenant, leaseholder or household member, on a kind of tenancy."""

    class Standing(models.TextChoices):
        TENANT = "tenant", "Tenant"
        LEASEHOLDER = "leaseholder", "Leaseholder"
        HOUSEHOLD = "household_member", "Member of the household"

    personal: ClassVar[dict[str, str]] = {
        "person": "who lives where; as long as the tenancy and its retention rule",
        "arrears": "whether rent is owed, for exemptions under clause 3.4",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="residences")
    home = models.ForeignKey("people.Home", on_delete=models.PROTECT, related_name="residences")
    standing = models.CharField(max_length=20, choices=Standing)
    tenancy_ref = models.CharField(max_length=40, blank=True)
    tenancy_kind = models.CharField(max_length=20, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    arrears = models.BooleanField(default=False)

    tenancy_key = models.GeneratedField(  # as `Home.street_key`
        expression=Upper("tenancy_ref"),
        output_field=models.CharField(max_length=40, db_collation="C"),
        db_persist=True,
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["tenancy_key"], condition=~models.Q(tenancy_key=""), name="residence_by_tenancy_key"
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="residence_ends_after_start",
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("started_on")),
            )
        ]
