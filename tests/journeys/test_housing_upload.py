"""The administrator hands over the housing system's files on a page: refused without one, tried, then taken in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from harness.browser import PHONE, NewPage, until
from harness.live import LiveApp
from journeys.desks import at_their_desks, sign_in
from journeys.test_policy_manager import picture
from people.test_housing_system import HOMES, PEOPLE, TENANCIES

pytestmark = pytest.mark.journey
FILES = {"homes.csv": HOMES, "people.csv": PEOPLE, "tenancies.csv": TENANCIES}


@pytest.fixture(scope="module")
def landlord(live_app: LiveApp) -> None:
    at_their_desks(datetime.now(UTC), "administrator")


def looks_again_until(page: Page, wanted: Locator) -> None:
    """The worker does it: the page shows it once it has."""

    def there() -> bool:
        page.reload()
        return wanted.is_visible()

    until(page, there)


@pytest.mark.usefixtures("landlord")
def test_files_are_handed_over_tried_and_taken_in(
    new_page: NewPage, assert_accessible: Callable[[Any], None]
) -> None:
    page = new_page(size=PHONE)
    sign_in(page, "administrator")
    page.get_by_role("link", name="Housing system").first.click()
    page.get_by_role("button", name="Try them").click()
    expect(page.locator(".govuk-error-message")).to_be_visible()
    assert_accessible(page)
    picture(page, "housing-refused")
    for name, text in FILES.items():
        page.get_by_label(name, exact=True).set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
        )
    page.get_by_role("button", name="Try them").click()
    looks_again_until(page, page.get_by_role("button", name="Take them in"))
    expect(page.get_by_text(re.compile("2 new")).first).to_be_visible()
    assert_accessible(page)
    picture(page, "housing-tried")
    page.get_by_role("button", name="Take them in").click()
    looks_again_until(page, page.locator("#run-2"))  # the trial, and now in earnest
    expect(page.get_by_role("button", name="Take them in")).to_have_count(0)
