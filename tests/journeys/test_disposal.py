"""Disposal in a browser: the data-protection officer prepares, the manager approves, both read the certificate."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from harness.browser import PHONE, NewPage
from harness.live import LiveApp
from journeys.desks import at_their_desks, sign_in
from journeys.test_policy_manager import picture
from records.closing import closed
from upstander.records.api import carry_out, note_all

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def landlord(live_app: LiveApp) -> None:
    """A case closed seven years ago, and noted: the worker's own walk may have been just before it was there."""
    now = datetime.now(UTC)
    cast = at_their_desks(now, "farid", "carol")
    closed(cast, now - timedelta(days=7 * 366))
    note_all(now=now, enough=lambda: False)


@pytest.mark.usefixtures("landlord")
def test_one_prepares_another_approves_on_a_phone_and_there_is_a_certificate(
    new_page: NewPage, assert_accessible: Callable[[Any], None]
) -> None:
    farid, carol = new_page(), new_page(size=PHONE)
    sign_in(farid, "farid")
    farid.get_by_role("link", name="Disposal", exact=True).click()
    expect(farid.get_by_role("heading", name="Due now (1)")).to_be_visible()
    assert_accessible(farid)
    farid.get_by_role("button", name="Prepare a run").click()
    expect(farid.get_by_text("You prepared it, so another person approves it.")).to_be_visible()
    assert_accessible(farid)
    run = farid.url.split("?")[0]
    sign_in(carol, "carol")
    carol.goto(run)
    assert carol.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert_accessible(carol)
    picture(carol, "disposal-run-phone")
    carol.get_by_label(re.compile("I have looked at the list")).check()
    carol.get_by_role("button", name="Approve and destroy").click()
    expect(carol.get_by_text("The run is approved and is being carried out.")).to_be_visible()
    carry_out(now=datetime.now(UTC))  # as the worker does, whichever of the two is first
    for page in (carol, farid):
        page.goto(f"{run}certificate/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Certificate of disposal")
        expect(page.get_by_text("Carol Marsden, ")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert_accessible(carol)
    with farid.expect_download() as kept:
        farid.get_by_role("button", name="Download as PDF").click()
    assert kept.value.suggested_filename.endswith(".pdf")
