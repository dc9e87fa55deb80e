"""A report and the work on it, in real browsers; afterwards the planted words stand nowhere but on the pages (clause 3.5.2)."""

from __future__ import annotations

import base64
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from factories.files import photo
from factories.reports import opened
from harness import browser as browsers
from harness import live
from harness.cluster import Cluster
from harness.warm import Warm
from journeys.desks import at_their_desks, sign_in
from upstander.intake.api import QuietTold, knock

pytestmark = pytest.mark.journey

# Told by the reporter, found in the directory, typed by staff, searched for, or in a file's name.
PLANTED = (
    "Quillfeather", "zebracrossing", "lanternfish", "Persimmon", "900765", "Amina", "Yusuf", "headscarf", "wallaby",
    "marmalade", "amina@example.org",
)  # fmt: skip


@pytest.fixture
def app(warm: Warm, own_database: str, cluster: Cluster, tmp_path: Path) -> Iterator[live.LiveApp]:
    with live.running(warm, cluster, own_database, keep=tmp_path) as found:
        yield found


def test_after_a_full_run_logs_jobs_sessions_temp_files_and_a_dump_hold_none_of_the_planted_words(
    app: live.LiveApp, browser: Any, cluster: Cluster, admin_address: str, tmp_path: Path
) -> None:
    cast = at_their_desks(timezone.now(), "ben")
    case_id = opened(cast, timezone.now())
    pages = browsers.Pages(browser, app.url)
    reporter, ben = pages.open(size=browsers.PHONE, javascript=False), pages.open()
    tell(reporter)
    work(ben, case_id)
    pages.close()
    knock(
        told=QuietTold("A wallaby in the office", "people_and_learning", b"once"),
        by=cast.ben,
        now=timezone.now(),
    )

    if cluster.programs is None:
        pytest.skip("pg_dump of the given server is not at hand")
    dump = subprocess.run(
        [cluster.programs / "pg_dump", admin_address], capture_output=True, check=True
    ).stdout
    assert b"Larkfield Walk" in dump, "the landlord's homes are there: it is a real dump"
    sessions = "\n".join(str(each.get_decoded()) for each in Session.objects.all())
    assert "account_authentication" in sessions
    log = (tmp_path / "log").read_text()
    assert "a request was answered with 404" in log, "the log is the program's own"
    places = {"dump": dump.decode(), "sessions": sessions, "log": log}
    places |= {
        str(file): file.read_bytes().decode("latin-1") for file in tmp_path.rglob("*") if file.is_file()
    }
    assert {where: found for where, text in places.items() if (found := planted_in(text))} == {}


def tell(page: Any) -> None:
    def press(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).click()

    page.goto("/report")
    press("Start")
    press("Continue")
    page.get_by_label("What happened?").fill("He shouted zebracrossing about my headscarf")
    press("Continue")
    page.goto("/report/files")
    page.get_by_label("Choose files").set_input_files(
        {"name": "marmalade.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    press("Add these, then choose more")
    page.goto("/report/whose")
    page.get_by_label("Me", exact=True).check()
    press("Continue")
    page.get_by_label("Your name").fill("Quillfeather")
    page.get_by_label("Your address").fill("9 Persimmon Yard")
    press("Continue")
    page.get_by_label("Call me").check()
    page.get_by_label("Phone number that is safe").fill("07700 900765")
    press("Continue")
    page.get_by_label("A word we should say first").fill("lanternfish")
    press("Continue")
    page.goto("/report/check")
    press("Send it")
    page.get_by_role("heading", name="Thank you. We have it.").wait_for()
    for where, label in (("/you", "Your email address"), ("/partner/", "Your email address at work")):
        page.goto(where)
        page.get_by_label(label).fill("amina@example.org")
        press("Send me a code")
        page.get_by_label(re.compile("code", re.IGNORECASE)).first.wait_for()


def work(page: Any, case_id: Any) -> None:
    sign_in(page, "ben", lambda page: None)
    for words in ("Quillfeather", "Amina Yusuf", "amina@example.org"):
        page.get_by_label(re.compile("Case, person or home|Search")).first.fill(words)
        with page.expect_navigation():
            page.keyboard.press("Enter")
    page.get_by_text("Keep this search").click()
    page.get_by_label("What do you call it?").fill("Marmalade of Quillfeather")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep it").click()
    assert "Marmalade of Quillfeather" in page.inner_text("main")
    page.goto(f"/staff/cases/{case_id}/note/")
    page.locator("textarea").first.fill("A wallaby on the stairs")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile("done=note"))
    assert "wallaby" in page.inner_text("main")
    page.goto("/staff/known/")
    page.get_by_label("We are neighbours").check()
    page.get_by_label("Their first and last name").fill("Wallaby Quillfeather")
    page.get_by_role("button", name="Declare").click()
    page.wait_for_url(re.compile("done=known"))
    page.goto("/staff/queue/")
    page.goto(f"/staff/cases/{case_id}/visit/?found=wallaby")  # what somebody types into an address
    page.goto("/staff/no-such-page/wallaby")


def planted_in(text: str) -> list[str]:
    """Each planted word that stands there: plain, in hexadecimal, or in base64 at any offset."""
    lower = text.lower()
    found = []
    for word in PLANTED:
        shapes = {word.lower(), word.encode().hex(), word.lower().encode().hex()}
        if any(shape in lower for shape in shapes) or any(piece in text for piece in in_base64(word)):
            found.append(word)
    return found


def in_base64(word: str) -> set[str]:
    """The middle of the word's base64 at each of three offsets, which stands in the base64 of any text around it."""
    pieces = set()
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + word.encode()).decode().rstrip("=")
        piece = coded[4 if shift else 0 : -1]
        if len(piece) >= 6:
            pieces.add(piece)
    return pieces
