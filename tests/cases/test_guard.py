"""The guard against conflicts looks whenever something changes, says nothing, and the case finds another officer (clause 3.5.1)."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

import pytest

from factories.cast import Cast, one_of_each_role
from factories.reports import opened, received
from upstander.cases.api import NoSuchCase, PartyTold, Triaged, add_party
from upstander.cases.guard import guard_colleague, guard_everybody
from upstander.cases.models import Case
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import system, viewing
from upstander.confidentiality.models import Staff
from upstander.intake.api import PersonTold, TriageChoice, queue, triage
from upstander.intake.models import Report
from upstander.lib.decision import Refused
from upstander.people.models import Home, Person, Residence

pytestmark = pytest.mark.django_db


def link(cast: Cast, who: str, reference: str) -> None:
    with viewing(system("tests")):
        person = Person.objects.get(external_ref=reference)
        Staff.objects.filter(pk=cast.staff[who].pk).update(person_id=person.pk)


def test_linking_the_officer_finds_the_case_at_once_and_another_officer(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, officer="ben")
    link(cast, "ben", "P-1")
    with viewing(system("tests")):
        guard_colleague(cast.staff["ben"].id, now=now)
    with pytest.raises(NoSuchCase):
        case_page(cast.ben, case_id, now=now)
    page = case_page(cast.carol, case_id, now=now)
    assert page.head.officer not in ("", "Ben Okoro")
    assert "onflict" not in str(page), "nothing says why"


def test_a_colleague_who_moves_in_with_a_party_is_found_by_the_sweep(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, officer="bella")
    link(cast, "ben", "P-2")
    guard_everybody(now=now)
    assert case_page(cast.ben, case_id, now=now)
    with viewing(system("tests")):
        Residence.objects.create(
            id=uuid4(),
            person=Person.objects.get(external_ref="P-2"),
            home=Home.objects.get(uprn="900000000012"),
            standing="household_member",
            started_on=now.date(),
        )
    guard_everybody(now=now)
    with pytest.raises(NoSuchCase):
        case_page(cast.ben, case_id, now=now)


def test_a_party_known_only_by_a_home_keeps_out_who_lives_there(now: datetime) -> None:
    cast = one_of_each_role(now)
    link(cast, "ben", "P-2")
    case_id = opened(cast, now, officer="ben")
    with viewing(system("tests")):
        home = Home.objects.get(uprn="900000000014")
    add_party(case_id=case_id, party=PartyTold(role="witness", home_id=home.id), by=cast.ben, now=now)
    with pytest.raises(NoSuchCase):
        case_page(cast.ben, case_id, now=now)
    assert case_page(cast.carol, case_id, now=now).head.officer_id not in (None, cast.staff["ben"].id)


def test_the_keeper_whom_a_sealed_report_names_never_meets_it(now: datetime) -> None:
    cast = one_of_each_role(now)
    received(now, perpetrator=PersonTold(name="Esther Kole", affiliation="employee"))
    assert queue(cast.esther, now=now) == []


def test_an_officer_chosen_at_triage_who_turns_out_to_be_a_party_does_not_get_the_case(now: datetime) -> None:
    cast = one_of_each_role(now)
    link(cast, "ben", "P-1")
    case_id = opened(cast, now, officer="ben")
    assert case_page(cast.carol, case_id, now=now).head.officer_id not in (None, cast.staff["ben"].id)


def test_a_case_is_sealed_the_moment_a_colleague_is_put_on_it_as_survivor_or_alleged_perpetrator(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, officer="ben")
    colleague = PartyTold(role="perpetrator", affiliation="employee", name="Somebody Else")
    add_party(case_id=case_id, party=colleague, by=cast.ben, now=now)
    for viewer in (cast.ben, cast.carol):
        with pytest.raises(NoSuchCase):
            case_page(viewer, case_id, now=now)
    assert case_page(cast.esther, case_id, now=now).head.officer_id == cast.esther.staff_id
    nobodys = opened(cast, now)
    with viewing(system("tests")):
        Case.objects.filter(pk=nobodys).update(officer=None)
    add_party(case_id=nobodys, party=colleague, by=cast.carol, now=now)
    sealed = case_page(cast.esther, nobodys, now=now).head
    assert sealed.sealed and sealed.officer_id == cast.esther.staff_id, "it lies with nobody's silence"


def test_a_sealed_report_is_never_put_together_with_a_case_that_is_open_to_others(now: datetime) -> None:
    cast = one_of_each_role(now)
    known = opened(cast, now, officer="ben")
    reference = received(now, survivor=PersonTold(name="Amina Yusuf", affiliation="employee"))
    with viewing(system("tests")):
        report = Report.objects.get(reference=reference)
    choice = TriageChoice("join", Triaged((), (), (), False), join_into=known)
    with pytest.raises(Refused, match="sealed"):
        triage(report_id=report.id, choice=choice, by=cast.esther, now=now)
