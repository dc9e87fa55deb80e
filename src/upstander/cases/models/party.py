"""The people on a case: survivor, witness, household member, reporter, alleged perpetrator, supporter."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField


class PartyRole(models.TextChoices):
    """A person's part in the case. A perpetrator is alleged until found."""

    SURVIVOR = "survivor", "Survivor"
    WITNESS = "witness", "Witness"
    HOUSEHOLD = "household", "Household member"
    REPORTER = "reporter", "Reporter"
    PERPETRATOR = "perpetrator", "Alleged perpetrator"
    SUPPORTER = "supporter", "Supporter"


class Age(models.TextChoices):
    """How old somebody says they are, as far as it changes what we do. Empty: nobody said, or they are grown up."""

    UNDER_16 = "under_16", "Under 16"
    TEEN = "16_17", "16 or 17"
    UNDER_18 = "under_18", "Under 18"


class OnTheCase(models.Manager["Party"]):
    """People on a case. Whoever came with a report that was taken out again is not one of them."""

    def get_queryset(self) -> models.QuerySet[Party]:
        return super().get_queryset().filter(removed_at=None)


class Party(models.Model):
    """One person in one role. Facts that drive duties stand in columns; who they are is sealed.

    `removed_at`: their report was taken out of the case again. The row stays for what hangs on it, and shows nowhere.
    """

    personal: ClassVar[dict[str, str]] = {
        "name": "who is at risk or involved; life of the case",
        "details": "what was said about them (address, description); life of the case",
        "links": "their entry and home in the directory, sealed: a stolen dump must not say where a survivor lives",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=12, choices=PartyRole)
    affiliation = models.CharField(max_length=20, default="unknown")
    name = SealedField()
    details = SealedField()
    links = SealedField()
    identified = models.BooleanField(default=False)
    contactable = models.BooleanField(default=False)
    age = models.CharField(max_length=8, choices=Age, blank=True, default="")
    safeguarding = ArrayField(models.CharField(max_length=10), default=list)
    cannot_stay_tonight = models.BooleanField(default=False)
    wants_female_staff = models.BooleanField(default=False)
    wants_to_move = models.BooleanField(default=False)
    applied_for_banding = models.BooleanField(default=False)
    wants_to_move_at = models.DateTimeField(null=True)
    applied_for_banding_at = models.DateTimeField(null=True)
    cannot_stay_tonight_at = models.DateTimeField(null=True)
    wants_female_staff_at = models.DateTimeField(null=True)
    support_needs_at = models.DateTimeField(null=True)
    identified_at = models.DateTimeField(null=True)
    affiliation_at = models.DateTimeField(null=True)
    """Since when, where it became known after triage: their clocks run from then. None: from the first report."""
    support_needs = models.BooleanField(default=False)
    capacity_concern_at = models.DateTimeField(null=True)
    communication_need_at = models.DateTimeField(null=True)
    wants_updates = models.BooleanField(default=True)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    objects = OnTheCase()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(role="survivor", removed_at=None), name="one_survivor_a_case"
            )
        ]
        indexes = [
            models.Index(
                fields=["case"],
                condition=Q(role="survivor", removed_at=None, affiliation__in=["public", "contractor"]),
                name="party_no_customer",
            )
        ]
