"""The policy manager as a new user: an update every ten working days made every five, the effect, and what to send for review."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from factories.reports import opened, received
from harness.browser import PHONE, NewPage
from harness.live import LiveApp
from journeys.desks import at_their_desks, sign_in
from upstander.cases.api import shelf
from upstander.operations.addresses import APP_ROLE
from upstander.policy.api import Clock, difference, load_edition, with_number

pytestmark = pytest.mark.journey

PICTURES = os.environ.get("UPSTANDER_TEST_PICTURES", "")


@pytest.fixture(scope="module")
def landlord(live_app: LiveApp) -> None:
    """A year of cases, one of them with immediate danger whose visit is late, and everyone's authenticator."""
    now = datetime.now(UTC)
    cast = at_their_desks(now, "policy", "ben", "executive")
    opened(cast, now - timedelta(hours=30), danger=True)
    for week in range(1, 30):
        received(now - timedelta(weeks=week))


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@pytest.mark.usefixtures("landlord")
def test_she_changes_ten_days_to_five_sees_the_effect_and_knows_what_to_send(
    new_page: NewPage, assert_accessible: Callable[[Any], None], tmp_path: Path
) -> None:
    page = new_page(javascript=False)
    sign_in(page, "policy")
    page.get_by_role("link", name="Policy", exact=True).click()
    expect(page.get_by_text("Review overdue")).to_be_visible()
    picture(page, "clauses")
    page.get_by_role("link", name="Try out a change").click()
    picture(page, "try")
    page.get_by_role("link", name="Change Progress update").click()
    for field in page.get_by_label("How many").all():
        if field.input_value() == "10":
            field.fill("5")
    picture(page, "try-duty")
    page.get_by_role("button", name="See the effect").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What the change would have meant")
    expect(page.get_by_text("Tried on 30 cases")).to_be_visible()
    expect(page.get_by_role("rowheader", name="Progress update").first).to_be_visible()
    picture(page, "result")
    with_scripts = new_page()
    sign_in(with_scripts, "policy", later=1)
    for address in ("/staff/policy/try/", "/staff/policy/try/progress-update/"):
        with_scripts.goto(address)
        assert_accessible(with_scripts)
    with_scripts.get_by_label("How many").first.fill("5")
    with_scripts.get_by_role("button", name="See the effect").click()
    expect(with_scripts.get_by_text("Tried on 30 cases")).to_be_visible()
    assert_accessible(with_scripts)
    with page.expect_download() as kept:
        page.get_by_role("button", name="Download the draft").click()
    path = tmp_path / "draft.yaml"
    kept.value.save_as(path)
    changes = difference(shelf().edition("ovh-2021"), load_edition(path.read_text(), "draft.yaml"))
    assert [(change.part, change.name) for change in changes] == [("Duties", "progress-update")]
    with page.expect_download() as note:
        page.get_by_role("button", name="Download the note for reviewers").click()
    note.value.save_as(tmp_path / "note.txt")
    assert "WHAT WOULD CHANGE" in (tmp_path / "note.txt").read_text()


@pytest.mark.usefixtures("landlord")
@pytest.mark.parametrize("size", [(1280, 900), PHONE], ids=["desk", "phone"])
def test_no_page_on_the_policy_has_a_barrier(
    new_page: NewPage, assert_accessible: Callable[[Any], None], size: tuple[int, int]
) -> None:
    page = new_page(size=size)
    sign_in(page, "ben" if size == PHONE else "executive")
    for address in (
        "/staff/policy/",
        "/staff/policy/clause/3.3.1/?span=today&standing=broken",
        "/staff/policy/clause/3.5.2/",
        "/staff/policy/clause/2.2/",
        "/staff/policy/editions/",
        "/staff/policy/editions/compare/?old=ovh-2021&new=harbour-homes",
    ):
        page.goto(address)
        assert_accessible(page)
        picture(page, f"{size[0]}-{address.strip('/').split('?')[0].replace('/', '-')}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), address


@pytest.mark.usefixtures("landlord")
def test_the_command_replays_the_stored_cases_of_a_time(live_app: LiveApp, tmp_path: Path) -> None:
    volume = shelf().volume("ovh-2021")
    draft = tmp_path / "draft.yaml"
    draft.write_text(with_number(volume.text, volume.edition, "triage/0/-", Clock.parse("2 working hours")))
    today = datetime.now(UTC).date()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "upstander",
            "policy",
            "simulate",
            str(draft),
            "--json",
            "--from",
            str(today - timedelta(days=400)),
            "--to",
            str(today),
        ],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "upstander.settings",
            "UPSTANDER_DATA": str(tmp_path),
            "DATABASE_URL": live_app.cluster.address(live_app.database, APP_ROLE),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    triage = next(duty for duty in told["duties"] if duty["id"] == "triage")
    assert (told["cases"], triage["sooner"]) == (30, 29)  # the one in danger has its hour either way
