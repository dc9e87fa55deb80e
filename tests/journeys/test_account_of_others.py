"""Hal reads his plan as a witness; Amina, whose case others told, writes to us. Both by their account, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from factories.cast import one_of_each_role
from factories.reports import opened
from factories.witness import hal_saw_it
from harness.account import press, sign_in
from harness.browser import PHONE, NewPage
from upstander.cases.own.api import show_in_account
from upstander.messages.api import By, SafeContactCard

pytestmark = pytest.mark.journey


def test_a_witness_reads_their_own_plan_and_a_survivor_of_whom_others_told_writes_to_us(
    new_page: NewPage, assert_accessible: Callable[[Page], None]
) -> None:
    now = timezone.now() - timedelta(hours=1)
    cast = one_of_each_role(now)
    hers = SafeContactCard((By.EMAIL,), email="amina@example.org")
    told = opened(cast, now, reporter="third_party", contact=None, survivor_contact=hers)
    show_in_account(case_id=told, shown=True, by=cast.ben, now=now)
    hal_saw_it(cast, told, now)
    hal = new_page(size=PHONE)
    sign_in(hal, "hal@example.org", assert_accessible)
    hal.get_by_role("link", name=re.compile("^C-")).click()
    assert_accessible(hal)
    hal.get_by_role("link", name="What we agreed").click()
    expect(hal.locator("main")).to_contain_text("Walk with you to the bus")
    assert_accessible(hal)

    amina = new_page(size=PHONE)
    sign_in(amina, "amina@example.org", assert_accessible)
    amina.get_by_role("link", name=re.compile("^C-")).click()
    amina.get_by_role("button", name="Write to us").click()
    assert_accessible(amina)
    amina.get_by_label("Your message").fill("Please ring after six")
    press(amina, "Send")
    expect(amina.locator("main")).to_contain_text("What you have sent")
    assert_accessible(amina)
