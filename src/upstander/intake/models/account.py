"""Signing in to an account with a code: who asked, which code is out, who is signed in. All of it is gone within a day at most."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from upstander.confidentiality.api import DigestField


class AccountAsking(models.Model):
    """A browser that asked for a code. `id` is derived from its cookie; `wanted` is the blind token of what was typed."""

    personal: ClassVar[dict[str, str]] = {
        "wanted": "keyed hash of the number or address that was typed; deleted within minutes of its end"
    }

    id = models.UUIDField(primary_key=True, editable=False)
    wanted = models.BigIntegerField()
    language = models.CharField(max_length=10)
    tries = models.PositiveSmallIntegerField(default=0)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="account_asking_by_expiry")]


class AccountCode(models.Model):
    """The code that was last sent for a number or address. Every browser that asked for it may use it: whoever asks in somebody's
    name does not lock them out. `unanswered` counts codes that nobody used; each lasts longer than the one before, and no other is
    sent while it lasts."""

    personal: ClassVar[dict[str, str]] = {
        "wanted": "keyed hash of the number or address; deleted after a day",
        "digest": "keyed hash of the code; deleted when it is used, or after a day",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wanted = models.BigIntegerField(unique=True)
    digest = DigestField()
    unanswered = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()


class AccountSession(models.Model):
    """Somebody signed in. `id` is derived from the cookie's token, and `content` says who only to whoever holds that token."""

    personal: ClassVar[dict[str, str]] = {"content": "who is signed in; deleted within minutes of its end"}

    id = models.UUIDField(primary_key=True, editable=False)
    content = models.BinaryField()
    ends_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="account_session_by_expiry")]
