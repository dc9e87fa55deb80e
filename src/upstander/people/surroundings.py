"""Where a home stands among the landlord's others, and who lives there. Never asked of anybody outside."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from upstander.confidentiality.api import Permission, Viewer, viewing
from upstander.people.directory import PersonCard, cards_of, home_card, same_people
from upstander.people.models import Home, Residence

AROUND = 150  # metres to each side
_MOST = 400


@dataclass(frozen=True, slots=True)
class Spot:
    """A home in metres east and north of the one that is asked about."""

    id: UUID
    line: str
    street: str
    east: int
    north: int


def around(viewer: Viewer, home_id: UUID) -> tuple[Spot, ...]:
    """The home first, then ours around it; nothing where the landlord has given no coordinates. In two queries."""
    with viewing(viewer):
        home = Home.objects.filter(pk=home_id, easting__isnull=False, northing__isnull=False).first()
        if home is None or home.easting is None or home.northing is None:
            return ()
        east, north = home.easting, home.northing
        near = Home.objects.filter(
            easting__range=(max(0, east - AROUND), east + AROUND),
            northing__range=(max(0, north - AROUND), north + AROUND),
        )
        others = near.exclude(pk=home_id).order_by("street", "number")[:_MOST]
        return tuple(_spot(each, east, north) for each in (home, *others))


def living_at(viewer: Viewer, home_id: UUID, *, without: set[UUID]) -> list[PersonCard]:
    """Who lives there now as the housing system says, but for these people; nobody for a viewer who may not search the directory."""
    if not viewer.may(Permission.DIRECTORY_SEARCH):
        return []
    with viewing(viewer):
        there = set(
            Residence.objects.filter(home_id=home_id, ended_on=None).values_list("person_id", flat=True)
        )
        known = set().union(*same_people(without).values()) if without else set()
        return list(cards_of(sorted(there - known)).values())


def _spot(home: Home, east: int, north: int) -> Spot:
    return Spot(
        home.id, home_card(home).line, home.street, (home.easting or 0) - east, (home.northing or 0) - north
    )
