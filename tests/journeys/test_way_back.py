"""Amina comes back with her words on an old phone without scripts; Ben answers; she reads it and leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from factories.cast import one_of_each_role
from factories.files import photo
from harness.browser import NewPage
from upstander.cases.api import PartyTold, Triaged
from upstander.cases.queries.api import case_page
from upstander.intake.api import (
    TriageChoice,
    mailboxes_of_case,
    queue,
    reports_of_case,
    triage,
    triage_page,
    write_to_mailbox,
)

pytestmark = pytest.mark.journey
SMALL_PHONE = (360, 740)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_amina_comes_back_adds_to_her_diary_and_reads_the_answer(
    new_page: NewPage, assert_accessible: Callable[[Page], None]
) -> None:
    began = timezone.now()
    cast = one_of_each_role(began - timedelta(minutes=1))
    page = new_page(size=SMALL_PHONE, javascript=False)

    page.goto("/report")
    press(page, "Start")
    press(page, "Continue")
    page.get_by_label("What happened?").fill("Somebody keeps writing on my door")
    press(page, "Skip to the end")
    press(page, "Send it")
    words = page.locator(".up-words__list strong").all_inner_texts()
    assert len(words) == 7
    page.reload()
    assert page.locator(".up-words__list strong").all_inner_texts() == words, (
        "a lost connection loses nothing"
    )
    press(page, "I have kept the words. Hide them")
    expect(page.locator("main")).to_contain_text("no longer on this device")
    page.goto("/report/received")
    expect(page.locator("main")).not_to_contain_text(words[0])

    now = timezone.now()
    line = queue(cast.dev, now=now)[0].waiting
    told = Triaged((PartyTold("survivor"),), ("graffiti",), (), immediate_danger=False)
    case_id = triage(
        report_id=line.report_id,
        choice=TriageChoice("open", told, officer_id=cast.staff["ben"].id),
        version=triage_page(cast.dev, line.report_id, now=now).case.head.version,
        by=cast.dev,
        now=now,
    )

    page.goto("/back")
    page.get_by_label("What are your 7 words?").fill(" ".join([*words[:2], words[2] + "q", *words[3:]]))
    press(page, "Continue")
    expect(page.locator(".govuk-error-summary")).to_contain_text(
        f"third word is not one of ours. Did you mean {words[2]}?"
    )
    page.get_by_label("What are your 7 words?").fill("-".join(words).upper())
    press(page, "Continue")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your page")
    expect(page.locator("main")).not_to_contain_text("writing on my door")
    page.get_by_role("link", name="Something more has happened").click()
    press(page, "Send")
    expect(page.locator(".govuk-error-summary")).to_contain_text("Tell us what happened")
    page.get_by_label("What happened?").fill("It was there again this morning")
    page.get_by_label("Yesterday").check()
    press(page, "Send")
    expect(page.locator("main")).to_contain_text("We have it")
    page.get_by_label("Choose files").set_input_files(
        {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    press(page, "Send")
    expect(page.locator("main")).to_contain_text("Your files are with us")
    page.get_by_role("button", name="Write a message").click()
    page.get_by_label("Your message").fill("Is anybody there?")
    press(page, "Send")
    expect(page.locator(".up-messages")).to_contain_text("Is anybody there?")
    page.get_by_role("link", name="Change how you reach me, or stop").click()
    page.get_by_label("Do not contact me").check()
    press(page, "Send")
    expect(page.locator("main")).to_contain_text("We have changed how we reach you")

    now = timezone.now()
    seen = case_page(cast.ben, case_id, now=now)
    entry = reports_of_case(cast.ben, case_id, [seen.reports[-1].id])[0]
    assert entry.narrative == "It was there again this morning" and len(entry.attachments) == 1
    (box,) = mailboxes_of_case(cast.ben, case_id)
    write_to_mailbox(
        mailbox_id=box.id, case_id=case_id, text="Yes. I am Ben.", by=cast.ben, seen_at=now, now=now
    )
    page.goto("/back/page")
    expect(page.locator(".up-messages")).to_contain_text("Yes. I am Ben.")
    _no_barriers(page, new_page, assert_accessible)

    page.goto("/back/write")
    page.get_by_label("Your message").fill("Thank you, Ben")
    held = _cookies(page)
    page.context.clear_cookies(name="page")
    press(page, "Send")
    expect(page.locator("main")).to_contain_text("Your page had closed")
    assert page.get_by_label("Your message").input_value() == "Thank you, Ben"
    page.context.add_cookies([each for each in held if each["name"] == "page"])  # as another window would
    press(page, "Send")
    expect(page.locator(".up-messages")).to_contain_text("Thank you, Ben")

    def leave(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.fulfill(body="Weather", content_type="text/plain")

    page.route("**/exit", leave)
    page.get_by_role("button", name="Exit this page").click()
    expect(page.get_by_text("Weather")).to_be_visible()
    assert page.context.cookies() == []
    page.goto("/back/page")
    expect(page.get_by_role("heading", level=1)).to_contain_text("What are your 7 words?")


def _cookies(page: Page) -> list[Any]:
    """What the browser holds, as it takes it back."""
    return list(page.context.cookies())


def _no_barriers(page: Page, new_page: NewPage, assert_accessible: Callable[[Page], None]) -> None:
    """The same pages where axe can run: it is a script, and her phone runs none. The narrow one is a desk at 400%."""
    for zoom in (1.0, 4.0):
        eyes = new_page(size=SMALL_PHONE if zoom == 1.0 else (1280, 2400), zoom=zoom)
        eyes.context.add_cookies(_cookies(page))
        for path in (
            "/back",
            "/back/page",
            "/back/more",
            "/back/files",
            "/back/write",
            "/back/reach",
            "/back/now",
        ):
            eyes.goto(path)
            if zoom == 1.0:
                assert_accessible(eyes)
            wide = eyes.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, f"{path} is {wide} pixels too wide"
