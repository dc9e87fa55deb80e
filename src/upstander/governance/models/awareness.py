"""What the landlord tells everybody: the policy in short, and the weeks it takes part in; and what it does for good neighbours."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from upstander.confidentiality.api import SealedField
from upstander.governance.models.recorded import AgreedTo, Recorded


class Campaign(Recorded):
    """A national week, or one of our own, that we take part in (clause 2.7). Its words are public from its first day to its last."""

    personal: ClassVar[dict[str, str]] = {"by_id": "who planned it; as long as the calendar"}

    week = models.CharField(max_length=40, blank=True)  # id in weeks.yaml; empty: our own
    name = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField()
    called_off_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="campaign_ends_after_it_starts", condition=Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                fields=["week", "starts_on"],
                condition=Q(called_off_at=None) & ~Q(week=""),
                name="campaign_once_for_each_week",
            ),
        ]


class PublicText(AgreedTo):
    """One version of words for everybody in one language: an edition in short, or a campaign's. It never changes; a newer takes its
    place. Nobody outside reads it before somebody other than its writer agreed."""

    personal: ClassVar[dict[str, str]] = {
        "by_id": "who wrote it; as long as the register",
        "agreed_by_id": "who agreed",
    }

    edition = models.CharField(max_length=60, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # of the edition whose summary it is
    campaign = models.ForeignKey(Campaign, null=True, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=12)
    title = models.CharField(max_length=120)
    text = (
        models.TextField()
    )  # paragraphs, "- " for lists, "## " for headings; public, no personal data by rule
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="public_text_of_one_thing",
                condition=(Q(campaign=None) & ~Q(edition="")) | Q(campaign__isnull=False, edition=""),
            ),
            models.CheckConstraint(
                name="public_text_agreed_by_another",
                condition=Q(agreed_by_id=None, agreed_at=None)
                | (Q(agreed_by_id__isnull=False, agreed_at__isnull=False) & ~Q(agreed_by_id=F("by_id"))),
            ),
        ]


class Reach(Recorded):
    """How many a campaign reached in one way, as counted on a day. Sums only."""

    class Way(models.TextChoices):
        WEBSITE = "website", "Read on our website"
        SOCIAL = "social", "Saw it on social media"
        MAIL = "mail", "Had a letter, text or email"
        EVENT = "event", "Came to an event"
        SCHOOL = "school", "In schools and groups"
        STAFF = "staff", "Colleagues"

    personal: ClassVar[dict[str, str]] = {"by_id": "who counted; as long as the calendar"}

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="reach")
    way = models.CharField(max_length=10, choices=Way.choices)
    people = models.PositiveIntegerField()
    on = models.DateField()


class CohesionWork(Recorded):
    """Something done in a neighbourhood so that people live well together (clause 2.3). `people`: about how many came."""

    class Kind(models.TextChoices):
        EVENT = "event", "An event for neighbours"
        SCHOOL = "school", "Work with a school or youth group"
        MEETING = "meeting", "A meeting with residents"
        FAITH = "faith", "Work with a faith or community group"
        PLACE = "place", "Graffiti removed, lights, a safer place"
        WALK = "walk", "A walk about with police or residents"
        TRAINING = "training", "Training for residents to help as bystanders"

    personal: ClassVar[dict[str, str]] = {
        "by_id": "who put it down; as long as the calendar",
        "what": "what was done; as long as the calendar",
    }

    area = models.CharField(max_length=120, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    on = models.DateField()
    people = models.PositiveIntegerField(null=True)
    what = SealedField(key="id")
    void_at = models.DateTimeField(null=True)


class Reminder(models.Model):
    """That somebody was told once of one thing that is due: whoever asks again finds it here and tells nobody twice."""

    personal: ClassVar[dict[str, str]] = {"staff_id": "who was told; two years"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff_id = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=160)  # an id or code, with the day it was due
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["staff_id", "kind", "subject"], name="reminder_once")]
