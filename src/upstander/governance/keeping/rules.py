"""What may be put on the register, and what is due from those who keep it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from upstander.lib.decision import ALLOWED, Decision, refuse

REVIEW_WARNING = timedelta(days=90)  # a review needs consultation, which needs time
ACTION_WARNING = timedelta(days=14)
CALL_DAYS = (
    90  # elapsed days within which something that calls for a review is settled: the landlord's own standard
)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that keeps the register from being whole. `id` stays the same from day to day, so that nobody is told twice."""

    id: str
    words: str
    due: date | None
    overdue: bool
    part: str  # where on the page of the register it stands


def check_past(day: date, *, today: date, what: str = "That day") -> Decision:
    """What is recorded has happened."""
    return refuse(f"{what} is still to come. Record it when it has been.") if day > today else ALLOWED


def check_agrees(writer: object, by: object) -> Decision:
    """Nobody agrees to what they put down themselves."""
    if writer == by:
        return refuse("You put this down yourself. Somebody else has to agree to it.", "7.1")
    return ALLOWED


def in_order(tasks: list[Task]) -> list[Task]:
    """Overdue first, then by day; what has no day last."""
    return sorted(tasks, key=lambda task: (not task.overdue, task.due or date.max, task.words))
