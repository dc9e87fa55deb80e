"""Files of the housing system that somebody handed over, until they are taken in or given up."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from upstander.confidentiality.api import SealedField


class HousingUpload(models.Model):
    """One set of files. Its key is destroyed and its parts deleted when it is done, given up, or a day old."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits to be tried"
        TRIED = "tried", "Tried: nothing changed yet"
        AGREED = "agreed", "Is being taken in"
        DONE = "done", "Taken in"
        GIVEN_UP = "given_up", "Given up"

    personal: ClassVar[dict[str, str]] = {"by_id": "who of the staff handed it over; empty for a computer"}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField()
    by_id = models.UUIDField(null=True)
    token_id = models.UUIDField(null=True)
    at_once = models.BooleanField(default=False)  # taken in after a trial that found nothing to refuse
    only_running = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    run_id = models.UUIDField(null=True)  # the last run over it: the trial, then the taking in
    ended_at = models.DateTimeField(null=True)


class HousingPart(models.Model):
    """A stretch of one file, in order."""

    personal: ClassVar[dict[str, str]] = {
        "content": "what the housing system says of homes and people; until it is taken in, a day at most",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    upload = models.ForeignKey(HousingUpload, on_delete=models.PROTECT, related_name="parts")
    file = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    content = SealedField(key="upload_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "file", "number"], name="housing_part_once")]
