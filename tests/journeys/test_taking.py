"""Staff take reports in a real browser: a call, a doorstep without a line, a letter; a decision of triage is undone. No barrier.

The call is counted against the public form: keys, and screens.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image, ImageDraw

from factories.cast import Cast
from harness.browser import PHONE, NewPage
from journeys.desks import at_their_desks
from journeys.desks import sign_in as signs_in
from upstander.confidentiality.api import system, viewing
from upstander.intake.models import Report, Taking

pytestmark = pytest.mark.journey
SAID = "The man upstairs shouted at my son and threw a bottle at our door"
Check = Callable[[Any], None]


@pytest.fixture(scope="module")
def cast(live_app: Any) -> Cast:
    return at_their_desks(timezone.now(), "dev", "nia")


_SIGNED_IN: dict[str, Any] = {}


def sign_in(page: Any, key: str) -> None:
    """By password and code the first time; a code works once, so that later pages take the cookies of the first."""
    if key in _SIGNED_IN:
        page.context.add_cookies(_SIGNED_IN[key])
        return
    signs_in(page, key)
    _SIGNED_IN[key] = page.context.cookies()


def reports(channel: str) -> list[Report]:
    with viewing(system("tests")):
        return list(Report.objects.filter(channel=channel).order_by("number"))


class Keys:
    """Types as a person does, and counts: a key each, a press of the mouse each, a screen each."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.keys = 0
        self.screens = 1

    def press(self, *keys: str) -> None:
        for key in keys:
            self.keys += 1
            self.page.keyboard.press(key)

    def type(self, words: str) -> None:
        self.keys += len(words)
        self.page.keyboard.insert_text(words)

    def next(self, name: str = "Continue") -> None:
        """A press that leads to the next screen."""
        self.keys += 1
        self.screens += 1
        self.page.get_by_role("button", name=name).click()

    def pick(self, name: str) -> None:
        self.keys += 1
        self.page.get_by_label(name, exact=True).check()


def a_call(page: Any, check: Check) -> Keys:
    """What happened, two codes, the caller found by how her name sounds, and where to reach her."""
    hands = Keys(page)
    page.goto("/staff/take/phone/")
    check(page)
    hands.press("F2")
    hands.type(SAID)
    hands.press("F4")
    hands.type("va ra da")
    hands.press("F8")
    hands.type("Ameena Yousef")
    page.get_by_text("Is it one of these?").wait_for()
    hands.press("Tab", "ArrowUp")  # from "None of these" to her
    assert (
        page.get_by_label("Amina Yusuf").is_checked() and page.get_by_label("Verbal abuse").first.is_checked()
    )
    hands.pick("Phone")
    page.get_by_label("Safe number").focus()
    hands.keys += 1
    hands.type("07700900123")
    check(page)
    hands.press("Control+Enter")
    hands.screens += 1
    page.get_by_role("heading", name="It is on file").wait_for()
    check(page)
    return hands


def the_public_form(page: Any) -> Keys:
    """The same, as the caller would type it herself, with nothing left out and nothing added."""
    hands = Keys(page)
    page.goto("/report")
    hands.next("Start")
    while not page.get_by_role("button", name="Send").count():
        path = page.url.rsplit("/", 1)[-1]
        if path == "what":
            page.get_by_label("What happened?").focus()
            hands.type(SAID)
        elif path == "kind":
            for name in ("Verbal abuse", "Damage"):
                hands.pick(name)
        elif path == "why":
            hands.pick("Race")
        elif path == "about":
            page.get_by_label("Your name").focus()
            hands.type("Amina Yusuf")
            hands.press("Tab")
            hands.type("12 Larkfield Walk, Bootle")
        elif path == "contact":
            hands.pick("Call me")
            page.get_by_label("Phone number that is safe").focus()
            hands.type("07700900123")
        hands.next()
    hands.next("Send")
    return hands


def test_a_call_is_on_file_in_fewer_keys_and_screens_than_the_public_form(
    cast: Cast, new_page: NewPage, assert_accessible: Check, capsys: pytest.CaptureFixture[str]
) -> None:
    dev = new_page()
    sign_in(dev, "dev")
    dev.goto("/staff/take/phone/")
    tall = dev.evaluate("document.documentElement.scrollHeight")
    dev.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    dev.get_by_role("button", name="Raise danger now").click(trial=True)  # in sight wherever one is
    dev.keyboard.press("F8")
    dev.keyboard.press("F7")
    assert dev.get_by_label("It happened to them").evaluate("each => each === document.activeElement")
    call = a_call(dev, assert_accessible)
    assert len(reports("phone")) == 1
    public = the_public_form(new_page())
    with capsys.disabled():
        print(
            f"\n  a call: {call.keys} keys on {call.screens} screens;"
            f" the public form: {public.keys} on {public.screens}; the call's page is {tall} px tall"
        )
    assert tall < 3_600
    assert call.keys < public.keys and call.screens < public.screens


