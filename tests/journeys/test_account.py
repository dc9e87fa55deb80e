"""Amina signs in on her phone with a code from her email, tells us something, finds it again at a desk, and signs out."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from factories.cast import one_of_each_role
from factories.reports import opened
from factories.witness import hal_saw_it
from harness.browser import PHONE, NewPage, until
from upstander.cases.api import show_in_account
from upstander.messages.api import By, SafeContactCard

pytestmark = pytest.mark.journey
OUTBOX = Path(settings.UPSTANDER_DATA).parent / "live" / "outbox"


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def codes() -> list[str]:
    """Codes that the worker has sent, by way of the files that stand for email here."""
    found = []
    for file in sorted(OUTBOX.glob("*.log"), key=lambda each: each.stat().st_mtime):
        body = message_from_bytes(file.read_bytes(), policy=policy.default).get_content()
        found += re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", body)
    return found


def sign_in(page: Page, address: str, look: Callable[[Page], None]) -> None:
    before = len(codes())
    page.goto("/")
    page.get_by_role("link", name="Sign in").click()
    look(page)
    page.get_by_label("Your email address").fill(address)
    press(page, "Send me a code")
    look(page)
    page.get_by_label("What is your code?").fill("wrong")
    press(page, "Continue")
    expect(page.locator(".govuk-error-summary")).to_contain_text("does not open anything")
    until(page, lambda: len(codes()) > before)
    page.get_by_label("What is your code?").fill(codes()[-1].lower())
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")


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


def test_a_witness_reads_their_own_plan_and_a_survivor_of_whom_others_told_writes_to_us(
    new_page: NewPage, assert_accessible: Callable[[Page], None]
) -> None:
    now = timezone.now() - timedelta(hours=1)
    cast = one_of_each_role(now)
    hers = SafeContactCard((By.EMAIL,), email="amina@example.org")
    told = opened(cast, now, reporter="third_party", contact=None, survivor_contact=hers)
    show_in_account(case_id=told, shown=True, by=cast.ben, now=now)
    hal_saw_it(cast, told, now)
    hal = new_page(size=PHONE)
    sign_in(hal, "hal@example.org", assert_accessible)
    hal.get_by_role("link", name=re.compile("^C-")).click()
    assert_accessible(hal)
    hal.get_by_role("link", name="What we agreed").click()
    expect(hal.locator("main")).to_contain_text("Walk with you to the bus")
    assert_accessible(hal)

    amina = new_page(size=PHONE)
    sign_in(amina, "amina@example.org", assert_accessible)
    amina.get_by_role("link", name=re.compile("^C-")).click()
    amina.get_by_role("button", name="Write to us").click()
    assert_accessible(amina)
    amina.get_by_label("Your message").fill("Please ring after six")
    press(amina, "Send")
    expect(amina.locator("main")).to_contain_text("What you have sent")
    assert_accessible(amina)
