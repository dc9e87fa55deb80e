"""Frozen values in and out of this room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from upstander.lib.marks import mark_of


@dataclass(frozen=True, slots=True)
class AgencyTold:
    """What a manager says of a body."""

    kind: str
    name: str
    reach: str
    checked_on: date
    area: str = ""
    services: str = ""
    out_of_hours: str = ""
    duties: tuple[str, ...] = ()
    mailbox: str = ""


@dataclass(frozen=True, slots=True)
class AgreementTold:
    """What was agreed with a body. `purposes` in its words, `uses` as ticked."""

    title: str
    purposes: str
    kinds: tuple[str, ...]
    starts_on: date
    review_on: date
    ends_on: date | None = None
    uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgreementCard:
    """An agreement as shown, and as the sharing gate reads it."""

    id: UUID
    title: str
    purposes: str
    kinds: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    review_on: date
    uses: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """Changes with its days."""
        return mark_of(self.ends_on, self.review_on)

    def covers(self, purpose: str) -> bool:
        """For that purpose; one from before purposes were ticked is for any."""
        return not self.uses or purpose in self.uses

    def live(self, day: date) -> bool:
        """In force on that day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class AgencyCard:
    """A body as shown. `check_again`: what is known of it is old; look before relying on it."""

    id: UUID
    kind: str
    kind_label: str
    name: str
    area: str
    services: str
    reach: str
    out_of_hours: str
    duties: tuple[str, ...]
    checked_on: date
    check_again: bool
    retired_at: datetime | None
    version: int
    agreements: tuple[AgreementCard, ...] = ()
    mailbox: str = ""

    def lapsed(self, day: date) -> bool:
        """True when every agreement with it has ended: it is told nothing but in an emergency."""
        return bool(self.agreements) and all(each.ends_on and each.ends_on < day for each in self.agreements)

    @property
    def called(self) -> str:
        """Name and area, as said in a list."""
        return f"{self.name} ({self.area})" if self.area else self.name
