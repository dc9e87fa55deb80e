"""The policy manager puts down an approval and writes the policy in short; a director agrees; a tenant reads it. So it goes with a
campaign of today; and the same manager keeps who was trained."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from harness.browser import PHONE, NewPage
from harness.live import LiveApp
from journeys.desks import at_their_desks, sign_in
from journeys.test_policy_manager import picture
from upstander.governance.api import scenarios
from upstander.lib.days import london_day

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def landlord(live_app: LiveApp) -> None:
    at_their_desks(datetime.now(UTC), "policy", "executive")


@pytest.mark.usefixtures("landlord")
def test_an_approval_and_the_policy_in_short_go_from_one_to_another_to_everybody(
    new_page: NewPage, assert_accessible: Callable[[Any], None]
) -> None:
    page = new_page(javascript=False)
    sign_in(page, "policy")
    page.get_by_role("link", name="on the policy register").click()
    expect(page.get_by_text("Overdue").first).to_be_visible()
    page.get_by_role("link", name="Put down an approval").click()
    page.get_by_label("On which day?").fill("16/11/2099")
    page.get_by_label("Where is it minuted?").fill("Item 7")
    page.get_by_role("button", name="Put it down").click()
    expect(page.get_by_role("alert")).to_contain_text("still to come")
    page.get_by_label("On which day?").fill("16/11/2021")
    page.get_by_role("button", name="Put it down").click()
    expect(page.get_by_text("It counts once somebody else has agreed")).to_be_visible()
    page.get_by_role("link", name="Put down an assessment").click()
    page.get_by_label("A full assessment").check()
    page.get_by_label("On which day?").fill("01/10/2026")
    page.get_by_label("Who carried it out?").fill("Policy manager")
    page.get_by_label("What did it find?").fill("Training is needed")
    page.get_by_role("button", name="Put it down").click()
    expect(page.get_by_text("You wrote this. Somebody else has to agree.")).to_be_visible()
    page.get_by_role("link", name=re.compile("Write it.*English")).click()
    page.get_by_label("Title").fill("Nobody may be treated like this")
    page.get_by_label("The words").fill("We act.\n\n- You need no proof\n- You need no name")
    page.get_by_role("button", name="Save, for somebody else to agree").click()

    director = new_page(size=PHONE)
    sign_in(director, "executive")
    director.goto("/staff/policy/register/")
    assert_accessible(director)
    picture(director, "register-phone")
    director.get_by_role("button", name="Agree that it was approved so").click()
    expect(director.get_by_text("as it is written today.").first).to_be_visible()
    director.get_by_role("button", name=re.compile("^Agree.*1 October 2026")).click()
    expect(director.get_by_text("Agreed by").last).to_be_visible()
    director.get_by_role("button", name="Agree: publish in English").click()
    expect(director.get_by_text("The register is changed.")).to_be_visible()

    tenant = new_page(size=PHONE)
    tenant.goto("/pl/policy")
    expect(tenant.get_by_role("heading", name="Nobody may be treated like this")).to_be_visible()
    expect(tenant.get_by_role("listitem").filter(has_text="You need no proof")).to_be_visible()
    assert_accessible(tenant)

    take_part(page, director, tenant)
    train(page)
    eyes = new_page()  # where axe can run, and for whom pages are drawn wide
    eyes.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    for reader, path in (
        (director, "training/refresher/"),
        (eyes, "training/register/"),
        (eyes, "training/register/file/"),
        (eyes, "awareness/"),
        (eyes, director.url.split("/staff/")[1].split("?")[0]),
    ):
        reader.goto(f"/staff/{path}")
        assert_accessible(reader)
        picture(reader, f"register-{path.split('/')[-2][:9]}")
    picture(tenant, "register-campaign-tenant")
    assert_accessible(tenant)


def take_part(page: Page, director: Page, tenant: Page) -> None:
    """A national week that is held today: on the public site once two have agreed, and whom it reached."""
    today = london_day(datetime.now(UTC))
    page.goto("/staff/awareness/")
    page.get_by_role("link", name=re.compile("^Take part in")).first.click()
    page.get_by_label("Name").fill("A week against hate")
    page.get_by_label("First day").fill(f"{today:%d/%m/%Y}")
    page.get_by_label("Last day").fill(f"{today + timedelta(days=6):%d/%m/%Y}")
    page.get_by_role("button", name="Plan it").click()
    page.get_by_role("link", name="A week against hate", exact=True).click()
    address = page.url
    page.get_by_role("link", name=re.compile("Write it.*English")).click()
    page.get_by_label("Title").fill("You are believed here")
    page.get_by_label("The words").fill("Come and talk.")
    page.get_by_role("button", name="Save, for somebody else to agree").click()
    tenant.goto("/campaigns")
    expect(tenant.get_by_text("There is no campaign today.")).to_be_visible()
    director.goto(address.split("?")[0])
    director.get_by_role("button", name="Agree: publish in English").click()
    tenant.goto("/")
    tenant.get_by_role("link", name="You are believed here").click()
    expect(tenant.get_by_text("Come and talk.")).to_be_visible()
    page.goto(address.split("?")[0])
    page.get_by_role("link", name="Put down whom it reached").click()
    page.get_by_role("radio").first.check()
    page.get_by_label("How many?").fill("120")
    page.get_by_role("button", name="Put it down").click()
    expect(page.get_by_role("cell", name="120").first).to_be_visible()


def train(page: Page) -> None:
    """A course, who did it by a file, who lacks it by team, and the refresher."""
    page.goto("/staff/training/register/")
    page.get_by_role("link", name="Add a course").click()
    page.get_by_label("Name").fill("First response")
    page.get_by_label("Community Safety officer", exact=True).check()
    page.get_by_role("button", name="Add it").click()
    team = page.get_by_role("row").filter(has_text="First response")
    expect(team.get_by_role("cell").last).to_have_text("2")  # Ben and Bella
    page.get_by_role("link", name="From a file").click()
    day = f"{london_day(datetime.now(UTC)):%Y-%m-%d}"
    lines = f"email,course,done_on\nben@landlord.example,First response,{day}\nnobody@landlord.example,First response,{day}\n"
    page.get_by_label("File").set_input_files(
        {"name": "done.csv", "mimeType": "text/csv", "buffer": lines.encode()}
    )
    page.get_by_role("button", name="Take it").click()
    expect(page.get_by_role("status")).to_contain_text("1 new completion is on record. 1 line was left out")
    page.get_by_role("link", name="Back to the register").click()
    expect(team.get_by_role("cell").last).to_have_text("1")
    page.goto("/staff/training/refresher/")
    for each in scenarios()[1:]:
        page.locator(f"[name={each.id}][value='{each.right}']").check()
    first = scenarios()[0]
    page.locator(f"[name={first.id}][value='{(first.right + 1) % len(first.answers)}']").check()
    page.get_by_role("button", name="Check my answers").click()
    expect(page.get_by_text("Look again.")).to_have_count(1)
    page.locator(f"[name={first.id}][value='{first.right}']").check()
    page.get_by_role("button", name="Check my answers").click()
    page.wait_for_url("**/staff/training/?done=refresher")
