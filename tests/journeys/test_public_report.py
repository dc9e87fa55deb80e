"""Amina reports from her phone: without scripts, with a photo; and everything that can go wrong on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from factories.files import SECRET_PLACE, photo
from harness.browser import DESK, NewPage
from upstander.confidentiality.api import system, viewing
from upstander.intake.api import attachment_content, reports_of_case
from upstander.intake.models import Attachment, AttachmentChunk, Draft, Report

pytestmark = pytest.mark.journey

SMALL_PHONE = (360, 740)
STORY = "The man from number 14 shouted about my headscarf and threw a bottle at my door. 😟"
PAGES = [
    "/",
    "/help",
    "/help/what-it-is",
    "/help/what-we-do",
    "/help/your-choices",
    "/help/helplines",
    "/safety",
    "/privacy",
    "/accessibility",
    "/contact",
    "/report",
    "/no-such-page",
]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def begin(page: Page, story: str = STORY) -> None:
    page.goto("/report")
    press(page, "Start")
    press(page, "Continue")
    page.get_by_label("What happened?").fill(story)
    press(page, "Continue")


def a_file(name: str, content: bytes, media_type: str = "image/jpeg") -> Any:
    return {"name": name, "mimeType": media_type, "buffer": content}


def reports() -> list[Report]:
    with viewing(system("tests")):
        return list(Report.objects.order_by("number"))


def test_amina_reports_from_an_old_phone_without_scripts(new_page: NewPage) -> None:
    before = len(reports())
    page = new_page(size=SMALL_PHONE, javascript=False)
    page.goto("/")
    first_screen = page.locator("main a", has_text="Call 999").bounding_box()
    assert first_screen is not None and first_screen["y"] < 300, "danger comes first"
    # It may stand lower until the letters of the page have come.
    expect(page.get_by_role("link", name="Report what happened")).to_be_in_viewport()
    page.get_by_role("link", name="Report what happened").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Before you start")
    press(page, "Start")
    page.get_by_label("I am not sure").check()
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Call 999 now if you can")
    page.get_by_role("button", name="I am safe for now, carry on").click()
    page.get_by_label("What happened?").fill(STORY)
    press(page, "Continue")
    page.get_by_label("Verbal abuse").check()
    page.get_by_label("Damage").check()
    press(page, "Continue")
    page.get_by_label("Yesterday").check()
    page.get_by_label("At home", exact=True).check()
    press(page, "Continue")
    page.get_by_label("Race", exact=True).check()
    press(page, "Continue")
    page.get_by_label("A neighbour").check()
    press(page, "Continue")
    page.get_by_label("Choose files").set_input_files(a_file("door.jpg", photo()))
    press(page, "Add these, then choose more")
    expect(page.get_by_text("door.jpg").first).to_be_visible()
    press(page, "Continue")
    page.get_by_label("Me", exact=True).check()
    press(page, "Continue")
    page.get_by_label("Your name").fill("Amina 🌻")
    page.get_by_label("Your address").fill("12 Larkfield Walk")
    page.get_by_label("I rent or own my home").check()
    press(page, "Continue")
    page.get_by_label("Call me").check()
    page.get_by_label("Phone number that is safe").fill("07700 900123")
    press(page, "Continue")
    page.get_by_label("Mornings").check()
    page.get_by_label("A word we should say first").fill("sunflower")
    press(page, "Continue")
    page.get_by_label("Only women among the staff").check()
    press(page, "Continue")

    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers, then send")
    for answer in (STORY, "Damage", "Race", "door.jpg", "Amina 🌻", "sunflower"):
        expect(page.locator("main")).to_contain_text(answer)
    page.get_by_role("link", name="Change Why do you think it happened?").click()
    page.get_by_label("Religion or belief").check()
    press(page, "Save and go back")
    expect(page.locator("main")).to_contain_text("Religion or belief")

    press(page, "Send it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have it.")
    reference = page.locator(".up-code__value").inner_text()
    assert re.fullmatch(r"R-\d{3}-\d{3}-[A-Z]", reference)
    for promised in ("We visit you", "We agree a plan with you", "We tell you that we have your report"):
        expect(page.locator(".up-steps")).to_contain_text(promised)
    assert {cookie["name"] for cookie in page.context.cookies()} <= {"visit", "form"}

    page.go_back()
    page.reload()
    expect(page.locator(".up-code__value")).to_have_text(reference)
    assert len(reports()) == before + 1
    made = reports()[-1]
    with viewing(system("tests")):
        content = reports_of_case(system("tests"), made.case_id, [made.id])[0]
        kept = Attachment.objects.get(report=made)
        assert AttachmentChunk.objects.filter(attachment=kept).count() == 2
        assert not Draft.objects.exists()
    assert made.reference == reference and content.narrative == STORY


def test_sending_twice_makes_one_report(new_page: NewPage) -> None:
    before = len(reports())
    page = new_page(size=SMALL_PHONE, javascript=False)
    begin(page)
    other = page.context.new_page()
    for each in (page, other):
        each.goto("/report/check")
    press(page, "Send it")
    press(other, "Send it")
    assert page.locator(".up-code__value").inner_text() == other.locator(".up-code__value").inner_text()
    assert len(reports()) == before + 1


@pytest.mark.parametrize("by", ["button", "keys"])
def test_leaving_fast(by: str, new_page: NewPage) -> None:
    page = new_page(size=DESK)
    gone: list[str] = []

    def leave(route: Route) -> None:
        """The real answer is fetched, and followed no further: tests load nothing from elsewhere."""
        answer = route.fetch(max_redirects=0)
        gone.append(f"{answer.status} {answer.headers['location']}")
        route.fulfill(body="Weather", content_type="text/plain")

    page.route("**/exit", leave)
    begin(page)
    expect(page.locator("body.js-enabled")).to_contain_text("What kind of thing was it?")
    if by == "button":
        page.get_by_role("button", name="Exit this page").click()
    else:
        for _press in range(3):
            page.keyboard.press("Shift")
    expect(page.get_by_text("Weather")).to_be_visible()
    assert gone == ["302 https://www.bbc.co.uk/weather"]
    assert page.context.cookies() == []
    with viewing(system("tests")):
        assert not Draft.objects.exists()
    page.goto("/report/what")
    expect(page.get_by_role("heading", level=1)).to_have_text("Before you start")


def test_bad_input_gets_a_clear_message_and_loses_nothing(new_page: NewPage, tmp_path: Path) -> None:
    page = new_page(size=SMALL_PHONE, javascript=False)
    page.goto("/report")
    press(page, "Start")
    press(page, "Continue")
    too_long = "word " * 2_500
    page.get_by_label("What happened?").fill(too_long)
    press(page, "Continue")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Use 10,000 characters or fewer")
    assert page.get_by_label("What happened?").input_value() == too_long
    page.get_by_label("What happened?").fill(STORY)
    press(page, "Continue")

    page.goto("/report/when")
    page.get_by_label("Day", exact=True).fill("1")
    page.get_by_label("Month", exact=True).fill("1")
    page.get_by_label("Year", exact=True).fill("2099")
    press(page, "Continue")
    expect(page.locator(".govuk-error-summary")).to_contain_text("That date is still to come")
    assert page.get_by_label("Year", exact=True).input_value() == "2099"
    page.get_by_label("Year", exact=True).fill("2020")
    press(page, "Continue")

    page.goto("/report/files")
    page.get_by_label("Choose files").set_input_files(
        [
            a_file("holiday.jpg", b"MZ\x90\0" + b"\0" * 500),
            a_file("IMG_0001.HEIC", photo(form="HEIC"), "image/heic"),
        ]
    )
    press(page, "Continue")
    expect(page.locator(".govuk-error-summary")).to_contain_text(
        "“holiday.jpg” was not added. It is a program"
    )
    expect(page.locator(".up-files")).to_contain_text("IMG_0001.HEIC")

    film = tmp_path / "film.mp4"
    with film.open("wb") as out:
        out.truncate(200_000_000)
    page.get_by_label("Add more files").set_input_files(film)
    with page.expect_navigation() as answer:
        press(page, "Continue")
    assert answer.value is not None and answer.value.status == 413
    expect(page.locator(".govuk-error-summary")).to_contain_text(
        "That was too much at once, so nothing was added"
    )
    expect(page.locator(".up-files")).to_contain_text("IMG_0001.HEIC")

    page.goto("/report/contact")
    page.get_by_label("Call me").check()
    page.get_by_label("Phone number that is safe").fill("12")
    press(page, "Continue")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Check the phone number")
    assert page.get_by_label("Phone number that is safe").input_value() == "12"


def test_a_form_that_lost_its_cookies_keeps_what_was_typed(new_page: NewPage) -> None:
    page = new_page(size=SMALL_PHONE, javascript=False)
    begin(page)
    page.goto("/report/who")
    page.get_by_label("Their name").fill("Gwen 🌻")
    page.context.clear_cookies()
    press(page, "Continue")
    expect(page.locator("main")).to_contain_text("it has not been saved yet")
    assert page.get_by_label("Their name").input_value() == "Gwen 🌻"
    press(page, "Continue")
    expect(page.locator("main")).to_contain_text("we deleted your earlier answers")
    page.goto("/report/who")
    assert page.get_by_label("Their name").input_value() == "Gwen 🌻"


@pytest.mark.parametrize("size", [SMALL_PHONE, DESK], ids=["phone", "desk"])
def test_no_page_has_a_barrier(
    size: tuple[int, int], new_page: NewPage, assert_accessible: Callable[[Page], None]
) -> None:
    page = new_page(size=size)
    for path in PAGES:
        page.goto(path)
        assert_accessible(page)
        _fits(page)


def test_no_question_has_a_barrier(new_page: NewPage, assert_accessible: Callable[[Page], None]) -> None:
    page = new_page(size=SMALL_PHONE)

    def look() -> None:
        assert_accessible(page)
        _fits(page)

    page.goto("/report")
    press(page, "Start")
    look()
    page.get_by_label("Yes", exact=True).check()
    press(page, "Continue")
    look()
    page.goto("/report/what")
    press(page, "Continue")
    look()  # with its error
    page.get_by_label("What happened?").fill(STORY)
    press(page, "Continue")
    page.goto("/report/whose")
    page.get_by_label("Somebody I live with").check()
    press(page, "Continue")
    page.goto("/report/contact")
    page.get_by_label("Text me").check()
    page.get_by_label("Phone number that is safe").fill("no")
    press(page, "Continue")
    look()  # with its error
    page.get_by_label("Phone number that is safe").fill("07700 900123")
    press(page, "Continue")
    page.goto("/report/files")
    page.get_by_label("Choose files").set_input_files(a_file("door.jpg", photo()))
    press(page, "Add these, then choose more")
    for slug in (
        "danger",
        "what",
        "kind",
        "when",
        "why",
        "who",
        "files",
        "whose",
        "them",
        "about",
        "contact",
        "safety",
        "needs",
    ):
        page.goto(f"/report/{slug}")
        look()
    page.goto("/report/check")
    look()
    press(page, "Send it")
    look()
    page.goto("/report")
    look()


def test_a_child_tells_alone_and_no_page_on_the_way_has_a_barrier(
    new_page: NewPage, assert_accessible: Callable[[Page], None]
) -> None:
    page = new_page(size=SMALL_PHONE)

    def look() -> None:
        assert_accessible(page)
        _fits(page)

    page.goto("/report")
    page.get_by_role("link", name="Under 18? There are shorter questions for you").click()
    look()
    press(page, "Start")
    page.get_by_label("I am not sure").check()
    press(page, "Continue")
    page.get_by_role("button", name="I am safe for now, carry on").click()
    page.get_by_label("What happened?").fill("My dad shouts at my mum. 😟")
    press(page, "Continue")
    page.goto("/report/whose")
    page.get_by_label("Me", exact=True).check()
    press(page, "Continue")
    press(page, "Continue")
    look()
    page.get_by_label("Under 16").check()
    press(page, "Continue")
    page.get_by_label("Only me").check()
    page.get_by_label("Who is that, and how do we reach them?").fill("Miss Gwen")
    press(page, "Continue")
    look()  # with its error
    page.get_by_label("Only me").uncheck()
    page.get_by_label("Somebody at school or college").check()
    page.get_by_label("Is there anybody who must not know?").fill("my dad")
    press(page, "Continue")
    expect(page.get_by_label("Call me")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Write to me")  # post comes to the home that they share
    page.get_by_label("Text me").check()
    page.get_by_label("Phone number that is safe").fill("07700 900123")
    press(page, "Continue")
    press(page, "Skip to the end")
    look()
    press(page, "Send it")
    expect(page.locator(".up-steps")).to_contain_text("We meet you somewhere safe that you choose")
    expect(page.locator(".up-steps")).not_to_contain_text("We visit you")


def test_pages_hold_at_four_times_their_size(new_page: NewPage) -> None:
    page = new_page(size=DESK, zoom=4.0)
    begin(page)
    for path in (*PAGES, "/report/kind", "/report/when", "/report/files", "/report/contact", "/report/check"):
        page.goto(path)
        _fits(page)
    page.goto("/pl/")
    call = page.locator(".up-safety__call").bounding_box()
    leave = page.locator(".up-safety .govuk-exit-this-page").bounding_box()
    assert call and leave
    assert call["x"] + call["width"] <= leave["x"] or call["y"] + call["height"] <= leave["y"]


def _fits(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} pixels too wide"


def test_what_was_kept_is_the_photo_as_it_was_taken(new_page: NewPage) -> None:
    taken = photo((1200, 800))
    page = new_page(size=SMALL_PHONE, javascript=False)
    begin(page)
    page.goto("/report/files")
    page.get_by_label("Choose files").set_input_files(a_file("door.jpg", taken))
    press(page, "Skip to the end")
    press(page, "Send it")
    made = reports()[-1]
    with viewing(system("tests")):
        kept = Attachment.objects.get(report=made)
    _card, pieces = attachment_content(system("tests"), kept.id, variant="original", now=made.received_at)
    assert b"".join(pieces) == taken
    _card, pieces = attachment_content(system("tests"), kept.id, variant="view", now=made.received_at)
    assert SECRET_PLACE.encode() not in b"".join(pieces)
