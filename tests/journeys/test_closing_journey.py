"""From a warning that a colleague reads to closing: what is open is answered for, the letter waits, and Amina says how we did on her
phone. Every page on the way is looked at with axe-core."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cases.measures.test_measures import At
from cases.test_closing import BY_POST, ready
from cases.test_complaints import passed_on
from factories.cast import Cast
from harness.browser import PHONE, NewPage
from journeys.desks import at_their_desks, sign_in
from journeys.test_staff_journey import Check, press, saves
from upstander.cases.api import record_finding
from upstander.cases.closing.api import decide_closure
from upstander.cases.surveys.api import send_survey_link
from upstander.confidentiality.api import system, vault, viewing
from upstander.messages.models import Message

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def cast(live_app: Any) -> Cast:
    return at_their_desks(timezone.now(), "bella")


def test_a_paper_is_read_and_a_case_is_closed_with_all_that_is_open_answered_for(
    cast: Cast, new_page: NewPage, assert_accessible: Check
) -> None:
    check, now = assert_accessible, timezone.now() - timedelta(minutes=5)
    case_id = ready(cast, now, BY_POST)
    record_finding(
        case_id=case_id, validity="substantiated", evidence="strong", reasons="Film", by=cast.ben, now=now
    )
    at = At(case_id, cast.ben, now)
    at.step("proportionality", "proportionate", about="perpetrator")
    warning = at.step(
        "warning", "drafted", about="perpetrator", told={"said": "You shouted.", "stop": "Shouting."}
    )
    page = new_page()
    sign_in(page, "bella", check)

    page.goto(f"/staff/cases/{case_id}/measures/{warning}/")
    check(page)
    press(page, "Read it")
    check(page)
    page.get_by_role("button", name="I have read it").click()
    check(page)
    assert "It may go" in page.inner_text("main")
    press(page, "Record that it was served")
    check(page)

    page.goto(f"/staff/cases/{case_id}/complaint/")
    check(page)
    passed_on(cast, case_id, now)

    page.goto(f"/staff/cases/{case_id}/closing/")
    check(page)
    page.get_by_label("They agree with closing").check()
    page.get_by_label("The behaviour has stopped").check()
    page.get_by_label("The reason, for the record").fill("It has stopped")
    page.get_by_label("It goes on after the case is closed").check()
    page.get_by_label("Who looks after it").fill("Ben, until it is heeded")
    saves(page, "Propose closing", "Another manager now decides", check)
    decide_closure(case_id=case_id, approve=True, by=cast.senior, now=timezone.now())
    page.goto(f"/staff/cases/{case_id}/")
    check(page)
    assert "Ben, until it is heeded" in page.inner_text("main")
    message = send_survey_link(case_id=case_id, way="post", by=cast.ben, now=timezone.now())
    page.goto(f"/staff/cases/{case_id}/survey/")
    check(page)
    with viewing(system("tests")):
        body = vault.unseal(Message.objects.get(pk=message), "body")
    address = re.search(r"/say/\S+", body)
    assert address
    amina = new_page(size=PHONE)
    amina.goto(address[0])
    check(amina)
    amina.get_by_role("button", name="Send", exact=True).click()
    check(amina)
    amina.get_by_label("Fairly satisfied").check()
    amina.get_by_role("button", name="Send", exact=True).click()
    amina.get_by_text("We have your answers").wait_for()
    check(amina)
    amina.goto(address[0])
    check(amina)
    assert "There is nothing here" in amina.inner_text("main")
