"""The data-protection officer: a breach from the first sentence to its assessment, and a request for data from the log to its end."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import expect

from factories.cast import Cast
from factories.reports import opened
from harness.browser import DESK, PHONE, NewPage
from harness.live import LiveApp
from journeys.desks import at_their_desks, sign_in
from upstander.confidentiality.api import system, viewing
from upstander.records.api import finish_search
from upstander.records.models import AccessSearcher

pytestmark = pytest.mark.journey

PICTURES = os.environ.get("UPSTANDER_TEST_PICTURES", "")


@pytest.fixture(scope="module")
def landlord(live_app: LiveApp) -> Cast:
    cast = at_their_desks(datetime.now(UTC), "farid", "carol")
    opened(cast, datetime.now(UTC))
    return cast


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_breach_and_a_request_are_taken_through_their_clocks(
    landlord: Cast, new_page: NewPage, assert_accessible: Callable[[Any], None], size: tuple[int, int]
) -> None:
    desk = page = new_page(size=size)

    def looked(name: str) -> None:
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), name
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{size[0]}-{name}.png"), full_page=True)

    def save(button: str = "Save") -> None:
        page.get_by_role("button", name=button).click()

    later = 1 if size == PHONE else 0
    sign_in(page, "farid", later=later)
    page.goto("/staff/breaches/new/")
    looked("breach-new")
    page.get_by_label("What happened?").fill("A letter for one flat was put through the door of the next.")
    save("Raise it")
    looked("breach-raised")
    page.goto("/staff/breaches/")
    looked("breach-log")
    page.get_by_role("link", name="B-").first.click()
    page.get_by_role("link", name="Assess it").click()
    page.get_by_label("A risk to people is likely", exact=True).check()
    page.get_by_label("No, it is not reported").check()
    page.get_by_label("Why?").fill("It was unopened.")
    save()
    expect(page.get_by_text("Report it, or look at the risk again").first).to_be_visible()
    looked("breach-refused")
    page.get_by_label("Yes, it is reported").check()
    save()
    expect(page.get_by_text("A risk to people is likely")).to_be_visible()
    looked("breach")

    page.goto("/staff/requests/new/")
    save("Log it")
    expect(page.get_by_text("Give the name of the person").first).to_be_visible()
    looked("access-empty")
    page.get_by_label("Whose data is asked for?").fill("Gwen Harcastle")
    page.get_by_label("What do they ask for?").fill("Everything you hold about me since 2024")
    page.get_by_label("How can they be answered?").fill("gwen@example.org")
    page.get_by_label("Letter", exact=True).check()
    save("Log it")
    expect(page.get_by_text("Not confirmed yet")).to_be_visible()
    looked("access-logged")
    page.get_by_role("link", name="Record that we asked them something").click()
    page.get_by_label("Proof of who they are").check()
    page.get_by_label("What was asked?").fill("To come in with a document")
    save()
    expect(page.get_by_text("Month not begun")).to_be_visible()
    page.get_by_role("link", name="Confirm who they are").click()
    looked("access-identity")
    page.get_by_label("Documents were seen").check()
    save()
    expect(page.get_by_text("Answer by")).to_be_visible()
    for who in ("Carol Marsden", "Esther Cole"):
        page.get_by_role("link", name="Name who searches").click()
        looked("access-searcher")
        page.get_by_label(who).check()
        save()
    page.get_by_role("link", name="Appoint a second reader").click()
    looked("access-second")
    page.get_by_label("Sana Idris").check()
    save()
    expect(page.get_by_text("also second reader")).to_be_visible()
    looked("access-searching")
    address = page.url
    request = UUID(address.rstrip("/").rsplit("/", 1)[1])

    page = new_page(size=size)
    sign_in(page, "carol", later=later)
    page.goto("/staff/requests/mine/")
    looked("access-mine")
    page.get_by_role("link", name="A-").last.click()
    looked("access-search")
    page.get_by_role("button", name="I have finished my search").click()
    expect(page.get_by_text("Look at each case first").first).to_be_visible()
    page.get_by_role("button", name="This is them").first.click()
    page.get_by_label("Gwen Harcastle, alleged perpetrator").check()
    page.get_by_role("button", name="Save for").click()
    page.get_by_role("link", name="holds").click()
    expect(page.get_by_text("They are the alleged perpetrator here")).to_be_visible()
    looked("access-held")
    page.go_back()
    page.get_by_role("button", name="I have finished my search").click()
    expect(page.get_by_text("Put together what is found")).to_be_visible()
    looked("access-answer")
    finish_search(request_id=request, by=landlord.esther, now=datetime.now(UTC))
    finish_search(request_id=request, by=landlord.senior, now=datetime.now(UTC))
    with viewing(system("tests")):  # the answer itself has its own journey
        AccessSearcher.objects.filter(request_id=request).update(answered_at=datetime.now(UTC))
    page = desk
    page.goto(address)
    page.get_by_role("link", name="Record how it ended").click()
    looked("access-end")
    page.get_by_label("Answered: the data was given").check()
    page.get_by_label("Signed-for post").check()
    save()
    expect(page.get_by_text("Check first that nobody but them gets at it").first).to_be_visible()
    page.get_by_label("It was checked that nobody but them").check()
    save()
    expect(page.get_by_text("In time")).to_be_visible()
    looked("access-ended")
    page.goto("/staff/requests/")
    looked("access-log")
