"""What happened in a month, as it was known when the month was counted, and the figures made of it."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from upstander.confidentiality.api import SealedField


class Month(models.Model):
    """One counted month, by its first day on the landlord's calendar. Once `frozen_at` is set, its facts and figures stay."""

    personal: ClassVar[dict[str, str]] = {}

    month = models.DateField(primary_key=True)
    counted_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)


class Fact(models.Model):
    """One countable thing on one case, in codes. Visible exactly when its case is, and destroyed with it."""

    personal: ClassVar[dict[str, str]] = {
        "strands": "special-category data: what the hostility was felt to be about; life of the case",
        "place": "neighbourhood, kind of home and language spoken, sealed; life of the case",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField()
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    code = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    seconds = models.BigIntegerField(null=True)
    kept = models.BooleanField(null=True)
    channel = models.CharField(max_length=20, blank=True)
    risk = models.CharField(max_length=10, blank=True)
    strands = ArrayField(models.CharField(max_length=40), default=list)
    behaviours = ArrayField(models.CharField(max_length=40), default=list)
    night = models.BooleanField(null=True)
    pence = models.BigIntegerField(null=True)
    place = SealedField()

    class Meta:
        indexes = [
            models.Index(fields=["month", "kind", "-at"], name="fact_by_month_and_time"),
            models.Index(fields=["case", "month"], name="fact_by_case"),
        ]


class LanguageStock(models.Model):
    """How many people who live in our homes need a language other than English, as the directory said on a day. Sums only."""

    personal: ClassVar[dict[str, str]] = {}

    language = models.CharField(primary_key=True, max_length=60)
    people = models.PositiveIntegerField()
    counted_on = models.DateField()


class Figure(models.Model):
    """One number of one month: how many, of how many promises how many kept, and how long. Sums only: no row is about a case.

    `dimension` "": whole; else channel, risk, strand, behaviour, area, home, night, language, code, how or group; and its `code`.
    """

    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField()
    measure = models.CharField(max_length=40)
    version = models.DateField()  # the day from which the definition that made it counts
    dimension = models.CharField(max_length=12, blank=True)
    code = models.CharField(max_length=120, blank=True)
    count = models.PositiveIntegerField()
    promised = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    timed = models.PositiveIntegerField(default=0)
    median = models.BigIntegerField(null=True)  # seconds
    p90 = models.BigIntegerField(null=True)  # seconds
    priced = models.PositiveIntegerField(default=0)  # of how many the cost is known
    pence = models.BigIntegerField(default=0)  # what these cost together

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "measure", "dimension", "code"], name="figure_once"),
            models.CheckConstraint(
                name="figure_kept_of_promised", condition=models.Q(kept__lte=models.F("promised"))
            ),
        ]
        indexes = [models.Index(fields=["measure", "month"], name="figure_by_measure")]
