"""Two open cases of one matter become one; two cases that have to do with each other are linked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from upstander.cases import rules
from upstander.cases.actions.common import Work, working
from upstander.cases.actions.deciding import before, note_decision, what_came
from upstander.cases.actions.later_word import hear_every_no, keep_later_words, same_person
from upstander.cases.actions.outgoing import WAITING
from upstander.cases.actions.parties import LATER, put_parties
from upstander.cases.actions.way_back import people_of
from upstander.cases.errors import NoSuchCase
from upstander.cases.links import links_of
from upstander.cases.merged import name_to_part
from upstander.cases.models import (
    Case,
    CaseLink,
    CaseReport,
    CaseState,
    Closure,
    Decision,
    Discharge,
    Duty,
    DutyState,
    Measure,
    Party,
    PartyRole,
    PlanAction,
    PlannedVisit,
    Referral,
    Statement,
    SurveyLink,
    TimelineEntry,
    VisitState,
    WithdrawalTask,
)
from upstander.cases.officers import tell
from upstander.cases.told import PartyTold
from upstander.confidentiality.api import Permission, Viewer, acting, blind_index, elevated, vault, viewing
from upstander.lib.decision import Refused
from upstander.messages.api import Message
from upstander.policy.api import RiskLevel

LINKS = {
    "people": "The same people",
    "place": "The same place",
    "counter": "Each says it of the other",
    "pattern": "It looks like one course of conduct",
    "again": "Told again after the earlier one was closed",
}


def merge_cases(
    *, case_id: UUID, into_id: UUID, reason: str, version: int | None = None, by: Viewer, now: datetime
) -> None:
    """This case becomes part of that one: its reports, people and what was done about them go on there, and it stays as a stub that
    says so. The actor sees both. Raises Refused, NoSuchCase, StaleEdit."""
    if case_id == into_id:
        raise Refused("Choose another case.")
    if not reason.strip():
        raise Refused("Say why they are one matter. Whoever reads either case will ask.")
    by.check(Permission.CASE_WORK).enforce()
    with viewing(by):  # both are locked at once and by id: nobody waits in a circle
        list(Case.objects.select_for_update().filter(pk__in=(case_id, into_id)).order_by("pk").values("pk"))
        with working(into_id, by=by, now=now, action="case.take_in_case") as into:
            with working(case_id, by=by, now=now, action="case.merge", version=version) as work:
                _check(work.case, into.case)
                _merge(work, into, reason.strip(), by=by, now=now)
            hear_every_no(into, work.case)


def _check(case: Case, into: Case) -> None:
    rules.check_merge(
        same_state=case.state == into.state == CaseState.OPEN,
        sealed=(case.sealed, into.sealed),
        same_survivor=_same_survivor(case, into),
        loose=", ".join(_loose(case)),
    ).enforce()


def _same_survivor(case: Case, into: Case) -> bool:
    one, other = (Party.objects.filter(case=each, role=PartyRole.SURVIVOR).first() for each in (case, into))
    return one is not None and other is not None and same_person(one, other)


def _loose(case: Case) -> list[str]:
    """What has an owner and a date on the case that would end, and would be overlooked there."""
    found = []
    if PlanAction.objects.filter(case=case, plan__ended_at=None, state=PlanAction.State.TO_DO).exists():
        found.append("steps of its plan")
    if Measure.objects.filter(case=case, ended_at=None).exists():
        found.append("measures that are under way")
    if PlannedVisit.objects.filter(case=case, state__in=[VisitState.PLANNED, VisitState.UNDER_WAY]).exists():
        found.append("planned visits")
    if Referral.objects.filter(case=case, closed_at=None, answered_at=None).exists():
        found.append("secure pages that a body has not answered")
    if Statement.objects.filter(case=case, confirmed_at=None).exists():
        found.append("statements that nobody has confirmed")
    if SurveyLink.objects.filter(case=case, closed_at=None).exists():
        found.append("a question how it went that waits for an answer")
    if Closure.objects.filter(case=case, decided_at=None).exists():
        found.append("its proposed closing")
    if WithdrawalTask.objects.filter(case=case, acknowledged_at=None).exists():
        found.append("consent taken back that a body has not acknowledged")
    if Message.objects.filter(case_id=case.id, state__in=WAITING).exists():
        found.append("messages that wait to be sent")
    return found


def _merge(work: Work, into: Work, reason: str, *, by: Viewer, now: datetime) -> None:
    case, target = work.case, into.case
    was = before(target)
    entry = into.entry("case_merged", codes={"reference": case.reference}, body=reason)
    _end_duties(case, target, now)
    done = _carry_discharges(case, target, entry)
    reports = [str(each) for each in CaseReport.objects.filter(case=case).values_list("id", flat=True)]
    CaseReport.objects.filter(case=case).update(case=target)
    put_parties(target, _newcomers(case, target), by=by, now=now)
    into.met += [*people_of(case.id), *people_of(target.id)]
    _carry_needs(case, target)
    keep_later_words(into, case)
    _carry_facts(case, target)
    note_decision(
        case, Decision.MERGE, by=by, now=now, into=target, entry=str(entry.id), reports=reports,
        risk=_keep_the_higher_risk(case, target), discharges=done, **what_came(target, was),
    )  # fmt: skip
    case.state, case.joined_to = CaseState.JOINED, target
    with elevated("triage"):
        name_to_part(case, target, now=now)
    work.entry("merged", codes={"into": target.reference}, body=reason)
    people = {each for each in (case.officer_id, target.officer_id) if each} - {by.staff_id}
    tell(target, people, "new_report", now)


def _end_duties(case: Case, target: Case, now: datetime) -> None:
    """What is still owed is owed on the other case."""
    for duty in Duty.objects.filter(case=case, state=DutyState.OPEN):
        duty.state, duty.withdrawn_at = DutyState.WITHDRAWN, now
        duty.withdrawn_because = f"The case was merged into {target.reference}; its duties go on there"
        duty.save(update_fields=["state", "withdrawn_at", "withdrawn_because"])


def _newcomers(case: Case, target: Case) -> list[PartyTold]:
    """People of the case who are not on the other, by their entry in the directory or by name. Survivor and reporters it has."""
    there = list(Party.objects.filter(case=target))
    known = {links_of(each)[0] for each in there} - {None}
    names = [vault.unseal(each, "name") for each in there]
    return [
        replace(each, since=each.since or case.received_at)
        for each in people_of(case.id)
        if each.role not in ("survivor", "reporter")
        and (each.person_id is None or each.person_id not in known)
        and not any(each.name and blind_index.same_name(each.name, name) for name in names)
    ]


def _carry_facts(case: Case, target: Case) -> None:
    """What is so on either is so on the one case, and finds it. Triggers that an assessment found are known there too; as with needs,
    no undoing takes them away."""
    target.index_tokens = sorted({*target.index_tokens, *case.index_tokens})
    target.danger = target.danger or case.danger
    target.crime_likely = target.crime_likely or case.crime_likely
    target.incident_at_home = target.incident_at_home or case.incident_at_home
    target.material_on_landlord_property |= case.material_on_landlord_property
    if case.risk_found:
        target.risk_found = {**case.risk_found, **(target.risk_found or {})}


def _carry_needs(case: Case, target: Case) -> None:
    """What the survivor needs or wishes, as told on either case. None is taken away by a merging, or by its undoing."""
    came = Party.objects.get(case=case, role=PartyRole.SURVIVOR)
    stays = Party.objects.get(case=target, role=PartyRole.SURVIVOR)
    _carry_since(came, stays)
    for need in LATER:
        setattr(stays, need, getattr(stays, need) or getattr(came, need))
    stays.age = stays.age or came.age
    stays.safeguarding = sorted({*stays.safeguarding, *came.safeguarding})
    for since in ("capacity_concern_at", "communication_need_at"):
        times = [each for each in (getattr(stays, since), getattr(came, since)) if each]
        setattr(stays, since, min(times, default=None))
    stays.save()


def _carry_since(came: Party, stays: Party) -> None:
    """Since the earlier day, or as of old from the first report, where either has no day. Before the needs themselves are carried."""
    for need in LATER:
        times = [getattr(each, f"{need}_at") for each in (came, stays) if getattr(each, need)]
        setattr(stays, f"{need}_at", None if None in times else min(times, default=None))


def _keep_the_higher_risk(case: Case, target: Case) -> dict[str, str] | None:
    if not case.risk_level:
        return None
    if target.risk_level and RiskLevel(target.risk_level).rank >= RiskLevel(case.risk_level).rank:
        return None
    was_at = target.risk_assessed_at.isoformat() if target.risk_assessed_at else ""
    kept = {"level": case.risk_level, "was": target.risk_level, "was_at": was_at}
    target.risk_level, target.risk_assessed_at = case.risk_level, case.risk_assessed_at
    return kept


def _carry_discharges(case: Case, target: Case, entry: TimelineEntry) -> int:
    """What was done on the case that ends counts on the other: nobody visits twice for one promise. That something could not be done,
    or was not fitting, ends no promise that the other still has to keep."""
    kept_there = Duty.objects.filter(case=target, state=DutyState.OPEN).values_list("slug", flat=True)
    rows = list(
        Discharge.objects.filter(case=case).exclude(
            outcome__in=("could_not", "not_appropriate"), slug__in=list(kept_there)
        )
    )
    for row in rows:
        reason = vault.unseal(row, "reason")
        copy = Discharge(
            id=uuid4(),
            case=target,
            slug=row.slug,
            at=row.at,
            recorded_at=row.recorded_at,
            outcome=row.outcome,
            by_id=row.by_id,
            entry=entry,
        )
        if reason:
            vault.seal(copy, reason=reason)
        copy.save(force_insert=True)
    return len(rows)


def link_cases(*, case_id: UUID, other_id: UUID, why: str, by: Viewer, now: datetime) -> None:
    """Say that two cases have to do with each other. Nothing shows it but to those who see both. Raises Refused, NoSuchCase."""
    by.check(Permission.CASE_WORK).enforce()
    if why not in LINKS:
        raise Refused("Say what they have to do with each other.")
    if case_id == other_id:
        raise Refused("Choose another case.")
    with acting(by, now, "case.link", case_id=case_id) as act:
        found = set(Case.objects.filter(pk__in=(case_id, other_id)).values_list("id", flat=True))
        if case_id not in found:
            raise NoSuchCase
        if other_id not in found:
            raise Refused("There is no case of that reference that you work with.")
        first, second = sorted((case_id, other_id), key=str)
        CaseLink.objects.get_or_create(
            case_id=first,
            other=second,
            ended_at=None,
            defaults={"id": uuid4(), "why": why, "at": now, "by_id": by.staff_id},
        )
        act.detail["why"] = why


def unlink_cases(*, case_id: UUID, link_id: UUID, by: Viewer, now: datetime) -> None:
    """They have nothing to do with each other after all. Raises Refused, NoSuchCase."""
    by.check(Permission.CASE_WORK).enforce()
    with acting(by, now, "case.unlink", case_id=case_id):
        row = CaseLink.objects.filter(pk=link_id, ended_at=None).first()
        if row is None or case_id not in (row.case_id, row.other):
            raise NoSuchCase
        row.ended_at = now
        row.save(update_fields=["ended_at"])
