"""Amina signs in on her phone with a code from her email, tells us something, finds it again at a desk, and signs out."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from factories.cast import one_of_each_role
from harness.account import press, sign_in
from harness.browser import PHONE, NewPage

pytestmark = pytest.mark.journey


def test_amina_tells_us_something_from_her_account_and_finds_it_again(
    new_page: NewPage, assert_accessible: Callable[[Page], None]
) -> None:
    one_of_each_role(timezone.now())
    phone = new_page(size=PHONE, javascript=False)
    sign_in(phone, "amina@example.org", lambda _page: None)  # axe needs scripts, and this phone runs none
    press(phone, "Tell us something")
    press(phone, "Continue")
    phone.get_by_label("What happened?").fill("Somebody keeps writing on my door")
    press(phone, "Skip to the end")
    expect(phone.locator("main")).not_to_contain_text("Your name")
    press(phone, "Send it")
    phone.get_by_role("link", name="Back to your account").click()
    expect(phone.locator("main")).not_to_contain_text("writing on my door")
    press(phone, "Sign out")
    expect(phone.locator("main")).to_contain_text("You are signed out")
    assert {each["name"] for each in phone.context.cookies()} <= {"form"}, (
        "the page shown next has a form again"
    )

    desk = new_page()
    sign_in(desk, "amina@example.org", assert_accessible)
    assert_accessible(desk)
    desk.get_by_role("link", name=re.compile("^C-")).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Your page")
    expect(desk.locator("main")).to_contain_text("We tell you that we have your report")
    assert_accessible(desk)
    for page in ("How we reach you", "What you let us share"):
        desk.get_by_role("link", name=page).click()
        expect(desk.get_by_role("heading", level=1)).to_have_text(page)
        assert_accessible(desk)
        desk.get_by_role("link", name="Back", exact=True).click()
    press(desk, "Messages, diary and photos")
    desk.get_by_role("button", name="Write a message").click()
    desk.get_by_label("Your message").fill("He was there again")
    press(desk, "Send")
    expect(desk.locator("main")).to_contain_text("Your message is with us")
    desk.get_by_role("link", name="Back to your account").click()
    desk.get_by_role("link", name=re.compile("^C-")).click()
    press(desk, "Take it out of my account")
    expect(desk.locator("main")).to_contain_text("no longer shown in your account")

    def leave(route: Route) -> None:
        """Follows the way out as far as our own answer: nothing here may load a page from elsewhere."""
        answer = route.fetch(max_redirects=0)
        assert answer.status == 302
        route.fulfill(status=200, headers=answer.headers, body="elsewhere")

    desk.route("**/exit", leave)
    desk.goto("/exit")
    desk.goto("/you")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Sign in")
