"""Handing somebody on during the call: what they agreed to and no more, told once, on record with its consent (3.2.6)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from factories.bodies import body
from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.api import CaseTold, PartyTold, Triaged
from upstander.cases.models import Case
from upstander.cases.queries.api import case_page, my_decisions, sharing_of_case
from upstander.confidentiality.api import system, viewing
from upstander.intake.api import (
    FileTold,
    NoSuchReport,
    OpenDraft,
    PersonTold,
    ReportReceived,
    TriageChoice,
    prepared_referrals,
    queue,
    refer_from_call,
    send_taking,
    triage,
    triage_page,
    undo_triage,
)
from upstander.intake.told import SaidOfSharing
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db


def call(cast: Cast, now: datetime, *said: SaidOfSharing) -> UUID:
    """A call that Dev took, with what was said in it about telling other bodies."""
    taking = uuid4()

    def build(draft: OpenDraft, files: tuple[FileTold, ...]) -> ReportReceived:
        return ReportReceived(
            unique=b"",
            channel="phone",
            received_at=now,
            narrative="They shout at me every night.",
            survivor=PersonTold(name="Amina Yusuf", address="12 Larkfield Walk"),
            crime_likely=True,
            said=said,
        )

    send_taking(
        taking_id=taking, channel="phone", typed={}, build=build, way_back=False, by=cast.dev, now=now
    )
    return taking


def yes(agency: UUID, *kinds: str) -> SaidOfSharing:
    return SaidOfSharing(agency_id=agency, given=True, kinds=kinds, purpose="crime", how="phone")


def the_case() -> UUID:
    with viewing(system("tests")):
        return Case.objects.get().id


def test_it_is_read_out_told_once_and_stands_on_the_case_with_its_consent(now: datetime) -> None:
    cast = one_of_each_role(now)
    police, charity = body(now), body(now, "support", "Harbour Support")
    said = [yes(police, "identity", "account"), yes(charity, "account")]
    taking = call(cast, now, *said, replace(said[0], agency_id=body(now, name="Dock Police"), given=False))
    first, second = prepared_referrals(cast.dev, taking, now=now)
    assert dict(first.lines)["Name"] == "Amina Yusuf"
    assert "shout" in dict(first.lines)["What happened, in their words"]
    assert "Name" not in dict(second.lines)
    for _ in range(2):
        refer_from_call(taking_id=taking, agency_id=police, recipient="Desk 4, ref 77", by=cast.dev, now=now)
    (line,) = queue(cast.dev, now=now)
    page = triage_page(cast.dev, line.waiting.report_id, now=now).case
    sharing = sharing_of_case(cast.carol, the_case(), now=now)
    (told,) = sharing.disclosures
    assert (told.ground, told.kinds, told.recipient) == ("consent", ("identity", "account"), "Desk 4, ref 77")
    assert [each.agency_id for each in sharing.live] == [police]
    assert "shared" in {entry.kind for entry in page.timeline}
    first, second = prepared_referrals(cast.dev, taking, now=now)
    assert (first.done_at, second.done_at) == (now, None)


def test_nobody_else_and_nobody_later_and_nothing_that_was_not_agreed_to(now: datetime) -> None:
    cast = one_of_each_role(now)
    police = body(now)
    taking = call(cast, now, yes(police, "account"))
    assert prepared_referrals(cast.ben, taking, now=now) == ()
    assert prepared_referrals(cast.dev, taking, now=now + timedelta(hours=2)) == ()
    for by, agency, at in (
        (cast.ben, police, now),
        (cast.dev, uuid4(), now),
        (cast.dev, police, now + timedelta(hours=2)),
    ):
        with pytest.raises((NoSuchReport, Refused)):
            refer_from_call(taking_id=taking, agency_id=agency, recipient="", by=by, now=at)
    assert sharing_of_case(cast.carol, the_case(), now=now).disclosures == ()


def test_the_duty_form_begins_with_what_they_agreed_to(now: datetime) -> None:
    from upstander.cases.api import record_consent
    from upstander.cases.sharing.api import ConsentTold
    from upstander.confidentiality.api import StaffCard
    from upstander.sites.staff.desk import Desk
    from upstander.sites.staff.forms.work import DutyForm

    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    page = case_page(cast.ben, case_id, now=now)
    police = body(now, duties=(page.open_duties[0].slug,))
    amina = next(each.id for each in page.parties if each.role == "survivor")
    told = ConsentTold(
        party_id=amina,
        agencies=(police,),
        kinds=("account",),
        purposes=("crime",),
        given=True,
        how="phone",
        at=now,
    )
    record_consent(case_id=case_id, told=told, by=cast.ben, now=now)
    page = case_page(cast.ben, case_id, now=now)
    duty = page.open_duties[0]
    desk = Desk(StaffCard(cast.staff["ben"].id, "Ben", ""), cast.ben, now)
    form = DutyForm(page=page, desk=desk).for_duty(
        duty, discloses=True, agreed=sharing_of_case(cast.ben, case_id, now=now).live
    )
    assert [form.initial[each] for each in ("ground", "agency", "kinds", "about")] == [
        "consent", str(police), ["account"], [str(amina)],
    ]  # fmt: skip


def test_what_a_body_was_told_in_a_call_follows_the_report_to_the_case_it_is_joined_to(now: datetime) -> None:
    cast = one_of_each_role(now)
    known = opened(cast, now, crime_likely=True)
    police = body(now, duties=("police-referral",))
    at = now + timedelta(days=9)
    taking = call(cast, at, yes(police, "account"))
    refer_from_call(taking_id=taking, agency_id=police, recipient="Desk 4", by=cast.dev, now=at)
    joined = at + timedelta(minutes=20)
    (line,) = queue(cast.dev, now=joined)
    reference = triage_page(cast.dev, line.waiting.report_id, now=joined).case.head.reference
    person = next(each for each in triage_page(cast.dev, line.waiting.report_id, now=joined).people)
    survivor = PartyTold(role="survivor", affiliation="customer", person_id=person.card.id)
    told = Triaged((survivor,), ("verbal_abuse",), (), False, case=CaseTold(crime_likely=True))
    choice = TriageChoice("join", told, join_into=known)
    triage(report_id=line.waiting.report_id, choice=choice, by=cast.dev, now=joined)

    (shown,) = sharing_of_case(cast.ben, known, now=joined).disclosures
    assert (shown.agency, shown.recipient, shown.before) == (
        "Marsh Lane Police",
        "Desk 4",
        reference,
    )
    page = case_page(cast.ben, known, now=joined)
    assert "police-referral" not in {each.slug for each in page.open_duties}
    assert ("police-referral", at) in {(each.slug, each.met_at) for each in page.settled_duties}
    # The handler still sees that it is done, and pressing again tells nobody twice.
    assert [each.done_at for each in prepared_referrals(cast.dev, taking, now=joined)] == [at]
    refer_from_call(taking_id=taking, agency_id=police, recipient="Desk 4", by=cast.dev, now=joined)
    assert len(sharing_of_case(cast.ben, known, now=joined).disclosures) == 1
    # Undone, the promise is open again on the case that nobody was referred from.
    (mine,) = my_decisions(cast.dev, now=joined)
    undo_triage(decision_id=mine.id, by=cast.dev, now=joined)
    assert sharing_of_case(cast.ben, known, now=joined).disclosures == ()


def test_a_new_call_is_handed_on_although_the_body_was_told_of_an_earlier_one(now: datetime) -> None:
    cast = one_of_each_role(now)
    police = body(now)
    for days in (0, 9):
        at = now + timedelta(days=days)
        taking = call(cast, at, yes(police, "account"))
        refer_from_call(taking_id=taking, agency_id=police, recipient="Desk 4", by=cast.dev, now=at)
        assert [each.done_at for each in prepared_referrals(cast.dev, taking, now=at)] == [at]
