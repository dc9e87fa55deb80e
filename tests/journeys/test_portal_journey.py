"""Amina signs in through her landlord's portal: a real provider in a process of its own, in a real browser without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from factories.cast import one_of_each_role
from factories.oidc import provider_of
from factories.reports import opened
from harness import browser as browsers
from harness import live
from harness.cluster import Cluster
from harness.warm import Warm
from upstander.cases.own.api import show_in_account
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import PUBLIC, viewing
from upstander.intake.models import AccountSession
from upstander.messages.api import By, SafeContactCard

pytestmark = pytest.mark.journey
PEOPLE: dict[str, dict[str, Any]] = {
    "amina": {"person_reference": "P-1"},
    "stranger": {"person_reference": "P-404"},
}


@pytest.fixture
def portal() -> Iterator[str]:
    with provider_of(PEOPLE) as url:
        yield url


@pytest.fixture
def app(portal: str, warm: Warm, own_database: str, cluster: Cluster) -> Iterator[live.LiveApp]:
    settings = {
        "UPSTANDER_PORTAL_SERVER": portal,
        "UPSTANDER_PORTAL_NAME": "My Harbour Homes",
        "UPSTANDER_PORTAL_CLIENT_ID": "upstander",
        "UPSTANDER_PORTAL_CLIENT_SECRET": "only-for-tests",
    }
    with live.running(warm, cluster, own_database, worker=False, also=settings) as found:
        yield found


def go_in_as(page: Page, who: str) -> None:
    page.goto("/")
    page.get_by_role("link", name="Sign in").click()
    page.get_by_role("button", name="Sign in through My Harbour Homes").click()
    page.locator("input[name=sub]").first.fill(who)
    page.get_by_role("button", name="Authorize").first.click()


def test_amina_comes_in_through_the_portal_and_a_stranger_does_not(
    app: live.LiveApp, browser: Any, assert_accessible: Callable[[Page], None]
) -> None:
    cast = one_of_each_role(timezone.now())
    safe = SafeContactCard(ways=(By.EMAIL,), email="amina@example.org")
    case_id = opened(cast, timezone.now(), contact=safe)
    show_in_account(case_id=case_id, shown=True, by=cast.ben, now=timezone.now())
    pages = browsers.Pages(browser, app.url)
    desk, phone = pages.open(), pages.open(size=browsers.PHONE, javascript=False)

    go_in_as(desk, "stranger")
    expect(desk.locator("main")).to_contain_text("We could not sign you in that way")
    assert_accessible(desk)
    with viewing(PUBLIC):
        assert not AccountSession.objects.exists()

    go_in_as(phone, "amina")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your account")
    expect(
        phone.get_by_role("link", name=case_page(cast.ben, case_id, now=timezone.now()).head.reference)
    ).to_be_visible()
    assert "code=" not in phone.url
    phone.get_by_role("button", name="Sign out", exact=True).click()
    expect(phone.locator("main")).to_contain_text("You are signed out")

    pages.close()
    assert pages.errors == [], "a script of a page failed"
