"""One report from the queue to a closed case, in real browsers: Dev triages, Ben works, Carol closes, Farid reads the audit.

Ben's browser runs no scripts. Every page on the way is looked at with axe-core.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from factories.cast import Cast
from factories.reports import received
from harness.browser import PHONE, NewPage
from journeys.desks import at_their_desks, sign_in
from upstander.intake.api import FileTold

pytestmark = pytest.mark.journey
Check = Callable[[Any], None]


@pytest.fixture(scope="module")
def cast(live_app: Any) -> Cast:
    return at_their_desks(timezone.now(), "dev", "ben", "carol", "farid")


def picture() -> FileTold:
    from io import BytesIO

    from PIL import Image

    drawn = BytesIO()
    Image.new("RGB", (120, 90), (150, 60, 40)).save(drawn, "JPEG")
    content = drawn.getvalue()
    return FileTold(
        "door.jpg", "image/jpeg", len(content), hashlib.sha256(content).digest(), lambda: iter([content]),
        lambda: iter([content]), "image/jpeg", len(content),
    )  # fmt: skip


def press(page: Any, name: str) -> None:
    """A link, also one that looks like a button."""
    page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first.click()


def opens(page: Any, name: str, check: Check) -> None:
    with page.expect_navigation():
        press(page, name)
    check(page)


def saves(page: Any, name: str, done: str, check: Check) -> None:
    page.get_by_role("button", name=name).click()
    page.get_by_text(done).wait_for()
    check(page)


def test_a_report_goes_from_the_queue_to_a_closed_case(
    cast: Cast, new_page: NewPage, assert_accessible: Check
) -> None:
    check = assert_accessible
    dev, ben, carol, farid = new_page(), new_page(javascript=False), new_page(), new_page(size=PHONE)

    # axe needs scripts; a page drawn without them is looked at in a browser that has them, where the same person signs in.
    def unseen(page: Any) -> None:
        assert page.locator("h1").count() == 1

    sign_in(dev, "dev", check)
    dev.goto("/staff/queue/")
    assert "No report waits" in dev.inner_text("main")
    reference = received(timezone.now(), files=(picture(),))
    dev.get_by_text("The queue has changed").wait_for()  # by itself
    dev.get_by_role("link", name="Show what is there now").click()
    check(dev)
    dev.get_by_role("link", name=reference).click()
    check(dev)
    assert (
        dev.locator("img.up-file__picture").evaluate(
            "picture => picture.decode().then(() => picture.naturalWidth)"
        )
        == 120
    )
    dev.get_by_label("Search people and homes").fill("Harcastle")
    dev.get_by_role("button", name="Search", exact=True).last.click()
    dev.get_by_text("1 person found").wait_for()
    check(dev)
    dev.get_by_role("group", name="In the directory, the survivor is").get_by_label("Amina Yusuf").check()
    dev.get_by_role("group", name="Is a crime likely?").get_by_label("Yes").check()
    dev.get_by_label("Open a case").check()
    dev.get_by_label("Officer").select_option(label="Ben Okoro")
    dev.get_by_label("Note for whoever works on it").fill("She can talk while the children are at school.")
    saves(dev, "Record triage", "Triage is recorded", check)

    sign_in(ben, "ben", unseen)
    assert "This case was given to you" in ben.inner_text("main")
    assert "we must" in ben.inner_text("article.up-duty--next")
    ben.get_by_role("link", name="Amina Yusuf").first.click()
    case = ben.url
    assert "Safe right now?" in ben.inner_text("main")
    assert "pushed rubbish through the letterbox" in ben.inner_text("main")
    assert "Amina" not in ben.title()

    press(ben, "Record contact")
    ben.get_by_label("They contacted us").check()
    ben.get_by_label("Phone", exact=True).check()
    ben.get_by_label("We spoke, or they answered").check()
    ben.get_by_label("What was said, or left as a message").fill(
        "She wants it to stop and nobody spoken to yet."
    )
    saves(ben, "Record contact", "The contact is recorded.", unseen)

    press(ben, "Record visit")
    ben.get_by_role("group", name="Did you see the survivor?").get_by_label("Yes").check()
    ben.get_by_label("What you found").fill("The door is stained. She is calm.")
    saves(ben, "Record visit", "The visit is recorded.", unseen)

    press(ben, "Assess risk")
    ben.get_by_role("group", name="how often do you have trouble like this?").get_by_label(
        "Most weeks"
    ).check()
    ben.get_by_role("group", name="A weapon was used or shown").get_by_label("Yes").check()
    ben.get_by_role("button", name="Work out the level").click()
    ben.locator("#result").get_by_text("High risk").wait_for()
    saves(ben, "Save the assessment", "The risk assessment is saved.", unseen)

    press(ben, "Agree plan")
    ben.get_by_label("What will be done").first.fill("Fit a camera at the door")
    ben.get_by_label("Who does it").first.fill("Repairs, Ben to book")
    ben.get_by_label("Yes, agreed with them").check()
    saves(ben, "Save the plan", "The action plan is saved.", unseen)

    _two_tabs(ben, case)
    _answer_everything(ben, case)
    ben.get_by_label("They agree with closing").check()
    ben.get_by_label("The behaviour has stopped and the survivor feels safe").check()
    ben.get_by_label("The reason, for the record").fill(
        "It has been quiet and you told us that you feel safe."
    )
    saves(ben, "Propose closing", "Closing is proposed. Another manager now decides.", unseen)

    sign_in(carol, "carol", check)
    opens(carol, "Team", check)
    assert "Closing waits for a decision" in carol.inner_text("main")
    opens(carol, "Amina Yusuf", check)
    _look_at_every_form(carol, check)
    opens(carol, "Decide", check)
    carol.get_by_label("Close the case").check()
    saves(carol, "Decide", "The case is closed.", check)

    sign_in(farid, "farid", check)
    farid.goto("/staff/audit/")
    check(farid)
    words = farid.inner_text("main")
    assert "Decided on closing" in words
    assert "Carol Marsden" in words
    assert "quiet and you told us" not in words
    farid.get_by_label("What", exact=True).select_option(label="Triaged a report")
    farid.get_by_role("button", name="Show", exact=True).click()
    farid.get_by_role("cell", name="Dev Anand").wait_for()


def _two_tabs(ben: Any, case: str) -> None:
    """The same form in two tabs: the second save is told what changed, and nothing typed is lost."""
    other = ben.context.new_page()
    for tab in (ben, other):
        tab.goto(case)
        tab.get_by_role("link", name="Write a note").click()
    ben.get_by_label("Note").fill("From the first tab")
    ben.get_by_role("button", name="Save the note").click()
    ben.get_by_text("The note is on the timeline.").wait_for()
    other.get_by_label("Note").fill("From the second tab")
    other.get_by_role("button", name="Save the note").click()
    other.get_by_text("This case changed while you were typing").wait_for()
    assert "From the first tab" in other.inner_text(".up-stale")
    assert other.get_by_label("Note").input_value() == "From the second tab"
    other.get_by_role("button", name="Save mine on top").click()
    other.get_by_text("The note is on the timeline.").wait_for()
    assert "From the first tab" in other.inner_text("#timeline")
    assert "From the second tab" in other.inner_text("#timeline")
    other.close()


def _answer_everything(ben: Any, case: str) -> None:
    """From the checklist of the closing form to each thing that is missing, until nothing is."""
    for _ in range(20):
        ben.goto(case)
        ben.get_by_role("link", name="Propose closing").click()
        steps = ben.get_by_role("link", name="Settle it")
        duties = ben.get_by_role("link", name="say why not")
        if steps.count():
            steps.first.click()
            ben.get_by_role("button", name="Save").click()
            ben.get_by_text("The step of the plan is settled.").wait_for()
        elif duties.count():
            duties.first.click()
            ben.get_by_label("Could not be done").check()
            ben.get_by_label("The reason").fill("She asked us to leave it at this.")
            ben.get_by_role("button", name="Record it").click()
            ben.get_by_text("Your answer is recorded.").wait_for()
        else:
            return
    raise AssertionError("the closing form still lists something after twenty answers")


def _look_at_every_form(page: Any, check: Check) -> None:
    """Each form that leads from the case, by its link, and back: none is more than one click away."""
    case = page.url
    names = (
        "Record contact", "Record visit", "Assess risk", "Agree plan", "Write a note", "Record a finding", "Change the survivor",
        "Add a person", "Give to an officer", "Change how it is safe to make contact", "Everything read and changed",
    )  # fmt: skip
    for name in names:
        opens(page, name, check)
        page.goto(case)
