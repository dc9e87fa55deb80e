"""Wrapped data keys: the keyring, backed up apart from the content (see docs/running.md)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DataKey(models.Model):
    """The key that seals one case or one person. `wrapped` is emptied when the key is destroyed."""

    personal: ClassVar[dict[str, str]] = {}

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=10)
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="datakey_destroyed_is_empty",
                condition=models.Q(destroyed_at=None) | models.Q(wrapped=None),
            )
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(destroyed_at__isnull=False), name="datakey_destroyed"
            )
        ]
