"""Contact, visits, plans, duties, findings, notes: each form hands over to one action, keeps what was typed, and says why not."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from factories.bodies import body
from factories.cast import Cast
from factories.reports import opened
from sites.staff.conftest import Clock, SignIn
from sites.staff.pages import errors_of, fill_in, form_of, text_of
from upstander.cases.api import record_consent
from upstander.cases.queries.api import CasePage, case_page
from upstander.cases.sharing.api import ConsentTold
from upstander.intake.api import PersonTold

pytestmark = pytest.mark.django_db
SPOKE = {"way": "phone", "outcome": "spoke", "said": "She is safe tonight."}


@pytest.fixture
def case_id(cast: Cast, now: datetime) -> UUID:
    return opened(cast, now)


@pytest.fixture
def at(case_id: UUID) -> str:
    return f"/staff/cases/{case_id}/"


def read(cast: Cast, case_id: UUID, now: datetime) -> CasePage:
    return case_page(cast.ben, case_id, now=now)


def state_of(page: CasePage, slug: str) -> str:
    return next(d.state for d in (*page.open_duties, *page.settled_duties) if d.slug == slug)


def test_a_contact_in_the_minute_of_the_report_counts(
    sign_in: SignIn, cast: Cast, case_id: UUID, at: str, now: datetime, clock: Clock
) -> None:
    clock.time = now + timedelta(seconds=20)
    answer = fill_in(sign_in("ben"), f"{at}contact/", **SPOKE)
    assert answer.headers["Location"] == f"{at}?done=contact"
    page = read(cast, case_id, clock.now())
    assert state_of(page, "first-contact") == "met"
    assert state_of(page, "acknowledge") == "met"
    assert "The contact is recorded." in text_of(sign_in("ben").get(f"{at}?done=contact"))


def test_an_unsafe_way_is_recorded_only_with_why(sign_in: SignIn, at: str, clock: Clock) -> None:
    clock.advance(hours=1)
    client = sign_in("ben")
    page = fill_in(client, f"{at}contact/", **{**SPOKE, "way": "email"})
    assert page.status_code == 422
    assert "They did not say this is safe" in errors_of(page)
    assert form_of(page)["said"] == ["She is safe tonight."]
    answer = fill_in(client, f"{at}contact/", **{**SPOKE, "way": "email"}, override="She wrote first.")
    assert answer.status_code == 302


def test_a_contact_answers_the_duty_it_was_opened_for(
    sign_in: SignIn, cast: Cast, case_id: UUID, at: str, clock: Clock
) -> None:
    clock.advance(hours=1)
    client = sign_in("ben")
    assert form_of(client.get(f"{at}contact/?duty=progress-update"))["duties"] == ["progress-update"]
    fill_in(client, f"{at}contact/?duty=progress-update", **SPOKE)
    lines = read(cast, case_id, clock.now()).settled_duties
    assert any(line.slug == "progress-update" and line.state == "met" for line in lines)


@pytest.mark.parametrize(
    ("outcome", "complaint"),
    [("no_answer", "Nobody was reached"), ("left_message", "They have not answered yet")],
)
def test_an_attempt_answers_nothing_and_says_what_to_untick(
    sign_in: SignIn, cast: Cast, now: datetime, clock: Clock, outcome: str, complaint: str
) -> None:
    case_id = opened(cast, now, reporter="third_party", reporter_person=PersonTold(name="Hal Dean"))
    clock.advance(hours=1)
    address = f"/staff/cases/{case_id}/contact/?duty=discreet-enquiry"
    page = fill_in(sign_in("ben"), address, **{**SPOKE, "outcome": outcome})
    assert complaint in errors_of(page) and "Untick: Discreet enquiry" in errors_of(page)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"on": "soon"}, "day, month and year"),
        ({"at": "later"}, "16:30 or 4:30pm"),
        ({"on": "29/03/2026", "at": "01:30"}, "clocks went forward"),
        ({"on": "25/10/2026", "at": "01:30"}, "clocks went back"),
        ({"on": "21/11/2026"}, "in the future"),
        ({"on": "19/11/2026"}, "before the report came in"),
        ({"said": ""}, "Write down what was said"),
        ({"said": "x" * 20_001}, "20001 characters, where 20000 fit"),
        ({"way": "pigeon"}, "Say how."),
        ({"outcome": ""}, "Say whether you spoke."),
    ],
)
def test_bad_input_is_said_plainly_and_kept(
    sign_in: SignIn, at: str, clock: Clock, change: dict[str, str], complaint: str
) -> None:
    clock.advance(hours=1)
    page = fill_in(sign_in("ben"), f"{at}contact/", **{**SPOKE, **change})
    assert page.status_code == 422
    assert complaint in errors_of(page)
    said = change.get("said", SPOKE["said"])
    assert form_of(page)["said"] == [said]


def test_an_emoji_and_a_script_come_back_as_they_were_written(sign_in: SignIn, at: str, clock: Clock) -> None:
    clock.advance(hours=1)
    client = sign_in("ben")
    fill_in(client, f"{at}note/", text="🧕🏽 <script>alert(1)</script> zoë")
    content = client.get(at).content.decode()
    assert "🧕🏽 &lt;script&gt;alert(1)&lt;/script&gt; zoë" in content


def test_a_visit_meets_its_duty_when_they_were_seen(
    sign_in: SignIn, cast: Cast, now: datetime, clock: Clock
) -> None:
    case_id = opened(cast, now, danger=True)
    clock.advance(hours=1)
    client = sign_in("ben")
    address = f"/staff/cases/{case_id}/visit/"
    fill_in(client, address, seen="no", found="Nobody answered.")
    assert state_of(read(cast, case_id, clock.now()), "visit") == "open"
    fill_in(client, address, seen="yes", found="Calm. Door scratched.")
    assert state_of(read(cast, case_id, clock.now()), "visit") == "met"


def test_a_plan_takes_rows_without_a_script(
    sign_in: SignIn, cast: Cast, case_id: UUID, at: str, clock: Clock
) -> None:
    clock.advance(hours=1)
    client = sign_in("ben")
    typed = form_of(client.get(f"{at}plan/")) | {
        "what_1": ["Fit a camera"],
        "owner_1": ["Repairs"],
        "wishes": ["Peace"],
    }
    more = client.post(f"{at}plan/", {**typed, "step": "add"})
    again = form_of(more)
    assert again["what_1"] == ["Fit a camera"]
    assert again["wishes"] == ["Peace"]
    assert "what_4" in again
    answer = client.post(
        f"{at}plan/",
        {**again, "what_4": "Write to Gwen", "owner_4": "Ben", "due_4": "1/12/2026", "agreed": "yes"},
    )
    assert answer.headers["Location"] == f"{at}?done=plan"
    plan = read(cast, case_id, clock.now()).plan
    assert plan is not None
    assert [(step.what, step.owner) for step in plan.steps] == [
        ("Fit a camera", "Repairs"),
        ("Write to Gwen", "Ben"),
    ]


def test_a_row_without_its_person_is_said(sign_in: SignIn, at: str, clock: Clock) -> None:
    clock.advance(hours=1)
    page = fill_in(sign_in("ben"), f"{at}plan/", what_1="Fit a camera", agreed="no")
    assert "Say who does step 1." in errors_of(page)
    empty = fill_in(sign_in("ben"), f"{at}plan/", agreed="no")
    assert "A plan needs at least one step." in errors_of(empty)


def test_a_step_is_settled(sign_in: SignIn, cast: Cast, case_id: UUID, at: str, clock: Clock) -> None:
    clock.advance(hours=1)
    client = sign_in("ben")
    fill_in(client, f"{at}plan/", what_1="Fit a camera", owner_1="Repairs", agreed="yes")
    plan = read(cast, case_id, clock.now()).plan
    assert plan is not None
    address = f"{at}plan/{plan.steps[0].id}/"
    assert "Say why the step was not done." in errors_of(fill_in(client, address, ended="not_done"))
    assert fill_in(client, address, ended="done").headers["Location"] == f"{at}?done=step"
    after = read(cast, case_id, clock.now()).plan
    assert after is not None
    assert after.steps[0].state == "done"


def test_another_body_is_told_only_on_a_ground(
    sign_in: SignIn, cast: Cast, case_id: UUID, at: str, clock: Clock
) -> None:
    clock.advance(hours=1)
    client = sign_in("ben")
    address = f"{at}duty/support-referral/"
    refused = fill_in(client, address, outcome="done", note="Told Victim Support")
    assert refused.status_code == 422
    assert "explicit consent" in errors_of(refused)
    assert "3.5.2" in errors_of(refused)
    support = str(body(clock.now(), "support", "Harbour Support"))
    telling = {"outcome": "done", "agency": support, "kinds": ["identity"], "purpose": "support"}
    assert "Only a manager" in errors_of(fill_in(client, address, **telling, ground="lawful"))
    assert "no explicit consent in force" in errors_of(fill_in(client, address, **telling, ground="consent"))
    amina = next(p.id for p in read(cast, case_id, clock.now()).parties if p.role == "survivor")
    told = ConsentTold(amina, (UUID(support),), ("identity",), ("support",), True, "phone", clock.now())
    record_consent(case_id=case_id, told=told, by=cast.ben, now=clock.now())
    assert fill_in(client, address, **telling, ground="consent").status_code == 302
    assert state_of(read(cast, case_id, clock.now()), "support-referral") == "met"


def test_an_emergency_is_recorded_with_one_choice_and_one_line(
    sign_in: SignIn, cast: Cast, case_id: UUID, at: str, clock: Clock
) -> None:
    clock.advance(hours=1)
    client = sign_in("ben")
    address = f"{at}duty/support-referral/?quick=yes"
    refused = fill_in(client, address, body="The ambulance crew")
    assert "what the immediate risk is" in errors_of(refused)
    assert form_of(refused)["body"] == ["The ambulance crew"]
    assert fill_in(client, address, body="The ambulance crew", emergency="life").status_code == 302
    assert state_of(read(cast, case_id, clock.now()), "support-referral") == "met"


def test_not_done_needs_its_reason(sign_in: SignIn, at: str, clock: Clock) -> None:
    clock.advance(hours=1)
    page = fill_in(sign_in("ben"), f"{at}duty/support-referral/", outcome="could_not")
    assert "Write down why" in errors_of(page)


def test_a_duty_that_is_settled_leads_back_to_the_case(sign_in: SignIn, at: str) -> None:
    assert sign_in("ben").get(f"{at}duty/closure-follow-up/").headers["Location"] == f"{at}#duties"


def test_a_finding_needs_reasons_and_meets_its_duty(
    sign_in: SignIn, cast: Cast, case_id: UUID, at: str, clock: Clock
) -> None:
    clock.advance(hours=1)
    client = sign_in("ben")
    page = fill_in(client, f"{at}finding/", validity="substantiated", evidence="strong")
    assert "Give the reasons" in errors_of(page)
    fill_in(
        client,
        f"{at}finding/",
        validity="substantiated",
        evidence="strong",
        reasons="Two neighbours heard it.",
    )
    assert state_of(read(cast, case_id, clock.now()), "validate") == "met"


def test_the_survivor_is_changed_and_duties_follow(
    sign_in: SignIn, cast: Cast, case_id: UUID, at: str, clock: Clock
) -> None:
    clock.advance(hours=1)
    client = sign_in("ben")
    before = {duty.slug for duty in read(cast, case_id, clock.now()).open_duties}
    fill_in(
        client, f"{at}survivor/", safeguarding=["child"], flags=["wants_to_move"], note="Her son was there."
    )
    page = read(cast, case_id, clock.now())
    assert {"social-services", "rehousing-advice"} <= {duty.slug for duty in page.open_duties} - before
    survivor = next(p for p in page.parties if p.role == "survivor")
    assert survivor.name == "Amina Yusuf"
    assert survivor.safe_contact is not None, "what is safe is untouched"


def test_safe_contact_is_changed_and_the_rest_kept(
    sign_in: SignIn, cast: Cast, case_id: UUID, at: str, clock: Clock
) -> None:
    clock.advance(hours=1)
    client = sign_in("ben")
    page = fill_in(client, f"{at}safe-contact/", ways=["email"], email="")
    assert "Give the address." in errors_of(page)
    fill_in(
        client,
        f"{at}safe-contact/",
        ways=["email"],
        email="safe@example.org",
        codeword="Lantern",
        valid_until="1/12/2026",
    )
    survivor = next(p for p in read(cast, case_id, clock.now()).parties if p.role == "survivor")
    assert survivor.safe_contact is not None
    assert survivor.safe_contact.ways == ("email",)
    assert survivor.safe_contact.valid_until == "2026-12-01"
    assert survivor.affiliation == "customer"
    assert "Codeword: Lantern" in text_of(client.get(at))


def test_a_second_number_and_exact_hours_are_kept_and_shown(
    sign_in: SignIn, cast: Cast, case_id: UUID, at: str, clock: Clock
) -> None:
    clock.advance(hours=1)
    client = sign_in("ben")
    typed = {"ways": ["phone"], "second_phone": "07700 900200", "hours_from": "9.30", "hours_to": "9:30am"}
    page = fill_in(client, f"{at}safe-contact/", **typed)
    assert "These are the same time." in errors_of(page) and "Tick whether this number" in errors_of(page)
    typed |= {"hours_to": "2pm", "second_ways": ["phone"], "second_answers": "Her sister", "days": ["0", "4"]}
    assert fill_in(client, f"{at}safe-contact/", **typed).status_code == 302
    survivor = next(p for p in read(cast, case_id, clock.now()).parties if p.role == "survivor")
    card = survivor.safe_contact
    assert card is not None and (card.hours_from, card.hours_to, card.days) == ("09:30", "14:00", (0, 4))
    assert [each.number for each in card.other_numbers] == ["07700 900200"]
    shown = text_of(client.get(at))
    assert "Another number: 07700 900200" in shown and "Who may pick up: Her sister" in shown
    clock.advance(minutes=1)
    assert fill_in(client, f"{at}safe-contact/", second_phone="").status_code == 302
    survivor = next(p for p in read(cast, case_id, clock.now()).parties if p.role == "survivor")
    assert survivor.safe_contact is not None and survivor.safe_contact.other_numbers == ()


def test_a_person_is_added_from_the_directory(
    sign_in: SignIn, cast: Cast, case_id: UUID, at: str, clock: Clock
) -> None:
    clock.advance(hours=1)
    client = sign_in("ben")
    typed = form_of(client.get(f"{at}person/")) | {"role": ["witness"], "find": ["Harcastle"]}
    found = client.post(f"{at}person/", {**typed, "step": "find"})
    person = found.content.decode().split('name="person" type="radio" value="')[1][:36]
    answer = client.post(f"{at}person/", {**form_of(found), "person": person})
    assert answer.headers["Location"] == f"{at}?done=person"
    witness = next(p for p in read(cast, case_id, clock.now()).parties if p.role == "witness")
    assert (witness.name, str(witness.person_id), witness.affiliation) == (
        "Gwen Harcastle",
        person,
        "customer",
    )
    theirs = f"{at}plan/?whose={witness.id}"
    assert "could not be done" not in text_of(client.get(theirs)), "the duty is towards the survivor"
    fill_in(client, theirs, what_1="Letters to the office", owner_1="Ben", due_1="01/12/2026", agreed="yes")
    copy = client.get(at).content.decode().rsplit("/copy/", 1)[0].rsplit("/", 1)[1]
    page = client.get(f"{at}plan/{copy}/copy/").content.decode()
    card = f"{at}safe-contact/{witness.id}/"
    assert "Gwen Harcastle" in page and card in page, "and nothing leads to the survivor's card"
    fill_in(client, card, ways=["phone"], phone="07700 900321", language="Somali", needs=["bsl"])
    people = read(cast, case_id, clock.now()).parties
    reached = [each.safe_contact.phone for each in people if each.safe_contact]
    assert reached == ["07700 900123", "07700 900321"], "each has their own"
    page = text_of(client.get(f"{at}plan/{copy}/copy/"))
    assert "need British Sign Language" in page and "They asked for Somali" in page
    survivor = next(each for each in people if each.role == "survivor")
    assert client.get(f"{at}safe-contact/{survivor.id}/").status_code == 404
    for role, ends in (("witness", f"{at}?done=person"), ("perpetrator", "/staff/?done=sealed")):
        answer = fill_in(client, f"{at}person/", role=role, affiliation="employee", name="Sid Winter")
        assert answer.headers["Location"] == ends
    assert "sealed" in text_of(client.get(ends)) and client.get(at).status_code == 404


def test_an_empty_person_is_not_added(sign_in: SignIn, at: str) -> None:
    page = fill_in(sign_in("ben"), f"{at}person/", role="witness")
    assert "Give a name" in errors_of(page)
