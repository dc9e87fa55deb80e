"""The arithmetic of the return to the regulator, by the definition in force (domain: NM01). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import yaml


@dataclass(frozen=True, slots=True)
class ReturnDefinition:
    """What a reporting year is counted by. `per` so many homes, to so many decimals."""

    id: str
    name: str
    since: date
    source: str
    words: str
    per: int
    decimals: int
    hate_strands: frozenset[str]


@cache
def return_definitions() -> tuple[ReturnDefinition, ...]:
    """All that ship with the program, the earliest first."""
    found = yaml.safe_load(Path(__file__).with_name("returns.yaml").read_text())
    made = [
        ReturnDefinition(
            each["id"], each["name"], each["from"], each["source"], " ".join(each["words"].split()), each["per"],
            each["decimals"], frozenset(each["hate_strands"]),
        )
        for each in found
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda each: each.since))


def definition_for(year: date) -> ReturnDefinition:
    """The definition that governs the reporting year beginning on that 1 April: what is in force on its last day; before the first
    definition, the first."""
    last = date(year.year + 1, 3, 31)
    governing = [each for each in return_definitions() if each.since <= last]
    return governing[-1] if governing else return_definitions()[0]


def reporting_year(day: date) -> date:
    """The 1 April on which the reporting year of that day began."""
    return date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def rate(cases: int, homes: int, definition: ReturnDefinition) -> Decimal:
    """Cases for every so many homes, rounded half up as the regulator reports them. 421 of 13,250 homes: 31.8."""
    exact = Decimal(cases) * definition.per / Decimal(homes)
    return exact.quantize(Decimal(1).scaleb(-definition.decimals), rounding=ROUND_HALF_UP)
