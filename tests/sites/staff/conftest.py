"""The cast at their desks: signed in with password and code, at the time of the test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from factories.cast import Cast, one_of_each_role
from upstander.confidentiality.api import system, viewing
from upstander.sites.staff import guard

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BACKEND = "upstander.sites.staff.backend.StaffBackend"


class Clock:
    """What the pages take for now."""

    def __init__(self, start: datetime) -> None:
        self.time = start

    def now(self) -> datetime:
        return self.time

    def advance(self, **length: float) -> datetime:
        """Let time pass; the new time."""
        self.time += timedelta(**length)
        return self.time


@pytest.fixture
def clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(now)
    monkeypatch.setattr(guard, "timezone", clock)
    return clock


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return one_of_each_role(now)


SignIn = Callable[..., Client]


@pytest.fixture
def sign_in(cast: Cast, clock: Clock) -> SignIn:
    """`sign_in("ben")` is a browser in which Ben has just given password and code."""

    def sign(key: str, *, code: bool = True, authenticator: bool = True) -> Client:
        staff = cast.staff[key]
        with viewing(system("tests")):
            if authenticator and not Authenticator.objects.filter(user=staff, type="totp").exists():
                TOTP.activate(staff, SECRET)
        client = Client()
        client.force_login(staff, BACKEND)
        session = client.session
        at = clock.now().timestamp()
        records: list[dict[str, Any]] = [{"method": "password", "at": at}]
        if code:
            records.append({"method": "mfa", "at": at, "type": "totp"})
        session["account_authentication_methods"] = records
        session["account_authentication_methods_user"] = str(staff.pk)
        session.save()
        return client

    return sign
