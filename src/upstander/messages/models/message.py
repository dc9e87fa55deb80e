"""What goes out: one row for each message."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField


class MessageState(models.TextChoices):
    """Where a message stands. `sending` is entered, and committed, before the provider is asked, so that a crash shows itself."""

    QUEUED = "queued", "Waiting to be sent"
    HELD = "held", "Held back"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Not sent"
    CANCELLED = "cancelled", "Cancelled"
    BY_HAND = "by_hand", "To be sent by hand"


class Delivery(models.TextChoices):
    """What a provider says later of a message it took. Of several words the last in this order counts, whenever each came."""

    DELAYED = "delayed", "The network still tries"
    DELIVERED = "delivered", "Delivered"
    PASSING = "passing", "Could not be delivered just now"
    BOUNCED = "bounced", "Came back: that number or address does not take it"


class Message(models.Model):
    """To whom, by which way, in which words: never changed once written (a trigger holds that). Only where it stands moves on.

    The case is a higher room, so its id is held without a foreign key. `cause` names what made it, so that one cause makes one
    message.
    """

    personal: ClassVar[dict[str, str]] = {
        "destination": "the number or address it goes to; life of the case (clause 3.5.1)",
        "addressee": "the name on the envelope of a letter; life of the case",
        "subject": "what was written to them; life of the case",
        "body": "what was written to them; life of the case",
        "created_by_id": "who wrote it",
        "settled_by_id": "who sent it by hand, cancelled it or had it sent again",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case_id = models.UUIDField()
    person_on_case_id = models.UUIDField()
    cause = models.CharField(max_length=80, blank=True)
    way = models.CharField(max_length=20)
    kind = models.CharField(max_length=40)
    part = models.CharField(max_length=20)  # which words of the kind: text, email, discreet, letter
    large_print = models.BooleanField(default=False)
    easy_read = models.BooleanField(default=False)
    language = models.CharField(max_length=12, default="en-gb")
    wording_id = models.UUIDField(
        null=True
    )  # the landlord's own words it was made of; none: those that ship, or one's own
    destination = SealedField()
    addressee = SealedField()
    subject = SealedField()
    body = SealedField()
    created_at = models.DateTimeField()
    created_by_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=MessageState, default=MessageState.QUEUED)
    because = models.CharField(max_length=30, blank=True)  # a code: why it is held or failed
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    provider_reference = models.CharField(max_length=200, blank=True)
    settled_by_id = models.UUIDField(null=True)
    delivery = models.CharField(max_length=10, blank=True)  # what the provider said became of it: Delivery
    delivery_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "-created_at"], name="message_by_case"),
            models.Index(fields=["person_on_case_id", "state"], name="message_by_person"),
            models.Index(fields=["not_before"], condition=Q(state="queued"), name="message_due"),
            models.Index(
                fields=["provider_reference"], condition=~Q(provider_reference=""), name="message_by_provider"
            ),
            models.Index(fields=["sending_at"], condition=Q(state="sending"), name="message_under_way"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cause"], condition=~Q(cause=""), name="message_once_a_cause"),
            models.CheckConstraint(
                name="message_sent_has_time", condition=~Q(state="sent") | Q(sent_at__isnull=False)
            ),
            models.CheckConstraint(
                name="message_sending_has_time", condition=~Q(state="sending") | Q(sending_at__isnull=False)
            ),
            models.CheckConstraint(
                name="message_held_says_why", condition=~Q(state__in=["held", "failed"]) | ~Q(because="")
            ),
        ]
