"""What belongs together, in browsers: Ben links two cases, makes them one and takes a report out again; Dev undoes a triage.

Every kind of page on the way is looked at with axe-core.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from factories.cast import Cast
from factories.reports import join, opened, received
from harness.browser import PHONE, NewPage
from journeys.desks import at_their_desks, sign_in
from journeys.test_staff_journey import Check, press, saves
from upstander.cases.queries.api import case_page

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def cast(live_app: Any) -> Cast:
    return at_their_desks(timezone.now(), "ben", "dev")


def unlooked(page: Any) -> None:
    """Nothing: this kind of page was looked at before."""


def test_two_cases_are_linked_made_one_and_parted_and_a_triage_is_undone(
    cast: Cast, new_page: NewPage, assert_accessible: Check
) -> None:
    check, now = assert_accessible, timezone.now() - timedelta(minutes=5)
    one, two = (opened(cast, now + timedelta(minutes=each)) for each in (0, 1))
    first, second = (case_page(cast.ben, each, now=now) for each in (one, two))
    came = second.reports[0].reference
    third = received(now + timedelta(minutes=2))
    join(cast, third, one, now + timedelta(minutes=3))

    ben = new_page(size=PHONE)
    sign_in(ben, "ben", unlooked)
    ben.goto(f"/staff/cases/{two}/")
    press(ben, "Link, merge, take out")
    check(ben)
    assert ben.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1")
    ben.get_by_label("Link another case").check()
    ben.get_by_role("button", name="Do this").click()
    ben.get_by_role("link", name="Give the reference of the other case.").wait_for()
    check(ben)
    ben.get_by_label("The same people").check()
    ben.get_by_label("Reference of the other case").fill(first.head.reference)
    saves(ben, "Do this", "It is done.", check)
    assert first.head.reference in ben.inner_text("section[aria-labelledby=linked-title]")
    press(ben, "Link, merge, take out")
    saves(ben, "Not linked after all", "The link is taken away.", unlooked)
    assert ben.locator("#linked-title").count() == 0

    press(ben, "Link, merge, take out")
    ben.get_by_label("make them one").check()
    ben.get_by_label("Reference of the other case").fill(first.head.reference)
    ben.get_by_role("textbox", name="Why").fill("The same neighbour in the same week")
    saves(ben, "Do this", "It is done.", check)
    assert f"/cases/{one}/" in ben.url, "he is on the case that lives, and goes on there"
    press(ben, "Link, merge, take out")
    ben.get_by_label("take it out").check()
    ben.get_by_label(came).check()
    ben.get_by_role("textbox", name="Why").fill("It was another door after all")
    saves(ben, "Do this", "It is done.", check)
    ben.goto(f"/staff/cases/{two}/")
    assert ben.get_by_role("link", name="Link, merge, take out").count() == 1, "a case of its own again"

    dev = new_page()
    sign_in(dev, "dev", unlooked)
    dev.goto("/staff/queue/")
    check(dev)
    saves(dev, f": {third}", "The report waits in the queue again", check)
    assert third in dev.inner_text("h1")
