"""Two people on one case: the slower loses no word, sees what changed, and may save on top."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from cases.measures.test_papers import drafted
from factories.bodies import agreed
from factories.cast import Cast
from factories.joint import a_table
from factories.reports import opened
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import fill_in, form_of, text_of
from upstander.cases.queries.api import case_page
from upstander.governance.api import CourseTold, put_course

pytestmark = pytest.mark.django_db
MINE = {"way": ["phone"], "outcome": ["spoke"], "said": ["What only I heard"]}


@pytest.fixture
def case_id(cast: Cast, now: datetime, clock: Clock) -> UUID:
    found = opened(cast, now)
    clock.advance(minutes=30)
    return found


def test_a_stale_form_keeps_every_word_and_shows_what_changed(
    sign_in: SignIn, cast: Cast, case_id: UUID, clock: Clock
) -> None:
    ben, carol = sign_in("ben"), sign_in("carol")
    address = f"/staff/cases/{case_id}/contact/"
    typed = form_of(ben.get(address)) | MINE
    clock.advance(minutes=2)
    fill_in(carol, f"/staff/cases/{case_id}/note/", text="Her sister rang the office.")
    clock.advance(minutes=2)
    page = ben.post(address, typed)
    assert page.status_code == 409
    words = text_of(page)
    assert "This case changed while you were typing" in words
    assert "Her sister rang the office." in words
    assert "Case opened" not in words, "only what happened since"
    assert "Save mine on top" in words
    note = '<div class="up-stale" role="alert" data-module="govuk-error-summary"'
    assert note in page.content.decode(), "it takes the keyboard, as a summary of errors does"
    assert form_of(page)["said"] == ["What only I heard"]
    assert "What only I heard" not in str(case_page(cast.ben, case_id, now=clock.now()).timeline)


def test_saving_on_top_adds_and_takes_nothing_away(
    sign_in: SignIn, cast: Cast, case_id: UUID, clock: Clock
) -> None:
    ben, carol = sign_in("ben"), sign_in("carol")
    address = f"/staff/cases/{case_id}/contact/"
    typed = form_of(ben.get(address)) | MINE
    fill_in(carol, f"/staff/cases/{case_id}/note/", text="Her sister rang the office.")
    page = ben.post(address, typed)
    assert ben.post(address, form_of(page)).status_code == 302
    bodies = [entry.body for entry in case_page(cast.ben, case_id, now=clock.now()).timeline]
    assert "What only I heard" in bodies
    assert "Her sister rang the office." in bodies


def test_the_back_button_and_a_second_send_record_once(
    sign_in: SignIn, cast: Cast, case_id: UUID, clock: Clock
) -> None:
    ben = sign_in("ben")
    address = f"/staff/cases/{case_id}/note/"
    opened_form = ben.get(address)
    assert b'id="form" data-keep autocomplete="off"' in opened_form.content, (
        "a browser fills no fresh form anew"
    )
    typed = form_of(opened_form) | {"text": ["Only once"]}
    assert ben.post(address, typed).status_code == 302
    assert ben.post(address, typed).status_code == 409
    bodies = [entry.body for entry in case_page(cast.ben, case_id, now=clock.now()).timeline]
    assert bodies.count("Only once") == 1


@pytest.mark.parametrize("version", ["", "none", "-1", "9" * 30])
def test_a_form_without_a_version_saves_nothing(sign_in: SignIn, case_id: UUID, version: str) -> None:
    ben = sign_in("ben")
    address = f"/staff/cases/{case_id}/note/"
    typed = form_of(ben.get(address)) | {"text": ["Unversioned"], "version": [version]}
    assert ben.post(address, typed).status_code in (409, 422)
    assert "Unversioned" not in text_of(ben.get(f"/staff/cases/{case_id}/"))


def test_whoever_saves_on_top_sees_in_each_field_what_a_colleague_put_there(
    sign_in: SignIn, cast: Cast, case_id: UUID, clock: Clock
) -> None:
    ben, carol = sign_in("ben"), sign_in("carol")
    address = f"/staff/cases/{case_id}/safe-contact/"
    typed = form_of(ben.get(address)) | {"note": ["She likes to be rung by Ben"]}
    clock.advance(minutes=2)
    fill_in(
        carol, address, ways=["phone"], times=["morning"], note="He is home after noon", shared_device="on"
    )
    words = text_of(ben.post(address, typed))
    assert "On the case now: He is home after noon." in words
    assert "On the case now: Morning" in words, "in the words of the choices"
    assert "On the case now: ticked." in words
    address = f"/staff/cases/{case_id}/plan/"
    plan = {"what_1": ["Fit a camera"], "owner_1": ["Ben"], "agreed": ["yes"]}
    typed = form_of(ben.get(address)) | plan
    fill_in(carol, address, what_1="Change the locks", owner_1="Repairs", agreed="yes")
    stale = ben.post(address, typed)
    assert "Add its step to mine" in text_of(stale), "shown above, and carried over by one press"
    both = form_of(ben.post(address, {**form_of(stale), "step": "carry"}))
    assert (both["what_1"], both["what_2"], both["owner_2"]) == (
        ["Fit a camera"],
        ["Change the locks"],
        ["Repairs"],
    )
    assert ben.post(address, both).status_code == 302


def test_what_stands_on_no_case_is_never_overwritten_unseen_either(
    sign_in: SignIn, cast: Cast, case_id: UUID, now: datetime
) -> None:
    table = a_table(cast.senior, now)
    police = table.police
    agreement = agreed(police, now)
    course = put_course(CourseTold("Working alone", ("neighbourhood",), 12), by=cast.policy, now=now)
    hold = reverse("disposal:hold", args=[case_id])
    fill_in(sign_in("carol"), hold, reason="A claim", review_on="01/02/2027")
    members = [str(police)]
    forms: list[tuple[str, str, dict[str, Any], dict[str, Any], str]] = [
        ("carol", f"/staff/partners/{police}/edit/", {"services": "Nights too"}, {"services": "Days"}, "Nights too"),
        ("carol", reverse("staff:agreement-dates", args=[police, agreement]), {"review_on": "01/12/2027"}, {"review_on": "02/12/2027"},
         "01/12/2027"),
        ("policy", reverse("training:course", args=[course]), {"months": "6"}, {"months": "9"}, "6"),
        ("policy", "/staff/policy/register/ovh-2021/summary/", {"title": "In short", "text": "One"}, {"title": "Short", "text": "Two"},
         "In short"),
        ("policy", "/staff/words/progress/pl/", {"subject": "Jeden"}, {"subject": "Dwa"}, "Jeden"),
        ("senior", reverse("joint:members", args=[table.group]), {"members": []}, {"members": members}, "none"),
        ("carol", hold, {"do": "review", "review_on": "01/03/2027"}, {"do": "review", "review_on": "01/04/2027"}, "01/03/2027"),
        ("carol", reverse("performance:nm01-homes", args=[2026]), {"homes": "900", "source": "A"}, {"homes": "901", "source": "B"},
         "900"),
    ]  # fmt: skip
    for who, address, theirs, mine, stands in forms:
        client = sign_in(who)
        typed = form_of(client.get(address)) | mine
        assert fill_in(client, address, **theirs).status_code == 302, (address, theirs)
        refused = client.post(address, typed)
        assert refused.status_code == 422, (address, refused.status_code)
        assert "A colleague changed this" in text_of(refused), address
        assert f"On record now: {stands}." in text_of(refused), address
        again = form_of(refused)
        assert all(again.get(name, []) in (value, [value]) for name, value in mine.items()), (
            "all typed is there"
        )
        assert client.post(address, again).status_code == 302, address


def test_a_letter_open_twice_keeps_the_second_and_shows_what_stands(
    sign_in: SignIn, cast: Cast, now: datetime, clock: Clock
) -> None:
    case_id, letter = drafted(cast, now)
    clock.advance(minutes=1)
    ben = sign_in("ben")
    address = f"/staff/cases/{case_id}/measures/{letter}/paper/"
    typed = form_of(ben.get(address)) | {"words": ["Stop shouting, says the second tab."]}
    assert fill_in(ben, address, words="Stop shouting, says the first tab.").status_code == 302
    stale = ben.post(address, typed)
    assert stale.status_code == 409 and form_of(stale)["words"] == ["Stop shouting, says the second tab."]
    assert "So it stands now" in text_of(stale) and "says the first tab" in text_of(stale)
