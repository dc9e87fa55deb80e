"""Closing a case through its gate: the officer proposes, another manager decides."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from upstander.cases import rules
from upstander.cases.actions.common import working
from upstander.cases.closing.left_open import (
    Becomes,
    as_stored,
    check_left_open,
    end_with_case,
    left_open_of,
    open_measures,
)
from upstander.cases.closing.letter import check_letter, write_closure_letter
from upstander.cases.closure_state import closure_state
from upstander.cases.models import CaseState, Closure, Notice
from upstander.cases.officers import tell
from upstander.confidentiality.api import Permission, Viewer, conflicted_staff, manager_of, vault
from upstander.lib.decision import Refused, refuse


def propose_closure(
    *,
    case_id: UUID,
    reason: str,
    explanation: str,
    survivor_view: str,
    survivor_words: str = "",
    letter_way: str = "",
    letter_words: str = "",
    left_open: tuple[Becomes, ...] = (),
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Ask for the case to be closed. Refused while a `must` duty, a step of the plan or a visit is open, while nobody says what
    becomes of an open measure, or when the survivor's view is missing. `letter_way` "": nobody writes, and `letter_words` says why."""
    with working(case_id, by=by, now=now, action="case.propose_closure", version=version) as work:
        case = work.case
        if by.staff_id is None:
            raise Refused("A person proposes closure.")
        state = closure_state(
            case, survivor_view=survivor_view, reason=reason, explanation=explanation, now=now
        )
        rules.check_closure_proposal(state).enforce()
        check_left_open(open_measures(case), left_open).enforce()
        check_letter(case, letter_way, letter_words, now=now).enforce()
        if Closure.objects.filter(case=case, decided_at=None).exists():
            refuse("Closing has been proposed already and waits for a manager.").enforce()
        row = Closure(
            id=uuid4(),
            case=case,
            proposed_at=now,
            proposed_by_id=by.staff_id,
            reason=reason,
            survivor_view_kind=survivor_view,
            letter_way=letter_way,
        )
        vault.seal(
            row,
            explanation=explanation.strip(),
            survivor_view=survivor_words.strip(),
            letter_words=letter_words.strip(),
            left_open=as_stored(left_open),
        )
        row.save(force_insert=True)
        work.entry(
            "closure_proposed", codes={"reason": reason, "view": survivor_view}, body=explanation.strip()
        )
        Notice.objects.filter(case=case, kind="closure_refused", seen_at=None).update(seen_at=now)
        manager = manager_of(by.staff_id)
        if manager and manager not in conflicted_staff(case.id):
            tell(case, {manager}, "closure_proposed", now)


def decide_closure(
    *, case_id: UUID, approve: bool, note: str = "", version: int | None = None, by: Viewer, now: datetime
) -> None:
    """A manager other than the officer approves or sends it back with a note. The gate is asked again at this moment."""
    with working(
        case_id,
        by=by,
        now=now,
        action="case.decide_closure",
        version=version,
        permission=Permission.CASE_CLOSE,
    ) as work:
        case = work.case
        row = Closure.objects.filter(case=case, decided_at=None).first()
        if row is None:
            raise Refused("Nobody has proposed closing this case, or it was decided already.")
        rules.check_closure_decision(
            decider=by.staff_id, proposed_by=row.proposed_by_id, officer=case.officer_id
        ).enforce()
        if approve:
            explanation = vault.unseal(row, "explanation")
            state = closure_state(
                case,
                survivor_view=row.survivor_view_kind,
                reason=row.reason,
                explanation=explanation,
                now=now,
            )
            rules.check_closure_proposal(state).enforce()
            check_left_open(open_measures(case), left_open_of(row)).enforce()
        elif not note.strip():
            refuse("Say what is still needed before it can be closed.").enforce()
        row.decided_at, row.decided_by_id, row.approved = now, by.staff_id, approve
        if note.strip():
            vault.seal(row, decision_note=note.strip())
        row.save()
        asked = Notice.objects.filter(case=case, kind="closure_proposed", seen_at=None)
        asked.update(seen_at=now)  # it waits for nobody any more
        if approve:
            rules.check_move(case.state, CaseState.CLOSED).enforce()
            case.state, case.closed_at = CaseState.CLOSED, now
            work.because = "The case was closed"
            end_with_case(work, left_open_of(row))
            write_closure_letter(work, row)
            work.entry("closed", codes={"reason": row.reason}, body=note.strip())
            tell(case, {row.proposed_by_id}, "closure_agreed", now)
        else:
            work.entry("closure_refused", body=note.strip())
            tell(case, {row.proposed_by_id}, "closure_refused", now)
