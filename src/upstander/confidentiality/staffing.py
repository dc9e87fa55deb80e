"""Turning a signed-in person into a viewer, and reading who works here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from upstander.confidentiality.blind_index import same_name
from upstander.confidentiality.fetching import fetch, fetch_one
from upstander.confidentiality.models import Staff, Team
from upstander.confidentiality.permissions import ROLE_NAMES, Permission, permissions_of
from upstander.confidentiality.viewer import Viewer, ViewerKind, once


@dataclass(frozen=True, slots=True)
class StaffCard:
    """What other staff may know of a colleague."""

    id: UUID
    name: str
    post: str
    teams: tuple[str, ...] = ()


def viewer_of(staff: Staff) -> Viewer:
    """The viewer for this member of staff: permissions of their roles, ids of their teams. Nothing when not active."""
    if not staff.is_active:
        return Viewer(ViewerKind.STAFF, staff_id=staff.id)
    known = getattr(staff, "team_ids", None)  # asked `with_teams`
    teams = tuple(fetch(_team_ids, staff.id) if known is None else known)
    return Viewer(ViewerKind.STAFF, staff_id=staff.id, permissions=permissions_of(staff.roles), teams=teams)


def with_teams(staff: QuerySet[Staff]) -> QuerySet[Staff]:
    """Each with the ids of their teams, for `viewer_of`: one statement for both."""
    return staff.annotate(team_ids=ArraySubquery(_team_ids(OuterRef("pk"))))


def _team_ids(who: UUID | OuterRef) -> QuerySet[Team, UUID]:
    return Team.objects.filter(members=who).order_by("slug").values_list("id", flat=True)


def staff_to_write_to(staff_id: UUID) -> tuple[str, Viewer] | None:
    """The work address of somebody who works here now, and the viewer they would be; None when they have left."""
    row = Staff.objects.filter(pk=staff_id, is_active=True).first()
    return (row.email, viewer_of(row)) if row else None


def everybody() -> list[tuple[StaffCard, Viewer]]:
    """Everybody who works here now, by name, each with the viewer they would be."""
    rows = Staff.objects.filter(is_active=True).prefetch_related("teams").order_by("name", "id")
    return [
        (
            StaffCard(row.id, row.name, row.post),
            Viewer(
                ViewerKind.STAFF,
                staff_id=row.id,
                permissions=permissions_of(row.roles),
                teams=tuple(team.id for team in sorted(row.teams.all(), key=lambda team: team.slug)),
            ),
        )
        for row in rows
    ]


def staff_cards(ids: set[UUID]) -> dict[UUID, StaffCard]:
    """Names and posts for a set of staff ids, for showing who did what."""
    known = once("staff cards", dict[UUID, StaffCard])
    if missing := ids - known.keys():
        rows = fetch(lambda ids: Staff.objects.filter(id__in=ids).values_list("id", "name", "post"), missing)
        known.update((row[0], StaffCard(*row)) for row in rows)
    return {each: known[each] for each in ids if each in known}


def staff_with(permission: Permission, *, team: UUID | None = None) -> list[StaffCard]:
    """Active staff whose roles carry the permission, by name; of one team when given."""
    return [
        StaffCard(id, name, post)
        for id, name, post, roles in fetch(_active, team)
        if permission in permissions_of(roles)
    ]


def _active(team: UUID | None) -> QuerySet[Staff, tuple[UUID, str, str, list[str]]]:
    people = Staff.objects.filter(is_active=True).order_by("name")
    return (people if team is None else people.filter(teams=team)).values_list("id", "name", "post", "roles")


@dataclass(frozen=True, slots=True)
class StaffInRole:
    """Somebody who works here, with their teams and line manager."""

    id: UUID
    name: str
    email: str
    manager_id: UUID | None
    teams: tuple[UUID, ...]
    team_names: tuple[str, ...]
    roles: frozenset[str] = frozenset()


def staff_in_roles(roles: Iterable[str], *, only: UUID | None = None) -> list[StaffInRole]:
    """Active staff in any of these roles, by name; `only` this one of them when given."""
    wanted = set(roles)
    people = [row for row in fetch(_working, only) if not wanted.isdisjoint(row.roles)]
    teams: dict[UUID, list[tuple[UUID, str]]] = {row.id: [] for row in people}
    for person, team, name in fetch(_teams_of, list(teams)):
        teams[person].append((team, name))
    return [
        StaffInRole(
            person.id,
            person.name,
            person.email,
            person.manager_id,
            tuple(team for team, _ in teams[person.id]),
            tuple(sorted(name for _, name in teams[person.id])),
            frozenset(person.roles),
        )
        for person in people
    ]


def _working(only: UUID | None) -> QuerySet[Staff]:
    people = Staff.objects.filter(is_active=True).order_by("name")
    return people if only is None else people.filter(pk=only)


def _teams_of(people: list[UUID]) -> QuerySet[Team, tuple[UUID, UUID, str]]:
    return Team.objects.filter(members__in=people).values_list("members", "id", "name")


def roles_of(staff_id: UUID) -> frozenset[str]:
    """The roles of somebody who works here; none of somebody who has left."""
    roles = fetch_one(
        lambda who: Staff.objects.filter(pk=who, is_active=True).values_list("roles", flat=True), staff_id
    )
    return frozenset(roles or ())


def staff_by_email() -> dict[str, UUID]:
    """Active staff by their work email, for a file that names them so."""
    return dict(Staff.objects.filter(is_active=True).values_list("email", "id"))


def staff_email(staff_id: UUID) -> str:
    """The work email of somebody who works here now; empty otherwise."""
    return Staff.objects.filter(pk=staff_id, is_active=True).values_list("email", flat=True).first() or ""


def active_staff(ids: set[UUID]) -> set[UUID]:
    """Those of these people who work here now."""
    return set(Staff.objects.filter(id__in=ids, is_active=True).values_list("id", flat=True))


def manager_of(staff_id: UUID) -> UUID | None:
    """The line manager's id."""
    return Staff.objects.filter(id=staff_id).values_list("manager_id", flat=True).first()


