"""Whom a number, an address or a reference of the directory means, for signing in. Only ever one person, or nobody."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from upstander.confidentiality.api import blind_index, vault
from upstander.people.directory import same_people
from upstander.people.models import Person, Residence

_MOST = 50
_LONGEST_REFERENCE = 40


@dataclass(frozen=True, slots=True)
class Reached:
    """A person with every entry of theirs, and the number or address as the directory has it."""

    person_id: UUID
    entries: frozenset[UUID]
    email: str = ""
    phone: str = ""


def sole_person_reached(token: int) -> Reached | None:
    """The one person whom this number or address reaches, by its blind token. Seen as the system.

    What is held for two people, a couple's number or a parent's, tells nobody who is at the other end: then it is None.
    """
    (token,) = blind_index.current([token]) or {token}  # asked for before the index key changed
    rows = list(Person.objects.filter(index_tokens__overlap=blind_index.typed([token]))[:_MOST])
    who = {row.merged_into_id or row.id for row in rows}
    if len(who) != 1:
        return None
    person_id = who.pop()
    entries = same_people([person_id])[person_id]
    email, phone = vault.unseal(rows[0], "email"), vault.unseal(rows[0], "phone")
    if token in blind_index.email_tokens(email):
        return Reached(person_id, entries, email=email)
    return Reached(person_id, entries, phone=phone) if token in blind_index.phone_tokens(phone) else None


def sole_person_referred(reference: str, *, tenancy: bool) -> UUID | None:
    """The one person whom the housing system knows by this reference: their own, or that of a tenancy which they alone hold today.

    Seen as the system. None when nobody or more than one is meant: a joint tenancy tells nobody who is at the other end.
    """
    text = reference.strip()
    if not text or len(text) > _LONGEST_REFERENCE:
        return None
    if tenancy:
        holds = Residence.objects.filter(tenancy_ref__iexact=text, ended_on=None)
        people = Person.objects.filter(
            pk__in=holds.exclude(standing=Residence.Standing.HOUSEHOLD).values("person_id")
        )
    else:
        people = Person.objects.filter(external_ref__iexact=text)
    who = {row.merged_into_id or row.id for row in people[:_MOST]}
    return who.pop() if len(who) == 1 else None
