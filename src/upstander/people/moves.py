"""Who left which home, says the housing system. Parts of larger actions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from upstander.people.directory import POSTCODE, same_people
from upstander.people.models import Residence


@dataclass(frozen=True, slots=True)
class Lived:
    """One home that somebody has or had with us. `left_on`: the day the last of it ended; None while they live there."""

    left_on: date | None
    postcode: str
    street: str

    def may_be(self, address: str) -> bool:
        """True unless an address in somebody's own words names another postcode and not this street: a letter too few is put right, a
        letter to the home they fled is not."""
        named = {"".join(pair).upper() for pair in POSTCODE.findall(address)}
        same_street = bool(self.street) and self.street.casefold() in " ".join(address.casefold().split())
        return not named or self.postcode.replace(" ", "").upper() in named or same_street


def lived_of(people: Iterable[UUID]) -> dict[tuple[UUID, UUID], Lived]:
    """Every home of each of these people, by person as asked and home: under any entry that the directory has of them. Needs a
    `viewing` block. A tenancy that was made anew in the same home (joint, then sole) is one that they did not leave."""
    same = same_people(people)
    rows = Residence.objects.filter(person_id__in=set().union(*same.values())).select_related("home")
    had: dict[UUID, list[Residence]] = {}
    for row in rows:
        had.setdefault(row.person_id, []).append(row)
    found: dict[tuple[UUID, UUID], Lived] = {}
    for asked, entries in same.items():
        for row in (each for entry in entries for each in had.get(entry, [])):
            known = found.get((asked, row.home_id))
            ends = [row.ended_on, known.left_on] if known else [row.ended_on]
            last = max(each for each in ends if each) if all(ends) else None
            found[asked, row.home_id] = Lived(last, row.home.postcode, row.home.street)
    return found
