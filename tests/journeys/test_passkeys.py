"""Ben adds a passkey with his phone's lock, names it, signs in with it alone, and removes it. The device is Chromium's virtual one."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from factories.cast import PASSWORD
from harness.browser import DESK, PHONE, NewPage
from harness.live import LiveApp
from journeys.desks import at_their_desks, code
from upstander.confidentiality.api import system, viewing
from upstander.confidentiality.models import AuditEntry

pytestmark = pytest.mark.journey
PICTURES = os.environ.get("UPSTANDER_LOOK", "")


def look(page: Any, name: str) -> None:
    """Pictures to look at, when somebody asks for them."""
    if PICTURES:
        for size, (width, height) in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=f"{PICTURES}/{name}-{size}.png", full_page=True)
        page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


def test_a_passkey_from_adding_to_removing(
    live_app: LiveApp, new_page: NewPage, assert_accessible: Callable[[Any], None]
) -> None:
    at_their_desks(timezone.now(), "ben")
    here = live_app.url.replace("127.0.0.1", "localhost")  # a passkey belongs to a name, not to a number
    page = new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    made = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    lock = device.send("WebAuthn.addVirtualAuthenticator", {"options": made})["authenticatorId"]

    page.goto(f"{here}/accounts/login/")
    assert_accessible(page)
    look(page, "sign-in")
    page.get_by_label("Work email").fill("ben@landlord.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/staff/")

    page.goto(f"{here}/accounts/2fa/")
    assert_accessible(page)
    look(page, "ways")
    page.get_by_role("link", name="Add a passkey").click()
    assert_accessible(page)
    page.get_by_role("link", name="Add a passkey").or_(
        page.get_by_role("button", name="Add a passkey")
    ).click()
    page.get_by_label("Name for this passkey").fill("Work phone")
    assert_accessible(page)
    look(page, "add")
    device.send("WebAuthn.setUserVerified", {"authenticatorId": lock, "isUserVerified": False})
    page.get_by_role("button", name="Make the passkey").click()
    page.get_by_text("Your device made no passkey").wait_for()
    assert_accessible(page)
    device.send("WebAuthn.setUserVerified", {"authenticatorId": lock, "isUserVerified": True})
    page.get_by_role("button", name="Make the passkey").click()
    page.wait_for_url(lambda url: "add" not in url)
    page.goto(f"{here}/accounts/2fa/passkeys/")
    page.get_by_role("term").filter(has_text="Work phone").wait_for()
    assert_accessible(page)
    look(page, "list")
    page.get_by_role("link", name="Rename Work phone").click()
    assert_accessible(page)
    page.get_by_label("Name for this passkey").fill("New phone")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("term").filter(has_text="New phone").wait_for()

    page.context.clear_cookies()
    page.goto(f"{here}/staff/cases/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/staff/cases/")
    assert_accessible(page)

    page.goto(f"{here}/accounts/2fa/passkeys/")
    page.get_by_role("link", name="Remove New phone").click()
    assert_accessible(page)
    look(page, "remove")
    page.get_by_role("button", name="Remove").click()
    page.get_by_text("You have none yet").wait_for()

    page.context.clear_cookies()
    page.goto(f"{here}/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("does not sign anybody in here").wait_for()
    assert_accessible(page)
    look(page, "refused")
    with viewing(system("tests")):
        entries = AuditEntry.objects.filter(action__startswith="staff.").order_by("id")
        did = [(entry.action, entry.detail.get("way", "")) for entry in entries]
    assert did[:4] == [
        ("staff.sign_in", "password"), ("staff.passkey_added", ""), ("staff.sign_in", "passkey"), ("staff.passkey_removed", ""),
    ]  # fmt: skip
    assert did[4] == ("staff.sign_in_failed", "")
