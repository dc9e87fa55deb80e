"""One report through the actions: received, triaged, worked, closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from factories.bodies import at_once, body
from factories.cast import one_of_each_role
from factories.reports import join, opened, received
from upstander.cases.api import (
    Answer,
    NoSuchCase,
    PlanStep,
    agree_plan,
    answer_duty,
    assess_risk,
    current_edition,
    record_contact,
    record_finding,
    record_statement,
    record_visit,
    settle_step,
)
from upstander.cases.closing.api import decide_closure, propose_closure
from upstander.cases.queries.api import CasePage, DutyLine, PartyCard, board, case_page, evidence_gaps, today
from upstander.cases.sharing.api import SharingTold
from upstander.confidentiality.api import StaleEdit, Viewer
from upstander.intake.api import PersonTold
from upstander.lib.decision import Refused
from upstander.messages.api import By, SafeContactCard

pytestmark = pytest.mark.django_db


def survivor_of(page: CasePage) -> PartyCard:
    return next(party for party in page.parties if party.role == "survivor")


def work_to_the_end(case_id: UUID, by: Viewer, now: datetime) -> None:
    """Everything that stands between an opened case and its closing."""
    party = survivor_of(case_page(by, case_id, now=now))
    record_contact(
        case_id=case_id, party_id=party.id, way="phone", outcome="spoke", inbound=True, at=now, said="Wants it to stop",
        by=by, now=now,
    )  # fmt: skip
    record_visit(
        case_id=case_id, at=now, seen=True, where="home", found="Rubbish at the door", by=by, now=now
    )
    assess_risk(case_id=case_id, answers={"weapon": "no"}, at=now, by=by, now=now)
    agree_plan(
        case_id=case_id, steps=[PlanStep("Speak to the neighbour", "Ben")], wishes="", agreed_with_survivor=True, at=now,
        by=by, now=now,
    )  # fmt: skip
    record_finding(
        case_id=case_id, validity="substantiated", evidence="some", reasons="Two witnesses", by=by, now=now
    )
    for duty in case_page(by, case_id, now=now).open_duties:
        if not duty.repeats:
            outcome = "could_not" if duty.kind == "must" else "not_appropriate"
            answer_duty(
                case_id=case_id, answer=Answer(duty.slug, outcome, "Explained"), at=now, by=by, now=now
            )


def test_in_danger_the_duties_of_clause_3_3_1_are_there_with_their_times_and_reasons(now: datetime) -> None:
    cast = one_of_each_role(now)
    page = case_page(cast.ben, opened(cast, now, danger=True), now=now)
    duties = {duty.slug: duty for duty in page.open_duties}
    for slug in ("visit", "risk-assessment", "action-plan"):
        assert duties[slug].due_at == now + timedelta(hours=24)
        assert duties[slug].clause == "3.3.1"
    assert duties["emergency-services"].due_at == now + timedelta(hours=1)
    assert all(duty.why.endswith(".") for duty in page.open_duties)


def test_each_act_discharges_its_duty_and_stands_on_the_timeline(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, danger=True)
    later = now + timedelta(hours=2)
    work_to_the_end(case_id, cast.ben, later)
    page = case_page(cast.ben, case_id, now=later)
    met = {duty.slug for duty in page.settled_duties if duty.state == "met"}
    assert {"acknowledge", "visit", "risk-assessment", "action-plan", "validate", "triage"} <= met
    kinds = [line.kind for line in page.timeline]
    for kind in ("report_received", "opened", "contact", "visit", "risk_assessed", "plan_agreed", "finding"):
        assert kinds.count(kind) == 1
    assert {line.by for line in page.timeline if line.kind == "visit"} == {"Ben Okoro"}


def test_what_is_done_late_says_so_and_keeps_the_time_that_was_promised(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, danger=True)
    late = now + timedelta(hours=30)
    record_visit(case_id=case_id, at=late, seen=True, where="home", found="Seen", by=cast.ben, now=late)
    visit = next(d for d in case_page(cast.ben, case_id, now=late).settled_duties if d.slug == "visit")
    assert (visit.state, visit.due_at) == ("met_late", now + timedelta(hours=24))


def test_not_finding_her_at_home_does_not_count_as_a_visit(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, danger=True)
    record_visit(case_id=case_id, at=now, seen=False, where="home", found="Nobody in", by=cast.ben, now=now)
    assert "visit" in {duty.slug for duty in case_page(cast.ben, case_id, now=now).open_duties}


def test_a_stale_edit_is_refused_and_changes_nothing(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    version = case_page(cast.ben, case_id, now=now).head.version
    record_visit(
        case_id=case_id, at=now, seen=True, where="home", found="First", version=version, by=cast.ben, now=now
    )
    with pytest.raises(StaleEdit) as stale:
        record_visit(
            case_id=case_id,
            at=now,
            seen=True,
            where="home",
            found="Second",
            version=version,
            by=cast.bella,
            now=now,
        )
    assert stale.value.current_version == version + 1
    visits = [line.body for line in case_page(cast.ben, case_id, now=now).timeline if line.kind == "visit"]
    assert visits == ["First"]


def test_nobody_closes_a_case_with_a_duty_open_or_alone(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    proposal: dict[str, Any] = {
        "reason": "resolved",
        "explanation": "It has stopped",
        "survivor_view": "agrees",
    }
    with pytest.raises(Refused, match="still to be done"):
        propose_closure(case_id=case_id, by=cast.ben, now=now, **proposal)
    work_to_the_end(case_id, cast.ben, now)
    with pytest.raises(Refused, match="step of the action plan"):
        propose_closure(case_id=case_id, by=cast.ben, now=now, **proposal)
    plan = case_page(cast.ben, case_id, now=now).plan
    assert plan is not None
    settle_step(case_id=case_id, step_id=plan.steps[0].id, done=True, by=cast.ben, now=now)
    with pytest.raises(Refused, match="what the survivor says"):
        propose_closure(case_id=case_id, by=cast.ben, now=now, **{**proposal, "survivor_view": ""})
    with pytest.raises(Refused, match="police decided is not enough"):
        propose_closure(case_id=case_id, by=cast.ben, now=now, **{**proposal, "reason": "police"})
    propose_closure(case_id=case_id, by=cast.carol, now=now, **proposal)
    with pytest.raises(Refused, match="Another manager"):
        decide_closure(case_id=case_id, approve=True, by=cast.carol, now=now)
    with pytest.raises(Refused):
        decide_closure(case_id=case_id, approve=True, by=cast.ben, now=now)
    decide_closure(case_id=case_id, approve=True, by=cast.senior, now=now)
    page = case_page(cast.ben, case_id, now=now)
    assert page.head.state == "closed"
    assert {duty.slug for duty in page.open_duties} == {"satisfaction", "closure-follow-up"}


def test_what_follows_a_closed_case_can_still_be_recorded_and_nothing_else(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    work_to_the_end(case_id, cast.ben, now)
    plan = case_page(cast.ben, case_id, now=now).plan
    assert plan is not None
    settle_step(
        case_id=case_id, step_id=plan.steps[0].id, done=False, reason="She moved", by=cast.ben, now=now
    )
    propose_closure(
        case_id=case_id, reason="moved", explanation="Safe", survivor_view="agrees", by=cast.ben, now=now
    )
    decide_closure(case_id=case_id, approve=True, by=cast.carol, now=now)
    later = now + timedelta(days=20)
    answer_duty(
        case_id=case_id,
        answer=Answer("satisfaction", "not_appropriate", "Unsafe"),
        at=later,
        by=cast.ben,
        now=later,
    )
    with pytest.raises(Refused, match="closed"):
        record_visit(case_id=case_id, at=later, seen=True, where="home", found="?", by=cast.ben, now=later)


def test_risk_is_lowered_only_by_a_manager_with_a_reason(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    tool = {current_edition().risk.triggers[0].id: True}
    with pytest.raises(Refused):
        assess_risk(
            case_id=case_id,
            answers=tool,
            level="standard",
            reason="Calm now",
            at=now,
            by=cast.ben,
            now=now,
        )
    with pytest.raises(Refused):
        assess_risk(case_id=case_id, answers=tool, level="standard", at=now, by=cast.carol, now=now)
    assess_risk(
        case_id=case_id, answers=tool, level="standard", reason="Calm now", at=now, by=cast.carol, now=now
    )
    assert case_page(cast.ben, case_id, now=now).risks[0].computed_level == "high"


def test_a_level_that_somebody_raised_falls_by_no_second_scoring_and_by_no_older_one(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id, later = opened(cast, now), now + timedelta(hours=2)
    first: dict[str, Any] = {"answers": {"weapon": "no"}, "case_id": case_id, "by": cast.ben, "now": later}
    assess_risk(level="high", reason="She is very afraid", at=later, **first)
    with pytest.raises(Refused, match="manager"):
        assess_risk(at=later, reason="Scored again", **first)
    assess_risk(at=later, **{**first, "by": cast.carol}, level="medium", reason="Seen together")
    assess_risk(level="high", reason="Before that", at=now, **first)  # written up later, from Friday's paper
    assert case_page(cast.ben, case_id, now=later).head.risk_level == "medium"


def test_enforcement_waits_for_strong_evidence_and_is_never_ticked_off(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    record_finding(
        case_id=case_id, validity="substantiated", evidence="some", reasons="A witness", by=cast.ben, now=now
    )
    assert "enforcement" not in {d.slug for d in case_page(cast.ben, case_id, now=now).open_duties}
    for later in (10, 20):
        at = now + timedelta(days=later)
        record_finding(
            case_id=case_id, validity="substantiated", evidence="strong", reasons="Film", by=cast.ben, now=at
        )
        owed = next(d for d in case_page(cast.ben, case_id, now=at).open_duties if d.slug == "enforcement")
        assert (owed.due_at - now).days == 17, "5 working days from when the evidence was strong, once"
    with pytest.raises(Refused, match="on its own page"):
        answer_duty(
            case_id=case_id,
            answer=Answer("enforcement", "taken"),
            note="A letter",
            at=now,
            by=cast.ben,
            now=now,
        )
    for slug in ("acknowledge", "first-contact"):  # nor has anybody been spoken with because a box was ticked
        with pytest.raises(Refused, match="on its own page"):
            answer_duty(case_id=case_id, answer=Answer(slug), at=now, by=cast.ben, now=now)


def test_passing_information_on_needs_consent_or_an_emergency_with_its_reason(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, danger=True)
    council = body(now, "social_services", "Harbour Council")
    for answer in (
        Answer("police-referral", "taken"),
        Answer("social-services", "taken", sharing=SharingTold("emergency", kinds=("account",), body="999")),
    ):
        with pytest.raises(Refused):
            answer_duty(case_id=case_id, answer=answer, at=now, by=cast.ben, now=now)
    with pytest.raises(Refused, match="manager"):
        answer_duty(
            case_id=case_id,
            answer=Answer("social-services", "taken", sharing=SharingTold("lawful", council, ("account",))),
            at=now,
            by=cast.ben,
            now=now,
        )
    answer_duty(
        case_id=case_id,
        answer=Answer("social-services", "taken", sharing=at_once()),
        at=now,
        by=cast.ben,
        now=now,
    )


def test_today_and_the_board_show_the_same_duties_to_those_who_may_see_them(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now, danger=True)
    later = now + timedelta(hours=2)
    mine = today(cast.ben, now=later)
    assert mine.duties[0].slug == "emergency-services" and mine.duties[0].state == "overdue"
    assert (mine.overdue, mine.cases) == (1, 1)
    load = next(load for load in board(cast.carol, now=later).loads if load.officer == "Ben Okoro")
    assert (load.overdue, load.open_duties) == (1, len(mine.duties))
    assert today(cast.bella, now=later).duties == ()
    with pytest.raises(Refused):
        board(cast.ben, now=later)


def test_a_case_one_may_not_see_is_no_different_from_one_that_is_not_there(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    for outsider in (cast.dev, cast.nia, cast.farid, cast.executive, cast.administrator, cast.esther):
        with pytest.raises(NoSuchCase):
            case_page(outsider, case_id, now=now)


def test_a_third_party_hears_that_it_was_received_and_nothing_later(now: datetime) -> None:
    cast = one_of_each_role(now)
    card = SafeContactCard(ways=(By.PHONE,), phone="07700 900200")
    case_id = opened(
        cast, now, reporter="third_party", reporter_person=PersonTold(name="Hal Dean"), contact=card
    )
    hal = next(p for p in case_page(cast.ben, case_id, now=now).parties if p.role == "reporter")
    call: dict[str, Any] = {
        "case_id": case_id,
        "party_id": hal.id,
        "way": "phone",
        "inbound": False,
        "by": cast.ben,
    }
    record_contact(**call, outcome="spoke", at=now, said="We have it, thank you", now=now)
    with pytest.raises(Refused, match="nothing of what follows") as refused:
        record_contact(**call, outcome="spoke", at=now, said="We visited her today", now=now)
    assert refused.value.clause == "3.2.3"


def test_private_messages_online_are_advised_on_and_not_investigated(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, told_behaviours=("online_abuse",))
    with pytest.raises(Refused) as refused:
        record_finding(
            case_id=case_id, validity="substantiated", evidence="some", reasons="Seen", by=cast.ben, now=now
        )
    assert refused.value.clause == "3.1.4"
    assert "online-abuse-advice" in {duty.slug for duty in case_page(cast.ben, case_id, now=now).open_duties}
    page = case_page(cast.ben, case_id, now=now)
    alleged = next(each.id for each in page.parties if each.role == "perpetrator")
    with pytest.raises(Refused) as refused:
        record_statement(
            case_id=case_id, party_id=alleged, words="Not me", taken_at=now, by=cast.ben, now=now
        )
    assert refused.value.clause == "3.1.4"
    assert len(evidence_gaps(page, statements=(), exhibits=0, incidents=0)) == 1


def test_whether_it_holds_up_is_not_asked_of_messages_online_alone_and_is_once_there_is_more(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, told_behaviours=("online_abuse",), reporter="anonymous")

    def validity(at: datetime) -> DutyLine | None:
        return next(
            (d for d in case_page(cast.ben, case_id, now=at).open_duties if d.slug == "validate"), None
        )

    first = validity(now)
    assert first is not None and first.kind == "must"
    advice = Answer("validate", "not_appropriate", "Messages online alone: we advise")
    answer_duty(case_id=case_id, answer=advice, at=now, by=cast.ben, now=now)
    assert validity(now) is None
    later = now + timedelta(days=1)
    join(cast, received(later), case_id, later)  # somebody shouted at her as well
    again = validity(later)
    assert again is not None and again.due_at == first.due_at
    with pytest.raises(Refused, match="must happen"):
        answer_duty(case_id=case_id, answer=advice, at=later, by=cast.ben, now=later)


def test_a_message_left_or_a_door_nobody_opened_is_an_attempt_and_answers_no_more_than_it_can(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    amina = next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
    call: dict[str, Any] = {
        "case_id": case_id,
        "party_id": amina,
        "way": "phone",
        "inbound": False,
        "said": "?",
        "by": cast.ben,
    }

    def tried(outcome: str, *slugs: str) -> None:
        record_contact(**call, outcome=outcome, at=now, answers=[Answer(slug) for slug in slugs], now=now)

    with pytest.raises(Refused, match=r"attempt.*Follow-up after closing"):
        tried("left_message", "closure-follow-up", "progress-update")
    with pytest.raises(Refused, match="Nobody was reached"):
        tried("no_answer", "progress-update")
    with pytest.raises(Refused, match="Nobody was reached"):
        record_visit(
            case_id=case_id, at=now, seen=False, where="home", found="Dark",
            answers=[Answer("progress-update")], by=cast.ben, now=now,
        )  # fmt: skip
    tried("left_message", "progress-update")
    assert "first-contact" in {duty.slug for duty in case_page(cast.ben, case_id, now=now).open_duties}
    tried("spoke", "closure-follow-up")
