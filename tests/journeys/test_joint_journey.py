"""A case is put forward for a joint meeting; a sergeant signs in on her phone, signs the statement, reads her pack, and tells us
something; what the meeting decides stands on the case, and the sergeant says that hers is done."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from factories.joint import a_table, agrees
from factories.reports import opened
from harness.browser import PHONE, NewPage, until
from harness.live import LiveApp
from journeys.desks import at_their_desks, sign_in
from upstander.cases.models import Meeting
from upstander.confidentiality.api import system, viewing

pytestmark = pytest.mark.journey
PICTURES = os.environ.get("UPSTANDER_TEST_PICTURES", "")
OUTBOX = Path(settings.UPSTANDER_DATA).parent / "live" / "outbox"


def codes() -> list[str]:
    """Codes that the worker has sent, by way of the files that stand for email here."""
    found = []
    for file in sorted(OUTBOX.glob("*.log"), key=lambda each: each.stat().st_mtime):
        body = message_from_bytes(file.read_bytes(), policy=policy.default).get_content()
        found += re.findall(r"Your code is (\d{8})", body)
    return found


def partner_signs_in(page: Page, email: str, look: Callable[[Page, str], None]) -> None:
    before = len(codes())
    page.goto("/partner/")
    look(page, "partner-sign-in")
    page.get_by_label("Your email address at work").fill(email)
    page.get_by_role("button", name="Send me a code").click()
    look(page, "partner-code")
    page.get_by_label("Code").fill("12")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("wrong, or has been used")
    until(page, lambda: len(codes()) > before)
    page.get_by_label("Code").fill(codes()[-1])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("For Marsh Lane Police")


def test_a_case_goes_to_a_joint_meeting_and_what_is_decided_comes_back(
    live_app: LiveApp, new_page: NewPage, assert_accessible: Callable[[Any], None]
) -> None:
    now = datetime.now(UTC)
    cast = at_their_desks(now, "ben", "carol")
    table = a_table(cast.carol, now)
    case = opened(cast, now - timedelta(hours=2))
    agrees(case, table.police, by=cast.ben, now=now)

    def looked(page: Page, name: str) -> None:
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"), name
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"joint-{name}.png"), full_page=True)

    ben = new_page()
    sign_in(ben, "ben", later=0)
    ben.goto(f"/staff/cases/{case}/")
    ben.get_by_role("link", name="Put it forward for a meeting").click()
    looked(ben, "choose")
    ben.get_by_role("link", name=re.compile(r"2pm")).first.click()
    looked(ben, "put")
    ben.get_by_role("button", name="Put it forward").click()
    expect(ben.locator(".govuk-error-summary")).to_contain_text("Tick what is asked of the meeting")
    ben.get_by_label("Agree who does what, so that nobody does it twice").check()
    ben.get_by_role("textbox", name="What happened").fill("Shouting on the stairs")
    ben.get_by_role("group", name="Harbour Listeners").get_by_label("What happened").check()
    ben.get_by_role("button", name="Put it forward").click()
    expect(ben.locator(".govuk-error-summary")).to_contain_text(
        "no explicit consent in force for telling Harbour"
    )
    ben.get_by_role("group", name="Harbour Listeners").get_by_label("What happened").uncheck()
    ben.get_by_role("button", name="Put it forward").click()
    expect(ben.get_by_role("heading", name="Joint meetings")).to_be_visible()

    carol = new_page(size=PHONE)
    sign_in(carol, "carol", later=0)
    carol.goto(f"/staff/groups/{table.meeting}/")
    looked(carol, "meeting")
    carol.get_by_role("link", name="Marsh Lane Police").click()
    looked(carol, "pack")
    carol.get_by_label("On their page, behind a code").check()
    carol.get_by_role("button", name="Send it").click()
    expect(carol.get_by_text(re.compile("^Sent "))).to_be_visible()

    sergeant = new_page(size=PHONE)
    partner_signs_in(sergeant, "paul@police.example", looked)
    looked(sergeant, "desk")
    sergeant.get_by_role("link", name=re.compile(r"2pm")).click()
    sergeant.get_by_role("button", name="Sign and read").click()
    expect(sergeant.locator(".govuk-error-summary")).to_contain_text("Tick the box")
    looked(sergeant, "promise")
    sergeant.get_by_label("I undertake this").check()
    sergeant.get_by_role("button", name="Sign and read").click()
    expect(sergeant.get_by_text("Shouting on the stairs")).to_be_visible()
    looked(sergeant, "read")
    with sergeant.expect_download() as download:
        sergeant.get_by_role("link", name="As a PDF").click()
    if PICTURES:
        (Path(PICTURES) / "pack.pdf").write_bytes(Path(download.value.path()).read_bytes())
    sergeant.get_by_role("link", name="Tell us what you know").click()
    looked(sergeant, "tell")
    sergeant.get_by_label("What do you know?").fill("Two calls to that stair")
    sergeant.get_by_role("button", name="Send it").click()
    expect(sergeant.get_by_text("It is with us")).to_be_visible()

    with viewing(system("tests")):
        Meeting.objects.filter(pk=table.meeting).update(at=now - timedelta(hours=1))
    ben.reload()
    expect(ben.locator("#timeline")).to_contain_text("Paul Reyes, Marsh Lane Police")
    ben.get_by_role("region", name="Joint meetings").get_by_role("link").first.click()
    looked(ben, "item")
    ben.get_by_role("button", name="Record what was decided").click()
    ben.get_by_label("What was decided?").fill("The police walk past in the evenings")
    ben.get_by_label("Words for the minutes").fill("Evening walks, looked at again in a month")
    ben.get_by_label("What is to be done?").first.fill("Walk past in the evenings")
    ben.get_by_label("Who does it?").first.select_option("Marsh Lane Police")
    ben.get_by_label("By when?").first.fill((now + timedelta(days=7)).strftime("%d/%m/%Y"))
    looked(ben, "record")
    ben.get_by_role("button", name="Save").click()
    expect(ben.locator(".govuk-error-summary")).to_contain_text("Tick what the words for the minutes tell of")
    ben.get_by_role("group", name="What do they tell of?").get_by_label("What happened").check()
    ben.get_by_role("button", name="Save").click()
    expect(ben.get_by_role("listitem").filter(has_text="Walk past in the evenings")).to_be_visible()
    sergeant.goto("/partner/")
    sergeant.get_by_role("link", name="Walk past in the evenings").click()
    looked(sergeant, "action")
    sergeant.get_by_label("It is done").check()
    sergeant.get_by_label("What was done, or why not").fill("Three walks")
    sergeant.get_by_role("button", name="Send it").click()
    expect(sergeant.get_by_text("It is with us")).to_be_visible()
    ben.reload()
    expect(ben.get_by_text("Done", exact=True)).to_be_visible()

    carol.goto(f"/staff/groups/{table.meeting}/who/")
    carol.get_by_label("Who?").select_option("Paul Reyes, Sergeant (Marsh Lane Police)")
    carol.get_by_role("button", name="Save").click()
    expect(carol.get_by_text("It is on record.")).to_be_visible()
    carol.goto(f"/staff/groups/{table.meeting}/held/")
    carol.get_by_role("button", name="Save").click()
    expect(carol.get_by_text("It is on record.")).to_be_visible()
    carol.get_by_role("link", name=re.compile("Marsh Lane Police.*minutes")).click()
    looked(carol, "minutes")
    carol.get_by_label("On their page, behind a code").check()
    carol.get_by_role("button", name="Send them").click()
    expect(carol.get_by_text(re.compile("^Sent "))).to_be_visible()
    sergeant.goto("/partner/")
    sergeant.get_by_role("link", name=re.compile("^Minutes of")).click()
    expect(sergeant.get_by_text("Evening walks, looked at again in a month")).to_be_visible()
    looked(sergeant, "minutes-read")
    with sergeant.expect_download() as download:
        sergeant.get_by_role("link", name="As a PDF").click()
    if PICTURES:
        (Path(PICTURES) / "minutes.pdf").write_bytes(Path(download.value.path()).read_bytes())

    sergeant.get_by_role("button", name="Sign out").click()
    expect(sergeant.get_by_role("heading", level=1)).to_have_text("For organisations that we work with")
    sergeant.goto("/partner/")
    expect(sergeant.locator("main")).not_to_contain_text("Paul Reyes")
