"""Two windows, an hour that is over, a cookie that is gone: nothing typed is lost, and no page is a dead end."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from factories.reporter import HAPPENED, Reporter, expire, hidden, reports, step, where
from upstander.confidentiality.api import system, viewing
from upstander.intake.models import Draft

pytestmark = pytest.mark.django_db


def test_two_windows_answer_different_questions_and_both_count() -> None:
    amina = Reporter()
    amina.begin()
    amina.open("who")
    amina.say("why", why=["age"])
    amina.say("who", who_name="Gwen")
    assert "Age" in amina.check() and "Gwen" in amina.check()


def test_two_windows_on_one_question_overwrite_nothing_unseen() -> None:
    amina = Reporter()
    amina.begin()
    here = hidden(amina.open("what"))
    amina.say("what", what="The first window's words")
    answer = amina.client.post(step("what"), {**here, "what": "The second window's words"})
    content = unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "The first window's words" in content and "The second window's words" in content
    assert "The first window's words" in amina.check(), "nothing was overwritten"
    answer = amina.client.post(step("what"), {**hidden(content), "what": "Both together"})
    assert answer.status_code == 302 and "Both together" in amina.check()


def test_the_same_answer_from_two_windows_is_no_conflict() -> None:
    amina = Reporter()
    amina.begin()
    assert amina.post("what", was="long ago", what=HAPPENED).status_code == 302


def test_when_the_hour_is_over_what_was_just_typed_is_kept() -> None:
    amina = Reporter()
    amina.begin()
    expire()
    answer = amina.post("who", was="x", who_name="Gwen 🌻")
    assert where(answer) == step("what") + "?note=gone"
    page = amina.open("what", "?note=gone")
    assert (
        "An hour had passed, so to keep you safe we deleted your earlier answers." in page
        and HAPPENED not in page
    )
    amina.say("what", what="Again")
    assert "Gwen 🌻" in amina.check()


def test_when_the_hour_is_over_the_story_itself_is_kept_and_the_rest_goes_on() -> None:
    amina = Reporter()
    amina.begin()
    expire()
    assert where(amina.post("what", was="x", what="All of it again")) == step("kind") + "?note=gone"
    assert "All of it again" in amina.check()
    expire()
    too_long = "y" * 10_001
    assert where(amina.post("what", was="x", what=too_long)) == step("what") + "?note=gone"
    assert too_long in amina.open("what") and "Use 10,000 characters or fewer" in amina.open("what")


def test_when_the_hour_is_over_pages_go_to_the_beginning_and_say_why() -> None:
    amina = Reporter()
    amina.begin()
    expire()
    for path in (step("kind"), step("files"), reverse("public:check"), reverse("public:danger_now")):
        assert where(amina.client.get(path)) == reverse("public:start") + "?gone=1"
    assert (
        "has been deleted, to keep you safe"
        in amina.client.get(reverse("public:start") + "?gone=1").content.decode()
    )
    assert where(amina.send_blindly()) == reverse("public:start") + "?gone=1"


def test_somebody_who_left_finds_nothing_on_coming_back() -> None:
    amina = Reporter()
    amina.begin()
    amina.client.get(reverse("public:exit"))
    with viewing(system("tests")):
        assert Draft.objects.count() == 0
    assert where(amina.client.get(step("what"))) == reverse("public:start")


def test_somebody_who_started_may_carry_on_or_start_again() -> None:
    amina = Reporter()
    amina.begin()
    page = amina.client.get(reverse("public:start")).content.decode()
    assert f'href="{step("danger")}"' in page and "your answers are still here" in page
    assert where(amina.client.post(reverse("public:start"))) == step("danger"), (
        "a second press of Start deletes nothing"
    )
    assert HAPPENED in amina.check()
    amina.client.post(reverse("public:start"), {"again": "yes"})
    assert HAPPENED not in amina.check()


def test_a_form_without_its_cookie_is_shown_again_with_everything_typed() -> None:
    amina = Reporter(csrf=True)
    answer = amina.post("what", what="Typed for an hour 🌻")
    content = unescape(answer.content.decode())
    assert answer.status_code == 403
    assert "Typed for an hour 🌻" in content and "it has not been saved yet" in content
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', content)
    assert token is not None
    answer = amina.post("what", what="Typed for an hour 🌻", csrfmiddlewaretoken=token[1])
    assert answer.status_code == 302, "pressing the button again is all it takes"
    assert "Typed for an hour 🌻" in amina.check()


@pytest.mark.parametrize("path", ["/report", "/report/files", "/report/check"])
def test_no_page_of_the_report_is_a_dead_end_without_its_cookie(path: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(path, {"x": "y"})
    assert answer.status_code == 403 and "csrfmiddlewaretoken" in answer.content.decode()


def test_a_form_far_too_large_to_take_is_answered_by_its_page() -> None:
    amina = Reporter()
    amina.begin()
    answer = amina.post("what", what="x" * 3_000_000)
    content = unescape(answer.content.decode())
    assert answer.status_code == 413
    assert "That was far too long for us to take at once" in content and HAPPENED in content


def test_what_is_typed_in_another_window_after_sending_is_not_lost() -> None:
    amina = Reporter()
    amina.begin()
    amina.send()
    answer = amina.post("who", was="x", who_name="It was Gwen")
    content = unescape(answer.content.decode())
    assert (
        answer.status_code == 409
        and "It was Gwen" in content
        and "You have sent your report already" in content
    )
    answer = amina.post("who", **hidden(content))
    assert where(answer) == step("what")
    amina.say("what", what="More about yesterday")
    assert "It was Gwen" in amina.check() and "This goes to us as something more, beside R-" in amina.check()
    amina.send()
    assert reports() == 2
