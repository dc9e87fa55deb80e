"""A report in Arabic from a phone, and the help pages in every language: with axe, and at 400% zoom."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from playwright.sync_api import Page, expect

from harness.browser import DESK, PHONE, NewPage
from upstander.confidentiality.api import system, viewing
from upstander.intake.models import Report
from upstander.performance.models import EqualityAnswer
from upstander.sites.public.topics import TOPICS

pytestmark = pytest.mark.journey
Accessible = Callable[[Any], None]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_somebody_reports_in_arabic_on_a_phone_and_says_who_they_are(
    new_page: NewPage, assert_accessible: Accessible
) -> None:
    with viewing(system("tests")):
        before = Report.objects.count()
    page = new_page(size=PHONE, javascript=False)
    page.goto("/")
    page.get_by_role("link", name="العربية").click()
    with override("ar"):
        page.get_by_role("link", name=_("Report what happened")).click()
        press(page, _("Start"))
        radio = page.get_by_label(_("No, not right now")).bounding_box()
        assert radio is not None and radio["x"] > PHONE[0] / 2, "the circle stands on the right"
        page.get_by_label(_("No, not right now")).check()
        press(page, _("Continue"))
        page.get_by_label(_("What happened?")).fill("صرخ الجار في وجهي ورمى زجاجة على بابي")
        press(page, _("Skip to the end"))
        expect(page.get_by_role("heading", level=1)).to_have_text(_("Check your answers, then send"))
        press(page, _("Send it"))
        expect(page.get_by_role("heading", level=1)).to_have_text(_("Thank you. We have it."))
    assert page.url.endswith("/ar/report/received")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with viewing(system("tests")):
        assert Report.objects.count() == before + 1
        answered = EqualityAnswer.objects.count()
    read = new_page(size=PHONE)  # with scripts, which axe needs
    read.context.add_cookies(page.context.cookies())  # type: ignore[arg-type]  # as they were given
    for language in ("", "/ar"):
        read.goto(f"{language}/report/about-you")
        assert_accessible(read)
        assert read.evaluate("document.documentElement.scrollWidth <= innerWidth"), language
    with override("ar"):
        page.get_by_role("link", name=_("Answer some questions about you")).click()
        page.get_by_role("group", name=_("What is your sex?")).get_by_label(_("Female")).check()
        press(page, _("Send these answers"))
        expect(page.get_by_role("heading", level=1)).to_have_text(_("Thank you. We have it."))
    with viewing(system("tests")):
        assert EqualityAnswer.objects.count() == answered + 1


@pytest.mark.parametrize("code", [code for code, _name in settings.LANGUAGES])
def test_help_has_no_barriers_and_fits_a_phone_in_each_language(
    code: str, new_page: NewPage, assert_accessible: Accessible
) -> None:
    start = "" if code == settings.LANGUAGE_CODE else f"/{code}"
    for size, zoom in ((PHONE, 1.0), (DESK, 4.0)):
        page = new_page(size=size, zoom=zoom)
        for path in ("/", "/help", "/help/easy-read", *(f"/{each.slug}" for each in TOPICS)):
            page.goto(start + path)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            if zoom == 1.0:
                assert_accessible(page)
