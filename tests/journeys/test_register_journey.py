"""The policy manager puts down an approval and writes the policy in short; a director agrees; a tenant reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.test import override_settings
from playwright.sync_api import expect

from factories.cast import one_of_each_role
from harness.browser import PHONE, NewPage
from harness.live import LiveApp
from journeys.test_policy_manager import ARGON, picture, sign_in
from sites.staff.conftest import SECRET
from upstander.confidentiality.api import system, viewing

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def landlord(live_app: LiveApp) -> None:
    with override_settings(PASSWORD_HASHERS=ARGON):
        cast = one_of_each_role(datetime.now(UTC))
    with viewing(system("tests")):
        for who in ("policy", "executive"):
            TOTP.activate(cast.staff[who], SECRET)


@pytest.mark.usefixtures("landlord")
def test_an_approval_and_the_policy_in_short_go_from_one_to_another_to_everybody(
    new_page: NewPage, assert_accessible: Callable[[Any], None]
) -> None:
    page = new_page(javascript=False)
    sign_in(page, "policy")
    page.get_by_role("link", name="on the policy register").click()
    expect(page.get_by_text("Overdue").first).to_be_visible()
    page.get_by_role("link", name="Put down an approval").click()
    page.get_by_label("On which day?").fill("16/11/2099")
    page.get_by_label("Where is it minuted?").fill("Item 7")
    page.get_by_role("button", name="Put it down").click()
    expect(page.get_by_role("alert")).to_contain_text("still to come")
    page.get_by_label("On which day?").fill("16/11/2021")
    page.get_by_role("button", name="Put it down").click()
    expect(page.get_by_text("It counts once somebody else has agreed")).to_be_visible()
    page.get_by_role("link", name="Put down an assessment").click()
    page.get_by_label("A full assessment").check()
    page.get_by_label("On which day?").fill("01/10/2026")
    page.get_by_label("Who carried it out?").fill("Policy manager")
    page.get_by_label("What did it find?").fill("Training is needed")
    page.get_by_role("button", name="Put it down").click()
    expect(page.get_by_text("You wrote this. Somebody else has to agree.")).to_be_visible()
    page.get_by_role("link", name=re.compile("Write it.*English")).click()
    page.get_by_label("Title").fill("Nobody may be treated like this")
    page.get_by_label("The words").fill("We act.\n\n- You need no proof\n- You need no name")
    page.get_by_role("button", name="Save, for somebody else to agree").click()

    director = new_page(size=PHONE)
    sign_in(director, "executive")
    director.goto("/staff/policy/register/")
    assert_accessible(director)
    picture(director, "register-phone")
    director.get_by_role("button", name="Agree that it was approved so").click()
    expect(director.get_by_text("as it is written today.").first).to_be_visible()
    director.get_by_role("button", name=re.compile("^Agree.*1 October 2026")).click()
    expect(director.get_by_text("Agreed by").last).to_be_visible()
    director.get_by_role("button", name="Agree: publish in English").click()
    expect(director.get_by_text("The register is changed.")).to_be_visible()

    tenant = new_page(size=PHONE)
    tenant.goto("/pl/policy")
    expect(tenant.get_by_role("heading", name="Nobody may be treated like this")).to_be_visible()
    expect(tenant.get_by_role("listitem").filter(has_text="You need no proof")).to_be_visible()
    assert_accessible(tenant)
