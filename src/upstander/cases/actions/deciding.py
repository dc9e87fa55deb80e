"""Undoing where a report went: within the hour of triage, later by taking it out of the case. Promises made meanwhile stay history.

What a decision changed is noted with it (`CaseDecision.effects`), and only that is put back: what others did since stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Max

from upstander.cases import rules
from upstander.cases.actions.common import TRIAGE, Work
from upstander.cases.actions.later_word import keep_later_words
from upstander.cases.actions.outgoing import hold_waiting
from upstander.cases.errors import NoSuchCase
from upstander.cases.links import home_token, links_of, person_token
from upstander.cases.models import (
    Case,
    CaseDecision,
    CaseReport,
    CaseState,
    Decision,
    Discharge,
    Party,
    TimelineEntry,
)
from upstander.cases.officers import holders, tell
from upstander.cases.reconcile import reconcile
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import (
    Act,
    Permission,
    Viewer,
    acting,
    blind_index,
    conflicted_staff,
    elevated,
    vault,
)
from upstander.lib.decision import Refused
from upstander.messages.api import safe_contact_of

_FLAGS = ("danger", "crime_likely", "incident_at_home", "material_on_landlord_property")


@dataclass(frozen=True, slots=True)
class Undone:
    """What was undone: the report's own case, where it had gone, the reports that came back, and what had been decided."""

    case_id: UUID
    into: UUID | None
    reports: tuple[UUID, ...]
    decision: str


@dataclass(frozen=True, slots=True)
class Before:
    """A case before a report came to it: its facts, what it is found by, and who is on it."""

    flags: dict[str, bool]
    tokens: frozenset[int]
    people: frozenset[UUID]


def note_decision(
    case: Case,
    decision: Decision,
    *,
    by: Viewer,
    now: datetime,
    report_id: UUID | None = None,
    into: Case | None = None,
    **effects: Any,  # Any: JSON, as the kind of decision needs
) -> None:
    """Keep what was decided and what it changed. Inside the action that decides."""
    CaseDecision.objects.create(
        id=uuid4(),
        case=case,
        into=into.id if into else None,
        report_id=report_id,
        decision=decision,
        at=now,
        by_id=by.staff_id,
        effects=effects,
    )


def before(case: Case) -> Before:
    """As the case stands, to be compared after a report has come to it."""
    people = frozenset(Party.objects.filter(case=case).values_list("id", flat=True))
    return Before(_flags(case), frozenset(case.index_tokens), people)


def what_came(case: Case, was: Before) -> dict[str, Any]:
    """What a report brought to the case, as effects of a decision: an undoing takes this away again, and nothing else."""
    came = Party.objects.filter(case=case).exclude(pk__in=was.people).values_list("id", flat=True)
    return {
        "people": [str(each) for each in came],
        "flags": was.flags,
        "after": _flags(case),
        "tokens": sorted(set(case.index_tokens) - was.tokens),
    }


def _flags(case: Case) -> dict[str, bool]:
    return {name: getattr(case, name) for name in _FLAGS}


def undo_triage(*, decision_id: UUID, by: Viewer, now: datetime) -> Undone:
    """Put a report back into the queue, as it was before somebody triaged it. Raises Refused, NoSuchCase."""
    by.check(*TRIAGE).enforce()
    with acting(by, now, "case.undo_triage") as act, elevated("triage"):
        row = _locked(decision_id)
        if row is None or not _may(row, by):
            raise NoSuchCase
        case = _lock(row)[row.case_id]
        begun = bool(decided_and_begun([row]))
        rules.check_undo(
            decided_at=row.at,
            undone=row.undone_at is not None or row.decision == Decision.MERGE,
            mine=row.by_id == by.staff_id,
            begun=begun,
            now=now,
        ).enforce()
        act.case_id, act.detail["decision"] = case.id, row.decision
        return _undo(row, act, to=CaseState.RECEIVED)


def take_out(*, case_id: UUID, report_id: UUID, reason: str, by: Viewer, now: datetime) -> Undone:
    """A report does not belong to the case it was put into: it goes back to a case of its own, with its own clocks.

    At any time, by whoever works on the case. A report that the case began with, or that its own reporter added, cannot leave it.
    Raises Refused, NoSuchCase.
    """
    by.check(Permission.CASE_WORK).enforce()
    if not reason.strip():
        raise Refused("Say why it does not belong here. Whoever reads either case will ask.")
    with acting(by, now, "case.take_out", case_id=case_id) as act:
        into = Case.objects.filter(pk=case_id).first()
        if into is None:
            raise NoSuchCase
        rules.check_work(into.state).enforce()
        with elevated("triage"):
            brought = CaseDecision.objects.filter(
                into=case_id, undone_at=None, decision__in=["join", "merge"]
            )
            row = next((each for each in brought if str(report_id) in each.effects.get("reports", [])), None)
            if row is None:
                raise Refused(
                    "The case began with this report, or its reporter added it themselves. Take the others out of it instead."
                )
            _lock(row)
            fresh = _locked(row.id)
            if fresh is None or fresh.undone_at is not None:
                raise Refused("It has been taken out already.")
            act.detail["reports"] = len(row.effects.get("reports", []))
            state = CaseState.OPEN if row.decision == Decision.MERGE else CaseState.RECEIVED
            return _undo(fresh, act, to=state, reason=reason.strip())


