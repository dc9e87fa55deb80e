"""What keeps a policy alive: who approved it, who was asked, what calls for a review, its impact on equality, who answers for it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from upstander.confidentiality.api import SealedField
from upstander.governance.models.recorded import AgreedTo, Recorded

_WRITER = {"by_id": "who put it on record; as long as the register"}
_AGREED = {"agreed_by_id": "who agreed; as long as the register"}


def _by_another(name: str, writer: str) -> models.CheckConstraint:
    """Whoever agreed to it is not who put it down."""
    agreed = Q(agreed_by_id__isnull=False, agreed_at__isnull=False) & Q(**{f"{writer}__isnull": False})
    return models.CheckConstraint(
        name=name,
        condition=Q(agreed_by_id=None, agreed_at=None) | (agreed & ~Q(agreed_by_id=F(writer))),
    )


class Approval(AgreedTo):
    """An edition was approved by a body on a day. One person puts it down, another agrees that it was so.

    `digest` is the SHA-256 of the edition as it was written then: a text that changed afterwards is no approved one. Approved again
    after a review that changed nothing, the time to its next review runs from that day (clause 7.1).
    """

    personal: ClassVar[dict[str, str]] = {
        **_WRITER,
        "agreed_by_id": "who agreed",
        "minutes": "where it is minuted; as long as the register",
    }

    edition = models.CharField(max_length=60, db_index=True)
    digest = models.CharField(max_length=64)
    body = models.CharField(max_length=120)
    on = models.DateField()
    minutes = SealedField(key="id")
    void_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approval_agreed_by_another",
                condition=Q(agreed_by_id=None, agreed_at=None)
                | (Q(agreed_by_id__isnull=False, agreed_at__isnull=False) & ~Q(agreed_by_id=F("by_id"))),
            ),
            models.UniqueConstraint(
                fields=["edition", "digest", "on"], condition=Q(void_at=None), name="approval_once_a_day"
            ),
        ]


class Consultation(AgreedTo):
    """People were asked about an edition (clause 6). Once it has ended, what came of it stays as it was recorded."""

    class With(models.TextChoices):
        STAFF = "staff", "Staff"
        TENANTS = "tenants", "Tenants"
        PARTNERS = "partners", "Other bodies"
        SURVIVORS = "survivors", "People who lived through it"

    personal: ClassVar[dict[str, str]] = {
        **_WRITER,
        "asked": "whom we asked, and how; as long as the register",
        "summary": "what they said, summed up without names",
        "changed": "what changed because of it",
        **_AGREED,
    }

    edition = models.CharField(max_length=60, db_index=True)
    whom = models.CharField(max_length=10, choices=With.choices)
    asked = SealedField(key="id")
    opened_on = models.DateField()
    closes_on = models.DateField()
    invited = models.PositiveIntegerField(null=True)
    responses = models.PositiveIntegerField(null=True)
    summary = SealedField(key="id")
    changed = SealedField(key="id")
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            _by_another("consultation_agreed_by_another", "ended_by_id"),
            models.CheckConstraint(
                name="consultation_closes_after_it_opens", condition=Q(closes_on__gte=F("opened_on"))
            ),
            models.CheckConstraint(
                name="consultation_ended_whole",
                condition=Q(ended_at=None, ended_by_id=None, responses=None)
                | Q(ended_at__isnull=False, ended_by_id__isnull=False, responses__isnull=False),
            ),
        ]


class ReviewCall(AgreedTo):
    """Something calls for a review before its time (clause 7): anybody on staff says so, whoever keeps the register settles it."""

    class Kind(models.TextChoices):
        LAW = "law", "New or changed law"
        REGULATION = "regulation", "New or changed regulation, or a Direction"
        AUDIT = "audit", "A finding of an audit"
        CASE = "case", "A serious case"
        COMPLAINT = "complaint", "A complaint or an Ombudsman’s decision"
        OTHER = "other", "Something else"

    personal: ClassVar[dict[str, str]] = {
        **_WRITER,
        "what": "what happened; as long as the register",
        "reason": "what was decided, and why",
        "settled_by_id": "who decided",
        **_AGREED,
    }

    edition = models.CharField(max_length=60, db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    on = models.DateField()
    what = SealedField(key="id")
    due_on = models.DateField()
    outcome = models.CharField(max_length=10, blank=True)
    reason = SealedField(key="id")
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            _by_another("review_call_agreed_by_another", "settled_by_id"),
            models.CheckConstraint(
                name="review_call_settled_whole",
                condition=Q(settled_at=None, settled_by_id=None, outcome="")
                | (Q(settled_at__isnull=False, settled_by_id__isnull=False) & ~Q(outcome="")),
            ),
        ]


class ImpactAssessment(AgreedTo):
    """An equality impact assessment of an edition (clause 8). A newer one takes its place; none is ever changed. It counts once
    another agreed to it; one that was not agreed to is sent back (`void_at`)."""

    personal: ClassVar[dict[str, str]] = {
        **_WRITER,
        "who": "who carried it out, by post; as long as the register",
        "result": "what it found",
        **_AGREED,
    }

    edition = models.CharField(max_length=60, db_index=True)
    full = models.BooleanField()  # a full assessment; otherwise a screening that found none was needed
    on = models.DateField()
    who = SealedField(key="id")
    result = SealedField(key="id")
    void_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [_by_another("impact_agreed_by_another", "by_id")]


class ImpactAction(Recorded):
    """One thing that an assessment asks for, with whoever does it and by when."""

    personal: ClassVar[dict[str, str]] = {
        **_WRITER,
        "what": "what is to be done; as long as the register",
        "owner_id": "who does it",
        "outcome": "what was done",
        "done_by_id": "who put down that it was done",
    }

    assessment = models.ForeignKey(ImpactAssessment, on_delete=models.PROTECT, related_name="actions")
    what = SealedField(key="id")
    owner_id = models.UUIDField(db_index=True)
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    done_by_id = models.UUIDField(null=True)
    outcome = SealedField(key="id")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="impact_action_done_by_somebody",
                condition=Q(done_on=None, done_by_id=None)
                | Q(done_on__isnull=False, done_by_id__isnull=False),
            )
        ]


class PostHolder(Recorded):
    """Who holds a post that the policy names (clause 9), from a day on."""

    personal: ClassVar[dict[str, str]] = {**_WRITER, "staff_id": "who holds it; as long as the register"}

    post = models.CharField(max_length=40)
    staff_id = models.UUIDField()
    since = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "since"], name="post_holder_once_a_day")]
