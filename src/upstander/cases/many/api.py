"""The door of doing one thing on many cases."""

from upstander.cases.many.actions import (
    AT_MOST,
    UNDO_WITHIN,
    CaseOutcome,
    Deal,
    DutyNot,
    ForMeeting,
    ReviewOn,
    do_many,
    look_at_many,
    undo_many,
)
from upstander.cases.many.queries import chosen_cases, duties_of_chosen

__all__ = [
    "AT_MOST",
    "UNDO_WITHIN",
    "CaseOutcome",
    "Deal",
    "DutyNot",
    "ForMeeting",
    "ReviewOn",
    "chosen_cases",
    "do_many",
    "duties_of_chosen",
    "look_at_many",
    "undo_many",
]
