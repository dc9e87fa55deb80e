"""What machines bring: which arrivals are known already, which reports a partner sent, and what is kept for somebody to look at."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import DigestField, SealedField


class Arrival(models.Model):
    """One text or email that was taken in, so that the same one again changes nothing. Deleted after some months."""

    personal: ClassVar[dict[str, str]] = {
        "digest": "keyed digest of what the gateway or mailbox calls it: says nothing by itself"
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = DigestField(unique=True)
    channel = models.CharField(max_length=20)
    became = models.CharField(max_length=20)  # report, further, message, kept, stop, bounce
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["at"], name="arrival_by_time")]


class PartnerReport(models.Model):
    """That a report came from this body, under this key. The same key again is the same report; with other words it is refused."""

    personal: ClassVar[dict[str, str]] = {
        "body": "keyed digest of what was sent, to tell the same from another",
        "key": "keyed digest of the sender's own name for it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.OneToOneField("intake.Report", on_delete=models.PROTECT, related_name="from_partner")
    case_id = models.UUIDField()
    agency = models.ForeignKey("partners.Agency", on_delete=models.PROTECT, related_name="+")
    token_id = models.UUIDField(null=True)  # None: handed over as a file, by staff
    key = DigestField(unique=True)
    body = DigestField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case_id"], name="partner_report_by_case")]


class KeptMail(models.Model):
    """An email that was not taken for a report: spam, an automatic reply, a bounce, a loop, one that cannot be read.

    Whoever triages looks at it: it is made a report, or put aside and deleted later.
    """

    personal: ClassVar[dict[str, str]] = {
        "sender": "the address it says it is from; until a month after somebody has looked",
        "subject": "as written; until a month after somebody has looked",
        "text": "its words; until a month after somebody has looked",
        "original": "the whole email; until a month after somebody has looked",
        "settled_by_id": "who looked at it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    because = models.CharField(max_length=20)
    received_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    sender = SealedField(key="id")
    subject = SealedField(key="id")
    text = SealedField(key="id")
    original = SealedField(key="id")
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.UUIDField(null=True)
    became = models.CharField(max_length=20, blank=True)  # report, or aside

    class Meta:
        indexes = [
            models.Index(fields=["received_at"], condition=Q(settled_at=None), name="kept_mail_waiting")
        ]
        constraints = [
            models.CheckConstraint(
                name="kept_mail_settled_paired",
                condition=Q(settled_at=None, settled_by_id=None, became="")
                | (Q(settled_at__isnull=False, settled_by_id__isnull=False) & ~Q(became="")),
            )
        ]
