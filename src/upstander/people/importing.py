"""Taking homes, people and residences from the housing system."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import TypeVar
from uuid import UUID, uuid4

from upstander.confidentiality.api import Viewer, acting, blind_index, vault
from upstander.people.models import Home, Person, Residence

_BATCH = 1000
_Row = TypeVar("_Row")


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


@dataclass(frozen=True, slots=True)
class ResidentTold:
    """A person and where they live. `external_ref` identifies them, `uprn` their home."""

    external_ref: str
    uprn: str
    name: str
    standing: str  # tenant, leaseholder, household_member
    started_on: date
    phone: str = ""
    email: str = ""
    born_on: str = ""
    needs: str = ""
    tenancy_ref: str = ""
    tenancy_kind: str = ""
    arrears: bool = False
    ended_on: date | None = None


def import_homes(*, homes: Iterable[HomeTold], by: Viewer, now: datetime) -> Iterator[int]:
    """Add homes that are not there yet, in batches; yields how many so far. Safe to repeat."""
    done = 0
    for batch in _batches(homes):
        with acting(by, now, "people.import_homes") as act:
            rows = [Home(id=uuid4(), **{f: getattr(h, f) for f in HomeTold.__slots__}) for h in batch]
            Home.objects.bulk_create(rows, ignore_conflicts=True)
            act.detail["rows"] = len(rows)
        done += len(batch)
        yield done


def import_residents(*, residents: Iterable[ResidentTold], by: Viewer, now: datetime) -> Iterator[int]:
    """Add people that are not there yet with their residence, in batches; yields how many so far. Safe to repeat.

    A resident whose home is unknown is left out: import homes first.
    """
    done = 0
    for batch in _batches(residents):
        with acting(by, now, "people.import_residents") as act:
            known = set(
                Person.objects.filter(external_ref__in=[r.external_ref for r in batch]).values_list(
                    "external_ref", flat=True
                )
            )
            homes: dict[str, UUID] = dict(
                Home.objects.filter(uprn__in={r.uprn for r in batch}).values_list("uprn", "id")
            )
            fresh = [r for r in batch if r.external_ref not in known and r.uprn in homes]
            pairs = [(r, Person(id=uuid4(), external_ref=r.external_ref)) for r in fresh]
            vault.create_keys([person.id for _, person in pairs], "person")
            for told, person in pairs:
                vault.seal(
                    person,
                    name=told.name,
                    phone=told.phone,
                    email=told.email,
                    born_on=told.born_on,
                    needs=told.needs,
                )
                person.index_tokens = blind_index.tokens(
                    [
                        blind_index.name_tokens(told.name),
                        blind_index.phone_tokens(told.phone),
                        blind_index.email_tokens(told.email),
                    ]
                )
            Person.objects.bulk_create([person for _, person in pairs])
            Residence.objects.bulk_create(
                [_residence(told, person, homes[told.uprn]) for told, person in pairs]
            )
            act.detail["rows"] = len(pairs)
        done += len(batch)
        yield done


def _residence(told: ResidentTold, person: Person, home_id: UUID) -> Residence:
    return Residence(
        id=uuid4(),
        person=person,
        home_id=home_id,
        standing=told.standing,
        tenancy_ref=told.tenancy_ref,
        tenancy_kind=told.tenancy_kind,
        started_on=told.started_on,
        ended_on=told.ended_on,
        arrears=told.arrears,
    )


def _batches(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    source = iter(rows)
    while batch := list(islice(source, _BATCH)):
        yield batch
