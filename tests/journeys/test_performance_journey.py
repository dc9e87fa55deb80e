"""A manager reads the dashboard, opens a number, checks the report; another approves; the executive reads; no page has a barrier."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from factories.reports import opened
from harness.browser import PHONE, NewPage
from harness.live import LiveApp
from journeys.desks import at_their_desks, sign_in
from upstander.confidentiality.api import system
from upstander.performance.api import bring_up_to_date, last_months, month_of, prepare_report

pytestmark = pytest.mark.journey

PICTURES = os.environ.get("UPSTANDER_TEST_PICTURES", "")
NOW = datetime.now(UTC)
WIDER = """[...document.querySelectorAll('main *, header *')].filter(e => e.getBoundingClientRect().right > innerWidth
    && !e.closest('.up-scroll *')).map(e => e.outerHTML.slice(0, 120)).slice(0, 4)"""
BEFORE = last_months(month_of(NOW), 3)[0]


@pytest.fixture(scope="module")
def landlord(live_app: LiveApp) -> None:
    """Reports two months ago and now, a month's report prepared, and everyone's authenticator."""
    cast = at_their_desks(NOW, "carol", "senior", "executive")
    then = datetime(BEFORE.year, BEFORE.month, 10, 12, tzinfo=UTC)
    for hours in range(6):
        opened(cast, then + timedelta(hours=hours), danger=hours == 1)
    opened(cast, NOW)  # not minutes ago: that can be last month
    counter = system("measures")
    bring_up_to_date(by=counter, now=NOW)
    assert prepare_report(month=BEFORE, by=counter, now=NOW)


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@pytest.mark.usefixtures("landlord")
def test_a_number_opens_and_a_report_goes_from_manager_to_manager_to_the_executive(new_page: NewPage) -> None:
    report = f"/staff/performance/reports/{BEFORE.year}-{BEFORE.month}/"
    carol = new_page(javascript=False)
    sign_in(carol, "carol")
    carol.get_by_role("link", name="Performance", exact=True).click()
    carol.get_by_label("Only", exact=True).select_option("strand:religion")
    carol.get_by_role("button", name="Show").click()
    carol.get_by_role("button", name="Save this view").click()
    expect(carol.get_by_text("The view is saved.")).to_be_visible()
    carol.get_by_role("link", name="Reports this month").click()
    carol.get_by_role("link", name="The cases behind this month").click()
    expect(carol.get_by_role("heading", name="Cases behind it")).to_be_visible()
    carol.get_by_role("link", name="C-000-").first.click()
    carol.goto(f"/staff/performance/measures/promises/?month={BEFORE.year}-{BEFORE.month:02d}&cases")
    carol.get_by_role("link", name="Those kept", exact=True).click()
    expect(carol.get_by_role("heading", name="Cases behind it")).to_contain_text(", kept")
    carol.goto(report)
    carol.get_by_role("button", name="Check it").click()
    carol.get_by_role("button", name="I have checked it").click()
    expect(carol.get_by_text("There is a problem")).to_be_visible()
    carol.get_by_label("What changed, and why?").fill("People heard that we act on what they tell us.")
    carol.get_by_role("button", name="I have checked it").click()
    expect(carol.get_by_text("Another manager now approves it")).to_be_visible()
    senior = new_page(javascript=False)
    sign_in(senior, "senior")
    senior.goto(report)
    senior.get_by_role("button", name="Approve or send back").click()
    senior.get_by_role("button", name="Approve and send").click()
    expect(senior.get_by_text("The report is approved")).to_be_visible()
    executive = new_page(javascript=False)
    sign_in(executive, "executive")
    executive.goto("/staff/performance/reports/")
    executive.get_by_role("list", name="Reports, the latest first").get_by_role("link").first.click()
    expect(executive.get_by_text("People heard that we act on what they tell us.")).to_be_visible()
    with executive.expect_download() as kept:
        executive.get_by_role("link", name="PDF").click()
    assert Path(kept.value.path()).read_bytes().startswith(b"%PDF")
    executive.goto("/staff/performance/measures/reports/")
    expect(executive.get_by_role("link", name="The cases behind this month")).to_have_count(0)


@pytest.mark.usefixtures("landlord")
@pytest.mark.parametrize("size", [(1280, 900), PHONE], ids=["desk", "phone"])
def test_no_page_on_performance_has_a_barrier(
    new_page: NewPage, assert_accessible: Callable[[Any], None], size: tuple[int, int]
) -> None:
    page = new_page(size=size)
    sign_in(page, "carol" if size == PHONE else "senior", later=1)  # each has used this half minute’s code
    for address in (
        "",
        "?print=yes",
        "measures/",
        "measures/response/?cases",
        "reports/",
        f"reports/{BEFORE.year}-{BEFORE.month}/",
        "nm01/",
        "nm01/2026/homes/",
        "fairness/",
        "silence/",
    ):
        page.goto(f"/staff/performance/{address}")
        assert_accessible(page)
        picture(page, f"performance-{address.replace('/', '-').replace('?', '-')}{size[0]}")
        for width in (size[0], 320):  # 320 is a desk at 400%
            page.set_viewport_size({"width": width, "height": size[1]})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{address}: {wide} of {width}, {page.evaluate(WIDER)}"
        page.set_viewport_size({"width": size[0], "height": size[1]})
