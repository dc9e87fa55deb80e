"""Every page in every language: by its address alone, remembered with the answers, kept in English for those who work on it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from upstander.lib import languages
from upstander.sites.jinja import london

OTHERS = [code for code, _name in settings.LANGUAGES if code != languages.ENGLISH]


@pytest.mark.parametrize("code", OTHERS)
def test_a_page_says_its_language_and_direction_and_links_to_itself_in_the_others(code: str) -> None:
    answer = Client().get(f"/{code}/help/helplines?from=check")
    text = answer.content.decode()
    assert f'<html lang="{code}" dir="{"rtl" if code in ("ar", "ur") else "ltr"}"' in text
    assert 'href="/help/helplines?from=check" lang="en-gb"' in text
    assert answer.cookies.keys() == set()


def test_neither_the_browsers_languages_nor_a_cookie_choose(db: None) -> None:
    client = Client(headers={"accept-language": "ar"})
    client.cookies["django_language"] = "ur"
    assert 'lang="en-gb"' in client.get("/").content.decode()[:200]


def test_staff_pages_and_sign_in_stay_in_english(db: None) -> None:
    assert Client().get("/ar/staff/").status_code == 404
    Client().get("/ar/")
    assert 'lang="en-gb"' in Client().get("/accounts/login/").content.decode()[:200]


def test_whoever_comes_back_carries_on_in_their_own_language(db: None) -> None:
    client = Client()
    with override("pl"):
        begun = client.post(reverse("public:start"))
    assert begun.headers["Location"] == "/pl/report/danger"
    client.post("/pl/report/danger", {"danger": "no"})
    assert 'href="/pl/report/what"' in client.get("/report").content.decode()
    client.post("/report/what", {"what": "Shouting"})
    assert 'href="/report/kind"' in client.get("/ur/report").content.decode()


def test_days_and_clock_times_are_said_as_each_language_says_them() -> None:
    at = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    said = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            said[code] = london(at)
    assert said["en-gb"] == "Friday 20 November 2026 at 4:30pm"
    assert "20 listopada 2026" in said["pl"] and "16:30" in said["pl"]
    assert "الجمعة" in said["ar"] and "4:30 م" in said["ar"]
    assert "جمعہ" in said["ur"] and "2026" in said["ur"]
    assert languages.short_day(date(2026, 11, 20), "en-gb") == "Fri 20 Nov"


def test_a_language_is_known_by_any_of_its_names() -> None:
    assert [languages.code_of(each) for each in ("Polish", "polski", "اردو", "AR", "Klingon", "")] == [
        "pl",
        "pl",
        "ur",
        "ar",
        "",
        "",
    ]
