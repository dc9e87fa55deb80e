"""The named people of a body who may sign in, and what their signing in leaves behind while it lasts."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import DigestField, SealedField


class PartnerPerson(models.Model):
    """One person of one body. Ended when they leave. The row stays for what hangs on it, but who they were is destroyed when their
    time is over (class `partner-person` of the edition): no name is one that is no longer kept."""

    personal: ClassVar[dict[str, str]] = {
        "name": "who signs in for the body; until a year after they left, or as long as the edition says",
        "email": "where their code is sent; as long as the name",
        "post": "what they do there; as long as the name",
        "reached_by": "keyed hash of that address, to find them when they sign in; emptied when they leave",
        "added_by_id": "who of the staff added them",
        "ended_by_id": "who of the staff ended it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey("partners.Agency", on_delete=models.PROTECT, related_name="people")
    name = SealedField(key="id")
    email = SealedField(key="id")
    post = models.CharField(max_length=80)
    reached_by = models.BigIntegerField(null=True, unique=True)
    checked_on = models.DateField()  # when somebody last made sure that they still work there
    added_at = models.DateTimeField()
    added_by_id = models.UUIDField(null=True)
    last_in_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="partner_person_reached_while_there",
                condition=Q(ended_at=None, reached_by__isnull=False)
                | Q(ended_at__isnull=False, reached_by=None),
            )
        ]


class PartnerAsking(models.Model):
    """A browser that asked for a code. `digest` is of its cookie; `wanted` the keyed hash of the address that was typed."""

    personal: ClassVar[dict[str, str]] = {
        "wanted": "keyed hash of the address that was typed; deleted within the hour"
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.BinaryField(unique=True, max_length=32)
    wanted = models.BigIntegerField()
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()


class PartnerCode(models.Model):
    """The code that was last sent to a person. It works once. `sent` counts codes of the last hour."""

    personal: ClassVar[dict[str, str]] = {
        "digest": "keyed hash of the code; deleted when used, or within the hour"
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.OneToOneField(PartnerPerson, on_delete=models.PROTECT, related_name="code")
    digest = DigestField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    since = models.DateTimeField()
    sent = models.PositiveSmallIntegerField(default=0)


class PartnerSession(models.Model):
    """A person of a body signed in. `digest` is of the cookie. It ends when they leave, at once."""

    personal: ClassVar[dict[str, str]] = {"person": "who is signed in; deleted within the hour of its end"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    digest = models.BinaryField(unique=True, max_length=32)
    person = models.ForeignKey(PartnerPerson, on_delete=models.PROTECT, related_name="sessions")
    ends_at = models.DateTimeField()
    expires_at = models.DateTimeField()
