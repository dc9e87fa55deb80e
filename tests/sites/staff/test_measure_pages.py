"""The pages of what is being done: from the duty to the form, what a body may read is ticked, and a refusal keeps what was typed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import pytest
from pytest_django import Settings

from cases.measures.test_measures import At
from factories.bodies import body
from factories.cast import Cast
from factories.measures import support_body
from factories.reports import opened
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import form_of
from upstander.cases.measures.api import measures_of
from upstander.cases.queries.api import case_page


@pytest.fixture
def case(cast: Cast, now: datetime, settings: Settings) -> tuple[str, str]:
    """The address of Ben's case, and Amina's id on it."""
    settings.UPSTANDER_SENDS_EMAIL = True
    case_id = opened(cast, now, danger=True)
    amina = next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
    return str(case_id), str(amina)


def test_a_referral_on_a_page_holds_what_was_ticked_and_nothing_else(
    sign_in: SignIn, cast: Cast, now: datetime, case: tuple[str, str], settings: Settings, clock: Clock
) -> None:
    case_id, amina = case
    agency = support_body(now)
    body(now, kind="support", name="Harbour Advocates")
    ben = sign_in("ben")
    page = case_page(cast.ben, UUID(case_id), now=now)
    address = f"/staff/cases/{case_id}/measures/new/support/sent/"
    shown = ben.get(address).content.decode()
    assert f'value="name-{amina}"' in shown and "checked" not in shown.split(f'value="name-{amina}"')[1][:40]
    assert "By phone: " in shown.split(f'value="reach-{amina}"')[1][:900], (
        "what will be read stands under its box"
    )
    assert "Harbour Advocates (no secure page)" in shown and shown.count("(no secure page)") == 1
    assert "no mailbox on the register" in shown
    settings.UPSTANDER_SENDS_EMAIL = False
    unsent = ben.get(address).content.decode()
    assert "this system sends no email" in unsent and "(no secure page)" not in unsent
    settings.UPSTANDER_SENDS_EMAIL = True
    clock.advance(minutes=1)
    sent = {
        "version": page.head.version, "opened": clock.now().isoformat(), "on": "20/11/2026", "at": "16:31",
        "whom": amina, "ask_wanted": "A voice of her own",
        "how": "page", "picked": [f"name-{amina}"], "own": "Shouting at the door", "ground": "consent", "agency": str(agency),
        "about": [], "purpose": "support", "method": "phone", "asked_by": "us", "informed": "yes",
    }  # fmt: skip
    refused = ben.post(address, sent)
    assert refused.status_code == 422
    assert (
        "no explicit consent" in refused.content.decode() and "A voice of her own" in refused.content.decode()
    )
    assert "Keep this, and record what they say" in refused.content.decode()
    kept = ben.post(address, {**sent, "step": "consent"})
    consent = kept.headers["Location"]
    assert consent.startswith(f"/staff/cases/{case_id}/sharing/consent/?done=form-kept-ask&then=%2Fstaff%2F")
    clock.advance(minutes=2)
    said = {
        "version": page.head.version, "on": "20/11/2026", "at": "16:33", "party": amina, "said": "yes", "agencies": [str(agency)],
        "kinds": ["identity", "account"], "purposes": ["support"], "how": "phone",
        "capacity": "presumed",
    }  # fmt: skip
    for then, leads in ((consent, address), (f"{consent.partition('&')[0]}&then=//evil.example/", None)):
        answer = ben.post(then, said)
        assert answer.status_code == 302, answer.content.decode()
        assert answer.headers["Location"] == f"{leads or f'/staff/cases/{case_id}/sharing/'}?done=consent"
        said["version"] = case_page(cast.ben, page.head.id, now=now).head.version
    assert "A voice of her own" in ben.get(address).content.decode()
    back = form_of(ben.get(f"{address}?done=consent"))
    assert back["ask_wanted"] == ["A voice of her own"]
    assert back["at"] == ["16:33"], "they agreed after the form was opened: what is sent now is sent now"
    answer = ben.post(address, {**sent, "version": back["version"], "at": "16:33"})
    assert answer.status_code == 302, answer.content.decode()
    (line,) = measures_of(cast.ben, page.head.id, today=now.date())
    labels = [label for label, _ in line.referrals[0].items]
    assert labels == ["Survivor: name", "What happened, and what is asked"]
    assert "not read yet" in ben.get(f"/staff/cases/{case_id}/").content.decode()


def test_each_duty_leads_to_its_own_form_in_one_press(sign_in: SignIn, case: tuple[str, str]) -> None:
    case_id, _ = case
    shown = sign_in("ben").get(f"/staff/cases/{case_id}/").content.decode()
    for place in ("new/hardening/surveyed/", "new/emergency-call/called/", "new/homelessness/sent/"):
        assert f"/staff/cases/{case_id}/measures/{place}" in shown


def test_a_power_that_is_not_known_to_be_in_force_says_so(sign_in: SignIn, case: tuple[str, str]) -> None:
    case_id, _ = case
    shown = sign_in("ben").get(f"/staff/cases/{case_id}/measures/new/injunction/applied/").content.decode()
    assert "Respect order" in shown and "Not known to be in force" in shown and "secondary source" in shown


def test_an_appeal_is_for_somebody_else_and_an_application_leads_to_sending_the_evidence(
    sign_in: SignIn, cast: Cast, now: datetime, case: tuple[str, str]
) -> None:
    case_id = UUID(case[0])
    of = f"/staff/cases/{case_id}/measures/"
    ben, carol = At(case_id, cast.ben, now), At(case_id, cast.carol, now)
    asked = ben.step("exemption", "requested")
    told = "Tell Amina Yusuf what was decided, and the reasons, and that they can appeal"
    assert told not in sign_in("ben").get(f"{of}{asked}/").content.decode()
    carol.step("exemption", "refused", on=asked)
    assert told in sign_in("ben").get(f"{of}{asked}/").content.decode()
    ben.step("exemption", "appealed", on=asked)
    shown = sign_in("carol").get(f"{of}{asked}/").content.decode()
    assert "Somebody else decides" in shown and "/appeal_granted/" not in shown
    shown = sign_in("senior").get(f"{of}{asked}/").content.decode()
    assert "Somebody else decides" not in shown and "/appeal_granted/" in shown
    for who, status in (("ben", 403), ("carol", 403), ("senior", 200)):
        decision = sign_in(who).get(f"{of}{asked}/appeal_granted/")
        assert decision.status_code == status, f"the form by its address, for {who}"

    client = sign_in("ben")
    begin = f"{of}new/banding/applied/"
    form = client.get(begin).content.decode()
    assert "Property Pool Plus: Band A" in form and "old scheme" not in form
    applied = ben.step("banding", "applied")
    shown = client.get(f"/staff/cases/{case_id}/").content.decode()
    assert "Send the evidence" in shown.split(f"{begin}?duty=rehousing-evidence")[1][:200]
    answer = client.get(f"{begin}?duty=rehousing-evidence")
    assert answer.headers["Location"] == f"{of}{applied}/sent/"
    assert client.get(begin).status_code == 200, "they may apply to another scheme"
