"""Measures: each answers its duty under both editions, and each gate and restriction is felt with its clause."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from pytest_django import Settings

from factories.bodies import agreed, at_once, body
from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.api import PartyTold, add_party, current_edition, record_finding, update_survivor
from upstander.cases.measures.api import (
    KINDS,
    Ask,
    StepTold,
    chase_measures,
    kinds_for,
    measures_of,
    offers_for,
    pass_paper,
    record_step,
)
from upstander.cases.queries.api import CasePage, case_page, today
from upstander.cases.sharing.api import SharingTold
from upstander.cases.visits.api import VisitTold, plan_visit
from upstander.confidentiality.api import Viewer, system
from upstander.lib.days import london_day
from upstander.lib.decision import Refused
from upstander.policy.api import Deed

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def party(page: CasePage, role: str) -> UUID:
    return next(each.id for each in page.parties if each.role == role)


class At:
    """Work on one case as one person."""

    def __init__(self, case_id: UUID, by: Viewer, now: datetime) -> None:
        self.case_id, self.by, self.now = case_id, by, now

    def step(
        self, kind: str, code: str, *, on: UUID | None = None, about: str = "survivor", **more: object
    ) -> UUID:
        step = KINDS[kind].step(code)
        assert step is not None
        told = {ask.name: _sample(ask) for ask in step.asks if ask.needed or ask.sort == "tick"}
        if step.serves and "served_on" in told:
            told["served_on"] = london_day(self.now).isoformat()  # nothing goes before it was read
        told |= more.pop("told", {})  # type: ignore[call-overload]
        page = case_page(self.by, self.case_id, now=self.now)
        whom = party(page, about) if KINDS[kind].about else None
        given = StepTold(kind, code, told, self.now, measure_id=on, about_id=whom, **more)  # type: ignore[arg-type]
        return record_step(case_id=self.case_id, step=given, by=self.by, now=self.now)

    def duties(self) -> set[str]:
        return {duty.slug for duty in case_page(self.by, self.case_id, now=self.now).open_duties}


def _sample(ask: Ask) -> str:
    if ask.sort == "choice":
        return next(iter(ask.choices))
    day = "2026-12-20" if ask.ahead else "2026-11-19"
    return {"day": day, "tick": "yes", "money": "120"}.get(ask.sort, "As it was")


def test_every_duty_with_a_deed_of_its_own_has_a_measure_that_answers_it_under_each_edition(
    settings: Settings,
) -> None:
    for slug in ("ovh-2021", "harbour-homes"):
        settings.LANDLORD = {**settings.LANDLORD, "policy_edition": slug}
        for rule in current_edition(None).duties:
            own = {
                deed
                for deed in rule.answered_by
                if deed.value in {d.value for k in KINDS.values() for s in k.steps for d in s.deeds}
            }
            assert bool(own) == bool(kinds_for(rule.answered_by)), rule.id
    everything = {deed for kind in KINDS.values() for step in kind.steps for deed in step.deeds}
    before = {
        "triage",
        "reply",
        "conversation",
        "contact",
        "visit",
        "assessment",
        "reassessment",
        "plan",
        "finding",
        "survey",
    }
    assert everything == set(Deed) - {Deed(each) for each in before}


@pytest.mark.parametrize("edition", ["ovh-2021", "harbour-homes"])
def test_telling_the_police_answers_the_duty_through_the_gate(
    now: datetime, settings: Settings, edition: str
) -> None:
    settings.LANDLORD = {**settings.LANDLORD, "policy_edition": edition}
    words = ("violence",) if edition == "harbour-homes" else ("physical_attack",)
    cast = one_of_each_role(now)
    case_id = opened(cast, now, told_behaviours=words, motivations=("religion",))
    at = At(case_id, cast.ben, now)
    page = case_page(cast.ben, case_id, now=now)
    with pytest.raises(Refused, match="on what ground"):
        at.step("police", "sent")
    police = body(now)
    with pytest.raises(Refused, match="no explicit consent"):
        at.step(
            "police",
            "sent",
            sharing=SharingTold("consent", police, ("account",), (party(page, "survivor"),), "crime"),
        )
    owed = [d for d in page.open_duties if Deed.POLICE_REFERRAL in d.deeds]
    at.step("police", "sent", sharing=at_once())
    assert not {d.slug for d in owed} & at.duties()
    days = timedelta(days=5)  # a body that was rung is chased as one that was sent a page
    assert chase_measures(by=system("tests"), now=now + days) == 1


def test_locks_go_from_survey_to_test_and_answer_the_duty_when_ordered(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, danger=True)
    at = At(case_id, cast.ben, now)
    locks = at.step("hardening", "surveyed")
    assert "target-hardening" in at.duties()
    with pytest.raises(Refused, match="does not follow"):
        at.step("hardening", "tested", on=locks)
    at.step("hardening", "ordered", on=locks, told={"fit_by": "2026-11-24"})
    assert "target-hardening" not in at.duties()
    later = now + timedelta(days=90)
    assert (chase_measures(by=system("tests"), now=later), chase_measures(by=system("tests"), now=later)) == (
        1,
        0,
    )
    assert "measure_late" in {each.kind for each in today(cast.ben, now=later).notices}
    week = later + timedelta(days=8)
    assert chase_measures(by=system("tests"), now=week) == 1  # put aside once, and silent still
    told = [each.at for each in today(cast.ben, now=week).notices if each.kind == "measure_late"]
    assert told == [week], "the notice that nobody has read is renewed, and no second one beside it"
    at.step("hardening", "chased", on=locks, told={"fit_by": "2027-06-01"})
    assert chase_measures(by=system("tests"), now=week + timedelta(days=8)) == 0
    at.step("hardening", "fitted", on=locks)
    with pytest.raises(Refused, match="ends when everything works"):
        at.step("hardening", "tested", on=locks, told={"works": ""})
    at.step("hardening", "tested", on=locks)
    (line,) = measures_of(cast.ben, case_id, today=now.date())
    steps = ["surveyed", "ordered", "chased", "fitted", "tested"]
    assert line.ended_at and [each.code for each in line.steps] == steps


def test_cases_under_two_other_policies_are_told_apart(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    for policy in ("asb", "domestic_abuse"):
        At(case_id, cast.ben, now).step("other-policy", "linked", told={"policy": policy})
    titles = {line.title for line in measures_of(cast.ben, case_id, today=now.date())}
    assert titles == {
        f"Case under another policy of ours: {which}" for which in ("Anti-social behaviour", "Domestic abuse")
    }


def test_homelessness_goes_to_the_council_where_it_happens(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now, danger=True)
    at = At(case_id, cast.ben, now)
    council = body(now, "homelessness", "Housing options", area="Wirral")
    told = SharingTold("emergency", council, ("identity", "address"), emergency="life")
    with pytest.raises(Refused, match="another area"):
        at.step("homelessness", "sent", told={"area": "Sefton"}, sharing=told)
    at.step("homelessness", "sent", told={"area": "wirral"}, sharing=told)
    assert "homelessness-referral" not in at.duties()


def test_women_only_once_set_holds_for_every_visit_until_they_no_longer_ask(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now)
    at = At(case_id, cast.ben, now)
    with pytest.raises(Refused, match="Tick what you advised"):
        at.step("online-advice", "advised", told=dict.fromkeys(("proof", "block", "platform", "police"), ""))
    asked = at.step("female-staff", "set")
    assert "female-staff" not in at.duties()
    visit = VisitTold(now, cast.staff["bella"].id, "office")
    with pytest.raises(Refused, match="women only"):
        plan_visit(case_id=case_id, told=visit, by=cast.ben, now=now)
    at.step("female-staff", "ended", on=asked)
    plan_visit(case_id=case_id, told=visit, by=cast.ben, now=now)


def test_what_is_kept_for_customers_is_refused_to_others_with_its_clause(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    away = PartyTold("survivor", "public", name="Amina Yusuf", identified=True, contactable=True)
    update_survivor(case_id=case_id, survivor=away, by=cast.ben, now=now)
    closed = {each.kind.id for each in offers_for(cast.ben, case_id, now=now) if not each.decision.allowed}
    assert {"hardening", "homelessness", "exemption", "banding"} <= closed
    assert not {"emergency-call", "fire", "safeguarding", "police", "hate-helpline"} & closed
    with pytest.raises(Refused) as refused:
        At(case_id, cast.ben, now).step("hardening", "surveyed")
    assert refused.value.clause == "3.3.1"


def test_enforcement_waits_for_finding_evidence_and_proportionality_for_that_person(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now)
    gwen = PartyTold("perpetrator", "customer", name="Gwen Harcastle", identified=True)
    if "perpetrator" not in {p.role for p in case_page(cast.ben, case_id, now=now).parties}:
        add_party(case_id=case_id, party=gwen, by=cast.ben, now=now)
    at = At(case_id, cast.ben, now)
    with pytest.raises(Refused, match="substantiated"):
        at.step("warning", "drafted", about="perpetrator")
    finding = {"case_id": case_id, "reasons": "Film", "by": cast.ben, "now": now}
    record_finding(validity="substantiated", evidence="some", **finding)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="strong evidence"):
        at.step("warning", "drafted", about="perpetrator")
    record_finding(validity="substantiated", evidence="strong", **finding)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="proportionate") as refused:
        at.step("warning", "drafted", about="perpetrator")
    assert refused.value.clause == "1.7.3"
    at.step("proportionality", "disproportionate", about="perpetrator")
    with pytest.raises(Refused, match="proportionate"):
        at.step("warning", "drafted", about="perpetrator")
    at.step("proportionality", "proportionate", about="perpetrator")
    assert "enforcement" in at.duties()
    letter = at.step("warning", "drafted", about="perpetrator", told={"said": "Shouting at a neighbour"})
    assert "enforcement" in at.duties(), "written is not served"
    with pytest.raises(Refused, match="Somebody other than its writer"):
        at.step("warning", "sent", on=letter, about="perpetrator")
    with pytest.raises(Refused, match="Somebody other than its writer"):
        pass_paper(case_id=case_id, measure_id=letter, by=cast.ben, now=now)
    pass_paper(case_id=case_id, measure_id=letter, by=cast.carol, now=now)
    with pytest.raises(Refused, match="shows who reported"):
        at.step("warning", "sent", on=letter, about="perpetrator", told={"source_hidden": ""})
    at.step("warning", "sent", on=letter, about="perpetrator")
    assert "enforcement" not in at.duties()
    gates = {each.id: each.open for each in case_page(cast.ben, case_id, now=now).gates}
    assert gates["evidence"]


def test_an_exemption_without_a_supporter_takes_a_senior_manager_and_an_appeal_somebody_new(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now)
    asked = At(case_id, cast.ben, now).step("exemption", "requested")
    At(case_id, cast.ben, now).step(
        "exemption", "heard", on=asked
    )  # a charity is none of those whom 3.4 means
    gate = {each.id: each.open for each in case_page(cast.ben, case_id, now=now).gates}
    assert not gate["exemption"]
    with pytest.raises(Refused):
        At(case_id, cast.ben, now).step("exemption", "granted", on=asked)
    with pytest.raises(Refused, match="No police, social services or multi-agency group") as refused:
        At(case_id, cast.carol, now).step("exemption", "granted", on=asked)
    assert refused.value.clause == "3.4"
    At(case_id, cast.carol, now).step("exemption", "refused", on=asked)
    At(case_id, cast.ben, now).step("exemption", "appealed", on=asked)
    with pytest.raises(Refused, match="neither asked for it nor decided"):
        At(case_id, cast.carol, now).step("exemption", "appeal_refused", on=asked)
    At(case_id, cast.senior, now).step("exemption", "appeal_granted", on=asked)
    backed = At(case_id, cast.ben, now).step("exemption", "requested")
    At(case_id, cast.ben, now).step("exemption", "supported", on=backed)
    At(case_id, cast.carol, now).step("exemption", "granted", on=backed)
    assert {each.id: each.open for each in case_page(cast.ben, case_id, now=now).gates}["exemption"]
    move = At(case_id, cast.ben, now).step("management-move", "asked")
    At(case_id, cast.carol, now).step("management-move", "refused", on=move)
    At(case_id, cast.ben, now).step("management-move", "appealed", on=move)
    with pytest.raises(Refused, match="neither asked for it nor decided"):
        At(case_id, cast.carol, now).step("management-move", "appeal_granted", on=move)
    kinds = {
        name: [n.kind for n in today(getattr(cast, name), now=now).notices]
        for name in ("carol", "senior", "ben")
    }
    assert kinds["carol"].count("to_decide") == 1, "once, until she looks"
    assert kinds["senior"].count("to_decide") == 1, "an appeal is for somebody new"
    At(case_id, cast.senior, now).step("management-move", "appeal_granted", on=move)
    decided = [n.kind for n in today(cast.ben, now=now).notices].count("was_decided")
    assert decided == kinds["ben"].count("was_decided") + 1
    At(case_id, cast.ben, now).step("management-move", "offered", on=move)


def test_a_concern_about_capacity_is_about_one_decision_and_goes_when_they_can_make_it(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now)
    at = At(case_id, cast.ben, now)
    first, second = at.step("capacity", "concern"), at.step("capacity", "concern")
    assert "capacity-assessment" in at.duties()

    def flagged() -> bool:
        survivor = next(p for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")
        return any("capacity" in flag for flag in survivor.flags)

    at.step("capacity", "requested", on=first, sharing=at_once())
    assert "capacity-assessment" not in at.duties()
    at.step("capacity", "can_decide", on=first)
    assert flagged(), "another decision is still in doubt"
    at.step("capacity", "can_decide", on=second)
    assert not flagged()
    third = at.step("capacity", "concern")
    at.step("capacity", "requested", on=third, sharing=at_once())
    for code in ("cannot_decide", "supported", "cannot_decide"):  # asked again on its day
        at.step("capacity", code, on=third, told={"look_on": "2026-12-20"})
    (line,) = [each for each in measures_of(cast.ben, case_id, today=now.date()) if each.id == third]
    assert line.next_on == date(2026, 12, 20) and flagged()
    at.step("capacity", "decided", on=third)
    assert not flagged()


def test_advice_on_moving_is_owed_from_the_wish_and_what_was_advised_before_it_counts(
    cast: Cast, now: datetime
) -> None:
    wish = PartyTold("survivor", "customer", identified=True, contactable=True, wants_to_move=True)
    for advised in (False, True):
        case_id, later = opened(cast, now), now + timedelta(days=12)
        if advised:
            At(case_id, cast.ben, now + timedelta(days=11)).step("rehousing-advice", "advised")
        for day in (later, later + timedelta(days=2)):
            update_survivor(case_id=case_id, survivor=wish, by=cast.ben, now=day)
        page = case_page(cast.ben, case_id, now=later)
        days = [(d.due_at - now).days for d in page.open_duties if d.slug == "rehousing-advice"]
        assert days == ([] if advised else [19]), "5 working days from when they first said so"


def test_what_is_owed_on_somebody_named_later_counts_from_the_naming_and_what_was_done_before_answers_it(
    cast: Cast, now: datetime
) -> None:
    case_id, later = opened(cast, now), now + timedelta(days=21)
    page = case_page(cast.ben, case_id, now=now)
    gwen = next(each for each in page.parties if each.role == "perpetrator")

    def known(affiliation: str, day: datetime, party_id: UUID | None = None) -> None:
        told = PartyTold("perpetrator", affiliation, identified=True, party_id=party_id)
        add_party(case_id=case_id, party=told, by=cast.ben, now=day)

    def owed(day: datetime) -> dict[str, int]:
        return {d.slug: (d.due_at - now).days for d in case_page(cast.ben, case_id, now=day).open_duties}

    known("unknown", now, gwen.id)
    assert not {"validate", "enforcement", "conduct-referral"} & set(owed(now))
    record_finding(
        case_id=case_id, validity="substantiated", evidence="strong", reasons="Film", by=cast.ben,
        now=now + timedelta(days=2),
    )  # fmt: skip
    known("customer", later, gwen.id)
    assert "validate" not in owed(later), "the finding stands"
    assert owed(later)["enforcement"] == 28, "5 working days from the naming, not from the evidence"
    known("contractor", later + timedelta(days=3))
    assert owed(later + timedelta(days=3))["conduct-referral"] == 25
    need = PartyTold("survivor", "customer", identified=True, contactable=True, cannot_stay_tonight=True)
    update_survivor(case_id=case_id, survivor=need, by=cast.ben, now=later)
    update_survivor(case_id=case_id, survivor=need, by=cast.ben, now=later + timedelta(days=1))
    due = {d.slug: d.due_at for d in case_page(cast.ben, case_id, now=later).open_duties}
    assert due["homelessness-referral"] == later + timedelta(hours=4), "from when they first said so"


def test_evidence_for_priority_names_the_three_confirmations_or_says_why_not(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now)
    now += timedelta(days=12)
    at = At(case_id, cast.ben, now)
    applied = at.step("banding", "applied")
    page = case_page(cast.ben, case_id, now=now)
    owed = next(each for each in page.open_duties if each.slug == "rehousing-evidence")
    assert (owed.due_at - now).days == 14, "10 working days from when they applied, not from the report"
    scheme = body(now, "other", "The lettings scheme")
    agreed(scheme, now)
    told = SharingTold(
        "lawful", scheme, ("account",), lawful="legal", necessity="Only this", risk_of_not="No move"
    )
    with pytest.raises(Refused, match="risk goes on"):
        At(case_id, cast.carol, now).step(
            "banding", "sent", on=applied, told={"confirms_risk": ""}, sharing=told
        )
    At(case_id, cast.carol, now).step("banding", "sent", on=applied, sharing=told)
    assert "rehousing-evidence" not in at.duties()
    with pytest.raises(Refused, match="did not exist"):
        at.step("banding", "banded", on=applied, told={"band": "property-pool-plus:old-A"})
