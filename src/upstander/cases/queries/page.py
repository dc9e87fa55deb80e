"""The case page: one read, one audit entry."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from upstander.cases.cards import (
    CasePage,
    ClosureCard,
    DutyLine,
    GateLine,
    PartyCard,
    PlanCard,
    ReportLine,
    RiskLine,
    StepLine,
    TimelineLine,
)
from upstander.cases.closing.left_open import left_open_lines
from upstander.cases.editions import governed
from upstander.cases.errors import NoSuchCase
from upstander.cases.facts import case_facts
from upstander.cases.judgement import owes_reason
from upstander.cases.links import links_of, moved_of
from upstander.cases.models import (
    ActionPlan,
    Age,
    Case,
    CaseReport,
    CaseState,
    Closure,
    Duty,
    Party,
    PartyRole,
    PlanAction,
    RiskAssessment,
    TimelineEntry,
)
from upstander.cases.queries.entries import ALL, Entries, Most, entries_of
from upstander.cases.queries.heads import head_of, lines_of, note_survivor, rows_of, survivor_names
from upstander.cases.queries.quietly import QUIET_DOOR, Quietly, came_quietly
from upstander.cases.rows import case_row, discharges_of, parties_of, reports_of
from upstander.confidentiality.api import StaffCard, Viewer, fetch, fetch_one, reading, staff_cards, vault
from upstander.messages.api import By, SafeContactCard, check_contact, safe_contacts_of
from upstander.people.api import home_lines

_FLAGS = (
    ("cannot_stay_tonight", "Cannot safely stay at home tonight"),
    ("wants_female_staff", "Asked for female staff only"),
    ("wants_to_move", "Wants to move"),
    ("support_needs", "Has support needs"),
    ("applied_for_banding", "Has applied for priority banding"),
)
# What changes with their age: from 16 on everybody is presumed to decide for themselves (clause 1.6.2).
_CHILD = (
    "{age}: hear them alone, ask before a parent is told, and see whether they understand each decision",
    "{age}: hear them alone, ask before a parent is told; they decide for themselves",
)
_OWED = ("open", "overdue")
_NOT_MET = datetime.max.replace(tzinfo=UTC)
_FORM = (
    "affiliation",
    "identified",
    "contactable",
    "age",
    "safeguarding",
    "cannot_stay_tonight",
    "wants_female_staff",
    "wants_to_move",
    "applied_for_banding",
    "support_needs",
    "wants_updates",
)


def case_page(viewer: Viewer, case_id: UUID, *, now: datetime, entries: Entries = ALL) -> CasePage:
    """Everything about one case. Written to the audit as read. Raises NoSuchCase when there is none that the viewer may see.

    `entries`: which of the timeline are read and their words opened; all when not given.
    """
    with reading(viewer, now, "case.read", case_id=case_id):
        case = case_row(case_id)
        if case is None:
            raise NoSuchCase
        vault.warm([case.id])
        note_survivor(case.id, parties_of(case.id))
        told = entries_of(case.id, entries)
        last = entries_of(case.id, Entries(Most.ONE)) if entries.kinds else told[:1]
        assessments = fetch(
            lambda case: RiskAssessment.objects.filter(case=case).order_by("-assessed_at"), case.id
        )
        closure = fetch_one(
            lambda case: Closure.objects.filter(case=case).order_by("-proposed_at")[:1], case.id
        )
        staff = staff_cards(_people_in([*told, *last], assessments, closure))
        quiet = came_quietly([case.id]) if case.sealed else frozenset()
        known = _known_of([*told, *last])
        open_duties, settled = _duties(case, now)
        gates, restrictions = _policy(case, now)
        names = survivor_names([case.id])
        plans = _plans(case)
        return CasePage(
            head=head_of(
                case,
                names.get(case.id, ""),
                min((duty.due_at for duty in open_duties), default=None),
                sum(duty.state == "overdue" for duty in open_duties),
            ),
            reports=tuple(_report(row, quiet) for row in reports_of(case.id)),
            parties=_parties(case, now),
            open_duties=tuple(open_duties),
            settled_duties=tuple(settled),
            risks=tuple(_risk(row, staff) for row in assessments),
            plan=next((each for each in plans if each.party_id is None), None),
            other_plans=tuple(each for each in plans if each.party_id is not None),
            closure=_closure(closure, staff) if closure else None,
            timeline=tuple(_line(each, staff, vault.unseal(each, "body"), quiet, known) for each in told),
            last=next((_line(each, staff, "", quiet, known) for each in last), None),
            gates=gates,
            restrictions=restrictions,
            escalation=_escalation(case, assessments, now),
        )


_ROLE_ORDER = {role: number for number, role in enumerate(PartyRole.values)}


def _in_order(row: Party) -> tuple[int, datetime]:
    return _ROLE_ORDER[row.role], row.added_at


def _policy(case: Case, now: datetime) -> tuple[tuple[GateLine, ...], tuple[GateLine, ...]]:
    if case.state not in (CaseState.OPEN, CaseState.RECEIVED):
        return (), ()
    facts, _ = case_facts(case, now)
    answer = governed(facts, case.edition, now)
    gates = tuple(GateLine(g.id, g.label, g.open, g.needs, g.clause) for g in answer.gates)
    return gates, tuple(GateLine(r.id, r.label, False, r.closes, r.clause) for r in answer.restrictions)


def _duties(case: Case, now: datetime) -> tuple[list[DutyLine], list[DutyLine]]:
    """Those that are open by due time, of one time what must be done first; and those that are settled, the last one met first, with
    how they were answered."""
    rows = fetch(lambda case: rows_of(Duty.objects.filter(case=case).order_by("id")), case.id)
    lines = lines_of(rows, now=now)
    owed = sorted(
        (each for each in lines if each.state in _OWED), key=lambda each: (each.due_at, each.kind != "must")
    )
    settled = [each for each in lines if each.state not in _OWED]
    settled.sort(key=lambda each: each.met_at or _NOT_MET, reverse=True)
    return owed, _with_answers(case, settled)


def _escalation(case: Case, assessments: list[RiskAssessment], now: datetime) -> tuple[str, ...]:
    """What is getting worse, in plain sentences (clauses 1.1, 1.4): more often, or worse than before."""
    said = []
    recent = [each for each in reports_of(case.id) if (now - each.received_at).days < 28]
    if len(recent) > 1 and case.state == CaseState.OPEN:
        said.append(f"{len(recent)} reports in the last 4 weeks.")
    levels = [{"standard": 0, "medium": 1, "high": 2}[each.level] for each in assessments[:2]]
    if len(levels) > 1 and levels[0] > levels[1]:
        said.append("The risk level rose at the last assessment.")
    return tuple(said)


def _with_answers(case: Case, lines: list[DutyLine]) -> list[DutyLine]:
    answers = discharges_of(case.id)
    result = []
    for line in lines:
        match = next(
            (a for a in answers if a.slug == line.slug and line.met_at is not None and a.at == line.met_at),
            None,
        )
        if match is None:
            result.append(line)
            continue
        fields = {name: getattr(line, name) for name in DutyLine.__slots__}
        answer = {"outcome": match.outcome, "reason": vault.unseal(match, "reason")}
        result.append(DutyLine(**fields | answer | {"written_at": match.recorded_at}))
    return result


def _people_in(
    entries: list[TimelineEntry], risks: list[RiskAssessment], closure: Closure | None
) -> set[UUID]:
    ids = {e.by_id for e in entries} | {r.by_id for r in risks}
    if closure is not None:
        ids.add(closure.proposed_by_id)
    ids |= {UUID(e.codes["officer"]) for e in entries if "officer" in e.codes}
    return {each for each in ids if each is not None}


def _name(staff: dict[UUID, StaffCard], staff_id: UUID | None) -> str:
    return staff[staff_id].name if staff_id in staff else ""


# Entries that name another case, or a report that may be on another one by now.
_ELSEWHERE = frozenset({"merged", "joined", "case_merged", "report_left", "report_joined"})


def _known_of(entries: list[TimelineEntry]) -> frozenset[str]:
    """Of the references that these entries name: those of cases and reports that the viewer may see. A case that was taken out of
    another does not tell of it once that is sealed."""
    told = [each.codes for each in entries if each.kind in _ELSEWHERE]
    named = {str(codes[name]) for codes in told for name in ("into", "reference") if codes.get(name)}
    named |= {str(each) for codes in told for each in codes.get("reports", ())}
    if not named:
        return frozenset()
    cases = Case.objects.filter(reference__in=named).values_list("reference", flat=True)
    return frozenset(
        cases.union(CaseReport.objects.filter(reference__in=named).values_list("reference", flat=True))
    )


def _line(
    entry: TimelineEntry, staff: dict[UUID, StaffCard], body: str, quiet: Quietly, known: frozenset[str]
) -> TimelineLine:
    codes = dict(entry.codes)
    if entry.kind in _ELSEWHERE:
        codes = {
            name: said for name, said in codes.items() if name not in ("into", "reference") or said in known
        }
        if "reports" in codes:
            codes["reports"] = [each for each in codes["reports"] if each in known]
    if entry.kind == "report_received" and (entry.case_id, entry.at) in quiet:
        codes["channel"] = QUIET_DOOR
    if "officer" in codes:
        codes["officer_name"] = _name(staff, UUID(codes["officer"]))
    return TimelineLine(
        id=entry.id,
        kind=entry.kind,
        at=entry.at,
        recorded_at=entry.recorded_at,
        by=_name(staff, entry.by_id),
        codes=codes,
        body=body,
    )


def _report(row: CaseReport, quiet: Quietly) -> ReportLine:
    return ReportLine(
        row.id,
        row.reference,
        row.received_at,
        QUIET_DOOR if (row.case_id, row.received_at) in quiet else row.channel,
        row.reporter,
        row.immediate_danger,
        row.incident_on,
        tuple(row.behaviours),
        tuple(row.motivations),
    )


def _parties(case: Case, now: datetime) -> tuple[PartyCard, ...]:
    rows = sorted(parties_of(case.id), key=_in_order)
    cards, links = safe_contacts_of(row.id for row in rows), {row.id: links_of(row) for row in rows}
    homes = home_lines(home for _, home in links.values() if home)
    return tuple(_party(row, cards.get(row.id), links[row.id], homes, case.danger, now) for row in rows)


def _party(
    row: Party,
    card: SafeContactCard | None,
    links: tuple[UUID | None, UUID | None],
    homes: dict[UUID, str],
    danger: bool,
    now: datetime,
) -> PartyCard:
    (person_id, home_id), (left_on, lives_at) = links, moved_of(row)
    flags = [words for name, words in _FLAGS if getattr(row, name)]
    if row.age:
        flags.append(_CHILD[row.age == Age.TEEN].format(age=row.get_age_display()))
    flags += [f"Safeguarding concern: {each}" for each in row.safeguarding]
    if row.capacity_concern_at:
        flags.append("A concern about capacity for a decision was recorded")
    return PartyCard(
        id=row.id,
        role=row.role,
        role_label=row.get_role_display(),
        affiliation=row.affiliation,
        name=vault.unseal(row, "name"),
        details=vault.unseal(row, "details"),
        person_id=person_id,
        home=homes.get(home_id, "") if home_id else "",
        home_id=home_id,
        flags=tuple(flags),
        safe_contact=card,
        contact_now={way.value: check_contact(card, way, at=now, danger=danger) for way in By},
        facts={name: getattr(row, name) for name in _FORM},
        left_on=left_on,
        lives_at=lives_at,
    )


def _risk(row: RiskAssessment, staff: dict[UUID, StaffCard]) -> RiskLine:
    return RiskLine(
        id=row.id,
        assessed_at=row.assessed_at,
        level=row.level,
        computed_level=row.computed_level,
        score=row.score,
        overlay=row.overlay,
        unanswered=row.unanswered,
        by=_name(staff, row.by_id),
        notes=vault.unseal(row, "notes"),
        reason=vault.unseal(row, "reason"),
        answers=json.loads(vault.unseal(row, "answers") or "{}"),
        owes_reason=owes_reason(row),
    )


def _plans(case: Case) -> list[PlanCard]:
    """The plans that count, the survivor's first, in two queries."""
    found = fetch(_that_count, case.id)
    steps = fetch(lambda plans: PlanAction.objects.filter(plan__in=plans), [each.id for each in found])
    return [
        _plan(plan, [step for step in steps if step.plan_id == plan.id])
        for plan in sorted(found, key=lambda each: each.party_id is not None)
    ]


