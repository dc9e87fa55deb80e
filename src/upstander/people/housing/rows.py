"""What the housing system tells: one home, one person, one tenancy. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class HomeTold:
    """A home as the housing system has it. `uprn` identifies it."""

    uprn: str
    number: str
    street: str
    town: str
    postcode: str
    neighbourhood: str
    local_authority: str
    kind: str
    block: str = ""
    bedrooms: int | None = None
    scheme: str = ""
    easting: int | None = None
    northing: int | None = None


@dataclass(frozen=True, slots=True)
class PersonTold:
    """A person as the housing system has them. `external_ref` identifies them; `same_as` is the reference they were merged into."""

    external_ref: str
    name: str
    phone: str = ""
    email: str = ""
    born_on: str = ""
    needs: str = ""
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class TenancyTold:
    """One person in one home from one day. Person, home and first day together identify it."""

    external_ref: str
    uprn: str
    standing: str  # tenant, leaseholder, household_member
    started_on: date
    ended_on: date | None = None
    tenancy_ref: str = ""
    tenancy_kind: str = ""
    arrears: bool = False

    def __post_init__(self) -> None:
        if self.ended_on is not None and self.ended_on < self.started_on:
            raise ValueError("ended_on is before started_on")


@dataclass(frozen=True, slots=True)
class ResidentTold:
    """A person and where they live, in one."""

    external_ref: str
    uprn: str
    name: str
    standing: str
    started_on: date
    phone: str = ""
    email: str = ""
    born_on: str = ""
    needs: str = ""
    tenancy_ref: str = ""
    tenancy_kind: str = ""
    arrears: bool = False
    ended_on: date | None = None

    @property
    def person(self) -> PersonTold:
        return PersonTold(self.external_ref, self.name, self.phone, self.email, self.born_on, self.needs)

    @property
    def tenancy(self) -> TenancyTold:
        return TenancyTold(
            self.external_ref,
            self.uprn,
            self.standing,
            self.started_on,
            self.ended_on,
            self.tenancy_ref,
            self.tenancy_kind,
            self.arrears,
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about one line of a file that somebody should look at: where it is and what is wrong, and no value of the line."""

    file: str
    line: int
    column: str
    says: str
    left_out: bool = True  # False: the line was taken all the same


@dataclass
class Taken:
    """How many lines were new, changed, as before, and left out."""

    added: int = 0
    changed: int = 0
    same: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        return len({(each.file, each.line) for each in self.findings if each.left_out})
