"""A survivor's request is answered: put together page by page, read by a second person without scripts, released and downloaded."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from factories.files import mp3, photo
from factories.reports import opened
from harness.browser import PHONE, NewPage
from harness.live import LiveApp
from journeys.desks import at_their_desks, sign_in
from records.test_access_answer import searched, tell, words_in
from upstander.confidentiality.api import system, viewing
from upstander.intake.api import check_file
from upstander.records.api import bundle_page, decide_page, hand_over, lay_out

pytestmark = pytest.mark.journey
PICTURES = os.environ.get("UPSTANDER_TEST_PICTURES", "")


def test_an_answer_is_put_together_checked_and_released(
    live_app: LiveApp, new_page: NewPage, assert_accessible: Callable[[Any], None]
) -> None:
    now = datetime.now(UTC)
    cast = at_their_desks(now, "carol", "senior", "farid")
    story = "Gwen Harcastle shouted at me in the stairwell. My son Idris saw it. She said: go home, Amina."
    case = opened(cast, now, narrative=story, files=(check_file("door.jpg", io.BytesIO(photo())),))
    request = searched(
        cast, now, case, name="Amina Yusuf", part="survivor", keys=("carol", "senior", "esther")
    )

    def looked(page: Page, name: str) -> None:
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), name
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"answer-{name}.png"), full_page=True)

    heard = opened(cast, now, files=(check_file("call.mp3", io.BytesIO(mp3())),))
    left = searched(cast, now, heard, name="Amina Yusuf", part="survivor", keys=("bella", "carol", "senior"))
    left_behind = lay_out(request_id=left, tell=tell, by=cast.bella, now=now)

    carol = new_page()
    sign_in(carol, "carol", later=0)
    carol.goto(f"/staff/requests/{request}/answer/")
    looked(carol, "start")
    carol.get_by_role("button", name="Put it together").click()
    looked(carol, "bundle")
    carol.get_by_role("link", name="What you told us").click()
    looked(carol, "page")
    phone = new_page(size=PHONE)
    sign_in(phone, "carol", later=1)
    phone.goto(carol.url)
    looked(phone, "page-phone")
    carol.get_by_role("button", name="Leave the chosen words out").click()
    expect(carol.get_by_text("Choose the words first").first).to_be_visible()
    looked(carol, "nothing-chosen")
    carol.get_by_label("stairwell.").check()
    carol.get_by_role("button", name="Leave the chosen words out").click()
    carol.get_by_label("Gwen (left out)").first.check()
    carol.get_by_label("Why may they stay in?").select_option("They told us this themselves")
    carol.get_by_role("button", name="Put the chosen words back").click()
    looked(carol, "page-marked")
    carol.get_by_role("button", name="Give it, without what is left out").click()
    carol.get_by_role("link", name="All pages").click()
    carol.get_by_role("link", name="File that came with it").click()
    for name, number in (("From column", "1"), ("From row", "1"), ("To column", "6"), ("To row", "12")):
        carol.get_by_label(name).select_option(number)
    carol.get_by_role("button", name="Cover it").click()
    looked(carol, "picture")
    carol.get_by_role("button", name="Give it, without what is left out").click()
    for _ in range(40):
        proposed = carol.get_by_text("Proposed: leave it out")
        if carol.get_by_role("button", name="Hand it to a second person").count():
            break
        if carol.get_by_role("link", name="Go to the next page to decide").count():
            carol.get_by_role("link", name="Go to the next page to decide").click()
        elif proposed.count():
            carol.get_by_role("button", name="Leave the whole page out").click()
        else:
            carol.get_by_role("button", name="Give it").click()
    looked(carol, "all-decided")
    carol.get_by_role("button", name="Hand it to a second person").click()
    expect(carol.get_by_text("Waits for a second person").first).to_be_visible()
    looked(carol, "handed")

    senior = new_page(javascript=False)
    sign_in(senior, "senior", later=0)
    senior.goto(f"/staff/requests/{request}/answer/")
    senior.get_by_role("link", name="By Carol Marsden").click()
    senior.get_by_role("button", name="It may be released").click()
    expect(senior.get_by_text("Tick that you have read every page").first).to_be_visible()
    senior.get_by_label("I have read every page").check()
    senior.get_by_role("button", name="It may be released").click()
    expect(senior.get_by_text("Read again by Sana Idris")).to_be_visible()

    carol.reload()
    carol.get_by_label("Signed-for post").check()
    carol.get_by_role("button", name="Release it").click()
    expect(carol.get_by_text("Check first that nobody but them").first).to_be_visible()
    carol.get_by_label("It was checked that nobody but them").check()
    carol.get_by_role("button", name="Release it").click()
    looked(carol, "released")
    with carol.expect_download() as download:
        carol.get_by_role("button", name="Download the file to send").click()
    content = Path(download.value.path()).read_bytes()
    if PICTURES:
        (Path(PICTURES) / "answer.pdf").write_bytes(content)
    said = words_in(content)
    assert "Gwen" in said and not {"Idris", "stairwell"} & {word.strip(".") for word in said.split()}
    carol.goto(f"/staff/requests/{request}/answer/")
    carol.get_by_role("button", name="My part is done").click()
    expect(carol.get_by_text("Search finished").first).to_be_visible()

    # A keeper alone: somebody else is appointed to read what they put together.
    farid = new_page()
    sign_in(farid, "farid", later=0)
    farid.goto(f"/staff/requests/{left}/")
    looked(farid, "request")
    farid.get_by_role("link", name="Appoint a second reader").click()
    looked(farid, "second")
    farid.get_by_role("button", name="Save").click()
    expect(farid.get_by_role("link", name="Choose")).to_be_visible()
    farid.get_by_label("Sana Idris").check()
    farid.get_by_role("button", name="Save").click()
    expect(farid.get_by_text("second reader").first).to_be_visible()
    looked(farid, "second-appointed")

    # Whoever put a part together has left: another goes on with it, adds a copy made elsewhere, and a third person hears it.
    with viewing(system("tests")):
        cast.staff["bella"].is_active = False
        cast.staff["bella"].save()
    carol.goto(f"/staff/requests/{left}/answer/")
    carol.get_by_role("link", name="By Bella").click()
    looked(carol, "left-behind")
    carol.get_by_role("button", name="Take it over").click()
    carol.get_by_role("link", name="File that came with it").click()
    looked(carol, "recording")
    made = FilePayload(name="without-her.mp3", mimeType="audio/mpeg", buffer=mp3() * 2)
    carol.get_by_label("The copy").set_input_files(made)
    carol.get_by_role("button", name="Add the copy").click()
    carol.get_by_label("Note").fill("Her voice is gone")
    looked(carol, "copy")
    carol.get_by_role("button", name="Give it").click()
    then = datetime.now(UTC)
    for sheet in bundle_page(cast.carol, left_behind, now=then).sheets:
        if not sheet.state and not sheet.forced:
            decide_page(sheet_id=sheet.id, state=sheet.proposed, by=cast.carol, now=then)
    hand_over(bundle_id=left_behind, by=cast.carol, now=then)
    senior.goto(f"/staff/requests/{left}/answer/")
    senior.get_by_role("link", name="By Carol Marsden").click()
    expect(senior.get_by_text("hear or see all of each")).to_be_visible()
    with senior.expect_download() as copied:
        senior.get_by_role("listitem").get_by_role("link", name="File that came with it").first.click()
    assert Path(copied.value.path()).read_bytes() == mp3() * 2
