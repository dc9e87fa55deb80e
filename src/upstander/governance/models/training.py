"""Who has to be trained in what, and who was (clauses 2.2 and 8)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Course(models.Model):
    """Something that people in some roles have to have done, and again after so many months."""

    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    roles = ArrayField(models.CharField(max_length=40), default=list)  # slugs of confidentiality's ROLES
    months = models.PositiveSmallIntegerField(default=24)  # how long it holds; then it has to be done again
    refresher = models.BooleanField(default=False)  # the one that the built-in scenarios answer
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["refresher"], condition=Q(refresher=True), name="course_one_refresher"
            ),
            models.CheckConstraint(name="course_holds_a_while", condition=Q(months__gte=1, months__lte=120)),
        ]


class Completion(models.Model):
    """Somebody did a course on a day. A mistake is taken back, and stays on record as that."""

    class How(models.TextChoices):
        REFRESHER = "refresher", "The refresher here"
        RECORDED = "recorded", "Recorded by hand"
        FILE = "file", "From a file"

    personal: ClassVar[dict[str, str]] = {
        "staff_id": "to know whose training is due; while they work here and 6 years after, as other personnel records",
        "recorded_by": "who put it on record",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="completions")
    staff_id = models.UUIDField(db_index=True)
    done_on = models.DateField()
    how = models.CharField(max_length=10, choices=How)
    recorded_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    void_at = models.DateTimeField(null=True)  # taken back: it was a mistake

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "staff_id", "done_on"],
                condition=Q(void_at=None),
                name="completion_once_a_day",
            )
        ]
