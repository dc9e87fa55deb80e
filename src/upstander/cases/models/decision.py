"""Decisions on where a report or a case goes, with what each changed, so that it can be undone; and links between cases."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Decision(models.TextChoices):
    """What was decided."""

    OPEN = "open", "Opened as a case"
    JOIN = "join", "Joined to a known case"
    ROUTE = "route", "Passed to another policy"
    MERGE = "merge", "Merged into another case"


class CaseDecision(models.Model):
    """One decision. `case` is the report's own case; `into` where it went. `effects` holds what undoing needs: ids, codes, tokens.

    `into` is no foreign key: either case may be destroyed before the other.
    """

    personal: ClassVar[dict[str, str]] = {
        "by_id": "who decided",
        "effects": "ids, codes and keyed hashes that undoing needs; life of the case",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="decisions")
    into = models.UUIDField(null=True)
    report_id = models.UUIDField(null=True)
    decision = models.CharField(max_length=10, choices=Decision)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    effects = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.UUIDField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "-at"], name="decision_by_case"),
            models.Index(fields=["by_id", "-at"], name="decision_by_maker"),
            models.Index(fields=["into"], name="decision_by_into"),
        ]
        constraints = [
            models.CheckConstraint(
                name="decision_goes_somewhere",
                condition=Q(decision__in=["open", "route"], into=None)
                | (Q(decision__in=["join", "merge"], into__isnull=False) & ~Q(into=F("case"))),
            )
        ]


class CaseLink(models.Model):
    """Two cases that have to do with each other, as somebody who works on both says. Shown to whoever sees both, and nobody else."""

    personal: ClassVar[dict[str, str]] = {"by_id": "who linked them"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="links_from")
    other = models.UUIDField()
    why = models.CharField(max_length=20)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["other"], name="link_by_other")]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "other"], condition=Q(ended_at=None), name="one_link_of_two"
            ),
            models.CheckConstraint(name="link_of_two", condition=~Q(other=F("case"))),
        ]
