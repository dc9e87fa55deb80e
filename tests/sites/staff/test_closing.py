"""Closing takes the gate and two people; the board shows what waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from factories.cast import Cast
from factories.reports import opened
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import errors_of, fill_in, text_of
from upstander.cases.api import Answer, answer_duty, assess_risk, record_contact, record_finding
from upstander.cases.models import Case
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import record_absence, system, viewing

pytestmark = pytest.mark.django_db
PROPOSAL = {"survivor_view": "agrees", "reason": "resolved", "explanation": "It has been quiet for a month."}


@pytest.fixture
def case_id(cast: Cast, now: datetime, clock: Clock) -> UUID:
    found = opened(cast, now)
    clock.advance(hours=1)
    return found


def finish(cast: Cast, case_id: UUID, now: datetime) -> None:
    """Answer every duty that holds the case open."""
    by = cast.ben
    survivor = next(p for p in case_page(by, case_id, now=now).parties if p.role == "survivor")
    record_contact(
        case_id=case_id, party_id=survivor.id, way="phone", outcome="spoke", inbound=True, at=now, said="Well.", by=by, now=now
    )  # fmt: skip
    assess_risk(case_id=case_id, answers={"weapon": "no"}, at=now, by=by, now=now)
    record_finding(
        case_id=case_id, validity="partly", evidence="some", reasons="Heard by one.", by=by, now=now
    )
    for _ in range(3):
        for duty in case_page(by, case_id, now=now).open_duties:
            if duty.kind == "must" and not duty.repeats:
                answer = Answer(duty.slug, "could_not", "They asked us not to.")
                answer_duty(case_id=case_id, answer=answer, at=now, by=by, now=now)


def propose(client: Client, case_id: UUID) -> None:
    assert fill_in(client, f"/staff/cases/{case_id}/closing/", **PROPOSAL).status_code == 302


def test_the_form_lists_what_is_missing_with_the_way_to_each(sign_in: SignIn, case_id: UUID) -> None:
    client = sign_in("ben")
    words = text_of(client.get(f"/staff/cases/{case_id}/closing/"))
    assert "First contact is still to be done, or to be answered with a reason." in words
    page = fill_in(client, f"/staff/cases/{case_id}/closing/", **PROPOSAL)
    assert page.status_code == 422
    assert "still to be done" in errors_of(page)


def test_a_manager_who_is_neither_officer_nor_proposer_closes(
    sign_in: SignIn, cast: Cast, case_id: UUID, clock: Clock
) -> None:
    finish(cast, case_id, clock.now())
    clock.advance(minutes=5)
    ben, carol = sign_in("ben"), sign_in("carol")
    propose(ben, case_id)
    assert ben.get(f"/staff/cases/{case_id}/closing/decision/").status_code == 403
    decision = f'href="/staff/cases/{case_id}/closing/decision/"'
    assert carol.get("/staff/").content.decode().count(decision) == 2, "it waits, and she was told"
    carol.post("/staff/notices/seen")
    today = carol.get("/staff/")
    assert decision in today.content.decode(), "it stands there until it is decided"
    assert "Nothing is due from you" not in text_of(today)
    assert decision not in ben.get("/staff/").content.decode()
    for danger in (True, False):
        with viewing(system("tests")):
            Case.objects.update(danger=danger)
        board = text_of(carol.get("/staff/board/"))
        assert ("1 in danger" in board) == danger
    assert "Closing waits for a decision" in board
    answer = fill_in(carol, f"/staff/cases/{case_id}/closing/decision/", decision="approve")
    assert answer.headers["Location"] == f"/staff/cases/{case_id}/?done=closed"
    page = text_of(carol.get(f"/staff/cases/{case_id}/"))
    assert "Case closed" in page
    assert "you proposed to close is closed" in text_of(ben.get("/staff/")), "a letter may wait for printing"
    assert ben.get(f"/staff/cases/{case_id}/visit/").status_code == 409
    assert "This case takes no more work" in text_of(ben.get(f"/staff/cases/{case_id}/visit/"))
    assert "Record contact" in page, "what follows a closed case is still recorded on it"
    assert fill_in(ben, f"/staff/cases/{case_id}/note/", text="She rang to say thank you.").status_code == 302


def test_sent_back_it_says_why_to_whoever_proposed(
    sign_in: SignIn, cast: Cast, case_id: UUID, clock: Clock
) -> None:
    finish(cast, case_id, clock.now())
    clock.advance(minutes=5)
    propose(sign_in("ben"), case_id)
    carol = sign_in("carol")
    address = f"/staff/cases/{case_id}/closing/decision/"
    assert f'href="{address}"' in carol.get(f"/staff/cases/{case_id}/").content.decode()
    with viewing(system("tests")):
        Case.objects.update(officer_id=cast.staff["carol"].id)
    assert carol.get(address).status_code == 403, "she has the case: another manager decides"
    assert f'href="{address}"' not in carol.get(f"/staff/cases/{case_id}/").content.decode()
    with viewing(system("tests")):
        Case.objects.update(officer_id=cast.staff["ben"].id)
    assert "Say what is still needed" in errors_of(fill_in(carol, address, decision="refuse"))
    answer = fill_in(carol, address, decision="refuse", note="Ring her once more.")
    assert answer.headers["Location"] == f"/staff/cases/{case_id}/?done=sent-back"
    assert address not in carol.get("/staff/").content.decode(), "it waits for nobody any more"
    today = text_of(sign_in("ben").get("/staff/"))
    assert "Closing was sent back with a note" in today
    assert "Ring her once more." in text_of(sign_in("ben").get(f"/staff/cases/{case_id}/"))
    again = f"/staff/cases/{case_id}/closing/"
    ben = sign_in("ben")
    assert "Ring her once more." in text_of(ben.get(again)), "where it is proposed again, too"
    assert "Record what the survivor says" in errors_of(fill_in(ben, again)), "asked anew, and that alone"
    assert fill_in(ben, again, survivor_view="agrees").status_code == 302, "nothing else is typed anew"
    assert "sent back with a note" not in text_of(ben.get("/staff/")), "it was acted on"


def test_a_case_is_given_out_and_the_officer_told(
    sign_in: SignIn, cast: Cast, case_id: UUID, clock: Clock
) -> None:
    carol = sign_in("carol")
    answer = fill_in(carol, f"/staff/cases/{case_id}/assign/", officer=str(cast.staff["bella"].id))
    assert answer.headers["Location"] == f"/staff/cases/{case_id}/?done=assigned"
    bella = sign_in("bella")
    assert "This case was given to you" in text_of(bella.get("/staff/"))
    assert bella.post("/staff/notices/seen").headers["Location"] == "/staff/?done=seen"
    assert "This case was given to you" not in text_of(bella.get("/staff/"))


def test_the_board_says_who_is_away_and_who_covers(
    sign_in: SignIn, cast: Cast, case_id: UUID, clock: Clock
) -> None:
    now, ben, bella = clock.now(), cast.staff["ben"].id, cast.staff["bella"].id
    assert "covers" not in text_of(sign_in("carol").get("/staff/board/"))
    record_absence(
        staff_id=ben, cover_id=bella, starts_at=now, ends_at=now + timedelta(days=3), by=cast.ben, now=now
    )
    assert "away: Bella Nowak covers" in text_of(sign_in("carol").get("/staff/board/"))
