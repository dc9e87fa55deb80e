"""They have moved: nothing of ours goes to the home they left, and where they live now is said to nobody who need not know it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.measures.test_measures import At
from cases.measures.test_papers import drafted
from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.actions import left_home
from upstander.cases.actions.common import working
from upstander.cases.actions.left_home import follow_moves
from upstander.cases.actions.way_back import people_of
from upstander.cases.api import PartyTold, add_party, current_edition, send_to_person, update_survivor
from upstander.cases.measures.api import PaperTold, change_paper
from upstander.cases.measures.moved import has_moved
from upstander.cases.models import Measure, Party
from upstander.cases.queries.api import PartyCard, case_page, today
from upstander.cases.visits.api import VisitTold, plan_visit, visits_of
from upstander.confidentiality.api import system, viewing
from upstander.lib.decision import Refused
from upstander.messages.api import OWN_WORDS, By, SafeContactCard
from upstander.people.models import Home, Person, Residence
from upstander.records.bundle.naming import party_known
from upstander.sites.staff.shareable import shareable

OLD = "12 Larkfield Walk, Bootle, L20 4AB"
NEW = "3 Marram Close, Southport, PR8 1ZZ"
CARD = SafeContactCard(ways=(By.PHONE, By.POST), phone="07700 900123", address=OLD)


def moved(at: At, kind: str = "management-move", **told: str) -> None:
    steps = ("asked", "approved", "offered") if kind == "management-move" else ("applied", "banded")
    on = None
    for code in steps:
        by = at.cast.carol if code == "approved" else at.cast.ben  # type: ignore[attr-defined]
        on = At(at.case_id, by, at.now).step(kind, code, on=on)
    said = {"moved_on": "2026-11-19", "letters": "none", "address": "", "visits": "", **told}
    at.step(kind, "moved", on=on, told=said)


@pytest.mark.django_db
def test_whoever_moved_gets_no_letter_and_no_visit_at_the_home_they_left_and_the_other_side_never_reads_the_new(
    now: datetime,
) -> None:
    cast: Cast = one_of_each_role(now)
    case_id, paper = drafted(cast, now)
    now += timedelta(minutes=1)  # a later card than the one told with the report
    update_survivor(
        case_id=case_id,
        survivor=PartyTold(
            "survivor", "customer", wants_to_move=True, cannot_stay_tonight=True, safe_contact=CARD
        ),
        by=cast.ben,
        now=now,
    )

    def amina() -> PartyCard:
        return next(p for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")

    home = amina().home_id
    send_to_person(
        case_id=case_id, party_id=amina().id, way="post", to=OLD, kind=OWN_WORDS, words="We ring you.", by=cast.ben, now=now
    )  # fmt: skip
    visit = VisitTold(now + timedelta(days=1), cast.staff["ben"].id, "home")
    plan_visit(case_id=case_id, told=visit, by=cast.ben, now=now)
    now += timedelta(minutes=1)
    at = At(case_id, cast.ben, now)
    at.cast = cast  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="Write their new address"):
        moved(at, letters="new")
    moved(at)
    there = amina()
    assert there.safe_contact is not None
    assert (there.left_on, there.lives_at, there.home_id) == (date(2026, 11, 19), "", home)
    assert (there.safe_contact.ways, there.safe_contact.address) == ((By.PHONE,), "")
    assert not there.facts["wants_to_move"] and not there.facts["cannot_stay_tonight"]
    assert {"message_held", "visit_unfit"} <= {each.kind for each in today(cast.ben, now=now).notices}
    assert "They have moved" in visits_of(cast.ben, case_id, now=now)[0].unfit
    with pytest.raises(Refused, match="They have moved"):
        plan_visit(case_id=case_id, told=visit, by=cast.ben, now=now)
    at.now = now = now + timedelta(minutes=1)
    moved(at, "banding", letters="new", address=NEW, visits="yes")
    there = amina()
    assert there.safe_contact is not None and (there.lives_at, there.safe_contact.address) == (NEW, NEW)
    plan_visit(case_id=case_id, told=visit, by=cast.ben, now=now)
    with pytest.raises(Refused, match="where somebody else on the case lives"):
        told = PaperTold("Gwen Harcastle", "14 Larkfield Walk", "Keep away from 3 Marram Close.")
        change_paper(case_id=case_id, measure_id=paper, told=told, by=cast.ben, now=now)
    with viewing(cast.ben):
        page = case_page(cast.ben, case_id, now=now)
        assert NEW in party_known(cast.ben, page)[there.id].texts, "a bundle for a court leaves it out"
    items = {each.key: each.text for each in shareable(page, current_edition(None), now.date())}
    assert NEW in items[f"home-{there.id}"] and "By post: " in items[f"home-{there.id}"]
    assert NEW not in items[f"reach-{there.id}"], "where they live has a consent of its own"
    with viewing(system("tests")):
        again = next(each for each in people_of(case_id) if each.role == "survivor")
    assert again.home_id is None, "what happens now does not happen at the home they left"
    with working(case_id, by=cast.ben, now=now, action="case.measure") as work:
        row = Measure.objects.select_related("about").get(case=case_id, kind="banding")
        Party.objects.filter(pk=there.id).update(support_needs=True)
        has_moved(work, row, {"moved_on": "2026-11-20", "letters": "same", "address": NEW})
    assert amina().facts["support_needs"], "what was written of them meanwhile stays"


@pytest.mark.django_db
def test_a_move_that_only_the_housing_system_knows_of_stops_letters_and_is_told_until_it_is_taken_back(
    now: datetime,
) -> None:
    cast, clock = one_of_each_role(now), system("left home")
    case_id = opened(cast, now)
    now += timedelta(minutes=1)
    told = PartyTold("survivor", "customer", safe_contact=CARD)
    update_survivor(case_id=case_id, survivor=told, by=cast.ben, now=now)

    def amina() -> PartyCard:
        return next(p for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")

    def tenancy(ended_on: date | None) -> int:
        person = amina().person_id
        assert person is not None
        with viewing(clock):
            Residence.objects.filter(person_id=person).update(ended_on=ended_on)
        return follow_moves(by=clock, now=now)

    send_to_person(
        case_id=case_id, party_id=amina().id, way="post", to=OLD, kind=OWN_WORDS, words="We ring you.", by=cast.ben, now=now
    )  # fmt: skip
    assert follow_moves(by=clock, now=now) == 0, "they live there"
    now += timedelta(minutes=1)
    left = now.date() - timedelta(days=2)
    assert (tenancy(left), tenancy(left)) == (1, 0), "told once"
    there = amina()
    assert there.safe_contact is not None
    assert (there.left_on, there.lives_at, there.safe_contact.ways) == (left, "", (By.PHONE,))
    assert {"home_left", "message_held"} <= {each.kind for each in today(cast.ben, now=now).notices}
    with pytest.raises(Refused, match="did not say this is safe"):
        send_to_person(
            case_id=case_id, party_id=there.id, way="post", to=OLD, kind=OWN_WORDS, words="Again.", by=cast.ben, now=now
        )  # fmt: skip
    now += timedelta(minutes=1)
    assert tenancy(None) == 1
    there = amina()
    assert there.safe_contact is not None
    assert (there.left_on, there.safe_contact.ways) == (None, (By.PHONE,)), "asked again before a letter goes"
    elsewhere = replace(CARD, address="c/o Dev, 3 Marram Close, Southport, PR8 1ZZ")
    told = replace(told, safe_contact=elsewhere)
    update_survivor(case_id=case_id, survivor=told, by=cast.ben, now=now + timedelta(minutes=1))
    now += timedelta(minutes=2)
    assert tenancy(left) == 1
    assert amina().safe_contact == elsewhere, "that is not the home they left"


@pytest.mark.django_db
def test_a_move_that_cannot_be_followed_on_one_case_is_followed_on_the_others(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast, clock = one_of_each_role(now), system("left home")
    cases = [opened(cast, now), opened(cast, now)]
    (person,) = {
        p.person_id for c in cases for p in case_page(cast.ben, c, now=now).parties if p.role == "survivor"
    }
    assert person is not None
    with viewing(clock):
        Residence.objects.filter(person_id=person).update(ended_on=now.date())
    tries: list[object] = []

    def first_fails(*told: object, **more: object) -> None:
        tries.append(told)
        if len(tries) == 1:
            raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(left_home, "recheck_visits", first_fails)
        with pytest.raises(RuntimeError):
            follow_moves(by=clock, now=now)
    assert follow_moves(by=clock, now=now) == 1, "of the one that failed"


@pytest.mark.django_db
def test_a_second_move_and_one_of_somebody_held_responsible_are_told_once_and_looking_costs_the_same_for_many(
    now: datetime,
) -> None:
    cast, clock = one_of_each_role(now), system("left home")
    case_id = opened(cast, now)
    gwen = PartyTold("perpetrator", "customer", person_id=_entry("P-2"), home_id=_home("14"))
    add_party(case_id=case_id, party=gwen, by=cast.ben, now=now)

    def looked() -> int:
        with CaptureQueriesContext(connection) as said:
            assert follow_moves(by=clock, now=now) == 0
        return len(said)

    few = looked()
    opened(cast, now)
    opened(cast, now)
    assert looked() == few, "not by the case"

    def left(reference: str, on: date) -> None:
        with viewing(clock):
            Residence.objects.filter(person_id=_entry(reference), ended_on=None).update(ended_on=on)

    left("P-2", now.date())
    assert follow_moves(by=clock, now=now) == 1
    assert "responsible_left" in {each.kind for each in today(cast.ben, now=now).notices}
    left("P-1", now.date() - timedelta(days=2))
    assert follow_moves(by=clock, now=now) == 3, "on each of her cases"
    now += timedelta(minutes=1)
    card = replace(CARD, address="16 Larkfield Walk, Bootle, L20 0XA")
    update_survivor(
        case_id=case_id, survivor=PartyTold("survivor", "customer", safe_contact=card), by=cast.ben, now=now
    )
    with viewing(clock):
        Residence.objects.create(
            person_id=_entry("P-1"),
            home_id=_home("16"),
            standing="tenant",
            started_on=now.date() - timedelta(days=2),
        )
    now += timedelta(minutes=1)
    assert follow_moves(by=clock, now=now) == 0, "where to is not taken from there"
    left("P-1", now.date() - timedelta(days=1))
    assert [follow_moves(by=clock, now=now) for _ in range(2)] == [3, 0], "once more, and told once"
    there = next(p for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
    assert there.safe_contact is not None and there.safe_contact.ways == (By.PHONE,), "nor is there a letter"
    lines = [line for line in case_page(cast.ben, case_id, now=now).timeline if line.kind == "home_left"]
    assert [line.codes.get("again") for line in lines if line.codes["role"] == "survivor"] == [True, False]


def _entry(reference: str) -> UUID:
    with viewing(system("tests")):
        return Person.objects.get(external_ref=reference).id


def _home(number: str) -> UUID:
    with viewing(system("tests")):
        return Home.objects.get(number=number).id
