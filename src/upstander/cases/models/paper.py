"""A paper that is served on somebody, or that they sign: as it was written, and who read it before it went (clause 2.5)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from upstander.confidentiality.api import SealedField


class Paper(models.Model):
    """The one paper of a measure. It may be changed until somebody other than its writer has read it; then it stays as it is."""

    personal: ClassVar[dict[str, str]] = {
        "content": "to whom, where, and every word of it; life of the case",
        "written_by_id": "who wrote it last",
        "read_by_id": "who read it and let it go",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="papers")
    measure = models.OneToOneField("cases.Measure", on_delete=models.PROTECT, related_name="paper")
    kind = models.CharField(max_length=20)
    content = SealedField()
    written_at = models.DateTimeField()
    written_by_id = models.UUIDField()
    read_at = models.DateTimeField(null=True)
    read_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="paper_read_by_another",
                condition=Q(read_at=None, read_by_id=None)
                | (Q(read_at__isnull=False, read_by_id__isnull=False) & ~Q(read_by_id=F("written_by_id"))),
            )
        ]
