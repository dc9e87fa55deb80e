"""Signing in as a customer: by a code from an email that the worker sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from playwright.sync_api import Page, expect

from harness.browser import until

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
