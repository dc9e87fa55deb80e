"""An officer's day at the desk, in real browsers: told outside, a calendar, risk that follows answers, a case on a phone, search."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from factories.cast import Cast
from factories.reports import opened
from harness.browser import PHONE, NewPage
from journeys.desks import at_their_desks, sign_in
from upstander.cases.api import add_note, assess_risk
from upstander.confidentiality.api import system, viewing
from upstander.intake.models import Mailbox

pytestmark = pytest.mark.journey
Check = Callable[[Any], None]


@pytest.fixture(scope="module")
def cast(live_app: Any) -> Cast:
    return at_their_desks(timezone.now(), "ben", "carol", "bella", "esther")


def search(page: Any, text: str) -> None:
    page.goto("/staff/search/")
    page.locator("main #q").fill(text)
    with page.expect_navigation():
        page.get_by_role("main").get_by_role("button", name="Search").click()


def test_a_day_at_the_desk(cast: Cast, new_page: NewPage, assert_accessible: Check) -> None:
    now = timezone.now()
    case_id = opened(cast, now - timedelta(days=3))
    assess_risk(
        case_id=case_id,
        answers={"weapon": "no"},
        at=now - timedelta(days=2),
        by=cast.ben,
        now=now - timedelta(days=2),
    )
    add_note(case_id=case_id, text="The scaffolding lets him climb in", by=cast.carol, now=now)
    desk = new_page()
    sign_in(desk, "ben")
    desk.get_by_role("heading", name="Since").wait_for()
    assert_accessible(desk)

    # Told outside Upstander, and a calendar whose address is shown once and works without signing in.
    desk.get_by_role("link", name="Reminders and calendar").click()
    desk.get_by_label("4 hours before").check()
    desk.get_by_role("button", name="Save").click()
    desk.get_by_text("Your choice is saved").wait_for()
    desk.get_by_role("button", name="Make an address").click()
    address = desk.locator("code").inner_text()
    assert_accessible(desk)
    feed = new_page(javascript=False).request.get(address)
    assert feed.ok and "Something is due" in feed.text() and "Amina" not in feed.text()

    # The level follows each answer; a fire leads to the fire service at once, and what changed since last time is said.
    desk.goto(f"/staff/cases/{case_id}/risk/")
    desk.get_by_role("group", name="Fire, fuel").get_by_label("Yes").check()
    result = desk.locator("#result")
    result.get_by_text("Refer to the fire service").first.wait_for()
    result.get_by_text("1 answer changed").wait_for()
    assert "High" in result.inner_text()
    assert_accessible(desk)
    desk.get_by_label("What they said, and what they fear").fill("I hear the letterbox in my sleep")
    desk.get_by_role("button", name="Save the assessment").click()
    desk.get_by_text("The risk assessment is saved").wait_for()
    # What was found is owed with a clock of its own, and leads to its form.
    fire = desk.locator("article").filter(has_text="Fire service referral").text_content() or ""
    assert "the risk assessment found fire" in fire and "hours left" in fire
    assert desk.locator("#risk-chart-title").count() == 1
    assert_accessible(desk)

    # At the door: who, how safe, what next and who does it stand above the fold of a phone, and nothing is wider than it.
    desk.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    desk.reload()
    for asks in ("How safe?", "Reach them now?", "Due next", "Who does it?"):
        box = desk.get_by_text(asks, exact=True).bounding_box()
        assert box is not None and box["y"] < PHONE[1], asks
    assert desk.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert_accessible(desk)
    # At four times its size.
    for path in ("", "plan/", "message/", "measures/new/police/sent/"):
        desk.set_viewport_size({"width": 1280, "height": 900})
        desk.goto(f"/staff/cases/{case_id}/{path}")
        assert desk.evaluate("document.documentElement.scrollWidth") <= 1280, path
        desk.set_viewport_size({"width": 320, "height": 640})
        assert desk.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_search_without_scripts_and_with_the_keyboard(
    cast: Cast, new_page: NewPage, assert_accessible: Check
) -> None:
    now = timezone.now()
    case_id = opened(cast, now, officer="bella")
    add_note(case_id=case_id, text="A trampoline blocks the path", by=cast.bella, now=now)
    carol = new_page(javascript=False)
    sign_in(carol, "carol")
    search(carol, "trampoline")
    reference = carol.locator("main .up-rows__name .up-quiet").first.inner_text()
    carol.get_by_text("Keep this search").click()
    carol.get_by_label("What do you call it?").fill("The path")
    carol.get_by_role("button", name="Keep it").click()
    carol.get_by_text("The search is kept").wait_for()
    carol.get_by_role("link", name="The path").click()
    assert reference in carol.inner_text("main")

    # Tick, look at what would happen, do it, take it back.
    carol.get_by_role("checkbox", name=f"Choose {reference}").check()
    carol.get_by_role("button", name="Give out the ticked cases").click()
    carol.get_by_role("button", name="See what would happen").click()
    with carol.expect_navigation():
        carol.get_by_role("button", name="Give out 1 case").click()
    carol.get_by_role("button", name="Take that back").click()
    carol.get_by_text("The cases are back").wait_for()

    # A list narrowed by what stands in the address, and one thing done on what is ticked there; undone again.
    carol.goto("/staff/cases/?whose=all&strand=religion&waits=visit")
    carol.get_by_text("No case here").wait_for()
    carol.get_by_label("Waits on").select_option(label="Anything")
    with carol.expect_navigation():
        carol.get_by_role("button", name="Show these").click()
    assert "Amina" not in carol.url
    carol.get_by_role("checkbox", name=f"Choose {reference}").check()
    carol.get_by_role("button", name="Do something with the ticked cases").click()
    carol.get_by_label("Say that a duty cannot be done").check()
    carol.get_by_label("Which duty?").select_option(label="Offer support (1)")
    carol.get_by_label("Why").fill("They have a worker of their own")
    carol.get_by_role("button", name="See what would happen").click()
    carol.get_by_text("Will be done").wait_for()
    with carol.expect_navigation():
        carol.get_by_role("button", name="Do it on 1 case").click()
    carol.get_by_role("button", name="Undo it").click()
    carol.get_by_text("It is undone on every one").wait_for()

    # The same with scripts, by keyboard alone, and looked at for barriers.
    keys = new_page()
    cookies: Any = carol.context.cookies()
    keys.context.add_cookies(cookies)
    keys.goto("/staff/")
    keys.keyboard.press("/")
    keys.keyboard.type(f"{reference[:-1]}{'A' if reference[-1] != 'A' else 'C'}")
    with keys.expect_navigation():
        keys.keyboard.press("Enter")
    keys.get_by_text("No case has that reference").wait_for()
    assert reference in keys.inner_text("main")
    assert_accessible(keys)
    search(keys, "trampoline")
    assert_accessible(keys)
    # After the skip link, what has to be corrected takes the focus all the same; a row that was added is where one goes on.
    keys.goto(f"/staff/cases/{case_id}/plan/")
    keys.keyboard.press("Tab")
    keys.keyboard.press("Enter")
    keys.wait_for_url("**#main-content")
    with keys.expect_navigation():
        keys.get_by_role("button", name="Save the plan").press("Enter")
    expect(keys.locator(".govuk-error-summary")).to_be_focused()
    with keys.expect_navigation():
        keys.get_by_role("button", name="Add another step").press("Enter")
    expect(keys.get_by_label("What will be done").last).to_be_focused()
    keys.goto("/staff/cases/?whose=all")
    keys.get_by_role("checkbox", name=f"Choose {reference}").check()
    keys.get_by_role("button", name="Do something with the ticked cases").click()
    keys.get_by_label("Put forward to a joint meeting").check()
    assert_accessible(keys)


def test_a_colleague_comes_through_the_quiet_door_and_is_answered(
    cast: Cast, new_page: NewPage, assert_accessible: Check
) -> None:
    bella = new_page(size=PHONE)
    sign_in(bella, "bella")
    bella.get_by_role("link", name="For you: were you harassed?").click()
    bella.get_by_role("heading", level=1, name="For you").wait_for()
    assert_accessible(bella)
    bella.get_by_label("What happened?").fill("He follows me to the car park after every late shift")
    bella.get_by_label("No, not right now").check()
    bella.get_by_label("If it was somebody who works here, who?").select_option(label="Ben Okoro")
    bella.get_by_label("People and Learning", exact=True).check()
    bella.get_by_role("button", name="Send it, sealed").click()
    bella.get_by_role("heading", name="It is with People and Learning, and sealed").wait_for()
    assert_accessible(bella)

    esther = new_page()
    sign_in(esther, "esther")
    esther.get_by_text("A colleague told you something in confidence").first.wait_for()
    with viewing(system("tests")):
        box = Mailbox.objects.get(case__sealed=True)
    esther.goto(f"/staff/cases/{box.case_id}/mailbox/{box.id}/")
    esther.get_by_label("Message", exact=True).fill("Thank you. Shall we talk at three, away from here?")
    esther.get_by_role("button", name="Send to the mailbox").click()
    esther.get_by_text("Your message is in their mailbox").wait_for()

    bella.goto("/staff/for-you/")
    bella.get_by_text("1 new").wait_for()
    bella.get_by_role("button", name="Open").click()
    bella.get_by_text("Shall we talk at three").wait_for()
    bella.get_by_text("We offer you support").wait_for()
    assert_accessible(bella)
