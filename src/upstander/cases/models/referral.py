"""What a body was sent through its secure page, and what it answered (clause 3.5.2)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField


class Referral(models.Model):
    """One secure page of one body. It holds a copy of what was chosen, and shows nothing else.

    The address holds a random token; `lookup` is its digest. A code that works once is sent to the mailbox on the register.
    """

    personal: ClassVar[dict[str, str]] = {
        "items": "what was chosen to be shared, as it stood; life of the case",
        "link": "the token of the page's address; life of the case",
        "answer_words": "what the body answered; life of the case",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="referrals")
    measure = models.ForeignKey("cases.Measure", on_delete=models.PROTECT, related_name="referrals")
    agency = models.ForeignKey("partners.Agency", on_delete=models.PROTECT, related_name="+")
    disclosure = models.ForeignKey("cases.Disclosure", on_delete=models.PROTECT, related_name="referrals")
    items = SealedField()
    link = SealedField()
    lookup = models.BinaryField(unique=True, max_length=32)
    sent_at = models.DateTimeField()
    notice = models.CharField(max_length=10, default="waiting")  # waiting, sending, sent, failed
    expires_at = models.DateTimeField()
    chase_at = models.DateTimeField()
    chased_at = models.DateTimeField(null=True)
    code_digest = models.BinaryField(null=True, max_length=32)
    code_sent_at = models.DateTimeField(null=True)
    code_until = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    visit_digest = models.BinaryField(null=True, max_length=32)
    visit_until = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)  # the read receipt
    answer = models.CharField(max_length=10, blank=True)
    answered_at = models.DateTimeField(null=True)
    answer_words = SealedField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["chase_at"],
                condition=Q(answer="", closed_at=None, chased_at=None),
                name="referral_silent",
            ),
            models.Index(
                fields=["chased_at"],
                condition=Q(answer="", closed_at=None, chased_at__isnull=False),
                name="referral_chased",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="referral_answer_has_time",
                condition=Q(answer="", answered_at=None) | (~Q(answer="") & Q(answered_at__isnull=False)),
            )
        ]
