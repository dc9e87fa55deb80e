"""Turning a signed-in person into a viewer, and reading who works here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from upstander.confidentiality.models import Staff, Team
from upstander.confidentiality.permissions import Permission, permissions_of
from upstander.confidentiality.viewer import Viewer, ViewerKind


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
    teams = tuple(staff.teams.order_by("slug").values_list("id", flat=True))
    return Viewer(ViewerKind.STAFF, staff_id=staff.id, permissions=permissions_of(staff.roles), teams=teams)


def staff_cards(ids: set[UUID]) -> dict[UUID, StaffCard]:
    """Names and posts for a set of staff ids, for showing who did what."""
    return {s.id: StaffCard(s.id, s.name, s.post) for s in Staff.objects.filter(id__in=ids)}


def staff_with(permission: Permission, *, team: UUID | None = None) -> list[StaffCard]:
    """Active staff whose roles carry the permission, by name; of one team when given."""
    people = Staff.objects.filter(is_active=True).order_by("name")
    if team is not None:
        people = people.filter(teams=team)
    return [StaffCard(s.id, s.name, s.post) for s in people if permission in permissions_of(s.roles)]


def active_staff(ids: set[UUID]) -> set[UUID]:
    """Those of these people who work here now."""
    return set(Staff.objects.filter(id__in=ids, is_active=True).values_list("id", flat=True))


def manager_of(staff_id: UUID) -> UUID | None:
    """The line manager's id."""
    return Staff.objects.filter(id=staff_id).values_list("manager_id", flat=True).first()


def team_by_slug(slug: str) -> Team | None:
    """The team with that slug."""
    return Team.objects.filter(slug=slug).first()


def staff_of_person(person_id: UUID) -> bool:
    """True when a member of staff, past or present, is this person of the directory."""
    return Staff.objects.filter(person_id=person_id).exists()
