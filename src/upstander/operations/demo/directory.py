"""Who lives in each home of the demo landlord, home by home, as a stream."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta

from upstander.operations.demo.cast import cast_household
from upstander.operations.demo.landlord import CAST_BLOCK, FULL_HOMES, SEED, Home
from upstander.operations.demo.lists import dice
from upstander.operations.demo.names import draw_names
from upstander.operations.demo.people import Household, Need, Person, Standing, Tenancy, TenancyKind
from upstander.operations.demo.phones import directory_numbers

_EMAIL_DOMAINS = ("example.org", "example.com", "example.net")
_YEAR = 365.25
_PLAIN = str.maketrans({"ł": "l", "Ł": "L", "ı": "i", "ø": "o", "đ": "d"})
_SECURE_ENDED = date(1989, 1, 15)  # the day from which new tenancies of such a landlord were assured


def households(
    stock: Iterable[Home], *, today: date, count: int = FULL_HOMES, seed: int = SEED
) -> Iterator[Household]:
    """Who lives in each home, with ages and start dates as on `today`. `count` is how many homes there are in all."""
    numbers = directory_numbers(seed)
    reachable = min(0.75, 0.97 * len(numbers) / count)
    deal = iter(numbers)
    for ordinal, home in enumerate(stock):
        cast = cast_household(home) if home.place == CAST_BLOCK else None
        if cast:
            yield cast
            continue
        household = _Settler(home, ordinal, today, seed).settle()
        if household.people and dice(seed, "reachable", home.uprn).random() < reachable:
            lead = replace(household.lead, phone=next(deal, ""))
            household = replace(household, people=(lead, *household.people[1:]))
        yield household


class _Settler:
    """Fills one home from dice of its own, so that who lives there does not depend on the homes before it."""

    def __init__(self, home: Home, ordinal: int, today: date, seed: int) -> None:
        self._home = home
        self._ordinal = ordinal
        self._today = today
        self._dice = dice(seed, "household", home.uprn)
        self._names = draw_names(self._dice)
        self._taken: set[str] = set()
        self._people: list[Person] = []

    def settle(self) -> Household:
        """The household, or a void."""
        if self._dice.random() < 0.017:
            return Household(self._home, None, ())
        kind = self._kind()
        age = self._lead_age(kind)
        self._fill(kind, age)
        tenancy = Tenancy(
            reference=f"T{200_000 + self._ordinal}",
            kind=kind,
            started_on=self._started(kind, age),
            arrears_pence=self._arrears(),
        )
        return Household(self._home, tenancy, tuple(self._people), self._names.heritage)

    def _kind(self) -> TenancyKind:
        roll = self._dice.random()
        if self._home.independent_living:
            return TenancyKind.SECURE if roll < 0.25 else TenancyKind.ASSURED
        if roll < 0.12 and self._home.block:
            return TenancyKind.LEASEHOLD
        if roll < 0.21:
            return TenancyKind.STARTER
        return TenancyKind.SECURE if roll < 0.34 else TenancyKind.ASSURED

    def _lead_age(self, kind: TenancyKind) -> int:
        youngest = self._today.year - _SECURE_ENDED.year + 19
        if kind is TenancyKind.SECURE:
            return self._dice.randint(max(youngest, 58), 92)
        if self._home.independent_living:
            return self._dice.randint(58, 93)
        if kind is TenancyKind.STARTER:
            return self._dice.choice((18, 19, 20, 22, 24, 25, 27, 29, 31, 34, 38, 43, 51))
        return self._dice.randint(23, 80)

    def _started(self, kind: TenancyKind, age: int) -> date:
        grown = self._today - timedelta(days=int((age - 18) * _YEAR))
        if kind is TenancyKind.STARTER:
            return max(self._today - timedelta(days=self._dice.randint(5, 520)), grown)
        if kind is TenancyKind.SECURE:
            began = _SECURE_ENDED - timedelta(days=self._dice.randint(10, 365 * 12))
            return max(began, min(grown, _SECURE_ENDED - timedelta(days=10)))
        return max(self._today - timedelta(days=self._dice.randint(540, 365 * 28)), grown)

    def _arrears(self) -> int:
        owes = self._dice.random() < (0.04 if self._home.independent_living else 0.17)
        return self._dice.randrange(4_000, 190_000, 137) if owes else 0

    def _fill(self, kind: TenancyKind, age: int) -> None:
        chance, home = self._dice, self._home
        family = chance.choice(self._names.family)
        woman = chance.random() < 0.58
        self._add(
            family, age, Standing.LEASEHOLDER if kind is TenancyKind.LEASEHOLD else Standing.TENANT, woman
        )
        if chance.random() < (0.2 if home.independent_living else 0.42):
            same = chance.random() < 0.04
            surname = family if chance.random() < 0.68 else chance.choice(self._names.family)
            standing = Standing.JOINT_TENANT if chance.random() < 0.55 else Standing.PARTNER
            self._add(surname, max(18, age + chance.randint(-7, 7)), standing, woman is same)
        if home.independent_living:
            return
        for _ in range(self._how_many_children(age)):
            youngest, eldest = max(0, age - 43), min(17, age - 18)
            if youngest <= eldest:
                self._add(family, chance.randint(youngest, eldest), Standing.CHILD)
        if age >= 40 and home.bedrooms >= 2 and chance.random() < 0.21:
            self._add(family, chance.randint(18, min(age - 18, 40)), Standing.ADULT_CHILD)
        if home.bedrooms >= 2 and age < 66 and chance.random() < 0.03:
            self._add(family, age + chance.randint(20, 32), Standing.PARENT)
        if home.bedrooms >= 2 and len(self._people) == 1 and chance.random() < 0.02:
            self._add(chance.choice(self._names.family), chance.randint(21, 60), Standing.LODGER)

    def _how_many_children(self, age: int) -> int:
        if age > 56 or self._home.bedrooms == 1:
            return 0
        return self._dice.choice((0, 0, 1, 1, 2, 2, 3) if self._home.bedrooms >= 3 else (0, 0, 0, 1, 1, 2))

    def _add(self, family: str, age: int, standing: Standing, woman: bool | None = None) -> None:
        chance = self._dice
        if woman is None:
            woman = chance.random() < 0.5
        born = self._today.year - age
        given = self._names.draw(chance, woman=woman, family=family, born=born, taken=self._taken)
        language = self._people[0].language if self._people else self._names.language(chance)
        place = len(self._people)
        adult = age >= 18
        self._people.append(
            Person(
                reference=f"P{200_000 + self._ordinal}{chr(65 + place)}",
                title=_title(chance, woman, age) if adult else "",
                given=given,
                family=family,
                born_on=self._today - timedelta(days=int(age * _YEAR) + chance.randint(1, 364)),
                standing=standing,
                email=self._email(given, family, place) if 18 <= age < 84 else "",
                language=language,
                needs=_needs(chance, age, language),
            )
        )

    def _email(self, given: str, family: str, place: int) -> str:
        if self._dice.random() < 0.42:
            return ""
        plain = unicodedata.normalize("NFKD", f"{given}.{family}".translate(_PLAIN)).lower()
        local = "".join(c for c in plain if c.isascii() and (c.isalnum() or c in ".-"))
        # The home's number keeps addresses apart, as people's own choices of address do.
        number = f"{int(self._home.uprn) % 100_000}{chr(96 + place) if place else ''}"
        return f"{local}{number}@{self._dice.choice(_EMAIL_DOMAINS)}"


def _title(chance: random.Random, woman: bool, age: int) -> str:
    if not woman:
        return "Mr"
    return chance.choice(("Ms", "Miss") if age < 27 else ("Mrs", "Mrs", "Ms", "Miss"))


def _needs(chance: random.Random, age: int, language: str) -> tuple[Need, ...]:
    if age < 18:
        return ()
    needs = [Need.INTERPRETER] if language != "en" and chance.random() < 0.45 else []
    shares = ((Need.LARGE_PRINT, 0.09 if age > 70 else 0.012), (Need.EASY_READ, 0.013), (Need.AUDIO, 0.006))
    for need, share in (*shares, (Need.BSL, 0.005)):
        if chance.random() < share:
            needs.append(need)
    return tuple(needs)
