"""The joint action group: who meets when, what is on the agenda, what each body was given of it, what was agreed (3.4, 3.6, 2.3).

What is about a case hangs on the case and is sealed under its key: whoever may not see the case sees no item, no pack line and no
action of it, and it is destroyed with the case. What is about no case is sealed under the group's own key.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from upstander.confidentiality.api import SealedField


class JointGroup(models.Model):
    """One group for one area. `week` and `weekday` say when it meets: the second Tuesday is 2 and 1, the last one -1 and 1."""

    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    area = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=200, blank=True)
    every = models.CharField(max_length=10)  # weekly, fortnight, monthly, quarterly, byhand
    week = models.SmallIntegerField(default=1)
    weekday = models.PositiveSmallIntegerField(default=0)
    at = models.TimeField()
    first_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)


class GroupMember(models.Model):
    """A body that belongs to the group. One that leaves is ended: what it was given stays on record."""

    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(JointGroup, on_delete=models.PROTECT, related_name="members")
    agency = models.ForeignKey("partners.Agency", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "agency"], condition=Q(ended_at=None), name="group_member_once"
            )
        ]


class Meeting(models.Model):
    """One meeting. `planned_on` is the day that the schedule gave it, so that a moved one is not planned again."""

    personal: ClassVar[dict[str, str]] = {"notes": "what was said about no case; ten years with the group"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(JointGroup, on_delete=models.PROTECT, related_name="meetings")
    planned_on = models.DateField()
    at = models.DateTimeField()
    place = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, default="planned")  # planned, held, cancelled
    notes = SealedField(key="group_id")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["group", "planned_on"], name="meeting_planned_once")]
        indexes = [models.Index(fields=["at"], name="meeting_by_time")]


class Attendance(models.Model):
    """Somebody at a meeting: a body's person, or one of us (`staff_id`). `promised_at`: they undertook to keep it confidential."""

    personal: ClassVar[dict[str, str]] = {
        "name": "who came for a body and does not sign in; as long as the meeting's notes",
        "person": "who came for a body; as long as the meeting's notes",
        "staff_id": "who of us came",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    group_id = models.UUIDField()
    agency = models.ForeignKey("partners.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        "partners.PartnerPerson", null=True, on_delete=models.PROTECT, related_name="+"
    )
    staff_id = models.UUIDField(null=True)
    name = SealedField(key="group_id")
    came = models.CharField(max_length=10, default="expected")  # expected, came, apologies
    promised_at = models.DateTimeField(null=True)
    promised_how = models.CharField(max_length=10, blank=True)  # page, paper

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attendance_of_a_body_or_of_us",
                condition=Q(agency=None, staff_id__isnull=False) | Q(agency__isnull=False, staff_id=None),
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=Q(person__isnull=False), name="attendance_person_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "staff_id"],
                condition=Q(staff_id__isnull=False),
                name="attendance_staff_once",
            ),
        ]


class AgendaItem(models.Model):
    """A case put forward for a meeting. `called`: four letters by which all speak of it, and that tell nothing."""

    personal: ClassVar[dict[str, str]] = {
        "told": "what may be shared, one text for each kind of information; life of the case",
        "said": "what was said about it; life of the case",
        "decision": "what was decided; life of the case",
        "minute": "what the minutes say of it; life of the case",
        "put_by_id": "who put it forward",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="agenda_items")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    called = models.CharField(max_length=4)
    asks = ArrayField(models.CharField(max_length=20))  # of a closed list: every body of the item reads it
    told = SealedField()
    put_at = models.DateTimeField()
    put_by_id = models.UUIDField(null=True)
    out_at = models.DateTimeField(null=True)
    out_why = models.CharField(max_length=20, blank=True)
    heard_at = models.DateTimeField(null=True)
    said = SealedField()
    decision = SealedField()
    minute = SealedField()
    minute_kinds = ArrayField(models.CharField(max_length=20), default=list)  # what those words tell of

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "case"], condition=Q(out_at=None), name="case_once_on_an_agenda"
            ),
            models.UniqueConstraint(fields=["meeting", "called"], name="item_called_once"),
        ]


class ItemShare(models.Model):
    """What one body may be given of an item, and on what ground. The gate is asked when it is said, and again on sending."""

    personal: ClassVar[dict[str, str]] = {
        "terms": "the ground with its reasons; life of the case",
        "by_id": "who decided to share",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="item_shares")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="shares")
    agency = models.ForeignKey("partners.Agency", on_delete=models.PROTECT, related_name="+")
    kinds = ArrayField(models.CharField(max_length=20))
    terms = SealedField()
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_why = models.CharField(max_length=20, blank=True)  # consent, conflict, gate, changed, other

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item", "agency"], condition=Q(stopped_at=None), name="one_share_a_body"
            ),
            models.CheckConstraint(name="item_share_of_something", condition=Q(kinds__len__gt=0)),
        ]