def managers_of(staff: Iterable[UUID]) -> dict[UUID, UUID]:
    """The line manager's id, of each of them who has one."""
    return dict(Staff.objects.filter(id__in=staff, manager__isnull=False).values_list("id", "manager_id"))


def managed_by(staff_id: UUID) -> list[UUID]:
    """Whose line manager they are."""
    return fetch(lambda who: Staff.objects.filter(manager_id=who).values_list("id", flat=True), staff_id)


def team_by_slug(slug: str) -> Team | None:
    """The team with that slug."""
    return fetch_one(lambda slug: Team.objects.filter(slug=slug)[:1], slug)


@dataclass(frozen=True, slots=True)
class StaffAsking:
    """A colleague, present or past, who asks for what is held about them."""

    id: UUID
    name: str
    email: str
    post: str
    teams: tuple[str, ...]
    roles: tuple[str, ...]


def staff_asking(name: str, contact: str, person_id: UUID | None) -> StaffAsking | None:
    """The colleague who is this entry of the directory, or who has this name and gave their work email to be answered at. A name alone
    is not enough. Part of a larger read."""
    for row in Staff.objects.order_by("id").prefetch_related("teams"):
        linked = person_id is not None and row.person_id == person_id
        named = same_name(row.name, name) and row.email.casefold() in contact.casefold().split()
        if linked or named:
            return StaffAsking(
                row.id,
                row.name,
                row.email,
                row.post,
                tuple(team.name for team in row.teams.all()),
                tuple(ROLE_NAMES.get(role, role) for role in row.roles),
            )
    return None


def staff_of_person(person_id: UUID) -> bool:
    """True when a member of staff, past or present, is this person of the directory."""
    return Staff.objects.filter(person_id=person_id).exists()


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody who works here as they stand in the organisation: their own name, line manager, and everybody who works here."""

    name: str
    person_id: UUID | None
    manager: StaffCard | None
    colleagues: tuple[StaffCard, ...]
    keepers: frozenset[UUID]  # who keeps sealed cases


def line_of(staff_id: UUID) -> Line:
    """The line of somebody who works here. A line manager who has left counts as none."""
    row = Staff.objects.select_related("manager").get(pk=staff_id)
    boss = row.manager if row.manager and row.manager.is_active else None
    everyone = list(Staff.objects.filter(is_active=True).order_by("name", "id"))
    return Line(
        row.name,
        row.person_id,
        StaffCard(boss.id, boss.name, boss.post) if boss else None,
        tuple(StaffCard(each.id, each.name, each.post) for each in everyone),
        frozenset(each.id for each in everyone if Permission.CASE_READ_SEALED in permissions_of(each.roles)),
    )
