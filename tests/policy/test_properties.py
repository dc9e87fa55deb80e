"""Properties of the engine over the whole space of facts: what holds of every case, not of one."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policy.saying import edition
from upstander.policy.api import (
    Affiliation,
    CaseFacts,
    Discharge,
    Duty,
    DutyKind,
    Evidence,
    FoundTrigger,
    PerpetratorFacts,
    ReporterRole,
    ReportFacts,
    RiskFacts,
    RiskLevel,
    Safeguarding,
    SurvivorFacts,
    Validity,
    outcome,
)

OVH = edition()
START = datetime(2026, 10, 20, 8, tzinfo=UTC)

times = st.integers(0, 24 * 4 * 60).map(lambda quarter: START + timedelta(minutes=15 * quarter))
maybe_time = st.none() | times
behaviours = st.frozensets(st.sampled_from([b.id for b in OVH.behaviours]), max_size=3)
strands = st.frozensets(st.sampled_from([s.id for s in OVH.strands]), max_size=2)

report_facts = st.builds(
    ReportFacts,
    received_at=times,
    channel=st.sampled_from([c.id for c in OVH.channels]),
    reporter=st.none() | st.sampled_from(ReporterRole),
    reporter_contactable=st.booleans(),
    incident_on=st.none() | times.map(lambda t: t.date()),
    immediate_danger=st.booleans(),
    behaviours=behaviours,
    motivations=strands,
    triaged_at=maybe_time,
)
survivor_facts = st.builds(
    SurvivorFacts,
    affiliation=st.sampled_from(Affiliation),
    identified=st.booleans(),
    contactable=st.booleans(),
    safeguarding=st.frozensets(st.sampled_from(Safeguarding)),
    cannot_stay_tonight=st.booleans(),
    wants_female_staff=st.booleans(),
    wants_to_move=st.booleans(),
    applied_for_banding=st.booleans(),
    wants_to_move_at=maybe_time,
    applied_for_banding_at=maybe_time,
    cannot_stay_tonight_at=maybe_time,
    wants_female_staff_at=maybe_time,
    support_needs_at=maybe_time,
    support_needs=st.booleans(),
    capacity_concern_at=maybe_time,
    communication_need_at=maybe_time,
    wants_updates=st.booleans(),
)
risk_facts = st.builds(
    RiskFacts,
    st.sampled_from(RiskLevel),
    maybe_time,
    st.dictionaries(st.sampled_from([t.id for t in OVH.risk.triggers]), times, max_size=3).map(
        lambda found: tuple(FoundTrigger(*each) for each in found.items())
    ),
)
case_facts = st.builds(
    CaseFacts,
    reports=st.lists(report_facts, min_size=1, max_size=4).map(tuple),
    survivor=survivor_facts,
    perpetrators=st.lists(
        st.builds(PerpetratorFacts, st.booleans(), st.sampled_from(Affiliation), maybe_time, maybe_time),
        max_size=2,
    ).map(tuple),
    crime_likely=st.none() | st.booleans(),
    material_on_landlord_property=st.booleans(),
    incident_at_home=st.booleans(),
    risk=st.none() | risk_facts,
    evidence=st.sampled_from(Evidence),
    evidence_at=maybe_time,
    validity=st.sampled_from(Validity),
    discharged=st.lists(
        st.builds(Discharge, st.sampled_from([d.id for d in OVH.duties]), times), max_size=5
    ).map(tuple),
    closed_at=maybe_time,
)

many = settings(max_examples=150)

REPLACED_BY_DANGER = {"first-contact"}
"""Named rule of policy.md §2: first contact arises where there is no immediate danger."""

REPEATING = {rule.id for rule in OVH.duties if rule.recurs}


def asked(facts: CaseFacts, now: datetime = START) -> list[Duty]:
    return list(outcome(facts, OVH, now).duties)


def once(facts: CaseFacts) -> dict[str, Duty]:
    """The duties that arise once per case."""
    return {duty.id: duty for duty in asked(facts) if duty.report is None}


def shape(duties: list[Duty]) -> list[tuple[object, ...]]:
    return sorted((d.id, d.kind, d.triggered_at, d.due_at, d.state, str(d.met_at)) for d in duties)


@many
@given(case_facts, st.randoms())
def test_the_order_of_reports_makes_no_difference(facts: CaseFacts, random: object) -> None:
    mixed = list(facts.reports)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert shape(asked(replace(facts, reports=tuple(mixed)))) == shape(asked(facts))


@many
@given(case_facts)
def test_the_same_facts_give_the_same_answer(facts: CaseFacts) -> None:
    assert outcome(facts, OVH, START) == outcome(facts, OVH, START)


@many
@given(case_facts, st.integers(0, 3))
def test_more_danger_never_makes_anything_later_or_weaker(facts: CaseFacts, which: int) -> None:
    assume(which < len(facts.reports))
    reports = list(facts.reports)
    reports[which] = replace(reports[which], immediate_danger=True)
    before, after = asked(facts), asked(replace(facts, reports=tuple(reports)))
    now_owed = {(d.id, d.report): d for d in after}
    for duty in before:
        if duty.id in REPLACED_BY_DANGER:
            continue
        same = now_owed[duty.id, duty.report]
        assert same.due_at <= duty.due_at, duty.id
        assert not (duty.kind is DutyKind.MUST and same.kind is DutyKind.CONSIDER)


@many
@given(case_facts)
def test_a_higher_risk_never_makes_anything_later(facts: CaseFacts) -> None:
    assume(facts.risk is not None)
    assert facts.risk is not None
    levels = [once(replace(facts, risk=replace(facts.risk, level=level))) for level in RiskLevel]
    for lower, higher in itertools.pairwise(levels):
        for id, duty in lower.items():
            assert higher[id].due_at <= duty.due_at, id


@many
@given(case_facts, report_facts)
def test_one_more_report_never_takes_away_a_duty_that_must_happen(
    facts: CaseFacts, report: ReportFacts
) -> None:
    first = min(r.received_at for r in facts.reports)
    assume(report.received_at >= first)
    before, after = once(facts), once(replace(facts, reports=(*facts.reports, report)))
    same_moment = report.received_at == first and report.immediate_danger
    for id, duty in before.items():
        if same_moment and id in REPLACED_BY_DANGER:
            continue
        assert id in after
        if id not in REPEATING:
            assert after[id].due_at <= duty.due_at
            assert after[id].triggered_at <= duty.triggered_at


@many
@given(case_facts, st.timedeltas(timedelta(0), timedelta(days=30)))
def test_time_passing_changes_only_open_to_overdue(facts: CaseFacts, later: timedelta) -> None:
    for before, after in zip(asked(facts), asked(facts, START + later), strict=True):
        assert (before.id, before.due_at, before.met_at) == (after.id, after.due_at, after.met_at)
        assert before.state == after.state or (before.state, after.state) == ("open", "overdue")


@many
@given(case_facts, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_reports_that_all_come_later_make_no_duty_due_earlier(facts: CaseFacts, later: timedelta) -> None:
    dated = replace(facts.survivor, capacity_concern_at=None, communication_need_at=None)
    plain = replace(facts, survivor=dated, risk=None, closed_at=None, discharged=())
    moved = tuple(replace(r, received_at=r.received_at + later, incident_on=None) for r in plain.reports)
    still = tuple(replace(r, incident_on=None) for r in plain.reports)
    before, after = once(replace(plain, reports=still)), once(replace(plain, reports=moved))
    assert before.keys() == after.keys()
    assert all(after[id].due_at >= before[id].due_at for id in before)


@many
@given(case_facts)
def test_an_unknown_survivor_is_owed_what_a_customer_is(facts: CaseFacts) -> None:
    unknown = replace(facts, survivor=replace(facts.survivor, affiliation=Affiliation.UNKNOWN))
    customer = replace(facts, survivor=replace(facts.survivor, affiliation=Affiliation.CUSTOMER))
    assert shape(asked(unknown)) == shape(asked(customer))


@many
@given(case_facts)
def test_an_employee_is_owed_nothing_beyond_the_staff_route(facts: CaseFacts) -> None:
    employee = replace(facts, survivor=replace(facts.survivor, affiliation=Affiliation.EMPLOYEE))
    answer = outcome(employee, OVH, START)
    assert {duty.id for duty in answer.duties} <= OVH.staff_route
    assert answer.restricted("staff-sealed")


@many
@given(case_facts)
def test_every_duty_can_say_why_in_one_sentence_and_account_for_itself(facts: CaseFacts) -> None:
    for duty in asked(facts):
        assert duty.why.startswith("Because ")
        assert duty.why.endswith(".")
        assert duty.due_at.isoformat() in duty.detail
        assert OVH.id in duty.detail
        assert duty.triggered_at < duty.due_at


@many
@given(case_facts)
def test_motivations_change_nothing_because_perception_needs_no_proof(facts: CaseFacts) -> None:
    bare = tuple(replace(r, motivations=frozenset()) for r in facts.reports)
    assert shape(asked(replace(facts, reports=bare))) == shape(asked(facts))
