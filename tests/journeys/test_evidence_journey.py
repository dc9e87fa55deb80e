"""An officer gathers evidence, puts a bundle together for the police, and lets it out once a colleague has read it."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from factories.bodies import body
from factories.files import photo
from factories.reports import opened
from harness.browser import PHONE, NewPage
from harness.live import LiveApp
from journeys.desks import at_their_desks, sign_in
from records.test_access_answer import decide_all
from upstander.confidentiality.api import system, viewing
from upstander.intake.models import Attachment
from upstander.records.api import bundle_page, check_bundle, evidence_bundles, hand_over

pytestmark = pytest.mark.journey
PICTURES = os.environ.get("UPSTANDER_TEST_PICTURES", "")


def test_evidence_from_the_first_entry_to_the_bundle_that_leaves(
    live_app: LiveApp, new_page: NewPage, assert_accessible: Callable[[Any], None], tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    cast = at_their_desks(now, "ben", "carol")
    case = opened(cast, now)
    body(now)
    (tmp_path / "door.jpg").write_bytes(photo())

    def looked(page: Page, name: str) -> None:
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), name
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"evidence-{name}.png"), full_page=True)

    ben = new_page(size=PHONE)
    sign_in(ben, "ben", later=0)
    ben.goto(f"/staff/cases/{case}/")
    ben.get_by_role("link", name="Evidence", exact=True).click()
    looked(ben, "empty")
    ben.get_by_role("link", name="Add an incident").click()
    ben.get_by_role("button", name="Add it to the log").click()
    expect(ben.get_by_text("Say who told of it").first).to_be_visible()
    looked(ben, "incident")
    ben.get_by_label("The survivor's own diary").check()
    ben.get_by_label("What happened?").fill("Shouting at the door again; Idris Khan heard it")
    ben.get_by_role("button", name="Add it to the log").click()
    expect(ben.get_by_text("The incident is on the log")).to_be_visible()
    ben.get_by_role("link", name="Add a statement").click()
    ben.get_by_label("What they say, in their words").fill(
        "She shouted at me and pushed rubbish through the door."
    )
    looked(ben, "statement")
    ben.get_by_role("button", name="Save the statement").click()
    ben.get_by_role("link", name="They confirmed it").click()
    ben.get_by_label("Signed by them").check()
    looked(ben, "confirm")
    ben.get_by_role("button", name="Save").click()
    ben.get_by_role("link", name="Add an exhibit").click()
    ben.get_by_label("What does it show?").fill("The letterbox")
    ben.get_by_role("button", name="Make it an exhibit").click()
    expect(ben.get_by_text("Choose a file of the case, or add a new one").first).to_be_visible()
    ben.get_by_label("The new file").set_input_files(tmp_path / "door.jpg")
    looked(ben, "exhibit")
    ben.get_by_role("button", name="Make it an exhibit").click()
    expect(ben.get_by_text("The exhibit is on record")).to_be_visible()
    ben.get_by_role("link", name="For a court, to sign").click()
    looked(ben, "court")
    ben.get_by_label("Over the telephone").check()
    ben.get_by_label("Their occupation").fill("None")
    ben.get_by_label("Exhibit 1: The letterbox").check()
    ben.get_by_role("button", name="Make the PDF").click()
    files = []
    for _ in range(2):
        with ben.expect_download() as paper:
            ben.get_by_role("link", name="For a court, version 1").click()
        files.append(paper.value.path().read_bytes())
    assert files[0].startswith(b"%PDF") and files[0] == files[1], "a second print is the same"
    ben.get_by_role("link", name="It was handed in").click()
    ben.get_by_label("Our solicitor").check()
    looked(ben, "handed-in")
    ben.get_by_role("button", name="Save", exact=True).click()
    expect(ben.get_by_text("Our solicitor got it")).to_be_visible()
    ben.get_by_role("link", name="It was moved or given out").click()
    ben.get_by_label("Copied").check()
    ben.get_by_label("From whom to whom").fill("To the memory stick in the safe")
    looked(ben, "custody")
    ben.get_by_role("button", name="Save").click()
    ben.get_by_role("link", name="Withdraw it").click()
    ben.get_by_text("Tell them that it is withdrawn").wait_for()
    ben.get_by_label("Why?").fill("It is of another door")
    looked(ben, "withdraw")
    ben.get_by_role("button", name="Withdraw it").click()
    ben.get_by_text("It is of another door").first.wait_for()
    looked(ben, "withdrawn")
    ben.get_by_role("link", name="Put it back").click()
    ben.get_by_label("Why?").fill("It is the right door")
    ben.get_by_role("button", name="Put it back").click()
    ben.get_by_text("The exhibit is back among the evidence").wait_for()
    ben.get_by_text("Who had it in hand").click()
    looked(ben, "page")
    ben.get_by_role("link", name="Put a bundle together").click()
    ben.get_by_label("For the police").check()
    ben.get_by_label("What is it for?").fill("To look into harassment")
    for name in ("Incident of", "Statement of", "Exhibit 1"):
        ben.get_by_label(name).check()
    looked(ben, "choose")
    ben.get_by_role("button", name="Put it together").click()
    expect(ben.get_by_text("Being put together")).to_be_visible()
    looked(ben, "bundle")
    bundle = evidence_bundles(cast.ben, case)[0]
    decide_all(cast, "ben", bundle, now)
    hand_over(bundle_id=bundle, by=cast.ben, now=now)
    check_bundle(
        bundle_id=bundle, version=bundle_page(cast.bella, bundle, now=now).version, by=cast.bella, now=now
    )
    ben.reload()
    ben.get_by_role("button", name="Say who gets it").click()
    looked(ben, "release")
    ben.get_by_role("button", name="Let it out").click()
    expect(ben.get_by_text("explicit consent").first).to_be_visible()
    looked(ben, "refused")
    ben.get_by_label("Someone is at risk of immediate harm").check()
    ben.get_by_label("Who was told?").select_option(index=1)
    for kind in ("What happened", "Photos, recordings and documents"):
        ben.get_by_label(kind, exact=True).check()
    ben.get_by_label("Somebody may be killed or badly hurt").check()
    ben.get_by_role("button", name="Let it out").click()
    expect(ben.get_by_text("The bundle is released")).to_be_visible()
    ben.get_by_role("link", name="For the police").click()
    with ben.expect_download() as download:
        ben.get_by_role("button", name="Download the file to send").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(b"%PDF") and b"Khan" not in content

    # The virus scanner finds something in it: nobody downloads it, until a manager lets it go with a reason.
    with viewing(system("tests")):
        Attachment.objects.update(scan="found", scan_found="Upstander.Test", scanned_at=now)
    ben.goto(f"/staff/cases/{case}/evidence/")
    expect(ben.get_by_text("Held: virus scanner found Upstander.Test")).to_be_visible()
    expect(ben.get_by_role("link", name="Original")).to_have_count(0)
    carol = new_page()
    sign_in(carol, "carol", later=0)
    carol.goto(f"/staff/cases/{case}/evidence/")
    looked(carol, "held")
    carol.get_by_role("link", name="Let it go").click()
    carol.get_by_role("button", name="Let it go").click()
    expect(carol.get_by_text("Say why it is let go").first).to_be_visible()
    looked(carol, "let-go")
    carol.get_by_label("What is it needed for").fill("For the police, on the machine kept for it")
    carol.get_by_role("button", name="Let it go").click()
    expect(carol.get_by_text("It can be downloaded now")).to_be_visible()
    looked(carol, "gone")
