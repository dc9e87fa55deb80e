"""The way back for somebody who reported on the web: found by their return code alone, whoever they are (clause 3.2.5)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import DigestField, PseudonymField, SealedField


class Mailbox(models.Model):
    """`case` is where what is sent goes now; it follows the report when that is joined, and moves on when a new case begins.

    `reporter` is the reporter's part as first told. Neither `lookup` nor `verifier` can be tested against a guess without the master
    keys. `owner` is the account it was sent from, when its reporter was signed in: no entry of the directory.
    """

    personal: ClassVar[dict[str, str]] = {
        "lookup": "keyed digest by which its return code finds it; life of the case",
        "owner": "number of the customer's account, which leads to nobody without the master keys; life of the case",
        "verifier": "whether words lead here; of older codes a hash that verifies them; life of the case",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="mailboxes")
    reporter = models.CharField(max_length=20)
    owner = PseudonymField(null=True)
    lookup = DigestField(unique=True)
    verifier = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["case"], name="mailbox_by_case"),
            models.Index(fields=["owner"], condition=Q(owner__isnull=False), name="mailbox_by_owner"),
        ]


class MailboxMessage(models.Model):
    """One message, either way. `read_on` is the day in London on which the reporter first saw it, no nearer than that.

    `settled_at`: when a message to us was answered, or somebody decided that it needs no answer.
    """

    personal: ClassVar[dict[str, str]] = {
        "text": "what was written; life of the case",
        "read_on": "the day the reporter saw it: shows staff that it has arrived; life of the case",
        "by_id": "who of the staff wrote it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mailbox = models.ForeignKey("intake.Mailbox", on_delete=models.PROTECT, related_name="messages")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="mailbox_messages")
    inbound = models.BooleanField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    text = SealedField()
    read_on = models.DateField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["mailbox", "at"], name="mailbox_message_order"),
            models.Index(
                fields=["case"], condition=Q(inbound=True, settled_at=None), name="mailbox_message_waiting"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="mailbox_message_from_staff_or_reporter",
                condition=Q(inbound=True, by_id=None, read_on=None)
                | Q(inbound=False, by_id__isnull=False, settled_at=None),
            )
        ]


class MailboxVisit(models.Model):
    """An open mailbox: `id` is derived from the cookie's token, and `content` says which mailbox only to whoever holds that token."""

    personal: ClassVar[dict[str, str]] = {
        "content": "which mailbox is open; deleted within minutes of its end"
    }

    id = models.UUIDField(primary_key=True, editable=False)
    content = models.BinaryField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="mailbox_visit_by_expiry")]
