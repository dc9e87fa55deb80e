"""Taking homes, people and tenancies from the housing system. Safe to repeat: what is as before is left as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID, uuid4

from django.db.models import F, OuterRef, QuerySet, Subquery

from upstander.confidentiality.api import (
    Act,
    Among,
    Viewer,
    acting,
    blind_index,
    insert_rows,
    keyed_digest,
    same_digest,
    update_rows,
    vault,
    viewing,
)
from upstander.lib.batches import batches
from upstander.lib.days import london_day
from upstander.people.housing.rows import Finding, HomeTold, PersonTold, ResidentTold, Taken, TenancyTold
from upstander.people.models import Home, Person, Residence

BATCH = 2000
_Row = TypeVar("_Row")
_HOME = [each.name for each in fields(HomeTold)]
_CHANGES = ["ended_on", "standing", "tenancy_ref", "tenancy_kind", "arrears"]
_SEALED = ("name", "phone", "email", "born_on", "needs")
Lines = Sequence[tuple[int, _Row]]  # each with the number of its line, for what is found


def take_homes(lines: Lines[HomeTold], *, by: Viewer, now: datetime, write: bool = True) -> Taken:
    """Add homes that are new and bring the others up to date, by UPRN. One transaction."""
    taken = Taken()
    with _act("people.take_homes", by, now, write) as act:
        known = Home.objects.filter(Among(F("uprn"), {told.uprn for _, told in lines}))
        there = {home.uprn: home for home in known}
        new: dict[str, Home] = {}
        changed: dict[str, Home] = {}
        for _, told in lines:
            if (row := there.get(told.uprn)) is None:
                new[told.uprn] = Home(id=uuid4(), **{name: getattr(told, name) for name in _HOME})
            elif any(getattr(row, name) != getattr(told, name) for name in _HOME):
                changed[told.uprn] = row
                for name in _HOME:
                    setattr(row, name, getattr(told, name))
            else:
                taken.same += 1
        taken.added, taken.changed = len(new), len(changed)
        if write:
            insert_rows(list(new.values()))
            update_rows(list(changed.values()), _HOME)
        _count(act, taken)
    return taken


def take_people(lines: Lines[PersonTold], *, by: Viewer, now: datetime, write: bool = True) -> Taken:
    """Add people who are new and bring the others up to date, by reference. One transaction.

    Safe contact is kept elsewhere and is not touched: a number that the housing system has is not one that was called safe.
    """
    taken = Taken()
    with _act("people.take_people", by, now, write) as act:
        known = _with_references({told.external_ref for _, told in lines})
        there = {row.external_ref: row for row in known}
        new: dict[str, tuple[Person, PersonTold]] = {}
        changed: dict[str, tuple[Person, PersonTold]] = {}
        for _, told in lines:
            if (row := there.get(told.external_ref)) is None:
                new[told.external_ref] = (Person(id=uuid4(), external_ref=told.external_ref), told)
            elif not same_digest(bytes(row.as_told or b""), _digest(row.id, told)):
                changed[told.external_ref] = (row, told)
            else:
                taken.same += 1
        taken.added, taken.changed = len(new), len(changed)
        if write:
            vault.create_keys([row.id for row, _ in new.values()], "person")
            vault.warm(row.id for row, _ in changed.values())
            for row, told in (*new.values(), *changed.values()):
                _write(row, told)
            insert_rows([row for row, _ in new.values()])
            update_rows([row for row, _ in changed.values()], [*_SEALED, "index_tokens", "as_told"])
        _count(act, taken)
    return taken


def follow_merges(lines: Lines[PersonTold], *, by: Viewer, now: datetime) -> Taken:
    """Make two entries one person where the housing system merged them, and two again where it took that back. One transaction.

    Nothing moves: the merged entry points at the one that stands, and whoever looks for either finds the person.
    """
    taken = Taken()
    with acting(by, now, "people.follow_merges") as act:
        wanted = {told.external_ref for _, told in lines} | {told.same_as for _, told in lines}
        there = {row.external_ref: row for row in Person.objects.filter(external_ref__in=wanted - {""})}
        into = {row.id: row.merged_into_id for row in there.values()}
        for line, told in lines:
            row = there.get(told.external_ref)
            if row is None:
                continue
            stands = there.get(told.same_as)
            if told.same_as and (stands is None or _stands(stands.id, into) == row.id):
                taken.findings.append(_no_merge(line))
                continue
            into[row.id] = stands.id if stands else None
        changed = []
        for row in there.values():
            found = _stands(row.id, into)
            root = None if found == row.id else found
            if row.merged_into_id != root:
                row.merged_into_id = root
                changed.append(row)
        Person.objects.bulk_update(changed, ["merged_into"], batch_size=BATCH)
        # Who had been merged into one of these, and is not in the file, goes with it.
        roots = Person.objects.filter(pk=OuterRef("merged_into")).values("merged_into")
        gone = Person.objects.filter(merged_into__in=[row.id for row in changed if row.merged_into_id])
        gone.update(merged_into=Subquery(roots))
        taken.changed = len(changed)
        _count(act, taken)
    return taken


def try_merges(lines: Lines[PersonTold], *, coming: Set[str], by: Viewer) -> list[Finding]:
    """What following these merges would find, by the references of the files: `coming` are those of people who are not taken yet."""
    wanted = {told.same_as for _, told in lines} - {""}
    with viewing(by):
        known = set(Person.objects.filter(external_ref__in=wanted).values_list("external_ref", flat=True))
    into: dict[str, str] = {}
    findings = []
    for line, told in lines:
        end = told.same_as
        while end in into:
            end = into[end]
        if told.same_as and (told.same_as not in known | coming or end == told.external_ref):
            findings.append(_no_merge(line))
        elif told.same_as:
            into[told.external_ref] = told.same_as
    return findings


def _no_merge(line: int) -> Finding:
    return Finding(
        "people.csv", line, "same_as", "is not the reference of another person in the directory", False
    )


def _stands(entry: UUID, into: Mapping[UUID, UUID | None]) -> UUID:
    """The entry that stands for this one. Nothing is ever merged into what stands for it, so this comes to an end."""
    while (further := into.get(entry)) is not None:
        entry = further
    return entry


def take_tenancies(
    lines: Lines[TenancyTold],
    *,
    by: Viewer,
    now: datetime,
    write: bool = True,
    coming: tuple[set[str], set[str]] = (set(), set()),
) -> Taken:
    """Add tenancies that are new and bring the others up to date: ends, arrears, references. One transaction.

    A line whose home or person is unknown is left out; `coming` are UPRNs and references that a trial has read and not stored.
    """
    taken = Taken()
    with _act("people.take_tenancies", by, now, write) as act:
        told_homes = Home.objects.filter(Among(F("uprn"), {t.uprn for _, t in lines}))
        homes = dict(told_homes.values_list("uprn", "id"))
        told_people = _with_references({t.external_ref for _, t in lines})
        people = dict(told_people.values_list("external_ref", "id"))
        there = {
            (row.person_id, row.home_id, row.started_on): row
            for row in Residence.objects.filter(Among(F("person"), people.values()))
        }
        new: dict[tuple[UUID, UUID, object], Residence] = {}
        changed: list[Residence] = []
        for line, each in lines:
            told = _so_far(each, london_day(now))
            person, home = people.get(told.external_ref), homes.get(told.uprn)
            if person is None or home is None:
                if told.external_ref not in coming[1] and person is None:
                    taken.findings.append(_unknown(line, "external_ref", "nobody has"))
                elif told.uprn not in coming[0] and home is None:
                    taken.findings.append(_unknown(line, "uprn", "no home has"))
                else:
                    taken.added += 1
                continue
            key = (person, home, told.started_on)
            if (row := there.get(key)) is None:
                new[key] = _residence(told, person, home)
            elif any(getattr(row, name) != getattr(told, name) for name in _CHANGES):
                for name in _CHANGES:
                    setattr(row, name, getattr(told, name))
                changed.append(row)
            else:
                taken.same += 1
        taken.added, taken.changed = taken.added + len(new), len(changed)
        if write:
            insert_rows(list(new.values()))
            update_rows(changed, _CHANGES)
        _count(act, taken)
    return taken


def import_homes(*, homes: Iterable[HomeTold], by: Viewer, now: datetime) -> Iterator[int]:
    """Take homes in batches; yields how many so far."""
    done = 0
    for batch in batches(homes, BATCH):
        take_homes(list(enumerate(batch)), by=by, now=now)
        done += len(batch)
        yield done


def import_residents(*, residents: Iterable[ResidentTold], by: Viewer, now: datetime) -> Iterator[int]:
    """Take people with where they live, in batches; yields how many so far. Homes come first: nobody lives in one not there."""
    done = 0
    for batch in batches(residents, BATCH):
        take_people([(n, told.person) for n, told in enumerate(batch)], by=by, now=now)
        take_tenancies([(n, told.tenancy) for n, told in enumerate(batch)], by=by, now=now)
        done += len(batch)
        yield done


@contextmanager
def _act(action: str, by: Viewer, now: datetime, write: bool) -> Iterator[Act | None]:
    if write:
        with acting(by, now, action) as act:
            yield act
    else:
        with viewing(by):
            yield None


def _count(act: Act | None, taken: Taken) -> None:
    if act is not None:
        act.detail.update(added=taken.added, changed=taken.changed, left_out=taken.left_out)


def _with_references(references: Set[str]) -> QuerySet[Person]:
    """Those who have one of these. Said besides that it is not empty: the index of references holds no empty ones, and PostgreSQL
    sees so that it will do."""
    return Person.objects.filter(Among(F("external_ref"), references)).exclude(external_ref="")


def _write(row: Person, told: PersonTold) -> None:
    vault.seal(row, **{name: getattr(told, name) for name in _SEALED})
    row.as_told = _digest(row.id, told)
    row.index_tokens = blind_index.tokens(
        [
            blind_index.name_tokens(told.name),
            blind_index.phone_tokens(told.phone),
            blind_index.email_tokens(told.email),
        ]
    )


def _digest(person_id: UUID, told: PersonTold) -> bytes:
    """Tells whether a line is as it was without opening what is sealed; bound to the person, so that equal lines do not look equal."""
    told_of = json.dumps([str(person_id), *(getattr(told, name) for name in _SEALED)])
    return keyed_digest("person as told", told_of.encode())


def _residence(told: TenancyTold, person_id: UUID, home_id: UUID) -> Residence:
    values = {name: getattr(told, name) for name in _CHANGES}
    return Residence(id=uuid4(), person_id=person_id, home_id=home_id, started_on=told.started_on, **values)


def _so_far(told: TenancyTold, today: date) -> TenancyTold:
    """A tenancy under notice runs until its last day is over: only then do its people stop being at risk there, or in conflict."""
    return replace(told, ended_on=None) if told.ended_on and told.ended_on >= today else told


def _unknown(line: int, column: str, whose: str) -> Finding:
    return Finding("tenancies.csv", line, column, f"is one that {whose}: add it to the other file")