def _that_count(case: UUID) -> QuerySet[ActionPlan]:
    plans = ActionPlan.objects.filter(case=case, ended_at=None).order_by("-agreed_at")
    return plans.select_related("party")


def _plan(plan: ActionPlan, steps: list[PlanAction]) -> PlanCard:
    whose = plan.party
    return PlanCard(
        id=plan.id,
        agreed_at=plan.agreed_at,
        agreed_with_survivor=plan.agreed_with_survivor,
        wishes=vault.unseal(plan, "wishes"),
        steps=tuple(
            StepLine(
                step.id,
                step.position,
                vault.unseal(step, "what"),
                vault.unseal(step, "owner"),
                step.due_on,
                step.state,
                vault.unseal(step, "reason"),
                step.doer,
            )
            for step in sorted(steps, key=lambda each: each.position)
        ),
        party=(vault.unseal(whose, "name") or whose.get_role_display()) if whose else "",
        party_id=whose.id if whose else None,
        review_on=plan.review_on,
    )


def _closure(row: Closure, staff: dict[UUID, StaffCard]) -> ClosureCard:
    return ClosureCard(
        proposed_at=row.proposed_at,
        proposed_by=_name(staff, row.proposed_by_id),
        proposed_by_id=row.proposed_by_id,
        reason=row.reason,
        explanation=vault.unseal(row, "explanation"),
        survivor_view=row.survivor_view_kind,
        survivor_words=vault.unseal(row, "survivor_view"),
        approved=row.approved,
        decision_note=vault.unseal(row, "decision_note"),
        letter_way=row.letter_way,
        letter_words=vault.unseal(row, "letter_words"),
        left_open=left_open_lines(row),
    )
