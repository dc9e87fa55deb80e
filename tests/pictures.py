"""Takes the pictures in docs/pictures from a running demonstration: `make pictures` after `make demo` in another terminal."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from factories.files import photo
from harness.browser import chromium, running_browser
from upstander.operations.commands.code import one_time_code
from upstander.operations.demo.staff import DEMO_PASSWORD, staff_by_slug

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
PHONE: ViewportSize = {"width": 390, "height": 780}
DESK: ViewportSize = {"width": 1280, "height": 860}


def keep(page: Page, name: str, *, whole: bool = False) -> None:
    """One picture, in few colours so that it stays small."""
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path, full_page=whole)
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(128)
    small.save(path, optimize=True)
    print(path.name)


CASEWORK = {
    "doing": "measures/",
    "evidence": "evidence/",
    "court": "measures/new/court-papers/drafted/",
    "moving": "measures/new/banding/applied/",
    "capacity": "measures/new/capacity/concern/",
    "together": "measures/new/other-policy/linked/",
    "closing": "closing/",
}
"""Pictures of what is done on a case, by the page of the case."""


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def report(browser: Browser, address: str) -> None:
    """Amina's report, on a phone without scripts."""
    page = browser.new_context(base_url=address, viewport=PHONE, java_script_enabled=False).new_page()
    page.goto("/")
    keep(page, "home-phone")
    page.goto("/ur/")
    keep(page, "urdu-phone")
    page.goto("/report")
    press(page, "Start")
    keep(page, "danger-phone")
    press(page, "Continue")
    page.get_by_label("What happened?").fill(
        "The man from number 14 shouted about my headscarf and threw a bottle at my door."
    )
    keep(page, "report-phone")
    press(page, "Continue")
    page.get_by_label("Verbal abuse").check()
    page.get_by_label("Damage").check()
    keep(page, "kinds-phone")
    press(page, "Continue")
    page.goto("/report/files")
    page.get_by_label("Choose files").set_input_files(
        {"name": "door.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    press(page, "Add these, then choose more")
    keep(page, "photo-phone")
    page.goto("/report/check")
    keep(page, "check-phone", whole=True)
    press(page, "Send it")
    keep(page, "receipt-phone", whole=True)


def signed_in(browser: Browser, address: str, who: str) -> Page:
    """A desk where this person has signed in with password and one-time code."""
    person = staff_by_slug()[who]
    page = browser.new_context(base_url=address, viewport=DESK).new_page()
    page.goto("/staff/")
    page.fill("input[name=login]", person.email)
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_selector("input[name=code]")
    page.fill("input[name=code]", one_time_code(person.totp_secret))
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").wait_for()
    return page


def desk(browser: Browser, address: str) -> None:
    """What staff see."""
    dev = signed_in(browser, address, "dev")
    dev.goto("/staff/queue/")
    keep(dev, "queue")
    dev.locator("main a[href*='/staff/queue/'][href*='-']").first.click()
    dev.wait_for_url("**/staff/queue/*-*/**")
    keep(dev, "triage")
    dev.goto("/staff/take/phone/")
    keep(dev, "call")
    ben = signed_in(browser, address, "ben")
    keep(ben, "today")
    ben.set_viewport_size(PHONE)
    keep(ben, "today-phone")
    ben.set_viewport_size(DESK)
    ben.locator("main a[href^='/staff/cases/']").first.click()
    ben.wait_for_url("**/staff/cases/*-*/**")
    keep(ben, "case")
    case = ben.url
    case = case.split("#")[0]
    for name in ("contact", "risk", "plan"):
        ben.goto(f"{case}{name}/")
        keep(ben, name)
    for name, path in CASEWORK.items():
        ben.goto(f"{case}{path}")
        keep(ben, name)
    against(ben, case)
    ben.set_viewport_size(PHONE)
    for name, path in (("case-phone", ""), ("visit-phone", "visit/plan/")):
        ben.goto(f"{case}{path}")
        keep(ben, name)
    ben.goto("/staff/")
    ben.locator("[aria-labelledby=visits] a").first.click()
    ben.wait_for_url("**/visit/*-*/")
    keep(ben, "door-phone")
    ben.set_viewport_size(DESK)
    ben.goto("/staff/for-you/")
    keep(ben, "quiet")
    many_cases(ben)
    outside(browser, ben)
    carol = signed_in(browser, address, "carol")
    carol.goto("/staff/board/")
    keep(carol, "board")
    carol.goto("/staff/performance/")
    keep(carol, "performance")
    answering(carol)
    farid = signed_in(browser, address, "farid")
    farid.goto("/staff/audit/")
    keep(farid, "audit")
    olwen = signed_in(browser, address, "olwen")
    olwen.goto("/staff/policy/")
    keep(olwen, "policy")
    olwen.goto("/staff/policy/register/")
    keep(olwen, "register")


def against(ben: Page, case: str) -> None:
    """A notice to somebody who is said to be responsible, and a page of a bundle for the police."""
    ben.goto(f"{case}person/")
    for label in ("Alleged perpetrator", "Customer: tenant or leaseholder"):
        ben.get_by_label(label, exact=True).check()
    ben.get_by_label("Name", exact=True).fill("Gwen Harcastle")
    press(ben, "Add to the case")
    ben.get_by_text("The person is on the case").wait_for()
    ben.goto(f"{case}measures/new/possession/drafted/")
    ben.get_by_text(re.compile(r"All \d+, and how sure each is")).click()
    keep(ben, "against")
    ben.goto(f"{case}evidence/incident/")
    ben.get_by_label("The survivor's own diary").check()
    ben.get_by_label("What happened?").fill(
        "Gwen Harcastle shouted again. My neighbour Hal Winter came out and rang 07700 900123. My son was with me."
    )
    press(ben, "Add it to the log")
    ben.goto(f"{case}evidence/bundle/")
    ben.get_by_label("For the police").check()
    ben.get_by_label("What is it for?").fill("To look into harassment")
    ben.get_by_label("Incident of").first.check()
    press(ben, "Put it together")
    ben.get_by_role("button", name="Go to the next page to decide").click()
    ben.get_by_role("heading", name="Incident of").wait_for()
    keep(ben, "bundle")


def answering(manager: Page) -> None:
    """The monthly report, and a joint meeting."""
    manager.goto("/staff/performance/reports/")
    manager.get_by_role("list", name="Reports, the latest first").get_by_role("link").first.click()
    manager.wait_for_url("**/reports/2*/")
    keep(manager, "monthly-report")
    manager.goto("/staff/groups/")
    manager.get_by_role("list", name="Next meetings").get_by_role("link").first.click()
    manager.get_by_role("heading", name="Who comes").wait_for()
    keep(manager, "meeting")


def outside(browser: Browser, officer: Page) -> None:
    """What leaves for a body and for a survivor, and what they open: the officer's form, the notice, the body's page, the survey."""
    officer.goto("/staff/search/")
    officer.get_by_role("textbox", name="Cases, people and homes").fill("Amina Yusuf")
    officer.get_by_role("main").get_by_role("button", name="Search", exact=True).click()
    officer.locator("main a[href^='/staff/cases/']").first.click()
    officer.wait_for_url("**/staff/cases/*-*/**")
    case = officer.url.split("#")[0]
    officer.goto(f"{case}sharing/consent/")
    officer.get_by_label("They agree", exact=True).check()
    officer.get_by_label("Lantern Support").check()
    for kind in ("Their name and how to reach them", "What happened"):
        officer.get_by_label(kind).check()
    officer.get_by_label("Get support or advice").check()
    press(officer, "Record it")
    officer.goto(f"{case}measures/new/support/sent/")
    officer.get_by_label("What would help them?").fill("Somebody to talk to, and to come along.")
    officer.get_by_label("They gave explicit consent").check()
    officer.get_by_label("Who was told?").select_option(label="Lantern Support (Merseyside)")
    officer.get_by_label("On a secure page").check()
    officer.get_by_label("Survivor: name").check()
    officer.get_by_label("Survivor: how it is safe").check()
    officer.get_by_label("What happened, and what you ask").fill("Shouting at her door in the evenings.")
    officer.get_by_text("How do they get it?").scroll_into_view_if_needed()
    keep(officer, "referral")
    press(officer, "Make the referral")
    body = browser.new_context(viewport=PHONE).new_page()
    body.goto(kept(officer, "/handover/"))
    press(body, "Send me a code")
    officer.goto("/outbox/")
    code = re.search(r"Your code is (\d{8})", officer.inner_text("main"))
    body.get_by_label("Code").fill(code[1] if code else "")
    press(body, "Open")
    keep(body, "body-phone")
    officer.goto("/staff/cases/?state=closed")
    officer.locator("main a[href^='/staff/cases/']").first.click()
    officer.wait_for_url("**/staff/cases/*-*/**")
    officer.goto(f"{officer.url.split('#')[0]}survey/")
    officer.get_by_role("button", name="Send a link by").first.click()
    body.goto(kept(officer, "/say/"))
    keep(body, "survey-phone")
    officer.goto("/outbox/")
    keep(officer, "outbox")


def kept(page: Page, holds: str) -> str:
    """A link in the demonstration's outbox, once the worker has put it there."""
    link = page.locator(f"main a[href*='{holds}']").first
    for _ in range(40):
        page.goto("/outbox/")
        if link.count():
            return str(link.get_attribute("href"))
        page.wait_for_timeout(500)
    sys.exit(f"The demonstration sent no link that holds {holds}.")


def many_cases(page: Page) -> None:
    """A list that is narrowed, and what one thing would do to three of its cases."""
    page.goto("/staff/cases/")
    page.get_by_text("Only some cases").click()
    keep(page, "search")
    for number in range(3):
        page.locator(".up-tick__box").nth(number).check()
    press(page, "Do something with the ticked cases")
    page.get_by_label("Say that a duty cannot be done").check()
    page.get_by_label("Why", exact=True).fill(
        "They have a worker of their own, who tells us how things stand."
    )
    press(page, "See what would happen")
    keep(page, "many")


def main(address: str) -> None:
    executable = chromium()
    if executable is None:
        sys.exit("Chromium is not installed (Debian package chromium).")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with running_browser(executable) as browser:
        report(browser, address)
        desk(browser, address)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
