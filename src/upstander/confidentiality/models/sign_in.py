"""Sign-ins of the last thirty days, so that people notice one that was not theirs."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models


class SignIn(models.Model):
    """One sign-in or one refused. `staff` is empty when no account has the address that was typed."""

    personal: ClassVar[dict[str, str]] = {
        "staff": "who signed in, to notice misuse; thirty days",
        "network": "the network it came from, without the machine; thirty days",
        "device": "the kind of browser; thirty days",
    }

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    staff = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="sign_ins"
    )
    at = models.DateTimeField()
    way = models.CharField(max_length=10)
    refused = models.BooleanField()
    network = models.CharField(max_length=50, blank=True)
    device = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["staff", "-at"], name="sign_in_by_staff")]