class Pack(models.Model):
    """What one body gets of one meeting: its pack before, its minutes after (`sort`). `way`: on its page, or by hand. It may be sent
    again: `sent_at` and `opened_at` are of the last time, `before` holds when each earlier one was sent and first read."""

    personal: ClassVar[dict[str, str]] = {
        "sent_by_id": "who sent it",
        "to_whom": "to whose hands it went; with the group",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    group_id = models.UUIDField()
    agency = models.ForeignKey("partners.Agency", on_delete=models.PROTECT, related_name="+")
    sort = models.CharField(max_length=7, default="pack")  # pack, minutes
    way = models.CharField(max_length=10)
    to_whom = SealedField(key="group_id")
    sent_at = models.DateTimeField()
    sent_by_id = models.UUIDField(null=True)
    changed_at = models.DateTimeField(null=True)  # something in it was taken back since
    notice = models.CharField(max_length=10, default="none")  # none, waiting, sending, sent, failed
    opened_at = models.DateTimeField(null=True)
    before = ArrayField(ArrayField(models.DateTimeField(null=True), size=2), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "agency", "sort"], name="one_pack_of_a_sort_a_body"),
            models.CheckConstraint(condition=Q(sort__in=["pack", "minutes"]), name="pack_is_of_a_sort"),
        ]


class PackItem(models.Model):
    """An item as one body was given it, under one disclosure. Taken out: nobody there reads it any more."""

    personal: ClassVar[dict[str, str]] = {"given": "what the body was given, as it stood; life of the case"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="pack_items")
    pack = models.ForeignKey(Pack, on_delete=models.PROTECT, related_name="lines")
    agency_id = models.UUIDField()
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="+")
    disclosure = models.ForeignKey("cases.Disclosure", on_delete=models.PROTECT, related_name="+")
    given = SealedField()
    at = models.DateTimeField()
    out_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "item"], condition=Q(out_at=None), name="item_once_in_a_pack"
            )
        ]


class StrategicItem(models.Model):
    """Something about no case: a strategic item, or tension in a neighbourhood. Every body reads it; no person is in it."""

    personal: ClassVar[dict[str, str]] = {
        "words": "what is happening where, about no person; ten years with the group",
        "decision": "what was decided; ten years with the group",
        "put_by_id": "who put it forward",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="strategic")
    group_id = models.UUIDField()
    kind = models.CharField(max_length=10)  # strategic, tension
    neighbourhood = models.CharField(max_length=60, blank=True)
    words = SealedField(key="group_id")
    decision = SealedField(key="group_id")
    put_at = models.DateTimeField()
    put_by_id = models.UUIDField(null=True)


class JointAction(models.Model):
    """Something that a body or one of us undertook at a meeting. On a case it is a measure of that case, which says how it stands."""

    personal: ClassVar[dict[str, str]] = {
        "what": "what is to be done; life of the case, or with the group",
        "answer": "what was said of it; life of the case, or with the group",
        "staff_id": "who of us does it",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions")
    case = models.ForeignKey("cases.Case", null=True, on_delete=models.PROTECT, related_name="joint_actions")
    item = models.ForeignKey(AgendaItem, null=True, on_delete=models.PROTECT, related_name="actions")
    measure = models.ForeignKey("cases.Measure", null=True, on_delete=models.PROTECT, related_name="+")
    sealed_under = models.UUIDField()  # the case, or the group
    agency = models.ForeignKey("partners.Agency", null=True, on_delete=models.PROTECT, related_name="+")
    staff_id = models.UUIDField(null=True)
    what = SealedField(key="sealed_under")
    answer = SealedField(key="sealed_under")
    due_on = models.DateField()
    agreed_at = models.DateTimeField()
    state = models.CharField(max_length=10, default="agreed")  # agreed, done, not_done
    settled_at = models.DateTimeField(null=True)
    chased_at = models.DateTimeField(null=True)
    chased_times = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["due_on"], condition=Q(state="agreed"), name="joint_action_open")]
        constraints = [
            models.CheckConstraint(
                name="joint_action_has_one_owner",
                condition=Q(agency=None, staff_id__isnull=False) | Q(agency__isnull=False, staff_id=None),
            ),
            models.CheckConstraint(
                name="joint_action_on_a_case_is_a_measure",
                condition=Q(case=None, item=None, measure=None)
                | Q(case__isnull=False, item__isnull=False, measure__isnull=False),
            ),
        ]
