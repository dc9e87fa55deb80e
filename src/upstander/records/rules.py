"""May this case be destroyed, by these people, now? Pure: values in, a Decision out."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from upstander.lib.decision import ALLOWED, Decision, refuse

CLAUSE = "3.5.2"

LEFT: dict[str, str] = {
    "taken_out": "Taken out",
    "on_hold": "On legal hold",
    "not_due": "Not due: what is known has changed",
    "goes_on": "An open case names the same person",
    "not_approved": "Left for another run",
    "gate": "The policy's gate is shut",
}


def check_hold(reason: str, review_on: date, *, today: date, held: bool) -> Decision:
    """A hold says why, and when somebody looks at it again: within a year."""
    if held:
        return refuse("This case is on hold already. Release that hold first.", CLAUSE)
    if not reason.strip():
        return refuse("Say why the case must be kept.", CLAUSE)
    return check_review(review_on, today=today)


def check_review(review_on: date, *, today: date) -> Decision:
    """A hold is looked at again within a year."""
    if not today < review_on <= today + timedelta(days=366):
        return refuse("Choose a date to look at the hold again, after today and within a year.", CLAUSE)
    return ALLOWED


def check_approver(*, approver: UUID | None, prepared_by: UUID) -> Decision:
    """Two people: whoever prepared it does not approve it."""
    if approver is None or approver == prepared_by:
        return refuse("Another person must approve this: not the one who prepared it.", CLAUSE)
    return ALLOWED


def why_left(*, due_on: date | None, today: date, held: bool, goes_on: bool) -> str:
    """Why a case may not be destroyed today, as a code of LEFT; empty when it may."""
    if held:
        return "on_hold"
    if due_on is None or due_on > today:
        return "not_due"
    return "goes_on" if goes_on else ""
