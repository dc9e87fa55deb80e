"""What a report from the web asks of the database, page by page; and what is drawn once for everybody holds nothing of anybody."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from jinja2 import Environment

from factories.reporter import HAPPENED, Reporter, step
from upstander.sites.kept import Kept

pytestmark = pytest.mark.django_db

# A test runs within a transaction: each of ours has two savepoints there, and puts back who was looking.
_SAVEPOINTS = 3


def asked(reporter: Reporter, method: str, address: str, **fields: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        answer: HttpResponse = getattr(reporter.client, method)(address, fields)
    assert answer.status_code in (200, 302)
    return len(asked)


def test_a_question_is_shown_in_two_statements_answered_in_three_and_a_report_sent_in_eighteen() -> None:
    amina = Reporter()
    amina.begin()
    amina.say("what", what=HAPPENED)
    assert asked(amina, "get", step("who")) <= 2 + _SAVEPOINTS
    assert asked(amina, "post", step("who"), who_name="Gwen") <= 3 + _SAVEPOINTS
    amina.check()
    with CaptureQueriesContext(connection) as sent:
        amina.send()
    # The page to check is opened once more by `send`.
    assert len(sent) <= 2 + 18 + 3 * _SAVEPOINTS, [each["sql"][:80] for each in sent]
    assert asked(amina, "get", reverse("public:received")) <= 5 + _SAVEPOINTS


def test_what_one_person_typed_is_never_in_what_is_drawn_for_the_next() -> None:
    amina, carol, empty = Reporter(), Reporter(), Reporter()
    for each in (amina, carol, empty):
        each.begin()
    amina.open("who")
    amina.say("who", who_name="Gwen Ashdown", who="neighbour")
    assert "Gwen Ashdown" in amina.open("who")
    assert "Gwen" not in carol.open("who")
    carol.say("who", who_name="Hal Berry")
    page = carol.open("who")
    assert "Hal Berry" in page and "Gwen" not in page
    assert "Gwen Ashdown" in amina.open("who") and "Hal" not in empty.open("who")


def test_a_question_drawn_once_is_drawn_anew_for_who_it_is_about_and_in_each_language() -> None:
    amina, esther = Reporter(), Reporter()
    for each in (amina, esther):
        each.begin()
    own = amina.open("about")
    esther.say("whose", whose="professional")
    assert "organisation" in esther.open("about") and "organisation" not in own
    assert amina.open("about").count('name="organisation"') == 0
    polish = amina.client.get("/pl" + step("who")).content.decode()
    assert "Pomiń" in polish or "Kto" in polish
    assert polish.count('lang="pl"') and "Leave out whatever" not in polish


def test_a_page_is_drawn_whole_though_another_thread_takes_away_what_was_kept() -> None:
    class Forgetful(dict[tuple[object, ...], str]):
        def __setitem__(self, piece: tuple[object, ...], drawn: str) -> None:
            """As if it were cleared at once."""

    kept = Kept(Environment())
    kept._pieces = Forgetful()
    assert kept._drawn("here", "key", lambda: "All of it") == "All of it"
