"""What the law allows on a day for a kind of tenancy, and which bands a lettings scheme has: dated data, with how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import yaml

from upstander.lib.packaged import packaged_text

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

    def holds(self, on: date) -> bool:
        """In force on that day, as far as is known."""
        return self.since is not None and self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Power(Dated):
    """A ground, an order or a notice. `measure`: possession, injunction or closure. `notice_days`: shortest time before court."""

    measure: str
    tenancies: frozenset[str]
    notice_days: int


@dataclass(frozen=True, slots=True)
class Law:
    """The powers there are, and the kinds of tenancy."""

    checked_on: date
    tenancies: dict[str, str]
    powers: tuple[Power, ...]

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
    """The law as it ships. A fault in the file stops start-up (KeyError, ValueError)."""
    found: Any = yaml.safe_load(packaged_text("upstander.cases.measures", "law.yaml"))
    return Law(
        found["checked_on"],
        dict(found["tenancies"]),
        tuple(
            Power(
                *_dated(each),
                measure=each["for"],
                tenancies=frozenset(each["tenancies"]),
                notice_days=int(each["notice_days"]),
            )
            for each in found["powers"]
        ),
    )


@cache
def schemes() -> tuple[Scheme, ...]:
    """Lettings schemes as they ship."""
    found: Any = yaml.safe_load(packaged_text("upstander.cases.measures", "schemes.yaml"))
    return tuple(
        Scheme(each["id"], each["label"], tuple(Dated(*_dated(band)) for band in each["bands"]))
        for each in found["schemes"]
    )


def band(id: str) -> Dated | None:
    """A band by scheme and band: "property-pool-plus:A"."""
    scheme, _, wanted = id.partition(":")
    bands = next((each.bands for each in schemes() if each.id == scheme), ())
    return next((each for each in bands if each.id == wanted), None)


def _dated(each: Any) -> tuple[str, str, date | None, date | None, str, str, str]:
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
    )
