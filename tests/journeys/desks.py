"""The cast at their desks in a browser: passwords as the running program checks them, one-time codes, and signing in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import Argon2PasswordHasher

from factories.cast import PASSWORD, Cast, one_of_each_role
from sites.staff.conftest import SECRET
from upstander.confidentiality.api import system, viewing


@cache
def _hashed() -> str:
    """Once for all of them: it takes a quarter of a second of the processor, as it should."""
    return Argon2PasswordHasher().encode(PASSWORD, Argon2PasswordHasher().salt())


def at_their_desks(now: datetime, *keys: str) -> Cast:
    """One of each role, of whom these have an authenticator and can sign in."""
    cast = one_of_each_role(now)
    with viewing(system("tests")):
        for key in keys:
            cast.staff[key].password = _hashed()
            cast.staff[key].save(update_fields=["password"])
            TOTP.activate(cast.staff[key], SECRET)
    return cast


def code(later: int = 0) -> str:
    """The code of this half minute, or of the next: one may not be used twice."""
    counters = sorted(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(SECRET, counters[len(counters) // 2 + later])))


def sign_in(page: Any, key: str, look: Callable[[Any], None] = lambda page: None, *, later: int = 0) -> None:
    """Password, then one-time code, then Today; `look` at each page on the way."""
    page.goto("/staff/")
    look(page)
    page.get_by_label("Work email").fill(f"{key}@landlord.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    look(page)
    page.get_by_label("Code").fill(code(later))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/staff/")
    look(page)
