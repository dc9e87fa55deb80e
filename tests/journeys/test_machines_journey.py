"""Reports from machines in a browser: a token is made, a file is looked at row by row, kept mail is read and made a report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from factories.bodies import body
from harness.browser import PHONE, NewPage
from harness.live import LiveApp
from journeys.desks import at_their_desks, sign_in
from journeys.test_policy_manager import picture
from upstander.confidentiality.api import system
from upstander.intake.api import take_mail

pytestmark = pytest.mark.journey
SHEET = b"""your_reference,what_happened,danger,survivor_name,behaviours
P-1,"Spat at on the landing, twice",yes,Amina Yusuf,physical_attack
P-2,Shouted at from a window,perhaps,,verbal_abuse
P-3,Leaflets through the door,no,,discriminatory_material
"""
MAIL = b"""From: Amina <amina@example.org>
Subject: You have won my attention
X-Spam-Flag: YES
Content-Type: text/html

<p>The boys next door <b>threw eggs</b> at us again.</p><img src="http://tracker.example/1.gif">
"""


@pytest.fixture(scope="module")
def landlord(live_app: LiveApp) -> None:
    """A reporting centre on the register, and one email that a filter called spam."""
    now = datetime.now(UTC)
    at_their_desks(now, "dev", "carol", "ben")
    body(now, "reporting_centre", "Venus Reporting Centre")
    take_mail(raw=MAIL, received_at=now, own="support@onevision.example", by=system("tests"), now=now)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"))


@pytest.mark.usefixtures("landlord")
def test_a_manager_makes_a_token_that_is_shown_once(
    new_page: NewPage, assert_accessible: Callable[[Any], None]
) -> None:
    carol = new_page(size=PHONE)
    sign_in(carol, "carol")
    carol.goto("/staff/partners/")
    carol.get_by_role("link", name="Venus Reporting Centre").click()
    carol.get_by_role("link", name="Tokens for their computer").click()
    carol.get_by_label("Which computer or programme of theirs uses it?").fill("Case system")
    carol.get_by_role("button", name="Make the token").click()
    expect(carol.get_by_text("It is shown this once.")).to_be_visible()
    assert_accessible(carol)
    assert fits(carol)
    picture(carol, "token-phone")
    carol.get_by_role("button", name="Revoke Case system").click()
    expect(carol.get_by_text("The token is revoked.")).to_be_visible()


@pytest.mark.usefixtures("landlord")
def test_a_file_is_looked_at_row_by_row_and_taken_in_once(
    new_page: NewPage, assert_accessible: Callable[[Any], None]
) -> None:
    dev = new_page(javascript=False)
    sign_in(dev, "dev")
    dev.goto("/staff/partners/")
    dev.get_by_role("link", name="Venus Reporting Centre").click()
    dev.get_by_role("link", name="Take reports from a file of theirs").click()
    dev.get_by_label("The file, as CSV").set_input_files(
        {"name": "r.csv", "mimeType": "text/csv", "buffer": SHEET}
    )
    dev.get_by_role("button", name="Look at its rows").click()
    expect(dev.get_by_text("2 ready, 1 to put right. Nothing is taken in yet.")).to_be_visible()
    picture(dev, "handed-over")
    dev.get_by_role("button", name="Take in 2 reports").click()
    expect(dev.get_by_text("2 reports are with us. 1 was not")).to_be_visible()
    narrow = new_page(size=PHONE)
    sign_in(narrow, "carol", later=1)  # she may have used this half minute's code
    narrow.goto(dev.url)
    assert_accessible(narrow)
    narrow.get_by_label("The file, as CSV").set_input_files(
        {"name": "r.csv", "mimeType": "text/csv", "buffer": SHEET}
    )
    narrow.get_by_role("button", name="Look at its rows").click()
    expect(narrow.get_by_text("0 ready, 2 here already, 1 to put right.")).to_be_visible()
    assert_accessible(narrow)
    assert fits(narrow)
    picture(narrow, "handed-over-phone")


@pytest.mark.usefixtures("landlord")
def test_kept_mail_is_read_as_words_and_made_a_report(
    new_page: NewPage, assert_accessible: Callable[[Any], None]
) -> None:
    ben = new_page(size=PHONE)
    sign_in(ben, "ben")
    ben.goto("/staff/queue/")
    ben.get_by_role("link", name="1 email kept to be looked at").click()
    expect(ben.get_by_text("The boys next door threw eggs at us again.")).to_be_visible()
    assert_accessible(ben)
    assert fits(ben)
    picture(ben, "kept-mail-phone")
    ben.get_by_role("button", name="It is a report").click()
    expect(ben.get_by_text("It is a report now, and in the queue.")).to_be_visible()
    assert_accessible(ben)
    ben.get_by_role("link", name="New reports", exact=True).first.click()
    expect(ben.get_by_text("threw eggs")).to_be_visible()
