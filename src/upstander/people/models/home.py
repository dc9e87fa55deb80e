"""Homes the landlord owns. Not personal by themselves, so not sealed (architecture.md §4)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Upper


class Home(models.Model):
    """One dwelling, by its Unique Property Reference Number (at most 12 digits, kept as text)."""

    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    uprn = models.CharField(max_length=12, unique=True)
    number = models.CharField(max_length=60)
    street = models.CharField(max_length=100)
    town = models.CharField(max_length=60)
    postcode = models.CharField(max_length=10)
    neighbourhood = models.CharField(max_length=60)
    local_authority = models.CharField(max_length=60)
    block = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=30)
    bedrooms = models.PositiveSmallIntegerField(null=True)
    scheme = models.CharField(max_length=80, blank=True)  # independent-living scheme, when part of one
    easting = models.PositiveIntegerField(
        null=True
    )  # metres of the British National Grid, where the landlord has them
    northing = models.PositiveIntegerField(null=True)

    # How a street or block is looked for. In capitals and by code points: only of such columns, and of nothing reckoned from a column,
    # does PostgreSQL ask an index under row-level security.
    street_key = models.GeneratedField(
        expression=Upper("street"),
        output_field=models.CharField(max_length=100, db_collation="C"),
        db_persist=True,
    )
    block_key = models.GeneratedField(
        expression=Upper("block"),
        output_field=models.CharField(max_length=80, db_collation="C"),
        db_persist=True,
    )

    class Meta:
        indexes = [
            models.Index(fields=["street_key"], name="home_by_street_key"),
            models.Index(fields=["block_key"], name="home_by_block_key"),
            models.Index(fields=["postcode"], name="home_by_postcode"),
            models.Index(fields=["street", "number"], name="home_by_street"),
            models.Index(fields=["neighbourhood"], name="home_by_area"),
            models.Index(fields=["block"], name="home_by_block"),
            models.Index(fields=["easting", "northing"], name="home_by_place"),
        ]
