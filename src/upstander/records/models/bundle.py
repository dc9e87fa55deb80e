"""What is put together for somebody outside, page by page: an answer to a request for data, or evidence of a case.

Everything of a bundle is sealed under a key of its own, which is destroyed with the first of its cases.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from upstander.confidentiality.api import SealedField
from upstander.records.models.access import AccessRequest


class Bundle(models.Model):
    """For a request (`request`) or from a case (`case`). Made by one, looked at by another, then released.

    `keeper`: the maker keeps sealed cases; their bundle is for keepers alone. `sheets`: how many there are: whoever may not see
    every one sees no bundle. The row of an answer stays after its cases are destroyed; it says who and when, and nothing of what.
    """

    personal: ClassVar[dict[str, str]] = {
        "maker_id": "who put it together",
        "checked_by_id": "who looked at it again",
        "released_by_id": "who released it",
        "note": "why it was sent back; life of the case, and three years after the answer",
        "purpose": "for whom it is; life of the case",
        "sha256": "proves the released file unchanged",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(AccessRequest, null=True, on_delete=models.PROTECT, related_name="bundles")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="bundles")
    kind = models.CharField(max_length=10)  # access, court, police, rehousing
    purpose = SealedField(key="id")
    maker_id = models.UUIDField()
    keeper = models.BooleanField(default=False)
    sheets = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)  # the maker has decided on every page
    note = SealedField(key="id")
    checked_at = models.DateTimeField(null=True)
    checked_by_id = models.UUIDField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by_id = models.UUIDField(null=True)
    way = models.CharField(max_length=15, blank=True)
    disclosure_id = models.UUIDField(null=True)
    sha256 = models.BinaryField(null=True)
    size = models.PositiveIntegerField(default=0)
    forgotten_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bundle_for_a_request_or_a_case",
                condition=Q(kind="access", request__isnull=False, case=None)
                | (~Q(kind="access") & Q(request=None, case__isnull=False)),
            ),
            models.CheckConstraint(
                name="bundle_looked_at_by_another",
                condition=Q(checked_at=None, checked_by_id=None)
                | (Q(checked_at__isnull=False, handed_at__isnull=False) & ~Q(checked_by_id=F("maker_id"))),
            ),
            models.CheckConstraint(
                name="bundle_released_after_both",
                condition=Q(released_at=None, released_by_id=None, sha256=None, way="")
                | Q(released_at__isnull=False, checked_by_id__isnull=False, sha256=None, way="none")
                | (
                    Q(released_at__isnull=False, checked_by_id__isnull=False, sha256__isnull=False)
                    & ~Q(way__in=["", "none"])
                ),
            ),
            models.UniqueConstraint(
                fields=["request", "maker_id"], condition=Q(released_at=None), name="bundle_one_at_a_time"
            ),
        ]


class BundleSheet(models.Model):
    """One page. `state`: "" nobody has decided, "give" or "withhold"; `forced`: the rules withhold it, and nobody may give it.

    `part` numbers the pages of one document, `item_id` names the document; `boxes` cover parts of a picture, in twelfths of its sides.
    `drawn`: it is a page of a PDF file as a picture, made when the bundle was begun and kept as pieces of this page.
    """

    personal: ClassVar[dict[str, str]] = {
        "title": "what the document is; as the bundle",
        "words": "what it says; as the bundle",
        "reason": "why it is given or left out; as the bundle",
        "decided_by_id": "who decided",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="pages")
    request_id = models.UUIDField(null=True)
    keeper = models.BooleanField(default=False)  # as the bundle
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="bundle_sheets")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    item_id = models.UUIDField()
    part = models.PositiveSmallIntegerField()
    title = SealedField(key="bundle_id")
    words = SealedField(key="bundle_id")
    attachment_id = models.UUIDField(null=True)
    boxes = models.JSONField(default=list)
    drawn = models.BooleanField(default=False)
    state = models.CharField(max_length=10, blank=True)
    proposed = models.CharField(max_length=10, blank=True)
    forced = models.BooleanField(default=False)
    copyable = models.BooleanField(
        default=False
    )  # withheld because it cannot be covered here; a copy made elsewhere can be given
    copy_sha256 = models.BinaryField(null=True)
    copy_size = models.PositiveBigIntegerField(default=0)
    copy_ending = models.CharField(max_length=10, blank=True)
    why = models.CharField(max_length=10, blank=True)
    reason = SealedField(key="bundle_id")
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bundle", "position"], name="bundle_sheet_once"),
            models.CheckConstraint(name="bundle_sheet_forced", condition=Q(forced=False) | ~Q(state="give")),
            models.CheckConstraint(
                name="bundle_sheet_given_as_copy",
                condition=Q(copyable=False) | Q(forced=True) | Q(copy_sha256__isnull=False),
            ),
            models.CheckConstraint(
                name="bundle_sheet_decided",
                condition=Q(state="", decided_at=None, decided_by_id=None)
                | (Q(state__in=["give", "withhold"], decided_at__isnull=False, decided_by_id__isnull=False)),
            ),
        ]


class BundleMark(models.Model):
    """Words of a page to leave out, by their places. `off`: somebody decided that they stay in, with why."""

    personal: ClassVar[dict[str, str]] = {
        "reason": "why words that were to be left out stay in; as the bundle",
        "by_id": "who decided",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="marks")
    sheet = models.ForeignKey(BundleSheet, on_delete=models.PROTECT, related_name="marks")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    found = models.CharField(max_length=10, blank=True)  # why it was suggested; empty: a person added it
    why = models.CharField(max_length=10)
    off = models.CharField(max_length=10, blank=True)
    reason = SealedField(key="bundle_id")
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="bundle_mark_in_order", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(
                name="bundle_mark_off_by_somebody", condition=Q(off="") | Q(by_id__isnull=False)
            ),
        ]


class BundlePiece(models.Model):
    """At most 1 MiB of the released file, sealed; with `sheet`, of a copy made elsewhere that goes with it, or of a page drawn."""

    personal: ClassVar[dict[str, str]] = {"content": "the file that was released; as the bundle"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bundle = models.ForeignKey(Bundle, on_delete=models.PROTECT, related_name="pieces")
    sheet = models.ForeignKey(BundleSheet, null=True, on_delete=models.PROTECT, related_name="pieces")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    content = SealedField(key="bundle_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bundle", "number"], condition=Q(sheet=None), name="bundle_piece_once"
            ),
            models.UniqueConstraint(
                fields=["sheet", "number"], condition=Q(sheet__isnull=False), name="bundle_copy_piece_once"
            ),
        ]
