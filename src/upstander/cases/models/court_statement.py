"""A statement as it was printed for a court: what was given beside its words, the file, and that it was handed in (clause 2.5)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from upstander.confidentiality.api import SealedField


class CourtStatement(models.Model):
    """One version of one statement for a court. The database keeps it as it was printed; only that it was handed in is added, once.
    `content`: JSON of what was typed and of what stands in the file."""

    personal: ClassVar[dict[str, str]] = {
        "content": "whose it is, address for service, occupation, parties, every word; life of the case",
        "file": "the PDF itself; life of the case",
        "sha256": "proves the file unchanged",
        "made_by_id": "who printed it",
        "handed_by_id": "who wrote down that it was handed in",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="court_statements")
    statement = models.ForeignKey("cases.Statement", on_delete=models.PROTECT, related_name="for_court")
    number = models.PositiveSmallIntegerField()  # its version, from 1
    content = SealedField()
    file = SealedField()
    sha256 = models.BinaryField()
    made_at = models.DateTimeField()
    made_by_id = models.UUIDField()
    handed_at = models.DateTimeField(null=True)
    handed_to = models.CharField(max_length=12, blank=True)  # court, solicitor
    handed_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="court_statement_once_each"),
            models.CheckConstraint(
                name="court_statement_handed_whole",
                condition=Q(handed_at=None, handed_to="", handed_by_id=None)
                | (Q(handed_at__gte=F("made_at"), handed_by_id__isnull=False) & ~Q(handed_to="")),
            ),
        ]
