"""Nothing is required but what happened. What becomes of words when something goes wrong: `test_nothing_typed_is_lost.py`."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.cast import one_of_each_role
from factories.reporter import HAPPENED, Reporter, hidden, reports, step, where
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import system, viewing
from upstander.intake.models import Report
from upstander.sites.public.steps import STEPS

pytestmark = pytest.mark.django_db


def test_what_happened_is_the_only_answer_that_is_needed() -> None:
    amina = Reporter()
    amina.client.post(reverse("public:start"))
    answer = amina.say("danger")
    assert where(answer) == step("what")
    answer = amina.say("what", what="  ")
    assert answer.status_code == 422 and "Tell us what happened" in answer.content.decode()
    answer = amina.say("what", what=HAPPENED)
    while (path := where(answer)) != reverse("public:check"):
        answer = amina.say(path.rsplit("/", 1)[-1])
    assert where(amina.send()) == reverse("public:received")
    assert reports() == 1


def test_the_cookie_holds_nothing_but_a_random_token_for_an_hour() -> None:
    amina = Reporter()
    answer = amina.client.post(reverse("public:start"))
    amina.say("what", what=HAPPENED)
    cookie = amina.client.cookies["visit"]
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", cookie.value)
    assert (cookie["max-age"], cookie["httponly"], cookie["samesite"]) == (3600, True, "Strict")
    assert set(answer.cookies) == {"visit"} and set(amina.client.cookies) <= {"visit", "form"}
    assert Session.objects.count() == 0


def test_each_question_has_a_title_that_counts_and_says_nothing() -> None:
    amina = Reporter()
    amina.begin()
    amina.say("whose", whose="witness")
    amina.say("contact", ways=["text"], phone="07700 900123")
    titles = set()
    for each in STEPS:
        found = re.search(r"<title>(.*?)</title>", amina.open(each.slug))
        assert found is not None
        titles.add(found[1])
        assert re.fullmatch(r"Question \d+ of \d+ – One Vision Housing", found[1])


def test_danger_is_answered_before_anything_else() -> None:
    amina = Reporter()
    amina.client.post(reverse("public:start"))
    for said in ("yes", "unsure"):
        assert where(amina.say("danger", danger=said)) == reverse("public:danger_now")
    page = amina.client.get(reverse("public:danger_now")).content.decode()
    assert "tel:999" in page and "I am safe for now, carry on" in page
    amina.begin()
    assert (
        where(amina.say("danger", "?from=check", danger="yes"))
        == reverse("public:danger_now") + "?from=check"
    )
    page = amina.client.get(reverse("public:danger_now") + "?from=check").content.decode()
    assert f'href="{reverse("public:check")}"' in page


def test_it_is_possible_to_go_to_the_end_as_soon_as_it_is_said_what_happened() -> None:
    amina = Reporter()
    amina.client.post(reverse("public:start"))
    assert "Skip to the end" not in amina.open("danger") + amina.open("kind")
    assert where(amina.say("what", what=HAPPENED, go="end")) == reverse("public:check")
    assert "Skip to the end" in amina.open("kind")
    assert where(amina.say("kind", kinds=["threats"], go="end")) == reverse("public:check")
    assert "Threats of violence" in amina.check()


def test_questions_that_do_not_apply_are_not_put() -> None:
    amina = Reporter()
    amina.begin()
    assert where(amina.say("whose", whose="survivor")) == step("about")
    assert where(amina.say("whose", whose="witness")) == step("them")
    assert where(amina.say("contact", ways=["none"])) == reverse("public:check"), (
        "a witness is not asked for needs"
    )
    amina.say("whose", whose="household")
    assert where(amina.say("contact")) == step("needs"), "nobody to call, so nothing to make safe"
    assert where(amina.say("contact", ways=["post"])) == step("safety")
    page = amina.open("safety")
    assert "voicemail" not in page and "When is it safe to call" not in page


def test_a_child_has_a_way_of_their_own_and_says_who_may_know() -> None:
    sami, put = Reporter(), ["what"]
    answer = sami.begin(young=True)
    said: dict[str, Any] = {
        "danger": "yes",
        "tie": "customer",
        "age": "under_16",
        "tell": ["school"],
        "not_tell": "my dad",
        "ways": ["text"],
        "phone": "07700 900123",
    }
    while (path := where(answer)) != reverse("public:check"):
        put.append(path.rsplit("/", 1)[-1])
        answer = sami.say(put[-1], **said)
    assert put == ["what", "who", "files", "whose", "about", "age", "trusted", "contact", "safety", "needs"]
    assert "people whose job is to keep children safe" in sami.check()
    wrong = sami.say("trusted", "?from=check", tell=["me", "home"])
    assert wrong.status_code == 422 and "Which is right?" in wrong.content.decode()
    for slug in ("trusted", "danger"):
        sami.say(slug, "?from=check", **said)
    assert where(sami.send()) == reverse("public:received")
    page = sami.received()
    assert "Childline is free" in page and "We meet you somewhere safe that you choose" in page
    assert "We visit you" not in page
    cast = one_of_each_role(timezone.now())
    with viewing(system("tests")):
        case_id = Report.objects.get().case_id
    seen = case_page(cast.carol, case_id, now=timezone.now())
    (child,) = [each for each in seen.parties if each.role == "survivor"]
    assert child.safe_contact is not None and "my dad" in child.safe_contact.note
    assert any("ask before a parent is told" in each for each in child.flags)
    assert "social-services" in {each.slug for each in seen.open_duties}


def test_a_change_from_the_last_page_goes_back_to_it() -> None:
    amina = Reporter()
    amina.begin()
    assert step("why") + "?from=check" in amina.check()
    page = amina.open("why", "?from=check")
    assert (
        f'href="{reverse("public:check")}" class="govuk-back-link"' in page and "Skip to the end" not in page
    )
    assert where(amina.say("why", "?from=check", why=["race", "religion"])) == reverse("public:check")
    shown = amina.check()
    assert "Race\nReligion or belief" in shown


@pytest.mark.parametrize(
    ("slug", "typed", "says"),
    [
        (
            "what",
            {"what": "x" * 10_001},
            "Use 10,000 characters or fewer. You have used 10,001. Nothing has been lost.",
        ),
        ("when", {"day": "1", "month": "1", "year": "2199"}, "That date is still to come."),
        ("when", {"day": "31", "month": "2", "year": "2026"}, "That is not a date in the calendar."),
        ("when", {"day": "x", "month": "y", "year": "z"}, "That is not a date in the calendar."),
        ("when", {"day": "3"}, "Give day, month and year"),
        ("when", {"day": "3", "month": "4", "year": "1066"}, "Check the year."),
        ("when", {"day": "3", "month": "4", "year": "99999999999"}, "That is not a date in the calendar."),
        ("when", {"day": "0", "month": "4", "year": "2026"}, "That is not a date in the calendar."),
        ("when", {"month": "13", "year": "2026"}, "Give day, month and year"),
        ("when", {"day": "²", "month": "4", "year": "2026"}, "That is not a date in the calendar."),
        ("who", {"who_words": "z" * 2_001}, "Use 2,000 characters or fewer."),
        ("about", {"name": "🌻" * 201}, "Use 200 characters or fewer."),
        ("contact", {"ways": ["phone"], "phone": "12"}, "Check the phone number."),
        ("contact", {"ways": ["phone"], "phone": "call me maybe"}, "Check the phone number."),
        ("contact", {"ways": ["text"]}, "Add the number that is safe to call or text"),
        ("contact", {"ways": ["email"], "email": "amina@"}, "Check the email address."),
        ("contact", {"ways": ["email"]}, "Add the email address that is safe"),
        ("contact", {"phone": "07700 900123"}, "Tick whether we may call it, text it, or both."),
        ("contact", {"ways": ["none", "phone"], "phone": "07700 900123"}, "Untick one or the other."),
        ("why", {"why": ["made_up"]}, "Tick only answers from the list."),
        ("danger", {"danger": "made_up"}, "Choose one of the answers."),
    ],
)
def test_what_does_not_fit_is_said_plainly_and_stays_on_the_page(
    slug: str, typed: dict[str, Any], says: str
) -> None:
    amina = Reporter()
    amina.begin()
    answer = amina.say(slug, **typed)
    content = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert content.count(says) == 2, "in the summary and at the field"
    assert "<title>Error: " in content
    link = re.search(r'govuk-error-summary__list">\s*<li>\s*<a href="#(\w+)"', content)
    assert link is not None and f'id="{link[1]}"' in content, "the summary leads to the field"
    for value in typed.values():
        if isinstance(value, str) and "made_up" not in value:
            assert value in content and value in unescape(amina.open(slug)), "kept here, and when coming back"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({"when": "day", "day": "3", "month": "march", "year": "2026"}, "Tuesday 3 March 2026"),
        ({"when": "around", "day": "3", "month": "3", "year": "26"}, "Around Tuesday 3 March 2026"),
        ({"when": "around", "month": "3", "year": "2026"}, "Around March 2026"),
        ({"when": "around", "year": "2025"}, "Around 2025"),
        ({"when": "ongoing", "when_words": "most nights"}, "It keeps happening\nmost nights"),
        ({"day": "3", "month": "3", "year": "2026"}, "Tuesday 3 March 2026"),
        ({"when": "unknown"}, "I do not know"),
    ],
)
def test_a_date_may_be_as_rough_as_memory(typed: dict[str, str], shown: str) -> None:
    amina = Reporter()
    amina.begin()
    assert amina.say("when", **typed).status_code == 302
    assert shown in amina.check()


def test_any_name_is_a_name() -> None:
    amina = Reporter()
    amina.begin()
    for name in ("🌻 Amina 👩🏽‍🌾", "أمينة", "O’Neill-Şahin", "<b>X</b>", "Robert'); DROP TABLE"):
        assert amina.say("about", name=name).status_code == 302
        assert name in amina.check()


def test_characters_that_nobody_types_are_dropped_and_lines_kept() -> None:
    amina = Reporter()
    amina.begin(what="one\r\ntwo\x00\x1bthree")
    assert "one\ntwothree" in amina.check()


def test_ten_thousand_characters_fit_however_lines_end() -> None:
    amina = Reporter()
    amina.client.post(reverse("public:start"))
    assert amina.say("what", what=("x\r\n" * 5000)).status_code == 302


# Windows, hours, cookies -----------------------------------------------------------------------------------------------


# The end ---------------------------------------------------------------------------------------------------------------


def test_the_last_page_shows_everything_and_what_was_left_out() -> None:
    amina = Reporter()
    amina.begin()
    amina.say("kind", kinds=["damage", "other"], kind_words="Egg on the windows")
    shown = amina.check()
    for each in (
        HAPPENED,
        "Damage\nSomething else",
        "Egg on the windows",
        "Not answered",
        "We have no way to reach you",
    ):
        assert each in shown


def test_nothing_is_sent_that_was_not_seen() -> None:
    amina = Reporter()
    amina.begin()
    seen = hidden(amina.check())
    amina.say("who", who_name="Gwen")
    answer = amina.client.post(reverse("public:check"), seen)
    assert answer.status_code == 409 and "changed in another window" in answer.content.decode()
    assert reports() == 0
    assert where(amina.send()) == reverse("public:received")


def test_an_answer_that_does_not_fit_stops_the_sending_and_leads_to_it() -> None:
    amina = Reporter()
    amina.begin()
    amina.say("contact", ways=["phone"], phone="12")
    answer = amina.send()
    assert where(answer) == step("contact") + "?from=check&missing=1"
    assert "Check the phone number." in amina.client.get(where(answer)).content.decode()
    empty = Reporter()
    empty.client.post(reverse("public:start"))
    answer = empty.send()
    assert where(answer) == step("what") + "?from=check&missing=1" and reports() == 0


def test_sending_twice_makes_one_report_and_shows_one_receipt() -> None:
    amina = Reporter()
    amina.begin()
    form = hidden(amina.check())
    first = amina.client.post(reverse("public:check"), form)
    second = amina.client.post(reverse("public:check"), form)
    assert where(first) == where(second) == reverse("public:received")
    assert reports() == 1 and "R-00" in amina.received()


def test_each_reporter_is_told_what_is_theirs_to_know() -> None:
    def receipt_of(whose: str, **contact: Any) -> str:
        somebody = Reporter()
        somebody.begin()
        somebody.say("danger", danger="yes")
        somebody.say("whose", whose=whose)
        somebody.say("contact", **contact)
        somebody.send()
        return somebody.received()

    reached = {"ways": ["text"], "phone": "07700 900123"}
    amina = receipt_of("survivor", **reached)
    assert "We visit you" in amina and "Do not wait for us if you are in danger" in amina
    assert "We visit the person it happened to" in receipt_of("household", **reached)
    for whose in ("witness", "third_party", "professional"):
        hal = receipt_of(whose, **reached)
        assert "we cannot tell you what we find or do" in hal and "visit" not in hal.lower()
    nobody = receipt_of("survivor")
    assert (
        "Your 7 words to come back with" in nobody
        and "We visit" not in nobody
        and "To protect the person" not in nobody
    )


def test_going_back_after_sending_shows_the_receipt() -> None:
    amina = Reporter()
    amina.begin()
    amina.send()
    for path in (step("what"), step("files"), reverse("public:check")):
        assert where(amina.client.get(path)) == reverse("public:received")
    assert "You have sent us something already" in amina.client.get(reverse("public:start")).content.decode()
    assert where(amina.client.post(reverse("public:start"))) == step("danger")
    assert amina.client.get(step("what")).status_code == 200, "something new can be told"


def test_the_receipt_ends_with_leaving() -> None:
    amina = Reporter()
    amina.begin()
    amina.send()
    amina.client.get(reverse("public:exit"))
    assert where(amina.client.get(reverse("public:received"))) == reverse("public:start")


def test_the_receipt_ends_with_its_hour() -> None:
    amina = Reporter()
    amina.begin()
    amina.send()
    with viewing(system("tests")):
        Report.objects.update(received_at=F("received_at") - timedelta(hours=1))
    assert where(amina.client.get(reverse("public:received"))) == reverse("public:start")


def test_behind_tls_the_cookie_travels_over_nothing_else(settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    cookie = Client().post(reverse("public:start")).cookies["__Host-visit"]
    assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"]