def _undo(row: CaseDecision, act: Act, *, to: CaseState, reason: str = "") -> Undone:
    by, now = act.by, act.now
    cases = _lock(row)
    case, into = cases[row.case_id], cases.get(row.into) if row.into else None
    rules.check_move(case.state, to).enforce()
    reports = [UUID(each) for each in row.effects.get("reports", [])]
    reports = reports or ([row.report_id] if row.report_id else [])
    Discharge.objects.filter(entry_id=row.effects.get("entry")).update(undone_at=now)
    if into is not None:
        if row.decision == Decision.MERGE:  # one person, for sure: what they said since holds for both
            keep_later_words(Work(case, act), into)
        _give_back(row, case, into, reports, reason, by=by, now=now)
    if row.decision == Decision.OPEN and case.officer_id:
        tell(case, {case.officer_id} - conflicted_staff(case.id), "triage_undone", now)
    if to == CaseState.RECEIVED:
        CaseReport.objects.filter(pk__in=reports, case=case).update(triaged_at=None)
        case.officer, case.team, case.opened_at = None, None, None
    case.state, case.joined_to, case.routed_to = to, None, ""
    case.version += 1
    case.save()
    write_entry(case, "triage_undone", by=by, at=now, now=now, codes={"decision": row.decision}, body=reason)
    reconcile(case, by=by, now=now)
    row.undone_at, row.undone_by_id = now, by.staff_id
    row.save(update_fields=["undone_at", "undone_by_id"])
    return Undone(case.id, row.into, tuple(reports), row.decision)


def _give_back(
    row: CaseDecision,
    case: Case,
    into: Case,
    reports: Sequence[UUID],
    reason: str,
    *,
    by: Viewer,
    now: datetime,
) -> None:
    """Reports, people, words to be found by, and facts that came with them leave the case again."""
    CaseReport.objects.filter(pk__in=reports, case=into).update(case=case)
    people = [UUID(each) for each in row.effects.get("people", [])]
    hold_waiting(into, people, "case_moved", by=by, now=now)
    Party.objects.filter(pk__in=people, case=into).update(removed_at=now)
    came = blind_index.current(row.effects.get("tokens", []))
    into.index_tokens = sorted((set(into.index_tokens) - came) | _tokens_of(into))
    left = CaseReport.objects.filter(case=into)
    for name, old in row.effects.get("flags", {}).items():
        now_is = getattr(into, name)
        came_with_it = now_is != old and now_is == row.effects.get("after", {}).get(name, now_is)
        if came_with_it and not (name == "danger" and left.filter(immediate_danger=True).exists()):
            setattr(into, name, old)
    risk = row.effects.get("risk")
    if risk and into.risk_level == risk["level"]:
        into.risk_level = risk["was"]
        into.risk_assessed_at = datetime.fromisoformat(risk["was_at"]) if risk["was_at"] else None
    into.version += 1
    into.save()
    codes = {"reports": _references(row), "cases": row.decision == Decision.MERGE}
    write_entry(into, "report_left", by=by, at=now, now=now, codes=codes, body=reason)
    reconcile(into, by=by, now=now, because="The report it rests on was taken out of this case")
    tell(into, holders(into, now=now), "report_left", now)


def _tokens_of(case: Case) -> set[int]:
    """What the people who stay are found by. They may share it with those who leave."""
    tokens: set[int] = set()
    for party in Party.objects.filter(case=case):
        person, home = links_of(party)
        tokens |= blind_index.name_tokens(vault.unseal(party, "name"))
        tokens |= {person_token(person)} if person else set()
        tokens |= {home_token(home)} if home else set()
        card = safe_contact_of(party.id)
        if card is not None:
            tokens |= blind_index.phone_tokens(card.phone) | blind_index.email_tokens(card.email)
    return tokens


def _references(row: CaseDecision) -> list[str]:
    wanted = row.effects.get("reports", [])
    return list(
        CaseReport.objects.filter(pk__in=wanted).order_by("received_at").values_list("reference", flat=True)
    )


def _locked(decision_id: UUID) -> CaseDecision | None:
    return CaseDecision.objects.select_for_update().filter(pk=decision_id).first()


def _lock(row: CaseDecision) -> dict[UUID, Case]:
    """Both cases, in one order for everybody, so that nobody waits in a circle."""
    ids: Iterable[UUID] = [each for each in (row.case_id, row.into) if each]
    return {case.id: case for case in Case.objects.select_for_update().filter(pk__in=ids).order_by("pk")}


def _may(row: CaseDecision, by: Viewer) -> bool:
    """Whether this decision exists for them: their own, of a case that they are not kept from; a sealed one for its keepers."""
    ids = [each for each in (row.case_id, row.into) if each]
    if any(by.staff_id in conflicted_staff(each) for each in ids):
        return False
    sealed = Case.objects.filter(pk__in=ids, sealed=True).exists()
    return row.by_id == by.staff_id and (not sealed or by.may(Permission.CASE_READ_SEALED))


def decided_and_begun(rows: Iterable[CaseDecision]) -> set[UUID]:
    """Those of these decisions that opened a case on which a person has recorded anything since. Inside an elevated step."""
    opened = [row for row in rows if row.decision == Decision.OPEN]
    by_people = TimelineEntry.objects.filter(case_id__in=[row.case_id for row in opened], by_id__isnull=False)
    told = by_people.exclude(kind__in=("duties_opened", "duties_withdrawn", "report_received"))
    last = dict(told.values("case_id").annotate(last=Max("recorded_at")).values_list("case_id", "last"))
    return {row.id for row in opened if row.case_id in last and last[row.case_id] > row.at}
