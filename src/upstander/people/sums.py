"""Sums over the landlord's homes and the people in them, and where a home is, for counting. Nothing here names a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import Count

from upstander.confidentiality.api import Viewer, viewing
from upstander.people.models import Home, Residence


@dataclass(frozen=True, slots=True)
class Place:
    """A neighbourhood and a kind of home."""

    area: str
    kind: str


@dataclass(frozen=True, slots=True)
class Stock:
    """So many homes with so many people living in them now."""

    homes: int
    people: int


def places_of(homes: Iterable[UUID]) -> dict[UUID, Place]:
    """Where these homes are. In a `viewing` block."""
    rows = Home.objects.filter(pk__in=list(homes)).values_list("id", "neighbourhood", "kind")
    return {id: Place(area, kind) for id, area, kind in rows}


def stock() -> dict[Place, Stock]:
    """Homes and residents of each kind in each neighbourhood. In a `viewing` block of the system: residents are not for everybody.
    Counted apart: homes joined to their people have to be sorted to be counted once, which took four times as long."""
    homes = Home.objects.values_list("neighbourhood", "kind").annotate(Count("id")).order_by()
    living = Residence.objects.filter(ended_on=None).values_list("home__neighbourhood", "home__kind")
    people = {(area, kind): many for area, kind, many in living.annotate(Count("id")).order_by()}
    return {Place(area, kind): Stock(many, people.get((area, kind), 0)) for area, kind, many in homes}


def homes_in(neighbourhood: str) -> list[UUID]:
    """Every home of a neighbourhood. Needs a `viewing` block."""
    return list(Home.objects.filter(neighbourhood=neighbourhood).values_list("id", flat=True))


def neighbourhoods(viewer: Viewer) -> list[str]:
    """Every neighbourhood that the landlord has homes in, by name. Each is the next in the index: homes are not read through."""
    with viewing(viewer), connection.cursor() as cursor:
        cursor.execute(_NEIGHBOURHOODS)
        return [row[0] for row in cursor.fetchall()]


_NEIGHBOURHOODS = """
WITH RECURSIVE each (name) AS (
  SELECT min(neighbourhood) FROM people_home WHERE neighbourhood > ''
  UNION ALL
  SELECT (SELECT min(neighbourhood) FROM people_home WHERE neighbourhood > each.name) FROM each WHERE each.name IS NOT NULL
)
SELECT name FROM each WHERE name IS NOT NULL
"""
