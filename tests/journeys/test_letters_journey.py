"""Letters, in browsers: the policy manager writes the words, Farid agrees on a phone, Ben looks at one and posts a batch.

Every kind of page on the way is looked at with axe-core.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from factories.cast import Cast
from factories.reports import opened
from harness.browser import PHONE, NewPage
from journeys.desks import at_their_desks, sign_in
from journeys.test_staff_journey import Check, press, saves
from upstander.cases.api import send_to_person
from upstander.cases.queries.api import case_page
from upstander.messages.api import By, SafeContactCard
from upstander.sites.staff.views import letters

pytestmark = pytest.mark.journey
SAFE = "c/o 3 Elm Grove, Bootle"


@pytest.fixture(scope="module")
def cast(live_app: Any) -> Cast:
    return at_their_desks(timezone.now(), "policy", "farid", "ben")


def unlooked(page: Any) -> None:
    """Nothing: this kind of page is looked at elsewhere."""


def test_words_are_agreed_a_letter_is_looked_at_and_a_batch_is_posted(
    cast: Cast, new_page: NewPage, assert_accessible: Check
) -> None:
    check, now = assert_accessible, timezone.now() - timedelta(minutes=5)
    case_id = opened(cast, now, contact=SafeContactCard(ways=(By.POST,), address=SAFE))
    amina = next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")

    writer = new_page()
    sign_in(writer, "policy", unlooked)
    press(writer, "Words of messages")
    check(writer)
    writer.get_by_role("link", name=re.compile("English.*Progress update")).click()
    check(writer)
    address = writer.url
    letter = writer.get_by_role("textbox", name="Letter")
    letter.fill("We know what he did. Call {phone}. Reference {reference}. It is about hate.")
    writer.get_by_role("button", name="Save, for a colleague").click()
    writer.get_by_text("There is a problem").wait_for()
    check(writer)
    letter.fill("We have not forgotten you. Please call {phone}. Reference {reference}.")
    writer.get_by_role("button", name="Look at it first").click()
    expect(writer.locator("dl")).to_contain_text("We have not forgotten you. Please call 0808")
    saves(writer, "Save, for a colleague", "The new version is saved.", check)
    assert writer.get_by_role("button", name="Agree to version").count() == 0, "not by whoever wrote it"

    farid = new_page(size=PHONE)
    sign_in(farid, "farid", unlooked)
    farid.goto(address)
    assert farid.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    saves(farid, "Agree to version 1", "Done. The list says what goes out now.", check)

    ben = new_page()
    sign_in(ben, "ben", unlooked)
    ben.goto(f"/staff/cases/{case_id}/message/")
    check(ben)
    ben.get_by_label("Amina Yusuf: letter").check()
    ben.get_by_label("Progress update").check()
    ben.get_by_role("button", name="Send", exact=True).click()
    press(ben, "Print, or mark as sent")
    check(ben)
    sheet = ben.locator("img.up-letter")
    assert sheet.evaluate("sheet => sheet.decode().then(() => sheet.naturalWidth)") > 500
    assert ben.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    assert "We have not forgotten you." in ben.inner_text("main")

    for _each in range(letters._AT_ONCE):
        send_to_person(
            case_id=case_id,
            party_id=amina,
            way="post",
            to=SAFE,
            kind="progress",
            by=cast.ben,
            now=timezone.now(),
        )
    ben.goto("/staff/letters/")
    check(ben)
    with ben.expect_download() as printed:
        ben.get_by_role("button", name="Make the PDF").click()
    assert printed.value.suggested_filename == "letters.pdf"
    ben.get_by_role("button", name="These were posted").click()
    ben.get_by_text("50 of 51 recorded").wait_for()
    check(ben)
    saves(ben, "These were posted", "The letters are recorded as sent.", check)
    assert "No letter waits" in ben.inner_text("main")
