"""A place told in words leads to the home, or to the homes, that it may mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories.cast import GWEN, one_of_each_role
from upstander.confidentiality.api import blind_index, system
from upstander.people.api import import_residents, people_like, search_homes, search_people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "words",
    [
        "12 Larkfield Walk",
        "12, Larkfield Walk, Bootle, L20 0XA",
        "12 larkfield walk l200xa",
        "Larkfield House, 12",
        "900000000012",
    ],
)
def test_a_number_with_its_street_or_block_leads_to_one_home(now: datetime, words: str) -> None:
    cast = one_of_each_role(now)
    assert [home.uprn for home in search_homes(cast.dev, words)] == ["900000000012"]


@pytest.mark.parametrize("words", ["Larkfield", "L20 0XA", "l200xa", "Larkfield House", "99 Larkfield Walk"])
def test_a_place_without_a_number_that_is_there_leads_to_all_its_homes(now: datetime, words: str) -> None:
    cast = one_of_each_role(now)
    assert len(search_homes(cast.dev, words)) == 3


@pytest.mark.parametrize("words", ["", "Lar", "Elsewhere Road", "12"])
def test_words_that_name_no_place_lead_nowhere(now: datetime, words: str) -> None:
    cast = one_of_each_role(now)
    assert search_homes(cast.dev, words) == []


def test_an_address_leads_to_those_who_live_there(now: datetime) -> None:
    cast = one_of_each_role(now)
    assert [person.name for person in search_people(cast.dev, "12 Larkfield Walk")] == ["Amina Yusuf"]


def test_whoever_has_the_whole_name_is_never_hidden_behind_many_who_share_one_part(now: datetime) -> None:
    cast = one_of_each_role(now)
    others = ("Ode", "Pratt", "Quill", "Root", "Stack", "Tull", "Udall", "Vane", "Wick", "Zephaniah")
    told = [
        replace(GWEN, external_ref=f"P-3{number}", name=f"Amina {family}", phone="", email="")
        for number, family in enumerate(others)
    ]
    list(import_residents(residents=told, by=system("tests"), now=now))
    for words in ("Amina Zephaniah", "zefania, ameena"):
        assert [person.name for person in search_people(cast.dev, words, limit=1)] == ["Amina Zephaniah"]
    parts = blind_index.name_parts("Amina Zephaniah")
    likely = people_like(cast.dev, exact=set(), parts=parts, homes=set(), limit=1)
    assert "Amina Zephaniah" in [card.name for card, _ in likely]


def test_each_question_of_who_it_may_be_is_one_that_an_index_serves(now: datetime) -> None:
    """Two joined by "or" are served by none: everybody was read, at 26,000 people three quarters of the page."""
    cast = one_of_each_role(now)
    with CaptureQueriesContext(connection) as asked:
        found = people_like(
            cast.dev,
            exact=blind_index.phone_tokens("07700 900124"),
            parts=blind_index.name_parts("Amina Yusuf"),
            homes=set(),
            limit=20,
        )
    assert {"Amina Yusuf", "Gwen Harcastle"} == {card.name for card, _ in found}
    about = [query["sql"] for query in asked if "people_person_with_tokens" in query["sql"]]
    assert about
    assert not [sql for sql in about if " OR " in sql]
