"""What happens after a report, as a script: each event is one thing a member of staff records, at its time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """The actions of the program that a story plays."""

    TRIAGE = "triage"  # outcome: open, join, route
    CONTACT = "contact"  # outcome: spoke, left_message, no_answer
    VISIT = "visit"
    RISK = "risk"  # level
    PLAN = "plan"  # steps; words are the survivor's wishes
    FINDING = "finding"  # validity, evidence
    ANSWER = "answer"  # slug of a duty, outcome: done, taken, declined, not_appropriate, could_not
    NOTE = "note"
    CATCH_UP = "catch_up"  # whatever the policy asks by now and the script did not foresee
    PROPOSE_CLOSURE = "propose_closure"  # reason, view
    DECIDE_CLOSURE = "decide_closure"


@dataclass(frozen=True, slots=True)
class Answered:
    """One duty that was seen to in the course of something else, and what was written about it."""

    slug: str
    outcome: str
    words: str
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing recorded. `at` is UTC; `by` a slug of the staff. What the kind does not use stays empty.

    `answers` are the duties that a contact or a visit saw to besides its own.
    """

    kind: EventKind
    at: datetime
    by: str
    words: str = ""
    outcome: str = ""
    slug: str = ""
    ground: str = ""
    way: str = ""
    level: str = ""
    validity: str = ""
    evidence: str = ""
    reason: str = ""
    view: str = ""
    steps: tuple[tuple[str, str], ...] = ()
    answers: tuple[Answered, ...] = ()
