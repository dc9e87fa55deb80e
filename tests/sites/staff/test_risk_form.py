"""The risk assessment: drawn from the edition, worked out before it is saved, lowered by managers alone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest

from factories.cast import Cast
from factories.reports import opened
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import errors_of, fill_in, form_of, text_of
from upstander.cases.api import current_edition
from upstander.cases.queries.api import case_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(cast: Cast, now: datetime, clock: Clock) -> str:
    case_id = opened(cast, now)
    clock.advance(hours=1)
    return f"/staff/cases/{case_id}/risk/"


def case_of(address: str) -> UUID:
    return UUID(address.split("/")[3])


def test_every_question_and_trigger_of_the_edition_is_asked(sign_in: SignIn, address: str) -> None:
    words = text_of(sign_in("ben").get(address))
    tool = current_edition().risk
    for question in tool.questions:
        assert question.asks in words
    for trigger in tool.triggers:
        assert trigger.label in words


def test_working_it_out_shows_the_level_and_saves_nothing(
    sign_in: SignIn, cast: Cast, address: str, clock: Clock
) -> None:
    client = sign_in("ben")
    typed = form_of(client.get(address)) | {
        "q_how_often": ["daily"],
        "q_weapon": ["yes"],
        "notes": ["She shook"],
    }
    page = client.post(address, {**typed, "step": "work_out"})
    assert page.status_code == 200
    words = text_of(page)
    assert "What the answers give" in words
    assert "High risk" in words
    assert "A weapon was used or shown" in words
    assert "not answered" in words
    assert "Makes the level high whatever the points say." in words
    assert form_of(page)["q_how_often"] == ["daily"]
    assert form_of(page)["notes"] == ["She shook"]
    assert case_page(cast.ben, case_of(address), now=clock.now()).risks == ()


def test_it_is_saved_with_what_was_answered(sign_in: SignIn, cast: Cast, address: str, clock: Clock) -> None:
    answer = fill_in(sign_in("ben"), address, q_how_often="daily", q_escalating="yes", q_fears_for_life="no")
    assert answer.status_code == 302
    risk = case_page(cast.ben, case_of(address), now=clock.now()).risks[0]
    assert risk.answers == {"how_often": "daily", "escalating": "yes", "fears_for_life": "no"}
    assert risk.unanswered == len(current_edition().risk.questions) - 3


def test_the_last_answers_stand_beside_the_new(sign_in: SignIn, address: str, clock: Clock) -> None:
    client = sign_in("ben")
    fill_in(client, address, q_how_often="most_days")
    clock.advance(days=3)
    words = text_of(sign_in("ben").get(address))
    assert "Assess risk again" in words
    assert "Last time: Most days" in words
    assert "Last time: Not answered" in words


@pytest.mark.parametrize("raised", [{"level": "high"}, {"q_officer_judgement": "yes"}])
def test_a_level_raised_by_judgement_stands_at_once_and_the_case_asks_why_until_somebody_says(
    sign_in: SignIn, cast: Cast, address: str, clock: Clock, raised: dict[str, str]
) -> None:
    client, case_address = sign_in("ben"), f"/staff/cases/{case_of(address)}/"
    assert "Why, where the level is your own judgement" in text_of(client.get(address))
    assert fill_in(client, address, **raised).status_code == 302
    page = case_page(cast.ben, case_of(address), now=clock.now())
    assert page.head.risk_level == "high" and page.risks[0].owes_reason
    assessed = "risk-assessment" not in {duty.slug for duty in page.open_duties}
    assert assessed is ("q_officer_judgement" in raised), "a press that asked nothing assessed nothing"
    asks = "Why is not written down yet."
    assert asks in text_of(client.get(case_address))
    why = f"{case_address}risk/why/"
    assert "Write down why." in errors_of(fill_in(client, why))
    assert fill_in(client, why, reason="She would not look at the door").status_code == 302
    words = text_of(client.get(case_address))
    assert asks not in words and "She would not look at the door" in words
    assert client.get(why).headers["location"] == f"{case_address}?done=risk-why", "nothing is owed: no form"
    # Looked at again, the judgement stands with its reason, unless somebody says otherwise.
    clock.advance(hours=1)
    assert form_of(client.get(address))["reason"] == ["She would not look at the door"]
    assert fill_in(client, address, q_weapon="no", **raised).status_code == 302
    assert not case_page(cast.ben, case_of(address), now=clock.now()).risks[0].owes_reason


def test_lowering_needs_a_manager_and_their_reason(
    sign_in: SignIn, cast: Cast, address: str, clock: Clock
) -> None:
    low = fill_in(sign_in("ben"), address, q_weapon="yes", level="standard", reason="A toy.")
    assert "Only a manager" in errors_of(low)
    assert "What the answers give" in text_of(low), "the result stands beside the complaint"
    bare = fill_in(sign_in("carol"), address, q_weapon="yes", level="standard")
    assert "needs a reason" in errors_of(bare)
    assert (
        fill_in(sign_in("carol"), address, q_weapon="yes", level="standard", reason="A toy.").status_code
        == 302
    )
    assert case_page(cast.ben, case_of(address), now=clock.now()).head.risk_level == "standard"


def test_an_answer_that_is_none_is_refused(sign_in: SignIn, address: str) -> None:
    page = fill_in(sign_in("ben"), address, q_how_often="hourly")
    assert page.status_code == 422
    assert "Choose one of these." in errors_of(page)


def test_nobody_is_at_less_risk_because_they_were_not_asked_again(
    sign_in: SignIn, cast: Cast, address: str, clock: Clock
) -> None:
    ben = sign_in("ben")
    nothing = fill_in(ben, address)
    assert nothing.status_code == 422 and "Nothing was asked" in errors_of(nothing)
    fill_in(ben, address, q_fire="yes", q_how_often="daily")
    clock.advance(days=3)
    ben = sign_in("ben")
    typed = form_of(ben.get(address)) | {"q_how_often": ["only_this"]}
    page = text_of(ben.post(address, {**typed, "step": "work_out"}))
    assert "High risk" in page and "1 answer changed" in page
    assert fill_in(ben, address, q_how_often="only_this").status_code == 302
    risk = case_page(cast.ben, case_of(address), now=clock.now()).risks[0]
    assert (risk.level, risk.answers) == ("high", {"fire": "yes", "how_often": "only_this"})
    assert fill_in(ben, address, q_fire="no").status_code == 302, (
        "asked, and no: then it falls by its answers"
    )
    assert case_page(cast.ben, case_of(address), now=clock.now()).head.risk_level == "standard"
