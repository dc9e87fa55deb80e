"""The queue and triage: danger first, everything typed kept, what the survivor perceived never taken away."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from factories.cast import Cast
from factories.reports import opened, received
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import errors_of, fill_in, form_of, text_of
from upstander.cases.queries.api import case_page, find_cases
from upstander.intake.api import PersonTold, queue

pytestmark = pytest.mark.django_db
OPEN = {"decision": "open", "crime": "unknown"}


@pytest.fixture
def report(cast: Cast, now: datetime) -> str:
    received(now)
    return address_of(cast, now)


def address_of(cast: Cast, now: datetime) -> str:
    return f"/staff/queue/{queue(cast.dev, now=now)[0].waiting.report_id}/"


def case_of(cast: Cast, now: datetime) -> Any:
    return case_page(cast.ben, find_cases(cast.ben, "Amina Yusuf", now=now)[0].id, now=now)


def test_danger_comes_first_then_time_left(sign_in: SignIn, now: datetime) -> None:
    first = received(now, survivor=PersonTold(name="Earlier Person"))
    danger = received(now, immediate_danger=True, survivor=PersonTold(name="Endangered Person"))
    words = text_of(sign_in("dev").get("/staff/queue/"))
    assert words.index(danger) < words.index(first)
    assert "Immediate danger" in words


def test_the_page_shows_the_report_as_told_and_who_it_may_be(sign_in: SignIn, report: str) -> None:
    words = text_of(sign_in("dev").get(report))
    assert "pushed rubbish through the letterbox" in words
    assert "same name" in words or "Same phone or email" in words
    assert "Gwen Harcastle" in words


def test_triage_opens_a_case_with_its_officer(
    sign_in: SignIn, cast: Cast, report: str, now: datetime
) -> None:
    client = sign_in("dev")
    person = re.search(r'name="person"[^>]*value="([0-9a-f-]{36})"', client.get(report).content.decode())
    assert person
    answer = fill_in(client, report, **OPEN, person=person[1], officer=str(cast.staff["ben"].id))
    assert answer.headers["Location"] == "/staff/queue/?done=triaged"
    page = case_of(cast, now)
    assert (page.head.state, page.head.officer) == ("open", "Ben Okoro")
    survivor = next(p for p in page.parties if p.role == "survivor")
    assert survivor.person_id == UUID(person[1])
    assert len([p for p in page.parties if p.role == "perpetrator"]) == 1, (
        "the one who was told of, not a second"
    )


def test_whoever_reads_cases_goes_on_to_the_case(
    sign_in: SignIn, cast: Cast, report: str, now: datetime
) -> None:
    answer = fill_in(sign_in("ben"), report, **OPEN, officer="")
    assert answer.headers["Location"] == f"/staff/cases/{case_of(cast, now).head.id}/?done=triaged"


def test_what_they_perceived_stays_whatever_is_sent(
    sign_in: SignIn, cast: Cast, report: str, now: datetime
) -> None:
    client = sign_in("dev")
    box = re.search(r'<input[^>]*value="religion"[^>]*>', client.get(report).content.decode())
    assert box
    assert "checked" in box[0]
    assert "disabled" in box[0]
    fill_in(client, report, **OPEN, motivations=["race"])
    assert set(case_of(cast, now).reports[0].motivations) == {"religion", "race"}


def test_a_search_keeps_everything_that_was_typed(sign_in: SignIn, report: str) -> None:
    client = sign_in("dev")
    typed = form_of(client.get(report)) | {
        "note": ["Rang twice"],
        "flags": ["wants_to_move"],
        "decision": ["route"],
    }
    page = client.post(report, {**typed, "find": "Harcastle", "step": "find"})
    assert page.status_code == 200
    again = form_of(page)
    assert again["note"] == ["Rang twice"]
    assert again["flags"] == ["wants_to_move"]
    assert again["decision"] == ["route"]
    assert "Gwen Harcastle" in text_of(page)
    assert errors_of(page) == "", "nothing is complained of before it is to be saved"
    assert "flags" not in form_of(client.get(report)), "what one ticked is not ticked for whoever comes next"


def test_what_is_missing_is_said_and_the_rest_kept(sign_in: SignIn, report: str) -> None:
    page = fill_in(sign_in("dev"), report, note="Something")
    assert page.status_code == 422
    assert "Decide what happens with this report." in errors_of(page)
    assert form_of(page)["note"] == ["Something"]


def test_a_refusal_is_shown_with_its_clause(sign_in: SignIn, report: str) -> None:
    page = fill_in(sign_in("dev"), report, decision="route", route_to="asb", crime="no", note="")
    assert page.status_code == 422
    assert "Nobody may fall between two policies" in errors_of(page)
    assert "1.2" in errors_of(page)


def test_a_report_can_be_joined_to_a_known_case(sign_in: SignIn, cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    received(now)
    address = address_of(cast, now)
    client = sign_in("dev")
    page = client.get(address)
    assert "It may belong to" in text_of(page)
    answer = fill_in(client, address, decision="join", join_into=str(case_id), crime="unknown")
    assert answer.headers["Location"].endswith("?done=joined")
    assert len(case_page(cast.ben, case_id, now=now).reports) == 2


def test_somebody_faster_loses_nothing_for_the_slower(sign_in: SignIn, cast: Cast, report: str) -> None:
    slow, fast = sign_in("dev"), sign_in("ben")
    typed = form_of(slow.get(report))
    fill_in(fast, report, **OPEN)
    page = slow.post(report, {**typed, **OPEN, "note": "What I learned on the phone"})
    assert page.status_code == 404
    assert "What I learned on the phone" in text_of(page)
    again = fast.post(report, {**typed, **OPEN})
    assert again.status_code == 409
    assert "triaged already" in text_of(again)


def test_the_page_learns_of_a_new_report_without_reading_any(
    sign_in: SignIn, now: datetime, clock: Clock
) -> None:
    client = sign_in("dev")
    before = client.get("/staff/queue/waiting").json()
    received(clock.advance(seconds=5))
    after = client.get("/staff/queue/waiting").json()
    assert (before["waiting"], after["waiting"]) == (0, 1)
    assert before["mark"] != after["mark"]
    assert set(after) == {"waiting", "mark"}
