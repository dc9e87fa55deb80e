"""Who a story could be about: the households of the demo landlord, ready to be looked up by name list and by place."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from upstander.operations.demo.landlord import CAST_BLOCK
from upstander.operations.demo.people import Household, Need, Person, Standing
from upstander.operations.demo.seeds import StorySeed

_TRIES = 80


@dataclass(frozen=True, slots=True)
class Resident:
    """One person in their household."""

    household: Household
    person: Person


class Residents:
    """The households that stories may be told about. Voids and the cast's block are left out."""

    def __init__(self, households: Iterable[Household], *, today: date) -> None:
        self._today = today
        self._settled = [h for h in households if not h.void and h.home.place != CAST_BLOCK]
        self._by_names: dict[str, list[Household]] = defaultdict(list)
        self._by_place: dict[tuple[str, str], list[Household]] = defaultdict(list)
        self._by_area: dict[str, list[Household]] = defaultdict(list)
        for household in self._settled:
            self._by_names[household.names_from].append(household)
            self._by_place[_place(household)].append(household)
            self._by_area[household.home.neighbourhood.slug].append(household)

    def survivor(self, seed: StorySeed, chance: random.Random, taken: Collection[str] = ()) -> Resident:
        """Somebody to whom this could have happened: of many drawn, whoever fits the story best and is not yet `taken`."""
        pool = [
            h for names, some in self._by_names.items() if seed.suits(names) for h in some
        ] or self._settled
        drawn = [chance.choice(pool) for _ in range(min(_TRIES, 4 * len(pool)))]
        adults = [Resident(h, p) for h in drawn for p in h.people if self._grown(p)]
        return max(adults, key=lambda one: self._fitness(seed, one) - 6 * (one.person.reference in taken))

    def neighbour(
        self, household: Household, chance: random.Random, *, man: bool, near: bool = False
    ) -> Resident | None:
        """A grown man or woman of another household in the same block or street, or with `near` of the same area."""
        area = household.home.neighbourhood.slug
        pool = self._by_area[area] if near else self._by_place[_place(household)]
        for _ in range(_TRIES):
            other = chance.choice(pool)
            if other is household:
                continue
            for person in other.people:
                if self._grown(person) and (person.title == "Mr") is man:
                    return Resident(other, person)
        return None

    def age(self, person: Person) -> int:
        """The person's age in whole years today."""
        before = (self._today.month, self._today.day) < (person.born_on.month, person.born_on.day)
        return self._today.year - person.born_on.year - before

    def years_there(self, resident: Resident) -> int:
        """How many whole years the household has held its home."""
        tenancy = resident.household.tenancy
        return (self._today - tenancy.started_on).days // 365 if tenancy else 0

    def _grown(self, person: Person) -> bool:
        return person.standing is not Standing.CHILD and self.age(person) >= 18

    def _fitness(self, seed: StorySeed, resident: Resident) -> int:
        person, household = resident.person, resident.household
        age = self.age(person)
        points = 8 * (not seed.survivor or (seed.survivor == "man") is (person.title == "Mr"))
        points += 6 * _fits(seed.fits, household)
        points += 6 * (seed.needs != "children" or bool(household.children))
        points += 7 * (seed.age != "young" or age <= 25) + 5 * (seed.age != "older" or age >= 66)
        points += 5 * (set(seed.needs_words) <= {str(need) for need in person.needs})
        points += 3 * ("bsl" in seed.needs_words or Need.BSL not in person.needs)
        points += 2 * bool(person.phone) + bool(person.email) + (age < 80) + person.holds_tenancy
        return points


def _place(household: Household) -> tuple[str, str]:
    return (household.home.neighbourhood.slug, household.home.place)


def _fits(fits: str, household: Household) -> bool:
    home = household.home
    if fits == "scheme":
        return home.independent_living
    if fits == "flat":
        return home.block is not None and not home.independent_living
    return fits == "any" or (fits == "house" and home.block is None)
