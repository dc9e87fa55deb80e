"""Pages to read: open to everybody, leaving nothing behind, help within two clicks, and a way out of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from upstander.cases.api import current_edition
from upstander.settings import LANDLORD
from upstander.sites.public.helplines import helplines
from upstander.sites.public.topics import BY_NAME
from upstander.sites.public.urls import urlpatterns

READING = [
    "home",
    "help",
    *BY_NAME,
    "easy_read",
    "privacy",
    "accessibility",
    "contact",
]
SELF_HELP = ["help", *BY_NAME, "easy_read", "help_print"]
TELLING = re.compile(r"hate|harass|abuse|victim|survivor|crime|report|police", re.IGNORECASE)


def links_on(content: str) -> set[str]:
    """Links within this language: the same page in the others is no way further."""
    found = re.findall(r'<a[^>]+href="(/[^"]*)"(?! lang=)', content)
    return {href.split("#")[0] for href in found}


def title_of(content: str) -> str:
    found = re.search(r"<title>(.*?)</title>", content, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def visitor() -> Iterator[Client]:
    yield Client()


@pytest.mark.django_db
@pytest.mark.parametrize("name", READING)
def test_a_page_to_read_leaves_nothing_behind(name: str, visitor: Client) -> None:
    answer = visitor.get(reverse(f"public:{name}"))
    assert answer.status_code == 200
    assert not answer.cookies and Session.objects.count() == 0
    assert answer["Cache-Control"] == "no-store"
    content = answer.content.decode()
    assert content.count("<h1") == 1
    assert reverse("public:exit") in content and "tel:999" in content
    assert not re.search(r'(src|href)="https?://', content), (
        "nothing is loaded from, and nothing leads, elsewhere"
    )
    assert "<script>" not in content and " style=" not in content and " onclick" not in content


@pytest.mark.django_db
@pytest.mark.parametrize("name", [*READING, "start"])
def test_titles_say_little(name: str, visitor: Client) -> None:
    title = title_of(visitor.get(reverse(f"public:{name}")).content.decode())
    assert title.endswith(LANDLORD["name"]) and not TELLING.search(title)


@pytest.mark.django_db
def test_help_is_two_clicks_from_the_home_page(visitor: Client) -> None:
    first = links_on(visitor.get("/").content.decode())
    second = {link for href in first for link in links_on(visitor.get(href).content.decode())}
    for name in SELF_HELP:
        assert reverse(f"public:{name}") in first | second


@pytest.mark.django_db
def test_no_link_is_broken(visitor: Client) -> None:
    seen: set[str] = set()
    waiting = {"/"}
    while waiting:
        href = waiting.pop()
        seen.add(href)
        answer = visitor.get(href)
        assert answer.status_code in (200, 302), href
        waiting |= links_on(answer.content.decode()) - seen
    assert {reverse(f"public:{name}") for name in READING} <= seen


@pytest.mark.django_db
def test_danger_comes_before_reporting_and_reporting_before_help(visitor: Client) -> None:
    content = visitor.get("/").content.decode()
    main = content[content.index("<main") :]
    danger, report, advice = (
        main.index("tel:999"),
        main.index(reverse("public:start")),
        main.index(reverse("public:help")),
    )
    assert danger < report < advice
    for needed in ("press 55", "18000", "emergencySMS"):
        assert needed in main


@pytest.mark.django_db
def test_what_we_do_is_what_the_edition_promises(visitor: Client) -> None:
    content = unescape(visitor.get(reverse("public:what_we_do")).content.decode())
    for promise in current_edition().promises:
        assert promise.says in content


@pytest.mark.django_db
def test_every_helpline_says_when_it_was_checked(visitor: Client) -> None:
    content = visitor.get(reverse("public:helplines")).content.decode()
    assert helplines()
    for line in helplines():
        assert line.name in content and line.source
        assert not line.old(line.checked + timedelta(days=183))
        assert line.old(line.checked + timedelta(days=184))
    assert content.count("Checked in ") == len(helplines())


@pytest.mark.django_db
def test_leaving_goes_somewhere_harmless_and_takes_the_cookies_along(visitor: Client) -> None:
    visitor.get(reverse("public:start"))
    visitor.post(reverse("public:start"))
    answer = visitor.get(reverse("public:exit"))
    assert answer["Location"] == LANDLORD["exit_url"]
    assert {name: morsel["max-age"] for name, morsel in answer.cookies.items()} == {
        "visit": 0,
        "page": 0,
        "form": 0,
        "you": 0,
        "asked": 0,
        "away": 0,
    }


@pytest.mark.django_db
def test_a_guess_that_somebody_might_leave_deletes_nothing(visitor: Client) -> None:
    visitor.post(reverse("public:start"))
    answer = visitor.get(reverse("public:exit"), headers={"Sec-Purpose": "prefetch"})
    assert not answer.cookies
    assert visitor.get(reverse("public:step", args=["what"])).status_code == 200


@pytest.mark.django_db
def test_a_page_that_does_not_exist_says_so_and_repeats_nothing(visitor: Client) -> None:
    answer = visitor.get("/report/of-amina")
    assert answer.status_code == 404 and "We cannot find that page" in answer.content.decode()
    assert "amina" not in answer.content.decode()


@pytest.mark.parametrize("pattern", urlpatterns, ids=lambda each: str(each.name))
def test_pages_refuse_other_methods(pattern: object, visitor: Client, db: None) -> None:
    path = re.sub(r"<uuid:\w+>", "7b6b6f1e-0000-4000-8000-000000000000", str(getattr(pattern, "pattern", "")))
    path = re.sub(r"<slug:\w+>", "what", path)
    assert visitor.delete(f"/{path}").status_code == 405
