"""The case itself: where it stands, who works on it, and the facts about it that are not about one person."""

from __future__ import annotations

import uuid
from typing import ClassVar, TypedDict

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from upstander.confidentiality.api import TokensField


class CaseState(models.TextChoices):
    """Where a case stands. It exists from receipt, so that every promise has a home before anyone has triaged it."""

    RECEIVED = "received", "Waiting for triage"
    OPEN = "open", "Open"
    JOINED = "joined", "Joined to another case"
    ROUTED = "routed", "Passed to another policy"
    CLOSED = "closed", "Closed"


_RULED = ("sealed", "officer", "team")


class FoundSince(TypedDict):
    """What is kept of a trigger."""

    since: str
    stands: bool


class Case(models.Model):
    """`version` rises with every change and is carried by forms, so that a stale edit is refused."""

    personal: ClassVar[dict[str, str]] = {
        "index_tokens": "keyed hashes of names and words, for matching and search; life of the case",
    }

    tokens_found: ClassVar[bool] = True  # by a function: confidentiality/token_lookups.py
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(unique=True)
    reference = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.RECEIVED)
    sealed = models.BooleanField(default=False)
    team = models.ForeignKey(
        "confidentiality.Team", null=True, on_delete=models.PROTECT, related_name="cases"
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="cases"
    )
    joined_to = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="joined_cases")
    routed_to = models.CharField(max_length=20, blank=True)
    edition = models.CharField(max_length=60)
    received_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    danger = models.BooleanField(default=False)
    risk_level = models.CharField(max_length=10, blank=True)
    risk_assessed_at = models.DateTimeField(null=True)
    risk_found = models.JSONField(null=True)
    """Triggers of the risk tool that assessments said yes to, each with `since` (ISO, UTC) and whether the last one `stands` by it."""
    crime_likely = models.BooleanField(null=True)
    material_on_landlord_property = models.BooleanField(default=False)
    incident_at_home = models.BooleanField(default=False)
    evidence = models.CharField(max_length=10, default="none")
    evidence_at = models.DateTimeField(null=True)
    """Since when it is that strong: the clock of enforcement runs from then. None: as of old, from the first report."""
    validity = models.CharField(max_length=20, default="not_assessed")
    index_tokens = TokensField(default=list)
    notes_indexed = models.BooleanField(null=True, default=True)
    """None: has notes from before their words were indexed (`cases/old_notes.py`)."""
    version = models.PositiveIntegerField(default=1)
    owes_still = models.BooleanField(default=False, editable=False)
    """An ended case on which a promise is open. The database keeps this and the next, whatever is written (migration 0048)."""
    stirred_at = models.DateTimeField(null=True, editable=False)
    """When something was last written down on an ended case. None on one that goes on."""

    class Meta:
        indexes = [
            GinIndex(fields=["index_tokens"], name="case_by_token"),
            GinIndex(
                fields=["index_tokens"],
                condition=Q(state="open"),
                fastupdate=False,
                name="case_open_by_token",
            ),
            # With what the database's rule on a case asks of it, so that counts and the rows that hang on a case read the index alone.
            models.Index(fields=["id"], include=[*_RULED, "state"], name="case_seen"),
            models.Index(fields=["state", "received_at"], include=["id", *_RULED], name="case_by_state"),
            # In the order of the queue.
            models.Index(
                F("danger").desc(),
                "received_at",
                "id",
                include=[*_RULED, "state"],
                condition=Q(state="received"),
                name="case_waiting",
            ),
            models.Index(fields=["officer", "state"], name="case_by_officer"),
            # What the board counts.
            models.Index(
                fields=["officer", "received_at"],
                include=["id", "sealed", "team", "state", "danger", "risk_level"],
                condition=Q(state="open"),
                name="case_carried",
            ),
            models.Index(
                fields=["received_at"], condition=Q(state="open", officer=None), name="case_unassigned"
            ),
            models.Index(fields=["officer"], condition=Q(owes_still=True), name="case_ended_owing"),
            models.Index(
                fields=["officer", "stirred_at"],
                condition=Q(stirred_at__isnull=False),
                name="case_ended_stirred",
            ),
            models.Index(fields=["opened_at"], include=["id", "state", *_RULED], name="case_by_opening"),
            models.Index(fields=["closed_at"], name="case_by_closing"),
            # Few, and left out of every sum over the promises of all.
            models.Index(
                fields=["id"], include=[*_RULED, "state"], condition=Q(sealed=True), name="case_sealed"
            ),
            models.Index(fields=["id"], condition=Q(notes_indexed=None), name="case_notes_to_index"),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_closed_has_time", condition=~Q(state="closed") | Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="case_open_has_time", condition=~Q(state="open") | Q(opened_at__isnull=False)
            ),
            models.CheckConstraint(
                name="case_joined_has_target", condition=~Q(state="joined") | Q(joined_to__isnull=False)
            ),
            models.CheckConstraint(
                name="case_risk_paired",
                condition=Q(risk_level="", risk_assessed_at=None)
                | (~Q(risk_level="") & Q(risk_assessed_at__isnull=False)),
            ),
        ]
