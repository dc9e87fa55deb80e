"""The door of the rules of sharing: what they are told and the words they know. What is done with them is in `cases.api`."""

from upstander.cases.sharing.rules import ConsentTold, SharingTold
from upstander.cases.sharing.terms import (
    ASKED_BY,
    CAPACITY,
    EMERGENCIES,
    GIVEN,
    GROUNDS,
    INFORMED,
    LAWFUL,
    METHODS,
    PURPOSES,
)

__all__ = [
    "ASKED_BY",
    "CAPACITY",
    "EMERGENCIES",
    "GIVEN",
    "GROUNDS",
    "INFORMED",
    "LAWFUL",
    "METHODS",
    "PURPOSES",
    "ConsentTold",
    "SharingTold",
]
