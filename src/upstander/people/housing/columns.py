"""The three files of the housing system: their columns, and one line made into a value or into findings."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from upstander.people.housing.rows import HomeTold, PersonTold, TenancyTold
from upstander.people.models import Residence

Row = TypeVar("Row", HomeTold, PersonTold, TenancyTold)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds in plain words, how long it may be, and what a value must be."""

    name: str
    says: str
    longest: int = 200
    needed: bool = False
    read: Callable[[str], object] = str


@dataclass(frozen=True, slots=True)
class Layout(Generic[Row]):
    """One file: its name, its columns, and the value that a line becomes."""

    file: str
    says: str
    key: tuple[str, ...]  # the columns that identify a line
    columns: tuple[Column, ...]
    build: Callable[..., Row]

    def row(self, cells: Mapping[str, str]) -> tuple[Row | None, list[tuple[str, str]]]:
        """The value of one line, or None with what is wrong: pairs of column and sentence. The sentence repeats no cell."""
        values: dict[str, object] = {}
        wrong: list[tuple[str, str]] = []
        for column in self.columns:
            text = " ".join((cells.get(column.name) or "").split())
            if not text and column.needed:
                wrong.append((column.name, "is empty"))
            elif len(text) > column.longest:
                wrong.append((column.name, f"is longer than {column.longest} characters"))
            elif text or column.needed:
                try:
                    values[column.name] = column.read(text)
                except ValueError as error:
                    wrong.append((column.name, str(error)))
        if wrong:
            return None, wrong
        try:
            return self.build(**values), []
        except ValueError as error:
            return None, [("", str(error))]


_UPRN = re.compile(r"\d{1,12}")
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})")
_BRITISH_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_YES, _NO = {"y", "yes", "true", "1"}, {"n", "no", "false", "0", ""}
_STANDINGS = {
    **{value: value for value in Residence.Standing.values},
    "household": Residence.Standing.HOUSEHOLD.value,
}


def _uprn(text: str) -> str:
    if not _UPRN.fullmatch(text):
        raise ValueError("is not a UPRN: up to 12 digits (a spreadsheet may have turned it into 9.0E+11)")
    return text


def _postcode(text: str) -> str:
    found = _POSTCODE.fullmatch(text.upper())
    if not found:
        raise ValueError("is not a postcode")
    return f"{found[1]} {found[2]}"


def _day(text: str) -> date:
    british = _BRITISH_DAY.fullmatch(text)
    try:
        day = date.fromisoformat("-".join(reversed(british.groups())) if british else text)
    except ValueError:
        day = date.min
    if not 1900 <= day.year <= 2200:
        raise ValueError("is not a date: write 2026-11-27 or 27/11/2026")
    return day


def _birth_day(text: str) -> str:
    return _day(text).isoformat()


def _yes_no(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise ValueError("is neither yes nor no")


def _standing(text: str) -> str:
    try:
        return _STANDINGS[text.lower().replace(" ", "_")]
    except KeyError:
        raise ValueError("is not tenant, leaseholder or household_member") from None


def _small_number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 30:
        raise ValueError("is not a number from 0 to 30")
    return int(text)


def _metres(text: str) -> int:
    whole = text.partition(".")[0]
    if not whole.isascii() or not whole.isdigit() or int(whole) > 1_300_000:
        raise ValueError("is not a number of metres of the National Grid, such as 335120")
    return int(whole)


def _email(text: str) -> str:
    if text.count("@") != 1 or text.startswith("@") or text.endswith("@") or " " in text:
        raise ValueError("is not an email address")
    return text


HOMES = Layout(
    "homes.csv",
    "Every home that you own or manage",
    ("uprn",),
    (
        Column("uprn", "Unique Property Reference Number", 12, True, _uprn),
        Column("number", "door: 12, Flat 4", 60, True),
        Column("street", "street", 100, True),
        Column("town", "town", 60, True),
        Column("postcode", "postcode", 10, True, _postcode),
        Column("neighbourhood", "your own name of the area", 60, True),
        Column("local_authority", "council of that place: homelessness referrals go there", 60, True),
        Column("kind", "house, flat, bungalow and so on", 30, True),
        Column("block", "name of the block", 80),
        Column("bedrooms", "how many", 2, False, _small_number),
        Column("scheme", "independent-living scheme, when part of one", 80),
        Column("easting", "metres of the National Grid, for the small map on a case", 10, False, _metres),
        Column("northing", "the same, northwards", 10, False, _metres),
    ),
    HomeTold,
)
PEOPLE = Layout(
    "people.csv",
    "Everybody who lives in them: tenants, leaseholders and their households",
    ("external_ref",),
    (
        Column("external_ref", "the housing system's reference of the person", 40, True),
        Column("name", "full name", 200, True),
        Column("phone", "phone number", 40),
        Column("email", "email address", 254, False, _email),
        Column("born_on", "date of birth", 10, False, _birth_day),
        Column("needs", "language and formats: Interpreter, Somali; Large print", 300),
        Column("same_as", "reference that this person was merged into, when they were", 40),
    ),
    PersonTold,
)
TENANCIES = Layout(
    "tenancies.csv",
    "Who lives where, since when, on what terms; those that ended too",
    ("external_ref", "uprn", "started_on"),
    (
        Column("external_ref", "reference of the person", 40, True),
        Column("uprn", "UPRN of the home", 12, True, _uprn),
        Column("standing", "tenant, leaseholder or household_member", 20, True, _standing),
        Column("started_on", "first day", 10, True, _day),
        Column("ended_on", "last day, once it is over", 10, False, _day),
        Column("tenancy_ref", "reference of the tenancy", 40),
        Column("tenancy_kind", "assured, secure, starter and so on", 20),
        Column("arrears", "yes when rent is owed", 5, False, _yes_no),
    ),
    TenancyTold,
)
LAYOUTS: tuple[Layout[HomeTold] | Layout[PersonTold] | Layout[TenancyTold], ...] = (HOMES, PEOPLE, TENANCIES)
