"""Requests of people for their own data. Words and names are sealed under each request's own key."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from upstander.confidentiality.api import SealedField


class AccessRequest(models.Model):
    """One request. Days are the landlord's local dates, as the law counts them."""

    personal: ClassVar[dict[str, str]] = {
        "name": "whose data is asked for; three years after the answer",
        "contact": "how to answer them; three years after the answer",
        "wanted": "what they ask for, in their words; three years after the answer",
        "representative": "who asks for them; three years after the answer",
        "identity_words": "what was checked, never a copy; three years after the answer",
        "extension_reason": "why it took longer; three years after the answer",
        "ending_words": "what was sent or why not; three years after the answer",
        "logged_by_id": "who put it on the log",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.BigIntegerField(unique=True)
    reference = models.CharField(max_length=20, unique=True)
    received_on = models.DateField()
    channel = models.CharField(max_length=10)
    logged_at = models.DateTimeField()
    logged_by_id = models.UUIDField()
    name = SealedField(key="id")
    contact = SealedField(key="id")
    wanted = SealedField(key="id")
    behalf = models.CharField(max_length=10)
    representative = SealedField(key="id")
    identity = models.CharField(max_length=10, blank=True)
    identity_at = models.DateTimeField(null=True)
    identity_words = SealedField(key="id")
    extension = models.CharField(max_length=10, blank=True)
    extension_told_on = models.DateField(null=True)
    extension_reason = SealedField(key="id")
    ending = models.CharField(max_length=10, blank=True)
    ended_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending_way = models.CharField(max_length=15, blank=True)
    ending_words = SealedField(key="id")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_identity_whole",
                condition=Q(identity="", identity_at=None) | (~Q(identity="") & Q(identity_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="access_extension_whole",
                condition=Q(extension="", extension_told_on=None)
                | (~Q(extension="") & Q(extension_told_on__gte=F("received_on"))),
            ),
            models.CheckConstraint(
                name="access_ending_whole",
                condition=Q(ending="", ended_on=None, ended_at=None)
                | (~Q(ending="") & Q(ended_on__gte=F("received_on"), ended_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="access_answered_to_somebody_known", condition=~Q(ending="answered") | ~Q(identity="")
            ),
        ]


class AccessWait(models.Model):
    """Something that we asked them. The month begins after identity and authority, and stands still for a clarification."""

    personal: ClassVar[dict[str, str]] = {
        "words": "what was asked; three years after the answer",
        "answer": "what came back; three years after the answer",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="waits")
    kind = models.CharField(max_length=15)
    asked_on = models.DateField()
    answered_on = models.DateField(null=True)
    words = SealedField(key="request_id")
    answer = SealedField(key="request_id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_answered_after_asked",
                condition=Q(answered_on=None) | Q(answered_on__gte=F("asked_on")),
            ),
            models.UniqueConstraint(
                fields=["request", "kind"], condition=Q(answered_on=None), name="access_one_open_wait_a_kind"
            ),
        ]
