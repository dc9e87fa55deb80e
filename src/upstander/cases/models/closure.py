"""Closing a case takes two people: the officer proposes, another approves."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField


class Closure(models.Model):
    """A proposal to close, and what a manager decided. Reasons are codes of `rules.CLOSURE_REASONS`."""

    personal: ClassVar[dict[str, str]] = {
        "survivor_view": "what the survivor says about closing; life of the case",
        "explanation": "the reason in plain words",
        "decision_note": "what the manager added",
        "letter_words": "what the letter says besides the reason, or why none is written; life of the case",
        "left_open": "what becomes of each measure that was still open; life of the case",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="closures")
    proposed_at = models.DateTimeField()
    proposed_by_id = models.UUIDField()
    reason = models.CharField(max_length=30)
    explanation = SealedField()
    survivor_view_kind = models.CharField(max_length=20)  # agrees, disagrees, unobtainable
    survivor_view = SealedField()
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    approved = models.BooleanField(null=True)
    decision_note = SealedField()
    letter_way = models.CharField(max_length=10, blank=True)  # post, email, text; empty: no letter is written
    letter_words = SealedField()
    left_open = SealedField()  # JSON: measure, what (goes_on, ends), words

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="closure_decided_by_another",
                condition=Q(decided_by_id=None) | ~Q(decided_by_id=models.F("proposed_by_id")),
            ),
            models.CheckConstraint(
                name="closure_decision_complete",
                condition=Q(decided_at=None, decided_by_id=None, approved=None)
                | Q(decided_at__isnull=False, decided_by_id__isnull=False, approved__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(decided_at=None), name="one_open_proposal_to_close"
            ),
        ]
        indexes = [
            models.Index(fields=["decided_at"], condition=Q(approved=True), name="closure_by_decision")
        ]
