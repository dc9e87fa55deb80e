"""The three of the cast who are not staff: Amina and Gwen, neighbours in one block, and Hal, who is nobody's tenant.

No story is told about them, so that whoever tries the demo can play Amina's report from the first page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from upstander.operations.demo.landlord import Home
from upstander.operations.demo.people import Household, Person, Standing, Tenancy, TenancyKind
from upstander.operations.demo.phones import mobile

AMINA_AT = "Flat 7"
GWEN_AT = "Flat 9"
AMINA_REFERENCE, AMINA_EMAIL = "P100001", "amina.yusuf@example.org"


@dataclass(frozen=True, slots=True)
class Outsider:
    """Somebody who is in no housing directory. `lives` is where they say they live, in words."""

    title: str
    given: str
    family: str
    phone: str = ""
    email: str = ""
    lives: str = ""

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}"


HAL = Outsider(
    "Mr", "Hal", "Whitcombe", mobile(3), "hal.whitcombe@example.net", "Rents privately on Gannet Rise"
)


def cast_household(home: Home) -> Household | None:
    """Amina's or Gwen's household if this is their flat in the cast's block, and None for any other home."""
    if home.number == AMINA_AT:
        return Household(home, _tenancy(home, TenancyKind.ASSURED, date(2019, 6, 3)), _amina(), "somali")
    if home.number == GWEN_AT:
        return Household(home, _tenancy(home, TenancyKind.SECURE, date(1988, 10, 17)), _gwen(), "merseyside")
    return None


def _amina() -> tuple[Person, ...]:
    return (
        Person(
            reference=AMINA_REFERENCE,
            title="Ms",
            given="Amina",
            family="Yusuf",
            born_on=date(1991, 4, 12),
            standing=Standing.TENANT,
            phone=mobile(1),
            email=AMINA_EMAIL,
        ),
        _child(1, "Idris", date(2017, 9, 2)),
        _child(2, "Safa", date(2020, 12, 19)),
    )


def _gwen() -> tuple[Person, ...]:
    gwen = Person(
        reference="P100004",
        title="Mrs",
        given="Gwen",
        family="Hartigan",
        born_on=date(1961, 2, 8),
        standing=Standing.TENANT,
        phone=mobile(2),
        email="gwen.hartigan@example.com",
    )
    return (gwen,)


def _child(place: int, given: str, born_on: date) -> Person:
    return Person(
        reference=f"P10000{1 + place}",
        title="",
        given=given,
        family="Yusuf",
        born_on=born_on,
        standing=Standing.CHILD,
    )


def _tenancy(home: Home, kind: TenancyKind, started_on: date) -> Tenancy:
    return Tenancy(
        reference=f"T1000{home.short_number:0>2}",
        kind=kind,
        started_on=started_on,
    )
