"""Stored duties are brought to match what the policy says now, without ever rewriting a promise already made.

Called at the end of every action that changes a fact, inside its transaction. Running it again changes nothing. Where a new
edition has taken effect, what began before that day stays under the old one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from upstander.cases.editions import edition, governed
from upstander.cases.facts import case_facts, facts_of_new, risk_rose_since
from upstander.cases.models import Case, CaseReport, Duty, DutyState, Party
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import Viewer, insert_rows
from upstander.policy.api import CaseFacts, Outcome
from upstander.policy.api import Duty as Owed

_Key = tuple[str, UUID | None]
_STRENGTH = {"consider": 0, "must": 1}


def reconcile(case: Case, *, by: Viewer, now: datetime, because: str = "") -> Outcome:
    """Open what is newly owed, mark what was met, withdraw what no longer applies. Each change goes on the timeline.

    `because` is shown with what is withdrawn, in plain words without personal data.
    """
    facts, report_ids = case_facts(case, now)
    return _settle(case, facts, report_ids, list(Duty.objects.filter(case=case)), by, now, because)


def first_duties(
    case: Case, report: CaseReport, parties: Sequence[Party], *, by: Viewer, now: datetime
) -> Outcome:
    """What is owed on a case that this report has just begun: `reconcile` without asking the database for what cannot be there yet."""
    return _settle(case, facts_of_new(case, report, parties), (report.id,), [], by, now, "")


def _settle(
    case: Case,
    facts: CaseFacts,
    report_ids: Sequence[UUID],
    duties: list[Duty],
    by: Viewer,
    now: datetime,
    because: str,
) -> Outcome:
    answer = governed(facts, case.edition, now)
    _mark_met(duties, facts)
    stored = {(d.slug, d.report_id): d for d in duties if d.state == DutyState.OPEN}
    past = {(d.slug, d.report_id, d.met_at) for d in duties if d.met_at is not None}
    fresh: list[Duty] = []
    opened: list[Duty] = []
    withdrawn: list[Duty] = []
    seen: set[_Key] = set()
    for owed in answer.duties:
        key = (owed.id, report_ids[owed.report] if owed.report is not None else None)
        if owed.met_at is not None:
            again = owed.met_at == owed.triggered_at and _kept_already(case, owed, key, duties)
            if (*key, owed.met_at) not in past and not again:
                fresh.append(_row(case, owed, key[1], now))
            continue
        seen.add(key)
        current = stored.get(key)
        if current is None and _kept_already(case, owed, key, duties):
            continue
        if current is not None:
            if not _supersedes(owed, current):
                continue
            _withdraw(current, now, "Replaced: a shorter time or a stronger duty applies now")
            withdrawn.append(current)
        row = _row(case, owed, key[1], now)
        if current is not None and current.due_at < row.due_at:
            row.due_at, row.why, row.detail = current.due_at, current.why, current.detail
            row.reckoned = current.reckoned
        opened.append(row)
    for key, row in stored.items():
        if key not in seen and row.state == DutyState.OPEN:
            _withdraw(row, now, because or "No longer applies to what is now known")
            withdrawn.append(row)
    if fresh or opened:
        insert_rows([*fresh, *opened])
    if opened:
        write_entry(
            case, "duties_opened", by=by, at=now, now=now, codes={"duties": [_brief(d) for d in opened]}
        )
    if withdrawn:
        codes = {"duties": [_brief(d) for d in withdrawn], "because": withdrawn[-1].withdrawn_because}
        write_entry(case, "duties_withdrawn", by=by, at=now, now=now, codes=codes)
    return answer


def _mark_met(duties: list[Duty], facts: CaseFacts) -> None:
    for duty in duties:
        if duty.state != DutyState.OPEN:
            continue
        begins = (
            edition(duty.edition).duty(duty.slug).recurs
        )  # what began this period ended the one before, and answers it alone
        answered = [
            d.at
            for d in facts.discharged
            if d.duty == duty.slug
            and (d.at > duty.triggered_at or (d.at == duty.triggered_at and not begins))
        ]
        if answered:
            duty.met_at = min(answered)
            duty.state = DutyState.MET if duty.met_at <= duty.due_at else DutyState.MET_LATE
            duty.save(update_fields=["met_at", "state"])


def _kept_already(case: Case, owed: Owed, key: _Key, duties: list[Duty]) -> bool:
    """A promise that does not repeat, and was kept, is not owed again because its fact was recorded anew: a plan agreed with the
    survivor stands when the risk is assessed again, unless the risk has risen since. What an assessment newly found is owed anew."""
    if owed.anew or edition(owed.edition).duty(owed.id).recurs:
        return False
    kept = [
        d.met_at
        for d in duties
        if (d.slug, d.report_id) == key and d.met_at and d.triggered_at < owed.triggered_at
    ]
    return bool(kept) and not risk_rose_since(case, max(kept))


def _supersedes(owed: Owed, current: Duty) -> bool:
    return owed.due_at < current.due_at or _STRENGTH[owed.kind.value] > _STRENGTH[current.kind]


def _withdraw(duty: Duty, now: datetime, because: str) -> None:
    duty.state = DutyState.WITHDRAWN
    duty.withdrawn_at = now
    duty.withdrawn_because = because
    duty.save(update_fields=["state", "withdrawn_at", "withdrawn_because"])


def _row(case: Case, owed: Owed, report_id: UUID | None, now: datetime) -> Duty:
    state, reckoned = DutyState.OPEN, owed.reckoned
    if owed.met_at is not None:
        state = DutyState.MET if owed.met_at <= owed.due_at else DutyState.MET_LATE
    return Duty(
        id=uuid4(),
        case=case,
        slug=owed.id,
        report_id=report_id,
        label=owed.label,
        kind=owed.kind.value,
        clause=owed.clause,
        source=owed.source.value,
        edition=owed.edition,
        triggered_at=owed.triggered_at,
        due_at=owed.due_at,
        why=owed.why,
        detail=owed.detail,
        reckoned={
            "because": reckoned.because,
            "count": reckoned.count,
            "unit": reckoned.unit,
            "started": reckoned.started.isoformat(),
        },
        state=state,
        met_at=owed.met_at,
        opened_at=now,
    )


def _brief(duty: Duty) -> dict[str, str]:
    return {"slug": duty.slug, "label": duty.label, "due_at": duty.due_at.isoformat(), "clause": duty.clause}
