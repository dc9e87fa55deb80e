"""The way of a report through the program under each edition that ships: nothing may depend on one landlord's policy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from factories.bodies import body
from factories.cast import Cast, one_of_each_role
from factories.reports import received, reports_by_web
from upstander.cases.api import (
    Answer,
    CaseTold,
    PartyTold,
    PlanStep,
    Triaged,
    agree_plan,
    answer_duty,
    assess_risk,
    current_edition,
    mark_overdue,
    record_consent,
    record_contact,
    record_visit,
    settle_step,
)
from upstander.cases.closing.api import decide_closure, propose_closure
from upstander.cases.queries.api import CasePage, case_page, listed_cases
from upstander.cases.sharing.api import ConsentTold, SharingTold
from upstander.confidentiality.api import PUBLIC, system
from upstander.governance.api import clause_book
from upstander.intake.api import TriageChoice, queue, receive, triage, triage_page
from upstander.lib.decision import Refused
from upstander.policy.api import Deed, Listener

pytestmark = pytest.mark.django_db

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "ovh-2021": {
        "behaviours": ("verbal_abuse",),
        "motivations": ("gender",),
        "violence": ("physical_attack",),
    },
    "harbour-homes": {"behaviours": ("words",), "motivations": ("sex",), "violence": ("violence",)},
}
LANDLORDS = {"ovh-2021": "One Vision Housing", "harbour-homes": "Harbour Homes"}


@pytest.fixture(params=list(WORDS))
def words(request: pytest.FixtureRequest, settings: Settings) -> Iterator[dict[str, tuple[str, ...]]]:
    """The landlord follows this edition; its own words for what happened."""
    landlord = {**settings.LANDLORD, "policy_edition": request.param, "name": LANDLORDS[request.param]}
    settings.LANDLORD = landlord
    yield WORDS[request.param]


def through_triage(cast: Cast, now: datetime, words: dict[str, tuple[str, ...]], *, danger: bool) -> CasePage:
    reference = received(
        now, behaviours=words["behaviours"], motivations=words["motivations"], immediate_danger=danger
    )
    line = next(each for each in queue(cast.dev, now=now) if each.waiting.reference == reference)
    page = triage_page(cast.dev, line.waiting.report_id, now=now)
    survivor = PartyTold("survivor", "customer", name="Amina Yusuf", identified=True, contactable=True)
    told = Triaged((survivor,), words["behaviours"], words["motivations"], danger, case=CaseTold())
    case_id = triage(
        report_id=line.waiting.report_id,
        choice=TriageChoice("open", told, officer_id=cast.staff["ben"].id),
        version=page.case.head.version,
        by=cast.dev,
        now=now,
    )
    return case_page(cast.ben, case_id, now=now)


def test_duties_are_those_of_the_landlords_own_edition(
    now: datetime, words: dict[str, tuple[str, ...]]
) -> None:
    page = through_triage(one_of_each_role(now), now, words, danger=True)
    edition = current_edition(now)
    assert page.head.edition == edition.id
    assert page.open_duties
    assert {duty.slug for duty in page.open_duties} <= {rule.id for rule in edition.duties}
    there = next(duty for duty in page.open_duties if edition.duty(duty.slug).visit)
    clock = next(row for row in edition.duty(there.slug).rows if row.because in there.why)
    assert str(clock.due) in {"24 elapsed hours", "12 elapsed hours"}
    assert there.due_at == now + timedelta(hours=int(str(clock.due).split()[0]))
    assert {gate.slug if hasattr(gate, "slug") else gate.id for gate in page.gates} == {
        g.id for g in edition.gates
    }


def test_triage_is_answered_by_triage_and_lateness_is_noticed(
    now: datetime, words: dict[str, tuple[str, ...]]
) -> None:
    cast = one_of_each_role(now)
    page = through_triage(cast, now, words, danger=True)
    by_triage = {rule.id for rule in current_edition(now).duties if rule.met_by_triage}
    assert {duty.slug for duty in page.settled_duties if duty.state == "met"} >= by_triage
    assert mark_overdue(by=system("tests"), now=now + timedelta(days=60)) == len(page.open_duties)


def test_a_case_is_worked_to_its_end_and_closed_by_another(
    now: datetime, words: dict[str, tuple[str, ...]]
) -> None:
    cast = one_of_each_role(now)
    case_id = through_triage(cast, now, words, danger=False).head.id
    ben = cast.ben
    survivor = next(p for p in case_page(ben, case_id, now=now).parties if p.role == "survivor")
    record_contact(
        case_id=case_id, party_id=survivor.id, way="phone", outcome="spoke", inbound=True, at=now, said="Wants it to stop",
        by=ben, now=now,
    )  # fmt: skip
    record_visit(case_id=case_id, at=now, seen=True, where="home", found="All quiet", by=ben, now=now)
    said_and_seen = {
        rule.id
        for rule in current_edition(now).duties
        if rule.answered_by & {Deed.CONVERSATION, Deed.VISIT} and not rule.recurs
    }
    assert said_and_seen.isdisjoint({duty.slug for duty in case_page(ben, case_id, now=now).open_duties})
    assess_risk(case_id=case_id, answers={"weapon": "no"}, at=now, by=ben, now=now)
    agree_plan(
        case_id=case_id, steps=[PlanStep("Speak to the neighbour", "Ben")], wishes="", agreed_with_survivor=True,
        at=now, by=ben, now=now,
    )  # fmt: skip
    plan = case_page(ben, case_id, now=now).plan
    assert plan
    settle_step(case_id=case_id, step_id=plan.steps[0].id, done=True, by=ben, now=now)
    recurring = {rule.id for rule in current_edition(now).duties if rule.recurs}
    for duty in case_page(ben, case_id, now=now).open_duties:
        if duty.slug not in recurring:
            outcome = "could_not" if duty.kind == "must" else "not_appropriate"
            answer_duty(
                case_id=case_id, answer=Answer(duty.slug, outcome, "Explained"), at=now, by=ben, now=now
            )
    propose_closure(
        case_id=case_id,
        reason="resolved",
        explanation="It has stopped",
        survivor_view="agrees",
        by=ben,
        now=now,
    )
    decide_closure(case_id=case_id, approve=True, by=cast.carol, now=now)
    page = case_page(ben, case_id, now=now)
    assert page.head.state == "closed"
    after = {r.id for r in current_edition(now).duties for row in r.rows if "closed" in set(row.when.facts())}
    assert {duty.slug for duty in page.open_duties} == after != set()
    assert [head.state for head in listed_cases(ben, now=now)[0]] in ([], ["closed"])


def test_what_has_a_page_of_its_own_is_not_ticked_off_without_it(
    now: datetime, words: dict[str, tuple[str, ...]]
) -> None:
    cast = one_of_each_role(now)
    page = through_triage(cast, now, words, danger=True)
    visit = next(duty for duty in page.open_duties if duty.deeds == {Deed.VISIT})
    with pytest.raises(Refused, match="its own page"):
        answer_duty(case_id=page.head.id, answer=Answer(visit.slug, "done"), at=now, by=cast.ben, now=now)
    answer_duty(
        case_id=page.head.id,
        answer=Answer(visit.slug, "could_not", "Nobody in"),
        at=now,
        by=cast.ben,
        now=now,
    )


def test_the_receipt_says_what_the_edition_has_for_whoever_reported(
    now: datetime, words: dict[str, tuple[str, ...]]
) -> None:
    def told(reporter: str) -> set[str]:
        report = reports_by_web(
            now, reporter=reporter, behaviours=words["behaviours"], motivations=words["motivations"],
            immediate_danger=True,
        )  # fmt: skip
        return {promise.says for promise in receive(report=report, by=PUBLIC, now=now).promises}

    def written(listener: Listener) -> set[str]:
        return {rule.told[listener] for rule in current_edition(now).duties if listener in rule.told}

    assert told("survivor") and told("survivor") <= written(Listener.SURVIVOR)
    assert told("third_party") == written(Listener.OTHER)


def test_telling_another_body_waits_for_a_ground(now: datetime, words: dict[str, tuple[str, ...]]) -> None:
    cast = one_of_each_role(now)
    words = {**words, "behaviours": words["violence"]}
    page = through_triage(cast, now, words, danger=True)
    outward = next(d for d in page.open_duties if current_edition(now).duty(d.slug).discloses)
    with pytest.raises(Refused, match="explicit consent"):
        answer_duty(case_id=page.head.id, answer=Answer(outward.slug, "taken"), at=now, by=cast.ben, now=now)
    gate = next(gate for gate in page.gates if gate.id in ("sharing", "privacy"))
    assert not gate.open
    police, amina = body(now), next(p.id for p in page.parties if p.role == "survivor")
    agreement = ConsentTold(amina, (police,), ("identity", "account"), ("crime",), True, "phone", now)
    record_consent(case_id=page.head.id, told=agreement, by=cast.ben, now=now)
    after = {each.id: each.open for each in case_page(cast.ben, page.head.id, now=now).gates}
    assert after[gate.id], "the gate as shown is open once consent is in force"
    told = SharingTold("consent", police, ("identity", "account"), (amina,), "crime")
    answer = Answer(outward.slug, "taken", sharing=told)
    answer_duty(case_id=page.head.id, answer=answer, at=now, by=cast.ben, now=now)


def test_the_clause_page_is_the_landlords_own(now: datetime, words: dict[str, tuple[str, ...]]) -> None:
    cast = one_of_each_role(now)
    page = through_triage(cast, now, words, danger=True)
    book = clause_book(cast.ben, now=now)
    assert book.edition.id == page.head.edition
    assert book.totals["year"].at_risk + book.totals["year"].under_way == len(page.open_duties)
    assert sum(
        c.spans["year"].at_risk + c.spans["year"].under_way for c in (*book.clauses, book.standards)
    ) >= len(page.open_duties)
