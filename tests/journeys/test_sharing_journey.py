"""Consent from its first word to the register, in real browsers: Ben records, the police are told, it is taken back; Farid reads.

Every page on the way is looked at with axe-core.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from factories.bodies import body
from factories.cast import Cast
from factories.reports import opened
from harness.browser import PHONE, NewPage
from journeys.desks import at_their_desks, sign_in
from journeys.test_staff_journey import Check, press, saves

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def cast(live_app: Any) -> Cast:
    return at_their_desks(timezone.now(), "ben", "farid")


def test_consent_is_given_used_taken_back_and_read_in_the_register(
    cast: Cast, new_page: NewPage, assert_accessible: Check
) -> None:
    check = assert_accessible
    now = timezone.now()
    body(now)
    case_id = opened(cast, now)
    ben, farid = new_page(size=PHONE), new_page()
    sign_in(ben, "ben", check)
    ben.goto(f"/staff/cases/{case_id}/")
    assert "No consent is in force" in ben.inner_text("#sharing")
    press(ben, "Record what they say about sharing")
    check(ben)
    ben.get_by_label("They agree", exact=True).check()
    ben.get_by_label("Marsh Lane Police").check()
    ben.get_by_label("What happened").check()
    ben.get_by_label("Report or look into a crime").check()
    saves(ben, "Record it", "What they said is recorded.", check)
    press(ben, "Record what a body was told")
    check(ben)
    ben.get_by_label("They gave explicit consent").check()
    ben.get_by_label("Who was told?").select_option(label="Marsh Lane Police")
    ben.get_by_label("What happened").check()
    ben.get_by_label("Report or look into a crime").check()
    saves(ben, "Record it", "What they were told is recorded.", check)
    press(ben, "They take consent back")
    check(ben)
    ben.get_by_label("Amina Yusuf: Marsh Lane Police").check()
    saves(ben, "Take it back", "It is taken back.", check)
    press(ben, "Record their answer")
    check(ben)
    ben.get_by_role("textbox", name="Who there acknowledged it").fill(
        "Hate crime desk: closed and restricted"
    )
    saves(ben, "Record their answer", "Their answer is recorded.", check)
    press(ben, "Receipt to print")
    check(ben)
    assert "crime" not in ben.inner_text("main").replace("Hate crime desk", "")

    sign_in(farid, "farid", check)
    press(farid, "Disclosures")
    check(farid)
    assert "Marsh Lane Police" in farid.inner_text("main")
    assert "Amina" not in farid.content()
    with farid.expect_download() as saved:
        farid.get_by_role("link", name="Save as a file").click()
    assert saved.value.suggested_filename == "disclosures.csv"
