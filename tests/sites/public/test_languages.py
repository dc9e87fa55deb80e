"""Every page in every language: by its address alone, remembered with the answers, kept in English for those who work on it."""

from __future__ import annotations

import re
import runpy
import shutil
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from upstander.lib import languages
from upstander.messages.api import shipped
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


# The catalogues -------------------------------------------------------------------------------------------------------

words = runpy.run_path(str(Path(__file__).parents[3] / "frontend" / "words.py"))
PLACES = {"PROGRAM": "program_words", "POLICY": "policy_words"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|%")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("code", OTHERS)
def test_a_catalogue_says_everything_in_its_own_language(code: str, place: str) -> None:
    path = words[place] / code / "LC_MESSAGES" / "django.po"
    catalogue, wanted = read_po(BytesIO(path.read_bytes()), locale=code), words[PLACES[place]]()
    assert {m.id for m in wanted if m.id} == {m.id for m in catalogue if m.id}, "run: make words"
    for message in catalogue:
        if not message.id:
            continue
        said, asked = every(message.string), every(message.id)[-1]
        assert all(said) and not message.fuzzy, f"{code} lacks: {asked}"
        if languages.right_to_left(code) and len(re.findall(r"[a-z]{2,}", asked)) > 3:
            assert all(re.search(r"[\u0600-\u06ff]", each) for each in said), (
                f"{code} is in other letters: {said}"
            )
        meant = sorted(PLACEHOLDER.findall(asked))
        for each in said:
            found = sorted(PLACEHOLDER.findall(each))
            assert set(found) <= set(meant) if len(said) > 1 else found == meant, each


def every(words: object) -> list[str]:
    return [str(each) for each in words] if isinstance(words, list | tuple) else [str(words or "")]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("code", OTHERS)
def test_what_is_compiled_is_what_the_catalogue_says(code: str, place: str) -> None:
    path = words[place] / code / "LC_MESSAGES" / "django.po"
    fresh = BytesIO()
    write_mo(fresh, read_po(BytesIO(path.read_bytes()), locale=code))
    assert path.with_suffix(".mo").read_bytes() == fresh.getvalue(), "run: make words"


@pytest.mark.parametrize("code", OTHERS)
def test_no_page_to_read_is_left_in_english(code: str, db: None) -> None:
    """The catalogue may be whole and a page still have words that never went through it."""
    for name in ("home", "help", "easy_read", "help_print", "privacy", "accessibility", "contact", "start"):
        with override(code):
            text = BeautifulSoup(Client().get(reverse(f"public:{name}")).content, "html.parser")
        for part in text.select("script, style, [lang], .up-brand, [href^=mailto]"):
            part.extract()
        shown = text.body.get_text(" ") if text.body else text.get_text(" ")
        left = re.findall(r"\b(?:the|and|you|your|with|from|this|that|what)\b", shown, re.IGNORECASE)
        assert left in ([], ["and"] * shown.count("People and Learning")), f"{code} {name}"


@pytest.mark.parametrize("code", [code for code in OTHERS if languages.right_to_left(code)])
def test_a_telephone_number_keeps_its_order_between_words_from_the_right(code: str, db: None) -> None:
    """Plain spaces between its groups would show 0808 157 0100 as 0100 157 0808."""
    for path in ("/", "/help/helplines", "/help/easy-read", "/contact"):
        text = BeautifulSoup(Client().get(f"/{code}{path}").content, "html.parser").get_text()
        assert not re.search(r"\d{3} \d{3}", text), path


def test_a_language_is_there_with_its_catalogue_and_needs_no_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Welsh, here with Polish words: its name and direction come from the CLDR, and every list of languages from the folders."""
    shutil.copytree(languages.CATALOGUES, tmp_path, dirs_exist_ok=True)
    shutil.copytree(tmp_path / "pl", tmp_path / "cy")
    monkeypatch.setattr(languages, "CATALOGUES", tmp_path)
    try:
        languages.codes.cache_clear()
        assert set(languages.codes()) == {*(code for code, _name in settings.LANGUAGES), "cy"}
        assert (languages.own_name("cy"), languages.right_to_left("cy")) == ("Cymraeg", False)
        assert shipped("cy") == shipped(), "messages are in English until somebody has written them"
    finally:
        monkeypatch.undo()
        languages.codes.cache_clear()
