"""What the law allows on a day for a kind of tenancy, and which bands a lettings scheme has: dated data, with how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from upstander.cases.landlord_data import landlord_data

SURE = {
    "official": "Read in an official source",
    "secondary": "From a secondary source: have it checked",
    "unverified": "Not verified: a solicitor checks it first",
}


@dataclass(frozen=True, slots=True)
class Dated:
    """Something that holds from one day until another. Without `since` it is not known to be in force."""

    id: str
    label: str
    since: date | None
    until: date | None
    sure: str
    source: str
    note: str
    checked_on: date

    def holds(self, on: date) -> bool:
        """In force on that day, as far as is known."""
        return self.since is not None and self.since <= on and (self.until is None or on <= self.until)

    def held(self, first: date, last: date) -> bool:
        """In force on any of those days, as far as is known."""
        return self.since is not None and self.since <= last and (self.until is None or first <= self.until)


@dataclass(frozen=True, slots=True)
class Power(Dated):
    """A ground, an order or a notice. `measure`: possession, injunction or closure. `notice_days`: shortest time before court.
    `within_months`: it rests on a finding of a court, and is served within so many months of it; 0: on none. `lapses`: which
    of `lapses` its notice follows; "": none is known."""

    measure: str
    tenancies: frozenset[str]
    notice_days: int
    within_months: int
    lapses: str


@dataclass(frozen=True, slots=True)
class Lapse(Dated):
    """When a notice lapses that no claim followed: `months` after it was "served", or after the day of "court" that it gives."""

    months: int
    after: str


@dataclass(frozen=True, slots=True)
class Service(Dated):
    """A way to serve a paper, and when it is then taken to be served: so many days after it was posted or handed over, and on the next
    working day when that is none. `by`: the hour on a working day until which the day itself counts ("16:30"); None: there is none.
    """

    days: int
    by: str | None


@dataclass(frozen=True, slots=True)
class Form(Dated):
    """A form of the court, and its fee as it is written there; empty: not known."""

    fee: str


@dataclass(frozen=True, slots=True)
class Law:
    """The powers there are, the kinds of tenancy, the ways to serve a paper, and the forms of the court."""

    checked_on: date
    tenancies: dict[str, str]
    powers: tuple[Power, ...]
    services: tuple[Service, ...]
    forms: tuple[Form, ...]
    lapses: tuple[Lapse, ...]

    def lapse(self, power: str) -> Lapse | None:
        """How a notice on that power lapses, where that is known."""
        found = self.power(power)
        return next((each for each in self.lapses if found and each.id == found.lapses), None)

    def service(self, id: str) -> Service | None:
        """The way of that id."""
        return next((each for each in self.services if each.id == id), None)

    def power(self, id: str) -> Power | None:
        """The power of that id."""
        return next((each for each in self.powers if each.id == id), None)

    def of(self, measure: str) -> tuple[Power, ...]:
        """Every power of one kind of measure, those not in force too."""
        return tuple(each for each in self.powers if each.measure == measure)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A lettings scheme and its bands."""

    id: str
    label: str
    bands: tuple[Dated, ...]


@cache
def law() -> Law:
    """The law as it ships, with the landlord's own over it. A fault in a file stops start-up (KeyError, ValueError)."""
    found: Any = landlord_data("upstander.cases.measures", "law.yaml")
    return Law(
        found["checked_on"],
        dict(found["tenancies"]),
        tuple(
            Power(
                *_dated(each, found["checked_on"]),
                measure=each["for"],
                tenancies=frozenset(each["tenancies"]),
                notice_days=int(each["notice_days"]),
                within_months=int(each.get("within_months", 0)),
                lapses=each.get("lapses", ""),
            )
            for each in found["powers"]
        ),
        tuple(
            Service(*_dated(each, found["checked_on"]), days=int(each["days"]), by=each.get("by"))
            for each in found["services"]
        ),
        tuple(Form(*_dated(each, found["checked_on"]), fee=each["fee"]) for each in found["forms"]),
        tuple(
            Lapse(*_dated(each, found["checked_on"]), months=int(each["months"]), after=each["after"])
            for each in found["lapses"]
        ),
    )


@cache
def schemes() -> tuple[Scheme, ...]:
    """Lettings schemes as they ship, with the landlord's own over them."""
    found: Any = landlord_data("upstander.cases.measures", "schemes.yaml")
    return tuple(
        Scheme(
            each["id"],
            each["label"],
            tuple(Dated(*_dated(band, found["checked_on"])) for band in each["bands"]),
        )
        for each in found["schemes"]
    )


def band(id: str) -> Dated | None:
    """A band by scheme and band: "property-pool-plus:A"."""
    scheme, _, wanted = id.partition(":")
    bands = next((each.bands for each in schemes() if each.id == scheme), ())
    return next((each for each in bands if each.id == wanted), None)


def _dated(each: Any, checked_on: date) -> tuple[str, str, date | None, date | None, str, str, str, date]:
    if each["sure"] not in SURE:
        raise ValueError(f"{each['id']}: `sure` is one of {', '.join(SURE)}")
    return (
        each["id"],
        each["label"],
        each.get("from"),
        each.get("until"),
        each["sure"],
        each["source"],
        each["note"],
        each.get("checked_on", checked_on),
    )