def test_a_crash_in_a_call_loses_nothing_and_one_key_raises_danger(
    cast: Cast, new_page: NewPage, assert_accessible: Check
) -> None:
    dev = new_page()
    sign_in(dev, "dev")
    dev.goto("/staff/take/phone/")
    dev.keyboard.press("F2")
    dev.keyboard.insert_text("He is at the door now")
    dev.keyboard.press("F9")
    dev.get_by_text("Raised as").wait_for()
    assert dev.get_by_label("What happened?").input_value() == "He is at the door now"
    assert_accessible(dev)
    with dev.expect_response(lambda answer: "hammer" in (answer.request.post_data or "")):
        dev.keyboard.insert_text(", with a hammer")
    dev.get_by_text("Kept at").wait_for()
    dev.close()
    again = new_page()
    sign_in(again, "dev")
    again.goto("/staff/take/")
    assert_accessible(again)
    again.get_by_role("link", name="Phone call, begun at").click()
    assert again.get_by_label("What happened?").input_value() == "He is at the door now, with a hammer"
    again.get_by_role("button", name="Put it on file").click()
    again.get_by_role("heading", name="It is on file").wait_for()
    first, rest = reports("phone")[-2:]
    assert first.case_id == rest.case_id


def test_at_the_door_without_a_line_nothing_is_lost_and_it_is_sent_once(
    cast: Cast, new_page: NewPage, assert_accessible: Check
) -> None:
    nia = new_page(size=PHONE)
    sign_in(nia, "nia")
    came: list[Any] = []
    nia.on("requestfinished", lambda each: came.append(each))
    nia.goto("/staff/take/visit/", wait_until="networkidle")
    weight = sum(
        sum(each.sizes()[part] for part in ("responseBodySize", "responseHeadersSize")) for each in came
    )
    assert weight < 60_000, f"{weight} bytes for a phone that sees the page for the first time"
    assert_accessible(nia)
    assert nia.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    nia.context.set_offline(True)
    nia.get_by_label("What happened?").fill(SAID)
    nia.get_by_text("No line. What you type is kept").wait_for()
    kept = nia.evaluate("JSON.stringify({...localStorage})")
    assert "take:" in kept and "bottle" not in kept
    nia.get_by_role("button", name="Send it").click()
    nia.get_by_text("It goes by itself").wait_for()
    nia.context.set_offline(False)
    nia.get_by_role("heading", name="It is on file").wait_for()
    assert_accessible(nia)
    assert nia.evaluate("Object.keys(localStorage).filter(each => each.startsWith('take:')).length") == 0
    assert len(reports("in_person")) == 1


def test_what_a_phone_kept_without_a_line_comes_back_to_its_writer_after_signing_in(
    cast: Cast, new_page: NewPage
) -> None:
    nia = new_page(size=PHONE)
    sign_in(nia, "nia")
    nia.goto("/staff/take/visit/")
    nia.context.set_offline(True)
    nia.get_by_label("What happened?").fill("Paint on the bins, I saw it")
    nia.get_by_text("No line. What you type is kept").wait_for()
    nia.goto("about:blank")  # the page itself is gone, with its key, before the line is back
    nia.context.set_offline(False)
    nia.goto("/staff/take/visit/")
    with viewing(system("tests")):
        assert not Taking.objects.exists()
    nia.get_by_role("button", name="Bring back what was typed").click()
    nia.wait_for_url("**draft=**")
    assert nia.get_by_label("What happened?").input_value() == "Paint on the bins, I saw it"


def test_a_letter_is_typed_beside_its_picture_and_triage_of_it_is_undone(
    cast: Cast, new_page: NewPage, assert_accessible: Check
) -> None:
    drawn = BytesIO()
    paper = Image.new("RGB", (600, 850), (248, 246, 238))
    ImageDraw.Draw(paper).text((60, 80), "Dear Sirs, they broke my window again", fill=(20, 20, 60))
    paper.save(drawn, "JPEG")
    dev = new_page()
    sign_in(dev, "dev")
    dev.goto("/staff/take/letter/")
    page: Any = {"name": "page1.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}
    dev.get_by_label("Scan or photograph").set_input_files(page)
    dev.get_by_role("button", name="Add these pages").click()
    picture = dev.get_by_role("img", name="Page 1 of the letter")
    assert picture.evaluate("each => each.decode().then(() => each.naturalWidth)") == 600
    assert_accessible(dev)
    dev.get_by_label("What it says").fill("They broke my window again")
    dev.get_by_label("The day it came").fill(f"{timezone.now():%d/%m/%Y}")
    dev.get_by_role("button", name="Put it on file").click()
    dev.get_by_role("heading", name="It is on file").wait_for()
    (letter,) = reports("letter")
    dev.goto(f"/staff/queue/{letter.id}/")
    dev.get_by_role("group", name="Is a crime likely?").get_by_label("Not clear yet").check()
    dev.get_by_label("Another policy covers it").check()
    dev.get_by_label("Anti-Social Behaviour").check()
    dev.get_by_label("Note for whoever works on it").fill("Jo in the ASB team, by phone")
    dev.get_by_role("button", name="Record triage").click()
    dev.get_by_text("The report is passed on").wait_for()
    dev.goto("/staff/queue/")
    assert_accessible(dev)
    dev.get_by_role("button", name="Undo, until").first.click()
    dev.get_by_text("Undone. The report waits").wait_for()
    assert_accessible(dev)
    with viewing(system("tests")):
        assert Report.objects.get(pk=letter.pk).triaged_at is None
