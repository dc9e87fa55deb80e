"""A body's secure page: only what was chosen, only with a code that works once, and nothing about anybody outside it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from pytest_django import Settings

from factories.cast import Cast, one_of_each_role
from factories.measures import consented, sent_to_a_page, support_body, support_step
from factories.reports import opened
from upstander.cases.api import record_consent, withdraw_consent
from upstander.cases.measures.api import (
    Item,
    PageEnded,
    StepTold,
    chase_measures,
    measures_of,
    open_with_code,
    partner_answers,
    partner_page,
    record_step,
    send_code,
    send_notice,
)
from upstander.cases.queries.api import case_page, sharing_of_case, today
from upstander.cases.sharing.api import ConsentTold
from upstander.confidentiality.api import system
from upstander.lib.days import london_day
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(now: datetime, settings: Settings) -> tuple[Cast, UUID, UUID]:
    settings.UPSTANDER_SENDS_EMAIL = True
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    amina = next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
    return cast, case_id, amina


def told(page_id: UUID, now: datetime) -> str:
    """The token in the notice that went out."""
    send_notice(referral_id=page_id, by=system("tests"), clock=lambda: now)
    send_notice(referral_id=page_id, by=system("tests"), clock=lambda: now)
    (notice,) = mail.outbox
    assert notice.to == ["referrals@help.example"]
    for word in ("Amina", "hate", "harass", "Larkfield", "shout"):
        assert word.lower() not in f"{notice.subject} {notice.body}".lower()
    found = re.search(r"/handover/([\w-]+)/", str(notice.body))
    assert found
    mail.outbox.clear()
    return found[1]


def code() -> str:
    found = re.search(r"\d{8}", str(mail.outbox[-1].body))
    assert found and mail.outbox[-1].to == ["referrals@help.example"]
    return found[0]


def test_it_is_read_with_a_code_that_works_once_and_the_answer_reaches_the_officer(
    case: Any, now: datetime
) -> None:
    cast, case_id, amina = case
    page_id = sent_to_a_page(case_id, amina, cast.ben, now)
    token = told(page_id, now)
    send_code(token, now=now)
    with pytest.raises(Refused):
        open_with_code(token, "00000000" if code() != "00000000" else "1", now=now)
    visit = open_with_code(token, code(), now=now)
    with pytest.raises(Refused):
        open_with_code(token, code(), now=now)
    page = partner_page(token, visit, now=now)
    assert page.items == (("Survivor: name", "Amina Yusuf"), ("What happened", "Shouting"))
    with pytest.raises(Refused, match="why"):
        partner_answers(token, visit, answer="declined", words="", now=now)
    partner_answers(token, visit, answer="accepted", words="We ring her on Monday", now=now)
    (line,) = measures_of(cast.ben, case_id, today=now.date())
    assert (line.state, line.referrals[0].answer, line.referrals[0].opened_at) == (
        "accepted",
        "accepted",
        now,
    )
    assert "referral_answered" in {each.kind for each in today(cast.ben, now=now).notices}
    assert line.next_on == london_day(now) + timedelta(days=14), "taken on is not helped yet: they are asked"
    partner_answers(token, visit, answer="done", words="", now=now)
    asked = StepTold(
        "support", "reached", {"reached": "no", "said": "Nobody rang"}, now, line.id, about_id=amina
    )
    record_step(case_id=case_id, step=asked, by=cast.ben, now=now)
    (line,) = measures_of(cast.ben, case_id, today=now.date())
    assert (line.state, line.ended_at, line.steps[-1].said[0][1]) == ("reached", now, "No")
    with pytest.raises(Refused, match="has ended"):
        again = StepTold("support", "done", {"said": "x"}, now, line.id)
        record_step(case_id=case_id, step=again, by=cast.ben, now=now)
    with pytest.raises(Refused, match="another code"):
        partner_page(token, visit, now=now + timedelta(minutes=31))
    with pytest.raises(PageEnded):
        partner_page(token, visit, now=now + timedelta(days=31))


def test_five_wrong_codes_end_a_code_and_a_late_one_opens_nothing(case: Any, now: datetime) -> None:
    cast, case_id, amina = case
    token = told(sent_to_a_page(case_id, amina, cast.ben, now), now)
    send_code(token, now=now)
    for _ in range(5):
        with pytest.raises(Refused):
            open_with_code(token, "1", now=now)
    sent = len(mail.outbox)
    send_code(token, now=now)
    assert len(mail.outbox) == sent, "no other for a minute, however often one is asked for"
    with pytest.raises(Refused):
        open_with_code(token, code(), now=now)
    later = now + timedelta(minutes=2)
    send_code(token, now=later)
    with pytest.raises(Refused):
        open_with_code(token, code(), now=later + timedelta(minutes=15))


def test_nothing_is_sent_beyond_what_was_agreed_to(case: Any, now: datetime) -> None:
    cast, case_id, amina = case
    agency = support_body(now)
    with pytest.raises(Refused, match="no explicit consent"):
        record_step(case_id=case_id, step=support_step(amina, agency, now), by=cast.ben, now=now)
    consented(case_id, amina, agency, cast.ben, now)
    health = Item("health", "Needs", "Her heart")
    with pytest.raises(Refused, match="health"):
        record_step(case_id=case_id, step=support_step(amina, agency, now, health), by=cast.ben, now=now)
    assert not measures_of(cast.ben, case_id, today=now.date())


def test_consent_taken_back_closes_the_page(case: Any, now: datetime) -> None:
    cast, case_id, amina = case
    token = told(sent_to_a_page(case_id, amina, cast.ben, now), now)
    live = [line.id for line in sharing_of_case(cast.ben, case_id, now=now).live]
    withdraw_consent(case_id=case_id, consent_ids=live, at=now, by=cast.ben, now=now)
    with pytest.raises(PageEnded):
        send_code(token, now=now)


def test_a_page_lasts_no_longer_than_the_consent_that_it_rests_on(case: Any, now: datetime) -> None:
    cast, case_id, amina = case
    agency = support_body(now)
    ends = now + timedelta(days=2)
    said = ConsentTold(
        amina, (agency,), ("identity", "account"), ("support",), True, "phone", now, expires_at=ends
    )
    record_consent(case_id=case_id, told=said, by=cast.ben, now=now)
    record_step(case_id=case_id, step=support_step(amina, agency, now), by=cast.ben, now=now)
    (line,) = measures_of(cast.ben, case_id, today=now.date())
    assert line.referrals[0].expires_at == ends


def test_a_silent_body_is_chased_once(case: Any, now: datetime) -> None:
    cast, case_id, amina = case
    sent_to_a_page(case_id, amina, cast.ben, now)
    late = now + timedelta(days=4)
    assert (chase_measures(by=system("tests"), now=late), chase_measures(by=system("tests"), now=late)) == (
        1,
        0,
    )
    assert "referral_silent" in {each.kind for each in today(cast.ben, now=late).notices}
