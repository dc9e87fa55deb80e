"""A neighbourhood officer opens a case in need, on a phone; the data-protection officer judges it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from factories.reports import opened
from harness.browser import PHONE, NewPage
from journeys.desks import at_their_desks, sign_in
from upstander.cases.queries.api import case_page

pytestmark = pytest.mark.journey


def test_urgent_access_from_the_search_to_the_review(
    live_app: Any, new_page: NewPage, assert_accessible: Callable[[Any], None]
) -> None:
    now = timezone.now()
    cast = at_their_desks(now, "nia", "farid")
    reference = case_page(cast.ben, opened(cast, now), now=now).head.reference
    nia, farid = new_page(size=PHONE), new_page()
    sign_in(nia, "nia", assert_accessible)
    nia.goto("/staff/urgent/")
    assert_accessible(nia)
    nia.get_by_role("button", name="Open the case").click()
    nia.get_by_text("There is a problem").wait_for()
    assert_accessible(nia)
    nia.get_by_label("Reference of the case").fill(reference)
    nia.get_by_label("Why do you need it now?").fill("She rang me from outside her door, he is there again")
    nia.get_by_role("button", name="Open the case").click()
    nia.get_by_text("because you asked for urgent access").wait_for()
    assert_accessible(nia)
    sign_in(farid, "farid", assert_accessible)
    farid.get_by_role("link", name="Review it").click()
    assert_accessible(farid)
    farid.get_by_role("link", name=reference).click()
    assert_accessible(farid)
    farid.get_by_label("Yes, it was needed").check()
    farid.get_by_label("Why?").fill("Somebody was in danger")
    farid.get_by_role("button", name="Save").click()
    farid.get_by_text("Your review is recorded").wait_for()
    assert_accessible(farid)
