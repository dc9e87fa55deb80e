"""What officers carry, kept as sums so that the board need not count."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Carried(models.Model):
    """A small change to what one officer carries, or several that were added up: open cases and open promises, none of sealed cases.

    The database alone writes and reads it (migration 0055, decision 0187). `due_at` is empty on sums of an officer's cases and
    promises, and set on promises of that moment, which are counted a second time there; `-infinity` on those that were late when
    they were added up.
    """

    personal: ClassVar[dict[str, str]] = {}

    id = models.BigAutoField(primary_key=True)
    officer_id = models.UUIDField(null=True)
    due_at = models.DateTimeField(null=True)
    cases = models.IntegerField()
    high = models.IntegerField()
    danger = models.IntegerField()
    promises = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="carried_by_due")]
