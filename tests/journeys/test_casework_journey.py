"""Casework on a phone: Ben plans a visit and goes, refers to a body that reads and answers on its page, and takes steps against
those responsible. Every page on the way is looked at with axe-core."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from factories.cast import Cast
from factories.measures import sent_to_a_page
from factories.reports import opened
from harness.browser import PHONE, NewPage
from journeys.desks import at_their_desks, sign_in
from journeys.test_staff_journey import Check, press, saves
from upstander.cases.api import record_finding
from upstander.cases.models import Referral
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import system, vault, viewing

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def cast(live_app: Any) -> Cast:
    return at_their_desks(timezone.now(), "ben")


def code_sent() -> str:
    """The code in the email that the running program wrote, for want of a mail server, into a file."""
    outbox = Path(settings.UPSTANDER_DATA).parent / "live" / "outbox"
    texts = [each.read_text() for each in sorted(outbox.iterdir(), key=lambda each: each.stat().st_mtime)]
    found = [code for text in texts for code in re.findall(r"Your code is (\d{8})", text)]
    return str(found[-1])


def test_a_visit_a_referral_and_a_step_against_somebody(
    cast: Cast, new_page: NewPage, assert_accessible: Check
) -> None:
    check, now = assert_accessible, timezone.now() - timedelta(minutes=5)
    case_id = opened(cast, now)
    amina = next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
    page_id = sent_to_a_page(case_id, amina, cast.ben, now)
    ben = new_page(size=PHONE)
    sign_in(ben, "ben", check)

    ben.goto(f"/staff/cases/{case_id}/")
    press(ben, "Plan a visit")
    check(ben)
    ben.get_by_label("At one of our offices").check()
    ben.get_by_label("What to know before going").fill("Ring twice")
    saves(ben, "Plan the visit", "The visit is planned", check)
    press(ben, "Visit, ")
    check(ben)
    for said, done in (("I go in now", "visit-started"), ("I am well", "visit-well")):
        ben.get_by_role("button", name=said).click()
        ben.wait_for_url(f"**/?done={done}")  # a script presses, and goes on once it is heard
        check(ben)
    ben.context.set_offline(True)
    ben.get_by_role("button", name="I am back").click()
    ben.get_by_text("Not sent: no line").wait_for()
    ben.context.set_offline(False)  # it goes by itself
    ben.get_by_text("The visit is over, and all is well").wait_for()
    check(ben)
    ben.goto(f"/staff/cases/{case_id}/")

    press(ben, "Begin something, or see everything")
    check(ben)
    press(ben, "Support agency")  # the one that waits for its body
    check(ben)
    ben.go_back()
    group = ben.locator("details").filter(has_text="Advice on abuse online")
    group.locator("summary").click()
    group.get_by_role("link", name="Support agency").click()
    check(ben)
    ben.get_by_label("What would help them?").fill("Somebody to talk to")
    ben.get_by_label("They gave explicit consent").check()
    ben.get_by_label("Who was told?").select_option(label="Harbour Listeners")
    ben.get_by_label("In another way").check()
    ben.get_by_label("What happened", exact=True).check()
    saves(ben, "Make the referral", "The step is recorded.", check)
    with viewing(system("tests")):
        link = vault.unseal(Referral.objects.get(pk=page_id), "link")

    body = new_page()
    body.goto(f"/handover/{link}/")
    check(body)
    body.get_by_role("button", name="Send me a code").click()
    check(body)
    body.get_by_label("Code").fill(code_sent())
    body.get_by_role("button", name="Open").click()
    check(body)
    assert "Shouting" in body.inner_text("main")
    body.get_by_label("We take it on").check()
    body.get_by_label("What you will do").fill("We ring her on Monday")
    body.context.clear_cookies(name=re.compile("^handover-"))  # their half hour has run out meanwhile
    body.get_by_role("button", name="Send the answer").click()
    check(body)
    body.get_by_role("button", name="Send me a code").click()
    body.get_by_label("Code").fill(code_sent())
    body.get_by_role("button", name="Open").click()
    check(body)
    assert body.get_by_label("We take it on").is_checked()
    assert body.get_by_label("What you will do").input_value() == "We ring her on Monday"
    body.get_by_role("button", name="Send the answer").click()
    check(body)
    assert "We have your answer" in body.inner_text("main")

    ben.goto(f"/staff/cases/{case_id}/")
    assert "they take it on" in ben.inner_text("#doing")
    record_finding(
        case_id=case_id,
        validity="substantiated",
        evidence="strong",
        reasons="Film",
        by=cast.ben,
        now=timezone.now(),
    )
    ben.goto(f"/staff/cases/{case_id}/measures/new/possession/drafted/")
    check(ben)
    assert "Not known to be in force" not in ben.inner_text("h1")
    assert "What the law allows" in ben.inner_text("main")

    # Papers for a court, in the order of its form; advice on moving; capacity for one decision.
    ben.goto(f"/staff/cases/{case_id}/measures/new/court-papers/drafted/")
    check(ben)
    assert "Fee: £404" in (ben.text_content("main") or "")
    ben.get_by_label("N5 with N119: possession of a rented home").check()
    ben.get_by_label("Which court, and the claim number once there is one").fill("County Court at Liverpool")
    ben.get_by_label("What tenancy have they?").select_option(label="Assured")
    for label, words in (
        ("The facts relied on", "- On 19 November a bottle was thrown"),
        ("What the court is asked to order", "- possession"),
        ("What is known of their circumstances", "Nothing is known after asking"),
        ("Whose evidence goes with it", "A neighbour"),
    ):
        ben.get_by_label(label).fill(words)
    # The phone dies: what was typed stands there again.
    ben.get_by_text("Kept for you alone").wait_for()
    ben.reload()
    ben.get_by_text("stands here again").wait_for()
    assert "bottle was thrown" in ben.get_by_label("The facts relied on").input_value()
    check(ben)
    saves(ben, "Write them", "Written, and not read by a second person", check)
    ben.get_by_text("Still missing:").wait_for()
    for kind in ("rehousing-advice/advised", "capacity/concern"):
        ben.goto(f"/staff/cases/{case_id}/measures/new/{kind}/")
        for box in ben.locator("main form textarea").all():
            box.fill("Said in their words")
        ben.locator("#form .govuk-button-group button").first.click()
        ben.get_by_text("The step is recorded.").wait_for()
        check(ben)
