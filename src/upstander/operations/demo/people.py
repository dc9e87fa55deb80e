"""The shapes of the demo landlord's tenancies and people. directory.py makes them, about two people to a home.

Names are put together from lists (data/names.yaml), famous pairings left out; a chance likeness to somebody is just that.
Telephones come from the drama ranges (phones.py), emails from domains that are reserved for examples. What list a
household's names come from is known to the generator alone: no directory should hold it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from upstander.operations.demo.landlord import Home


class TenancyKind(StrEnum):
    """How a home is held. A home without a tenancy is void."""

    ASSURED = "assured"
    SECURE = "secure"
    STARTER = "starter"
    LEASEHOLD = "leasehold"


class Standing(StrEnum):
    """What a person is in their household."""

    TENANT = "tenant"
    JOINT_TENANT = "joint_tenant"
    LEASEHOLDER = "leaseholder"
    PARTNER = "partner"
    CHILD = "child"
    ADULT_CHILD = "adult_child"
    PARENT = "parent"
    LODGER = "lodger"


class Need(StrEnum):
    """How a person has asked to be communicated with (policy 1.6.1)."""

    LARGE_PRINT = "large_print"
    EASY_READ = "easy_read"
    AUDIO = "audio"
    BSL = "bsl"
    INTERPRETER = "interpreter"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the housing directory, known there by `reference`.

    `language` is an ISO 639 code; empty `phone` and `email` mean that none is held.
    """

    reference: str
    title: str
    given: str
    family: str
    born_on: date
    standing: Standing
    phone: str = ""
    email: str = ""
    language: str = "en"
    needs: tuple[Need, ...] = ()

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"

    @property
    def holds_tenancy(self) -> bool:
        """Whether this person signed for the home, as against living in it."""
        return self.standing in (Standing.TENANT, Standing.JOINT_TENANT, Standing.LEASEHOLDER)


@dataclass(frozen=True, slots=True)
class Tenancy:
    """Who holds a home, how and since when. `arrears_pence` is 0 for most."""

    reference: str
    kind: TenancyKind
    started_on: date
    arrears_pence: int = 0

    @property
    def in_arrears(self) -> bool:
        """Whether rent or service charge is owed."""
        return self.arrears_pence > 0


@dataclass(frozen=True, slots=True)
class Household:
    """A home with who lives there. No tenancy and no people: the home is void. `names_from` never leaves the demo."""

    home: Home
    tenancy: Tenancy | None
    people: tuple[Person, ...]
    names_from: str = ""

    @property
    def void(self) -> bool:
        """Whether the home stands empty."""
        return self.tenancy is None

    @property
    def lead(self) -> Person:
        """The tenant or leaseholder named first. Fails for a void."""
        return self.people[0]

    @property
    def children(self) -> tuple[Person, ...]:
        """Who is a child of the household."""
        return tuple(person for person in self.people if person.standing is Standing.CHILD)
