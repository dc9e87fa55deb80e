"""Carol asks who can see a case, gives out several and takes that back, and records who is away; Ben declares somebody he knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from factories.reports import opened
from harness.browser import PHONE, NewPage
from journeys.desks import at_their_desks, sign_in
from upstander.cases.queries.api import listed_cases

pytestmark = pytest.mark.journey


def test_who_sees_who_knows_who_covers_and_who_takes_over(
    live_app: Any, new_page: NewPage, assert_accessible: Callable[[Any], None]
) -> None:
    now, check = timezone.now(), assert_accessible
    cast = at_their_desks(now, "ben", "carol", "administrator")
    case_id, _ = opened(cast, now, officer="bella"), opened(cast, now, officer="bella")

    def press(page: Any, name: str, then: str) -> None:
        page.get_by_role("button", name=name).first.click()
        page.get_by_text(then).first.wait_for()
        check(page)

    carol = new_page()
    sign_in(carol, "carol", check)
    carol.goto(f"/staff/cases/{case_id}/")
    carol.get_by_role("link", name="Who can see this case, and why").click()
    carol.get_by_text("Has the case").first.wait_for()
    check(carol)
    carol.goto("/staff/board/")
    carol.get_by_role("link", name="Bella Nowak", exact=True).click()
    check(carol)
    press(carol, "See what would happen", "Choose at least one case")
    for box in carol.locator("input[name=case]").all():
        box.check()
    press(carol, "See what would happen", "Not done yet")
    press(carol, "Give out 2 cases", "The cases have been given out")
    assert listed_cases(cast.bella, now=now, everyone=False)[0] == []
    press(carol, "Take that back", "back with who had them")
    assert len(listed_cases(cast.bella, now=now, everyone=False)[0]) == 2
    carol.goto("/staff/away/")
    carol.get_by_label("Who is away").select_option(label="Bella Nowak")
    press(carol, "Record", "Give the first day away")
    carol.get_by_label("First day").fill(now.strftime("%d/%m/%Y"))
    carol.get_by_label("Last day").fill(now.strftime("%d/%m/%Y"))
    carol.get_by_label("Who covers").select_option(label="Ben Okoro")
    press(carol, "Record", "It is recorded")
    assert len(listed_cases(cast.ben, now=timezone.now(), everyone=False)[0]) == 2
    press(carol, "Call off", "It is called off")

    ben = new_page(size=PHONE)
    sign_in(ben, "ben", check)
    ben.get_by_role("link", name="People you know").click()
    check(ben)
    press(ben, "Declare", "Say how you know each other")
    ben.get_by_label("We are neighbours").check()
    ben.get_by_label("Their first and last name").fill("Amina Yusuf")
    ben.get_by_label("Where they live").fill("12 Larkfield Walk")
    press(ben, "Declare", "This is always the answer")
    assert listed_cases(cast.ben, now=timezone.now())[0] == []
    ben.get_by_role("link", name="Ask to end it").click()
    check(ben)
    ben.get_by_label("Why should it end?").fill("I moved away last spring")
    press(ben, "Ask my line manager", "Your line manager has been asked")
    ben.goto("/staff/sign-ins/")
    check(ben)
    carol.goto("/staff/known/")
    check(carol)
    press(carol, "End it", "It has ended")

    adam = new_page()
    sign_in(adam, "administrator", check)
    adam.goto("/staff/colleagues/")
    adam.get_by_label("Colleague").select_option(label="Nia Bright")
    press(adam, "Show", "What they may do")
    adam.goto("/staff/sign-ins/everybody/")
    check(adam)
    adam.get_by_role("button", name="Sign out").click()
    page = new_page(size=PHONE)
    page.goto("/accounts/login/")
    page.get_by_role("link", name="First or forgotten password").click()
    check(page)
