"""Cases that may be about one person, for whoever answers that person's request for their data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.cases.links import links_of, person_token
from upstander.cases.models import Case, Party
from upstander.confidentiality.api import Viewer, blind_index, elevated, vault, viewing
from upstander.people.api import same_people


@dataclass(frozen=True, slots=True)
class NamedParty:
    """Somebody on such a case. `linked`: they are that very entry of the directory."""

    id: UUID
    role: str
    role_label: str
    name: str
    linked: bool


@dataclass(frozen=True, slots=True)
class NamingCase:
    """A case that the viewer may see and that names somebody like this."""

    id: UUID
    reference: str
    received_at: datetime
    sealed: bool
    linked: bool
    parties: tuple[NamedParty, ...]


def cases_naming(viewer: Viewer, *, name: str, contact: str, people: Iterable[UUID]) -> list[NamingCase]:
    """Cases in any state, of those that the viewer may see, on which one of these people is, or somebody reached in this way, or where
    every part of the name stands as spelt or as it sounds. A person has to look at each: names are shared."""
    with elevated("entries of one person"):
        wanted = set().union(*same_people(people).values())
    linked = {person_token(each) for each in wanted}
    sure = linked | contact_tokens(contact)
    parts = [tokens for part in re.split(r"[\s\-']+", name) if (tokens := blind_index.name_tokens(part))]
    if not sure and not parts:
        return []
    every = sure.union(*parts)
    with viewing(viewer):
        rows = Case.objects.filter(index_tokens__overlap=blind_index.typed(every)).order_by("-received_at")
        found = []
        for case in rows.iterator(chunk_size=500):
            has = set(case.index_tokens)
            if has & sure or (parts and all(has & part for part in parts)):
                found.append(case)
        vault.warm(case.id for case in found)
        parties: dict[UUID, list[NamedParty]] = {}
        for row in Party.objects.filter(case__in=found).order_by("added_at"):
            person, _ = links_of(row)
            parties.setdefault(row.case_id, []).append(
                NamedParty(
                    row.id, row.role, row.get_role_display(), vault.unseal(row, "name"), person in wanted
                )
            )
        return [
            NamingCase(
                case.id,
                case.reference,
                case.received_at,
                case.sealed,
                bool(set(case.index_tokens) & linked),
                tuple(parties.get(case.id, ())),
            )
            for case in found
        ]


def contact_tokens(contact: str) -> set[int]:
    """Every phone number and email address in these words."""
    found: set[int] = set()
    for piece in re.split(r"[\n,;]+", contact):
        found |= blind_index.phone_tokens(piece)
        for word in piece.split():
            found |= blind_index.email_tokens(word.strip(".<>()"))
    return found
