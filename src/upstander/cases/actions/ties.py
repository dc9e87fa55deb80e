"""Whom colleagues declare to know: the guard looks in the same transaction, and nobody learns anything (clauses 2.6, 3.5.1)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from upstander.cases.guard import guard_colleague
from upstander.confidentiality.api import (
    RelationTold,
    Viewer,
    declare_relation,
    elevated,
    settle_ending,
    viewing,
)
from upstander.people.api import resident_named


def declare_tie(*, told: RelationTold, by: Viewer, now: datetime) -> None:
    """From this moment the actor meets no case of that person. Nothing says whether there is one. Raises Refused."""
    with viewing(by):
        with elevated("conflict guard"):
            person_id = resident_named(told.name, told.details)
        declare_relation(told, person_id, by=by, now=now)
        if by.staff_id is not None:
            guard_colleague(by.staff_id, now=now)


def settle_tie(*, relation_id: UUID, end: bool, by: Viewer, now: datetime) -> None:
    """The line manager lets a declaration end, or not. What it alone held is open to the colleague again. Raises Refused."""
    with viewing(by):
        staff_id = settle_ending(relation_id, end=end, by=by, now=now)
        if end:
            guard_colleague(staff_id, now=now)
