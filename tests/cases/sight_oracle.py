"""What the rules' own words let everybody see (clauses 3.5, 4.3): the oracle of `test_who_sees_what.py`.

It is written from docs/architecture.md ("Viewer and row-level security"), sentence by sentence, over facts that the test keeps for
itself: whom staff know, whom they are, who was let in, who covers. It shares no code with the rules it checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from factories.cast import Cast
from upstander.confidentiality.api import (
    Permission,
    Viewer,
    system,
    viewing,
)

BODY = UUID(int=9)  # a body that handed over nothing
LIVES_WITH = {0: {0}, 1: {1, 2}, 2: {1, 2}, 3: {3}}  # Hal lives with Gwen; Iris is not in the directory


@dataclass
class World:
    """What the oracle knows: facts as the acts made them, never what the program concluded from them."""

    cast: Cast
    now: datetime
    ties: dict[str, set[int]] = field(default_factory=dict)  # declared
    selves: dict[str, int] = field(default_factory=dict)  # linked to the directory
    was_self: set[tuple[str, UUID]] = field(default_factory=set)  # a conflict with oneself stays
    named: dict[UUID, set[int]] = field(default_factory=dict)  # people on a case, by name
    matched: dict[UUID, set[int]] = field(default_factory=dict)  # those found in the directory
    let_in: set[tuple[str, UUID]] = field(default_factory=set)
    glass: dict[tuple[str, UUID], datetime] = field(default_factory=dict)
    covers: list[tuple[str, str, datetime, datetime]] = field(default_factory=list)
    teams: dict[str, UUID] = field(default_factory=dict)

    request: UUID = BODY  # somebody of Amina's name asks for her data
    viewers: dict[str, Viewer] = field(default_factory=dict)  # roles and teams stay as they are
    kept: dict[str, tuple[UUID, str]] = field(
        default_factory=dict
    )  # a search for Amina, and the calendar's address

    def viewer(self, who: str) -> Viewer:
        if who not in self.viewers:
            self.viewers[who] = getattr(self.cast, who)
        return self.viewers[who]

    def may(self, who: str, permission: str) -> bool:
        return Permission(permission) in self.viewer(who).permissions


@dataclass(frozen=True)
class Row:
    """A case as it stands, read as the system."""

    id: UUID
    reference: str
    state: str
    sealed: bool
    officer: UUID | None
    team: UUID | None


def rows() -> list[Row]:
    with viewing(system("tests")), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, reference, state, sealed, officer_id, team_id FROM cases_case ORDER BY number"
        )
        return [Row(*row) for row in cursor.fetchall()]


def in_conflict(world: World, who: str, case: Row) -> bool:
    """Is somebody on the case, lives with one, or declared one. Somebody not found in the directory is known by name alone."""
    if (who, case.id) in world.was_self:
        return True
    for person in world.ties.get(who, set()):
        if person in world.named.get(case.id, set()) - world.matched.get(case.id, set()):
            return True
        if LIVES_WITH[person] & world.matched.get(case.id, set()) or (
            person == 3 and 3 in world.named.get(case.id, set())
        ):
            return True
    return False


def sees(world: World, who: str, case: Row) -> bool:
    """The rule, in the order of its words."""
    if in_conflict(world, who, case):
        return False
    if (who, case.id) in world.let_in:
        return True
    if case.sealed:
        return world.may(who, "case.read_sealed")
    me = world.cast.staff[who].id
    if world.may(who, "case.read_all"):
        return True
    if case.officer == me:
        return True
    for officer, cover, start, end in world.covers:
        if cover == who and start <= world.now < end and case.officer == world.cast.staff[officer].id:
            return True
    if world.may(who, "case.read_team") and case.team is not None and world.teams.get(who) == case.team:
        return True
    if (until := world.glass.get((who, case.id))) is not None and world.now < until:
        return True
    return case.state == "received" and world.may(who, "report.triage")


def knows_of(world: World, who: str, case: Row) -> bool:
    """That it exists and what was done on it: also auditors and the register's keeper, never sealed, never in conflict."""
    watches = world.may(who, "audit.read") or world.may(who, "disclosure.register")
    return sees(world, who, case) or (watches and not case.sealed and not in_conflict(world, who, case))
