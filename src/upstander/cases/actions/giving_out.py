"""Many cases given out at once as `plan_giving` showed them: all in one transaction, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.cases.actions.common import working
from upstander.cases.models import Case, CaseState, Notice
from upstander.cases.officers import possible_officers, tell
from upstander.confidentiality.api import Permission, Viewer, elevated, viewing
from upstander.lib.decision import refuse

AT_MOST = 100  # cases in one act, as many as a list shows


@dataclass(frozen=True, slots=True)
class Move:
    """One case, to whom, and the version that was shown."""

    case_id: UUID
    to: UUID
    version: int


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one case: who had it, who has it."""

    case_id: UUID
    before: UUID | None
    after: UUID


def give_out(*, moves: Sequence[Move], by: Viewer, now: datetime) -> list[Moved]:
    """Give out every case as it was shown, or none. Raises Refused, NoSuchCase, and StaleEdit when one has changed since."""
    by.check(Permission.CASE_ASSIGN).enforce()
    if not moves:
        refuse("Choose at least one case.").enforce()
    if len(moves) > AT_MOST:
        refuse(f"{AT_MOST} cases are given out at a time, and you chose {len(moves)}.").enforce()
    done = []
    with viewing(by):
        for move in sorted(moves, key=lambda each: each.case_id):
            done.append(Moved(move.case_id, _give(move.case_id, move.to, move.version, by, now), move.to))
    return done


def take_back(*, moved: Sequence[Moved], at: datetime, by: Viewer, now: datetime) -> list[UUID]:
    """Give each case back to whoever had it. A case that somebody else has by now, or that they cannot take any more, stays.

    `at`: when it was given out; what the new officer was told then and has not read is taken away. Answers with what stayed.
    """
    by.check(Permission.CASE_ASSIGN).enforce()
    stayed = []
    with viewing(by):
        for each in sorted(moved, key=lambda line: line.case_id):
            case = Case.objects.filter(pk=each.case_id, state=CaseState.OPEN, officer_id=each.after).first()
            with elevated("officers without conflict"):
                able = {card.id for card in possible_officers(case)} if case else set()
            if case is None or (each.before is not None and each.before not in able):
                stayed.append(each.case_id)
                continue
            _give(each.case_id, each.before, None, by, now)
            with elevated("reassignment"):
                told = Notice.objects.filter(
                    case_id=each.case_id, staff_id=each.after, kind="assigned", at=at
                )
                told.filter(seen_at=None).update(seen_at=now)
    return stayed


def _give(case_id: UUID, to: UUID | None, version: int | None, by: Viewer, now: datetime) -> UUID | None:
    """One case to one officer, or to nobody; answers with who had it."""
    with working(
        case_id, by=by, now=now, action="case.assign", version=version, permission=Permission.CASE_ASSIGN
    ) as work:
        before: UUID | None = work.case.officer_id
        if to is not None and to not in {card.id for card in possible_officers(work.case)}:
            refuse("One of these cases cannot go to the officer shown. Look at the list again.").enforce()
        work.case.officer_id = to
        work.entry("assigned", codes={"officer": str(to or "")})
        if to is not None:
            tell(work.case, {to}, "assigned", now)
    return before
