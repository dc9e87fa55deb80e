"""A case in its person's own account: theirs alone, only where it is safe, and what they do there counts at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from factories.bodies import body
from factories.cast import GWEN, Cast, one_of_each_role
from factories.reports import opened, received
from upstander.cases.api import (
    ContactWish,
    MoreWish,
    NoSuchCase,
    PartyTold,
    PlanStep,
    add_party,
    agree_plan,
    record_consent,
    share_information,
)
from upstander.cases.models import ActionPlan, Case
from upstander.cases.own.api import (
    SignedInAs,
    ask_another_time,
    change_own_contact,
    hide_from_account,
    own_cases,
    own_page,
    show_in_account,
    take_back_consent,
)
from upstander.cases.queries.api import case_messages, case_page, sharing_of_case, today
from upstander.cases.sharing.api import ConsentTold, SharingTold
from upstander.cases.visits.api import VisitTold, plan_visit, visits_of
from upstander.confidentiality.api import system, viewing
from upstander.intake.api import PersonTold
from upstander.lib.decision import Refused
from upstander.messages.api import By, DayPart, SafeContactCard
from upstander.people.api import search_people

pytestmark = pytest.mark.django_db
EMAIL = "amina@example.org"
BY_PHONE: dict[str, Any] = {
    "channel": "phone",
    "contact": SafeContactCard(
        ways=(By.EMAIL, By.PHONE), email=EMAIL, phone="07700 900123", times=(DayPart.ANY,)
    ),
}


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return one_of_each_role(now)


def entry(cast: Cast, name: str = "Amina Yusuf") -> UUID:
    return search_people(cast.dev, name)[0].id


def amina(cast: Cast, **changes: object) -> SignedInAs:
    who = SignedInAs(frozenset({entry(cast)}), "email", EMAIL)
    return replace(who, **changes)  # type: ignore[arg-type]


def notices(cast: Cast, now: datetime) -> set[str]:
    return {each.kind for each in today(cast.ben, now=now).notices}


def test_a_report_by_phone_stands_in_the_account_when_she_called_that_address_safe(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now, **BY_PHONE)
    assert [each.case_id for each in own_cases(amina(cast), now=now)] == [case_id]
    for other in (
        {"to": "another@example.org"},
        {"way": "portal", "to": ""},
        {"way": "text", "to": "07700 900123"},
    ):
        assert own_cases(amina(cast, **other), now=now) == ()


@pytest.mark.parametrize("card", [SafeContactCard(ways=(By.PHONE,), phone="07700 900123"), None])
def test_otherwise_only_when_a_colleague_asked_her(
    cast: Cast, now: datetime, card: SafeContactCard | None
) -> None:
    case_id = opened(cast, now, contact=card, channel="phone")
    with pytest.raises(NoSuchCase):
        own_page(amina(cast), case_id, now=now)
    show_in_account(case_id=case_id, shown=True, by=cast.ben, now=now)
    assert own_page(amina(cast), case_id, now=now).case.case_id == case_id
    show_in_account(case_id=case_id, shown=False, by=cast.ben, now=now + timedelta(minutes=1))
    assert own_cases(amina(cast), now=now + timedelta(minutes=2)) == ()


def test_a_shared_phone_and_a_report_that_nobody_has_looked_at_yet_show_nothing(
    cast: Cast, now: datetime
) -> None:
    shared = replace(BY_PHONE["contact"], shared_device=True)
    opened(cast, now, channel="phone", contact=shared)
    person = PersonTold(name="Amina Yusuf", affiliation="customer", person_id=entry(cast))
    received(now, survivor=person, **BY_PHONE)
    assert own_cases(amina(cast), now=now) == ()


def test_whoever_is_complained_of_a_household_and_a_reporter_see_nothing_of_it(
    cast: Cast, now: datetime
) -> None:
    gwen = entry(cast, "Gwen Harcastle")
    complained_of = PersonTold(name=GWEN.name, affiliation="customer", person_id=gwen)
    case_id = opened(cast, now, perpetrator=complained_of, **BY_PHONE)
    show_in_account(case_id=case_id, shown=True, by=cast.ben, now=now)
    hers = SignedInAs(frozenset({gwen}), "email", EMAIL, frozenset({case_id}))
    assert own_cases(hers, now=now) == ()
    for act in (
        lambda: own_page(hers, case_id, now=now),
        lambda: hide_from_account(who=hers, case_id=case_id, now=now),
        lambda: change_own_contact(who=hers, case_id=case_id, wish=ContactWish(()), now=now),
    ):
        with pytest.raises(NoSuchCase):
            act()
    both = amina(cast, entries=frozenset({gwen, entry(cast)}))
    assert own_cases(both, now=now) == (), "one person in both parts sees nothing"


def test_a_colleague_has_the_quiet_door_and_no_account(cast: Cast, now: datetime) -> None:
    works_here = PersonTold(name="Amina Yusuf", affiliation="employee", person_id=entry(cast))
    received(now, survivor=works_here, **BY_PHONE)
    assert own_cases(amina(cast), now=now) == ()


def test_promises_are_told_as_they_were_kept_or_not_with_what_the_reason_is_made_from(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now, danger=True, **BY_PHONE)
    first = own_page(amina(cast), case_id, now=now).promises
    visit = next(each for each in first if each.says == "We visit you")
    assert (visit.state, visit.due_at) == ("to_come", now + timedelta(hours=24))
    assert visit.reckoned is not None
    assert (visit.reckoned.count, visit.reckoned.unit) == (24, "elapsed hours")
    assert visit.reckoned.because == ("somebody is in immediate danger",)
    late = now + timedelta(days=3)
    states = {each.says: each.state for each in own_page(amina(cast), case_id, now=late).promises}
    assert states["We visit you"] == "late"
    wish = ContactWish((By.EMAIL, By.PHONE), more=MoreWish(not_at_home=True))
    change_own_contact(who=amina(cast), case_id=case_id, wish=wish, now=late)
    says = {each.says for each in own_page(amina(cast), case_id, now=late).promises}
    assert says & {"We visit you", "We meet you somewhere safe that you choose"} == {
        "We meet you somewhere safe that you choose"
    }


def test_what_she_takes_back_is_passed_on_and_her_officer_hears_of_it(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, **BY_PHONE)
    police = body(now)
    survivor = case_page(cast.ben, case_id, now=now).parties[0].id
    told = ConsentTold(survivor, (police,), ("identity", "account"), ("crime",), True, "phone", now)
    record_consent(case_id=case_id, told=told, by=cast.ben, now=now)
    telling = SharingTold("consent", police, ("identity",), (survivor,), "crime")
    share_information(case_id=case_id, told=telling, at=now, by=cast.ben, now=now)
    (consent,) = own_page(amina(cast), case_id, now=now).consents
    assert consent.live and consent.told and consent.body == "Marsh Lane Police"
    later = now + timedelta(hours=1)
    for _twice in range(2):
        take_back_consent(who=amina(cast), case_id=case_id, consent_id=consent.id, now=later)
    (consent,) = own_page(amina(cast), case_id, now=later).consents
    assert consent.withdrawn_at == later and not consent.live and not consent.heard
    page = sharing_of_case(cast.ben, case_id, now=later)
    assert not page.live and [each.agency for each in page.to_pass_on] == ["Marsh Lane Police"]
    assert "consent_taken_back" in notices(cast, later)
    with pytest.raises(NoSuchCase):
        take_back_consent(who=amina(cast), case_id=case_id, consent_id=case_id, now=later)


def test_she_sees_an_appointment_and_asks_for_another_time(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, **BY_PHONE)
    told = VisitTold(
        now + timedelta(days=2), cast.staff["bella"].id, "office", female_only=True, interpreter=True,
        second_id=cast.staff["ben"].id,
    )  # fmt: skip
    plan_visit(case_id=case_id, told=told, by=cast.ben, now=now)
    (visit,) = own_page(amina(cast), case_id, now=now).visits
    assert (visit.at, visit.female_only, visit.interpreter) == (told.at, True, False), (
        "wished for is not booked"
    )
    ask_another_time(who=amina(cast), case_id=case_id, visit_id=visit.id, words="After four, please", now=now)
    (shown,) = visits_of(cast.ben, case_id, now=now)
    assert (shown.asked, shown.asked_at) == ("After four, please", now)
    assert "visit_asked" in notices(cast, now)
    with pytest.raises(Refused):
        ask_another_time(who=amina(cast), case_id=case_id, visit_id=visit.id, words=" ", now=now)


def test_only_the_plan_that_was_agreed_with_her_is_hers(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, **BY_PHONE)
    steps = [PlanStep("A second lock", "Ben"), PlanStep("Keep a diary", "Amina", doer="survivor")]
    agree_plan(
        case_id=case_id,
        steps=steps,
        wishes="To sleep",
        agreed_with_survivor=False,
        at=now,
        by=cast.ben,
        now=now,
    )
    assert own_page(amina(cast), case_id, now=now).plan is None
    agree_plan(
        case_id=case_id,
        steps=steps,
        wishes="To sleep",
        agreed_with_survivor=True,
        at=now,
        by=cast.ben,
        now=now,
    )
    plan = own_page(amina(cast), case_id, now=now).plan
    assert plan is not None and [each.what for each in plan.steps] == ["A second lock", "Keep a diary"]


def test_what_she_changes_about_being_reached_stops_what_waits(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, **BY_PHONE)
    wish = ContactWish((By.PHONE,), more=MoreWish((DayPart.EVENING,), voicemail_ok=True))
    change_own_contact(who=amina(cast), case_id=case_id, wish=wish, now=now + timedelta(minutes=1))
    card = case_page(cast.ben, case_id, now=now).parties[0].safe_contact
    assert card is not None
    assert (card.ways, card.phone, card.times, card.voicemail_ok) == (
        (By.PHONE,), "07700 900123", (DayPart.EVENING,), True,
    )  # fmt: skip
    assert "contact_changed" in notices(cast, now)
    assert own_cases(amina(cast), now=now) == (), (
        "email is no longer safe: what she signed in with shows it no more"
    )
    assert all(each.state != "queued" for each in case_messages(cast.ben, case_id))


def test_she_takes_it_out_of_her_account_and_only_staff_put_it_back(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, **BY_PHONE)
    hide_from_account(who=amina(cast), case_id=case_id, now=now)
    assert own_cases(amina(cast, sent=frozenset({case_id})), now=now) == ()
    assert "account_hidden" in notices(cast, now)
    show_in_account(case_id=case_id, shown=True, by=cast.ben, now=now + timedelta(minutes=1))
    assert len(own_cases(amina(cast), now=now + timedelta(minutes=1))) == 1


def a_witness(cast: Cast, now: datetime, *, role: str = "witness") -> tuple[UUID, UUID, SignedInAs]:
    """Gwen saw what happened to Amina, or lives with her, and has a plan of her own; she signs in with the address that is hers."""
    case_id = opened(cast, now, perpetrator=None, perpetrator_known=False, **BY_PHONE)
    told = PartyTold(
        role=role, affiliation="customer", name=GWEN.name, person_id=entry(cast, "Gwen Harcastle")
    )
    add_party(case_id=case_id, party=told, by=cast.ben, now=now)
    witness = next(each.id for each in case_page(cast.ben, case_id, now=now).parties if each.role == role)
    for whose, what in ((None, "Fit a second lock"), (witness, "Walk with her to the bus")):
        agree_plan(
            case_id=case_id,
            steps=[PlanStep(what, "Community Safety")],
            wishes="",
            agreed_with_survivor=True,
            at=now,
            party_id=whose,
            by=cast.ben,
            now=now,
        )
    return (
        case_id,
        witness,
        SignedInAs(frozenset({entry(cast, "Gwen Harcastle")}), "email", "gwen@example.org"),
    )


@pytest.mark.parametrize("role", ["witness", "household"])
def test_a_witness_sees_their_own_plan_and_nothing_else_once_a_colleague_asked_them(
    cast: Cast, now: datetime, role: str
) -> None:
    case_id, witness, gwen = a_witness(cast, now, role=role)
    sent = replace(gwen, sent=frozenset({case_id}))
    assert own_cases(gwen, now=now) == () == own_cases(sent, now=now), "never by itself"
    show_in_account(case_id=case_id, shown=True, party_id=witness, by=cast.ben, now=now)
    (line,) = own_cases(gwen, now=now)
    page = own_page(gwen, case_id, now=now)
    assert (
        line.part == role
        and page.plan
        and [each.what for each in page.plan.steps] == ["Walk with her to the bus"]
    )
    assert (page.promises, page.visits, page.consents) == ((), (), ())
    visit = VisitTold(now + timedelta(days=2), cast.staff["bella"].id, "office")
    plan_visit(case_id=case_id, told=visit, by=cast.ben, now=now)
    assert own_page(gwen, case_id, now=now).visits == ()
    (planned,) = visits_of(cast.ben, case_id, now=now)
    with pytest.raises(NoSuchCase):
        ask_another_time(who=gwen, case_id=case_id, visit_id=planned.id, words="Monday", now=now)
    assert own_page(amina(cast), case_id, now=now).plan is not None, "the survivor has her own beside it"
    hide_from_account(who=gwen, case_id=case_id, now=now + timedelta(minutes=1))
    assert own_cases(gwen, now=now + timedelta(minutes=2)) == ()


def test_a_witness_sees_nothing_of_a_sealed_case_of_one_without_a_plan_or_where_they_are_complained_of(
    cast: Cast, now: datetime
) -> None:
    case_id, witness, gwen = a_witness(cast, now)
    show_in_account(case_id=case_id, shown=True, party_id=witness, by=cast.ben, now=now)
    both = replace(gwen, entries=gwen.entries | {entry(cast)}, to=EMAIL)
    assert not own_page(both, case_id, now=now).case.beside, "a survivor who also saw it is its survivor"
    told = PartyTold(
        role="perpetrator", affiliation="customer", name=GWEN.name, person_id=entry(cast, "Gwen Harcastle")
    )
    with viewing(system("tests")):
        ActionPlan.objects.filter(party_id=witness).update(ended_at=now)
        assert own_cases(gwen, now=now) == ()
        ActionPlan.objects.filter(party_id=witness).update(ended_at=None)
        Case.objects.filter(pk=case_id).update(sealed=True)
    assert own_cases(gwen, now=now) == ()
    with viewing(system("tests")):
        Case.objects.filter(pk=case_id).update(sealed=False)
    assert len(own_cases(gwen, now=now)) == 1
    add_party(case_id=case_id, party=told, by=cast.ben, now=now)
    assert own_cases(gwen, now=now) == ()
