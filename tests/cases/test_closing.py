"""Closing: the letter says why by a safe way, nothing open is forgotten, and how we did is asked by a link that works once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from cases.test_a_case_from_report_to_closure import work_to_the_end
from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from records.closing import closed
from upstander.cases.api import CLOSURE_REASONS, send_to_person, settle_message, settle_step, update_survivor
from upstander.cases.closing.api import Becomes, decide_closure, propose_closure
from upstander.cases.closing.letter import plain_reason
from upstander.cases.measures.api import StepTold, measures_of, record_step
from upstander.cases.queries.api import case_page, links_of_case
from upstander.cases.surveys.api import (
    SURVEY_ANSWERS,
    SURVEY_OVERALL,
    SURVEY_QUESTIONS,
    LinkEnded,
    answer_survey,
    check_survey_link,
    send_survey_link,
    survey_of,
    survey_state,
)
from upstander.cases.told import PartyTold
from upstander.confidentiality.api import vault, viewing
from upstander.lib.decision import Refused
from upstander.messages.api import By, SafeContactCard, leaks
from upstander.messages.models import Message
from upstander.sites.public.views import how_we_did

pytestmark = pytest.mark.django_db
BY_POST = SafeContactCard(
    ways=(By.POST, By.PHONE),
    phone="07700 900123",
    address="12 Larkfield Walk\nBootle\nL20 0XA",
    needs=("large_print",),
)
LEAVE: dict[str, Any] = {"reason": "resolved", "explanation": "It has stopped", "survivor_view": "agrees"}


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return one_of_each_role(now)


def ready(cast: Cast, now: datetime, card: SafeContactCard = BY_POST) -> UUID:
    """A case with nothing left to do."""
    case_id = opened(cast, now, contact=card)
    work_to_the_end(case_id, cast.ben, now)
    plan = case_page(cast.ben, case_id, now=now).plan
    assert plan is not None
    settle_step(case_id=case_id, step_id=plan.steps[0].id, done=True, by=cast.ben, now=now)
    return case_id


def close(cast: Cast, case_id: UUID, now: datetime, **changes: Any) -> None:
    propose_closure(case_id=case_id, by=cast.ben, now=now, **{**LEAVE, **changes})
    decide_closure(case_id=case_id, approve=True, by=cast.carol, now=now)


def letter_of(cast: Cast, case_id: UUID) -> tuple[Message, str]:
    with viewing(cast.ben):
        row = Message.objects.get(case_id=case_id, kind="closure")
        return row, vault.unseal(row, "body")


def test_the_letter_says_why_in_their_language_and_format(cast: Cast, now: datetime) -> None:
    case_id = ready(cast, now, replace(BY_POST, language="pl"))
    with pytest.raises(Refused, match="say why they are not"):
        close(cast, case_id, now)
    with pytest.raises(Refused, match="give away"):
        close(cast, case_id, now, letter_way="post", letter_words="The harassment has stopped.")
    close(cast, case_id, now, letter_way="post", letter_words="Dziękujemy za zaufanie.")
    row, body = letter_of(cast, case_id)
    assert plain_reason("resolved", "pl") in body and "Dziękujemy za zaufanie." in body
    assert (row.language, row.large_print, row.way, row.state) == ("pl", True, "post", "by_hand")


def test_a_letter_by_a_way_that_is_safe_no_more_is_held(cast: Cast, now: datetime) -> None:
    case_id = ready(cast, now)
    propose_closure(case_id=case_id, by=cast.ben, now=now, letter_way="post", **LEAVE)
    unsafe = PartyTold(
        "survivor", "customer", name="Amina Yusuf", identified=True, contactable=True,
        safe_contact=SafeContactCard(ways=(By.PHONE,), phone="07700 900123"),
    )  # fmt: skip
    later = now + timedelta(minutes=1)
    update_survivor(case_id=case_id, survivor=unsafe, by=cast.ben, now=later)
    decide_closure(case_id=case_id, approve=True, by=cast.carol, now=later)
    assert letter_of(cast, case_id)[0].state == "held"


def test_every_reason_is_written_for_every_language_and_gives_nothing_away() -> None:
    for language in ("en-gb", "pl", "ar", "ur"):
        for code in CLOSURE_REASONS:
            words = plain_reason(code, language)
            assert words, (language, code)
            assert leaks(words, "letter") == [], (language, code)


def test_nothing_open_is_forgotten_and_a_court_order_does_not_end_with_the_case(
    cast: Cast, now: datetime
) -> None:
    case_id = ready(cast, now)
    amina = next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
    step = StepTold(
        "interpreter",
        "booked",
        {"language": "Urdu", "way": "phone", "from_whom": "A", "on_day": "2026-12-20"},
        now,
        about_id=amina,
    )
    booked = record_step(case_id=case_id, step=step, by=cast.ben, now=now)
    with pytest.raises(Refused, match="what becomes of this"):
        close(cast, case_id, now, letter_way="post")
    with pytest.raises(Refused, match="who looks after it"):
        close(cast, case_id, now, letter_way="post", left_open=(Becomes(booked, "ends", " "),))
    close(cast, case_id, now, letter_way="post", left_open=(Becomes(booked, "ends", "Not needed any more"),))
    (line,) = measures_of(cast.ben, case_id, today=now.date())
    assert (line.standing, line.ended_at) == ("Ended with the case", now)
    closure = case_page(cast.ben, case_id, now=now).closure
    assert closure is not None
    assert closure.left_open == (("Interpreter", "It ends with the case", "Not needed any more"),)


def test_a_promise_that_repeats_holds_closing_once_it_is_late(cast: Cast, now: datetime) -> None:
    case_id = ready(cast, now)
    due = min(
        each.due_at
        for each in case_page(cast.ben, case_id, now=now).open_duties
        if each.repeats and each.kind == "must"
    )
    with pytest.raises(Refused, match="still to be done"):
        propose_closure(
            case_id=case_id, by=cast.ben, now=due + timedelta(minutes=1), letter_way="post", **LEAVE
        )
    propose_closure(case_id=case_id, by=cast.ben, now=due - timedelta(minutes=1), letter_way="post", **LEAVE)


def test_a_link_is_answered_once_and_met_when_it_has_left(cast: Cast, now: datetime) -> None:
    case_id = closed(cast, now - timedelta(days=31), contact=BY_POST)
    message = send_survey_link(case_id=case_id, way="post", by=cast.ben, now=now)
    owed = {d.slug for d in case_page(cast.ben, case_id, now=now).open_duties}
    assert "satisfaction" in owed, "written is not asked"
    settle_message(case_id=case_id, message_id=message, ending="sent", at=now, by=cast.ben, now=now)
    assert "satisfaction" not in {d.slug for d in case_page(cast.ben, case_id, now=now).open_duties}
    with viewing(cast.ben):
        body = vault.unseal(Message.objects.get(pk=message), "body")
    found = re.search(r"/say/([a-z2-7-]{19})", body)
    assert found
    token = found[1]
    with pytest.raises(Refused, match="asked already"):
        send_survey_link(case_id=case_id, way="post", by=cast.ben, now=now)
    answer_survey(token, overall=2, answers={"informed": "no"}, said="Ring back", now=now)
    with pytest.raises(LinkEnded):
        answer_survey(token, overall=5, answers={}, said="", now=now)
    seen = survey_of(cast.carol, case_id, now=now)
    assert seen is not None and (seen.overall, seen.said, seen.by_officer, seen.by_link) == (
        "Fairly dissatisfied",
        "Ring back",
        True,
        True,
    )
    assert survey_of(cast.ben, case_id, now=now) is None


def test_a_link_runs_out_and_goes_to_no_device_that_others_use(cast: Cast, now: datetime) -> None:
    shared = SafeContactCard(ways=(By.EMAIL,), email="amina@example.org", shared_device=True)
    case_id = closed(cast, now - timedelta(days=31), contact=shared)
    with pytest.raises(Refused, match="Others use their device"):
        send_survey_link(case_id=case_id, way="email", by=cast.ben, now=now)
    assert "phone" in survey_state(cast.ben, case_id, now=now).why_not
    with pytest.raises(LinkEnded):
        check_survey_link("aaaa-bbbb-cccc-dddd", now=now)


def test_a_report_after_closure_is_a_new_case_that_is_linked_to_the_old(cast: Cast, now: datetime) -> None:
    old = closed(cast, now - timedelta(days=31))
    new = opened(cast, now)
    assert new != old
    (link,) = links_of_case(cast.ben, new)
    assert (link.case_id, link.why) == (old, "Told again after the earlier one was closed")
    assert links_of_case(cast.nia, new) == [], "whoever sees neither is shown none"


@pytest.mark.parametrize("sealed", [False, True])
def test_formats_of_the_case_before_are_asked_about_on_the_new_one_unless_it_was_sealed(
    cast: Cast, now: datetime, sealed: bool
) -> None:
    said = replace(BY_POST, language="Urdu", codeword="Lantern")
    closed(cast, now - timedelta(days=31), contact=said, sealed=sealed)
    page = case_page(cast.ben, opened(cast, now), now=now)
    card = next(each.safe_contact for each in page.parties if each.role == "survivor")
    assert card is not None and (card.ways, card.codeword, card.address) == ((By.PHONE,), "", "")
    assert (card.language, card.needs) == (("", ()) if sealed else ("Urdu", ("large_print",)))
    assert (card.extra, card.note) == ({} if sealed else {"formats": "before"}, ""), "a note goes to bodies"
    party_id = next(each.id for each in page.parties if each.role == "survivor")
    with pytest.raises(Refused, match="not closed"):
        send_to_person(
            case_id=page.head.id, party_id=party_id, way="text", to="07700 900123", kind="closure", by=cast.ben, now=now
        )  # fmt: skip
    assert ("accessible-format" in {each.slug for each in page.open_duties}) is not sealed


def test_the_page_asks_what_the_room_asks() -> None:
    asked = {code: str(words) for code, words in how_we_did.QUESTIONS.items()}
    assert asked == {code: words for code, words in SURVEY_QUESTIONS.items() if code != "safer"}
    assert {code: str(words) for code, words in how_we_did.ANSWERS.items()} == SURVEY_ANSWERS
    assert set(how_we_did.OVERALL) == {*map(str, SURVEY_OVERALL), "none"}


def test_the_page_is_answered_by_a_browser_that_says_where_it_comes_from(cast: Cast, now: datetime) -> None:
    case_id = closed(cast, now - timedelta(days=31), contact=BY_POST)
    message = send_survey_link(case_id=case_id, way="post", by=cast.ben, now=timezone.now())
    with viewing(cast.ben):
        found = re.search(r"/say/\S+", vault.unseal(Message.objects.get(pk=message), "body"))
    assert found
    client = Client(enforce_csrf_checks=True)
    shown = client.get(found[0])
    assert shown.headers["Referrer-Policy"] != "no-referrer", (
        "or a browser sends no origin, and its answer is refused"
    )
    token = client.cookies["form"].value
    assert client.post(found[0], {"overall": "", "csrfmiddlewaretoken": token}).status_code == 422
    assert client.post(found[0], {"overall": "4", "csrfmiddlewaretoken": token}).status_code == 200
    assert client.get(found[0]).status_code == 404
