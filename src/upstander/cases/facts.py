"""Rows of one case become the frozen facts that the policy engine reasons over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import connection

from upstander.cases.consented import consented
from upstander.cases.editions import answered_by
from upstander.cases.models import (
    Case,
    CaseReport,
    Discharge,
    Party,
    PartyRole,
    RiskAssessment,
)
from upstander.cases.rows import discharges_of, parties_of, reports_of
from upstander.policy.api import (
    Affiliation,
    CaseFacts,
    Deed,
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
)
from upstander.policy.api import Discharge as DischargeFact

_OfCase = TypeVar("_OfCase", CaseReport, Party, Discharge)


def case_facts(case: Case, now: datetime) -> tuple[CaseFacts, tuple[UUID, ...]]:
    """The facts of a case at `now`, and the ids of its reports in the order of `facts.reports`. Needs a `viewing` block."""
    reports, parties, discharges = reports_of(case.id), parties_of(case.id), discharges_of(case.id)
    recorded, exempt = _recorded(case, now)
    facts = _assembled(case, reports, parties, discharges, frozenset(recorded))
    return replace(facts, exemption_requested=exempt), tuple(each.id for each in reports)


def facts_of_new(case: Case, report: CaseReport, parties: Sequence[Party]) -> CaseFacts:
    """The facts of a case that has just begun: one report, these people, and nothing done yet."""
    return _assembled(case, [report], parties, [], frozenset({"plan_settled"}))


def facts_of_many(cases: Sequence[Case]) -> list[CaseFacts]:
    """The facts of these cases in their order, in three queries, without what people recorded for gates. Needs a `viewing` block.

    A case without a report of its own (it was joined to another) is left out.
    """
    ids = [case.id for case in cases]
    reports = _by_case(CaseReport.objects.filter(case_id__in=ids).order_by("received_at", "id"))
    parties = _by_case(Party.objects.filter(case_id__in=ids).order_by("added_at", "id"))
    discharges = _by_case(Discharge.objects.filter(case_id__in=ids).order_by("at", "id"))
    return [
        _assembled(case, reports[case.id], parties.get(case.id, []), discharges.get(case.id, []), None)
        for case in cases
        if case.id in reports
    ]


def _by_case(rows: Iterable[_OfCase]) -> dict[UUID, list[_OfCase]]:
    found: dict[UUID, list[_OfCase]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(row)
    return found


def _assembled(
    case: Case,
    reports: Sequence[CaseReport],
    parties: Sequence[Party],
    discharges: Sequence[Discharge],
    recorded: frozenset[str] | None,
) -> CaseFacts:
    survivor = next((each for each in parties if each.role == PartyRole.SURVIVOR), None)
    return CaseFacts(
        reports=tuple(_report(each) for each in reports),
        survivor=_survivor(survivor, case, discharges) if survivor else SurvivorFacts(),
        perpetrators=tuple(
            PerpetratorFacts(
                each.identified, Affiliation(each.affiliation), each.identified_at, each.affiliation_at
            )
            for each in parties
            if each.role == PartyRole.PERPETRATOR
        ),
        crime_likely=case.crime_likely,
        material_on_landlord_property=case.material_on_landlord_property,
        incident_at_home=case.incident_at_home,
        risk=_risk(case) if case.risk_level else None,
        evidence=Evidence(case.evidence),
        evidence_at=case.evidence_at,
        validity=Validity(case.validity),
        discharged=(
            *(DischargeFact(duty=each.slug, at=each.at) for each in discharges),
            *_answered_before(case, parties, discharges),
        ),
        closed_at=case.closed_at,
        recorded=recorded,
    )


def _risk(case: Case) -> RiskFacts:
    found = tuple(
        FoundTrigger(trigger, datetime.fromisoformat(said["since"]))
        for trigger, said in (case.risk_found or {}).items()
    )
    return RiskFacts(RiskLevel(case.risk_level), case.risk_assessed_at, found)


def risk_rose_since(case: Case, moment: datetime) -> bool:
    """True when the risk is now assessed higher than it was at that moment. Needs a `viewing` block."""
    levels = RiskAssessment.objects.filter(case=case).order_by("-assessed_at")
    before = levels.filter(assessed_at__lte=moment).values_list("level", flat=True).first()
    return bool(case.risk_level) and (
        before is None or RiskLevel(case.risk_level).rank > RiskLevel(before).rank
    )


def _report(row: CaseReport) -> ReportFacts:
    return ReportFacts(
        received_at=row.received_at,
        channel=row.channel,
        reporter=ReporterRole(row.reporter),
        reporter_contactable=row.reporter_contactable,
        incident_on=row.incident_on,
        immediate_danger=row.immediate_danger,
        behaviours=frozenset(row.behaviours),
        motivations=frozenset(row.motivations),
        triaged_at=row.triaged_at,
    )


def _since(at: datetime | None, case: Case, deed: Deed, discharges: Sequence[Discharge]) -> datetime | None:
    """Since when it is so. What was done about it before it was noted answers it too, and is not asked again."""
    if at is None:
        return None
    slugs = answered_by(case.edition, deed)
    return min([at, *(each.at for each in discharges if each.slug in slugs)])


_ANSWERS = {
    "identified_at": (Deed.URGENT_INJUNCTION,),
    "affiliation_at": (Deed.FINDING, Deed.ENFORCEMENT, Deed.CONDUCT_REFERRAL),
    "cannot_stay_tonight_at": (Deed.HOMELESSNESS_REFERRAL, Deed.REHOUSING_ADVICE),
    "wants_female_staff_at": (Deed.FEMALE_STAFF,),
    "support_needs_at": (Deed.INDEPENDENT_LIVING,),
}
"""What became known after triage, and the deeds that answer what is owed on it."""


def _answered_before(
    case: Case, parties: Sequence[Party], discharges: Sequence[Discharge]
) -> Iterator[DischargeFact]:
    """What was done before somebody was named, or a need noted, answers what that brings, as it did when its clock ran from the
    report (0216): no finding is asked for again because its culprit was named after it. A reason against answers nothing later."""
    done = [each for each in discharges if each.outcome in ("done", "taken")]
    if not done:
        return
    for party in parties:
        for name, deeds in _ANSWERS.items():
            at = getattr(party, name)
            if at is None:
                continue
            slugs = frozenset().union(*(answered_by(case.edition, deed) for deed in deeds))
            for slug in {each.slug for each in done if each.slug in slugs and each.at < at}:
                yield DischargeFact(duty=slug, at=at)


def _survivor(row: Party, case: Case, discharges: Sequence[Discharge]) -> SurvivorFacts:
    return SurvivorFacts(
        affiliation=Affiliation(row.affiliation),
        identified=row.identified,
        contactable=row.contactable,
        safeguarding=frozenset(Safeguarding(each) for each in row.safeguarding),
        cannot_stay_tonight=row.cannot_stay_tonight,
        wants_female_staff=row.wants_female_staff,
        wants_to_move=row.wants_to_move,
        applied_for_banding=row.applied_for_banding,
        wants_to_move_at=_since(row.wants_to_move_at, case, Deed.REHOUSING_ADVICE, discharges),
        applied_for_banding_at=_since(row.applied_for_banding_at, case, Deed.REHOUSING_EVIDENCE, discharges),
        support_needs=row.support_needs,
        cannot_stay_tonight_at=row.cannot_stay_tonight_at,
        wants_female_staff_at=row.wants_female_staff_at,
        support_needs_at=row.support_needs_at,
        capacity_concern_at=row.capacity_concern_at,
        communication_need_at=row.communication_need_at,
        wants_updates=row.wants_updates,
    )


# Asked at every act on a case: one statement, which the server plans once, in place of nine.
_RECORDED = """
SELECT
  EXISTS (SELECT 1 FROM cases_planaction a JOIN cases_actionplan p ON p.id = a.plan_id
    WHERE a.case_id = %(case)s AND p.ended_at IS NULL AND a.state = 'to_do'),
  (SELECT CASE approved WHEN true THEN 'approved' WHEN false THEN 'refused' ELSE 'proposed' END FROM cases_closure
    WHERE case_id = %(case)s ORDER BY proposed_at DESC LIMIT 1),
  EXISTS (SELECT 1 FROM cases_discharge
    WHERE case_id = %(case)s AND undone_at IS NULL AND outcome = 'taken' AND slug = ANY (%(enforcing)s::text[])),
  EXISTS (SELECT 1 FROM cases_measure
    WHERE case_id = %(case)s AND kind = 'proportionality' AND state = 'proportionate'),
  EXISTS (SELECT 1 FROM cases_measure WHERE case_id = %(case)s AND kind = 'exemption' AND ended_at IS NULL),
  EXISTS (SELECT 1 FROM cases_measure m JOIN cases_measurestep s ON s.measure_id = m.id
    WHERE m.case_id = %(case)s AND m.kind = 'exemption' AND m.ended_at IS NULL AND s.code = 'supported'),
  EXISTS (SELECT 1 FROM cases_measure
    WHERE case_id = %(case)s AND kind = 'exemption' AND ended_at IS NULL AND state IN ('granted', 'appeal_granted')),
  EXISTS (SELECT 1 FROM cases_consent WHERE case_id = %(case)s),
  (SELECT array_agg(DISTINCT ground) FROM cases_disclosure WHERE case_id = %(case)s AND upheld IS DISTINCT FROM false)
"""
_BY_GROUND = {"emergency": "emergency_override", "lawful": "lawful_ground"}


def _recorded(case: Case, now: datetime) -> tuple[set[str], bool]:
    """Steps that people have put on record, for gates, and whether an exemption is asked for. The names are the edition's.
    `now`: a consent counts while it is in force."""
    with connection.cursor() as cursor:
        enforcing = sorted(answered_by(case.edition, Deed.ENFORCEMENT))
        cursor.execute(_RECORDED, {"case": case.id, "enforcing": enforcing})
        row = cursor.fetchone()
    to_do, proposal, enforced, proportionate, asked, supported, granted, agreed, grounds = row
    steps = {
        "plan_settled": not to_do,
        "survivor_view": proposal in ("proposed", "approved"),
        "manager_approval": proposal == "approved",
        "proportionality": enforced
        or proportionate,  # `enforced` of old cases: written down with the answer itself
        "supporting_body": supported,
        "senior_reason": granted,  # without a supporting body only a senior manager grants it: measures.rules
        "consent": agreed and any(each.live(now) for each in consented(case)),
    }
    found = {step for step, stands in steps.items() if stands}
    return found | {step for ground, step in _BY_GROUND.items() if ground in (grounds or ())}, asked
