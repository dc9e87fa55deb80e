"""When somebody stopped being a customer, when they were born, and their end in the directory. Parts of larger actions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, Max, OuterRef

from upstander.confidentiality.api import Erased, destroy_keys, vault
from upstander.people.directory import same_people
from upstander.people.models import Person, Residence


def birth_dates(people: Iterable[UUID]) -> list[date]:
    """Birth dates of those of whom one is known. Needs a `viewing` block."""
    found = []
    for person in Person.objects.filter(id__in=list(people)):
        try:
            found.append(date.fromisoformat(vault.unseal(person, "born_on")))
        except ValueError:
            continue  # not known, or not written as a date
    return found


def left_on(person_id: UUID, *, today: date) -> date | None:
    """The day their last home with us ended; None while they live in one, or when none is known."""
    entries = same_people([person_id])[person_id]
    ends = list(Residence.objects.filter(person_id__in=entries).values_list("ended_on", flat=True))
    known = [day for day in ends if day is not None]
    return max(known) if known and len(known) == len(ends) and max(known) < today else None


def leavers(*, before: date) -> list[tuple[UUID, date]]:
    """People whose last home with us ended before that day, who live in none, and when: the longest ago first. As the system."""
    rows = (
        Person.objects.filter(merged_into=None)
        .exclude(Exists(Residence.objects.filter(person=OuterRef("pk"), ended_on=None)))
        .annotate(left=Max("residences__ended_on"))
        .filter(left__lt=before)
    )
    return list(rows.order_by("left", "id").values_list("id", "left"))


def references_of(people: Iterable[UUID]) -> set[str]:
    """The housing system's references of these people, by every entry it has of them. As the system."""
    entries = {entry for every in same_people(people).values() for entry in every}
    rows = Person.objects.filter(pk__in=entries).exclude(external_ref="")
    return set(rows.values_list("external_ref", flat=True))


def people_brought_back(destroyed: Iterable[UUID]) -> list[UUID]:
    """Of these subjects, whose key was destroyed, the people whose rows are here again, from an older back-up. As the system."""
    return list(Person.objects.filter(id__in=list(destroyed)).order_by("id").values_list("id", flat=True))


def erase_person(person_id: UUID, erased: Erased, *, now: datetime) -> None:
    """Destroy the key of this person and delete their rows. Inside `erasing`."""
    for rows in (Residence.objects.filter(person_id=person_id), Person.objects.filter(pk=person_id)):
        erased.add(rows.model._meta.db_table, rows._raw_delete(rows.db))
    destroy_keys([person_id], erased, now=now)
