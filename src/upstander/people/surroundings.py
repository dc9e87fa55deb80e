"""Where a home stands among the landlord's others, and who lives there. Never asked of anybody outside."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from upstander.confidentiality.api import Permission, Viewer, fetch, fetch_one, viewing
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
        home = fetch_one(
            lambda home: Home.objects.filter(pk=home, easting__isnull=False, northing__isnull=False)[:1],
            home_id,
        )
        if home is None or home.easting is None or home.northing is None:
            return ()
        east, north = home.easting, home.northing
        west, south = max(0, east - AROUND), max(0, north - AROUND)
        near = fetch(_within, west, east + AROUND, south, north + AROUND, home_id)
        return tuple(_spot(each, east, north) for each in (home, *near))


def _within(west: int, east: int, south: int, north: int, but: UUID) -> QuerySet[Home]:
    near = Home.objects.filter(easting__range=(west, east), northing__range=(south, north))
    return near.exclude(pk=but).order_by("street", "number")[:_MOST]


def living_at(viewer: Viewer, home_id: UUID, *, without: set[UUID]) -> list[PersonCard]:
    """Who lives there now as the housing system says, but for these people; nobody for a viewer who may not search the directory."""
    if not viewer.may(Permission.DIRECTORY_SEARCH):
        return []
    with viewing(viewer):
        there = set(fetch(_now_in, home_id))
        known = set().union(*same_people(without).values()) if without else set()
        return list(cards_of(sorted(there - known)).values())


def _now_in(home: UUID) -> QuerySet[Residence, UUID]:
    return Residence.objects.filter(home_id=home, ended_on=None).values_list("person_id", flat=True)


def _spot(home: Home, east: int, north: int) -> Spot:
    return Spot(
        home.id, home_card(home).line, home.street, (home.easting or 0) - east, (home.northing or 0) - north
    )
