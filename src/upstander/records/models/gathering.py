"""Who searches for what a requester is to be given, and what they found. Each row is for the searchers alone."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField
from upstander.records.models.access import AccessRequest


class AccessSearcher(models.Model):
    """Somebody named to a request. They look with their own eyes: nothing is opened that they may not see anyway."""

    personal: ClassVar[dict[str, str]] = {"staff_id": "who searched"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="searchers")
    staff_id = models.UUIDField()
    keeper = models.BooleanField()  # may read sealed cases; two of each kind search for every request
    second = models.BooleanField(
        default=False
    )  # for want of a second keeper: reads a keeper's answer, of this request alone
    named_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(
        null=True
    )  # what they may see and give is released, or there was nothing to give

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "staff_id"], name="access_searcher_once")]


class AccessPerson(models.Model):
    """The entry of the directory that the requester is, as somebody confirmed. Sealed, as on a case."""

    personal: ClassVar[dict[str, str]] = {"person": "which entry of the directory asks; as the request"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.OneToOneField(AccessRequest, on_delete=models.PROTECT, related_name="person")
    person = SealedField(key="request_id")
    confirmed_at = models.DateTimeField()
    confirmed_by_id = models.UUIDField()


class AccessCase(models.Model):
    """A case was looked at: the requester is this party of it, is named in it, or is somebody else. Goes with its case."""

    personal: ClassVar[dict[str, str]] = {"party_id": "which person on the case asks"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(AccessRequest, on_delete=models.PROTECT, related_name="cases")
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="access_requests")
    part = models.CharField(max_length=10)
    party_id = models.UUIDField(null=True)
    settled_at = models.DateTimeField()
    settled_by_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "case"], name="access_case_once"),
            models.CheckConstraint(
                name="access_case_part",
                condition=Q(part="party", party_id__isnull=False)
                | Q(part__in=["named", "other"], party_id=None),
            ),
        ]
