"""Which person and home of the directory a party is: sealed, and found through blind tokens on the case.

A stolen dump must not say at which address a survivor lives (docs/threat-model.md).
"""

from __future__ import annotations

import json
from uuid import UUID

from upstander.cases.models import Party
from upstander.confidentiality.api import blind_index, vault


def person_token(person_id: UUID) -> int:
    """The token of a directory entry in `Case.index_tokens`."""
    return blind_index.token("person", str(person_id))


def home_token(home_id: UUID) -> int:
    """The token of a home in `Case.index_tokens`."""
    return blind_index.token("home", str(home_id))


def seal_links(party: Party, person_id: UUID | None, home_id: UUID | None) -> None:
    """Set the links of a party; what is not given stays as it was."""
    old_person, old_home = links_of(party)
    person, home = person_id or old_person, home_id or old_home
    vault.seal(party, links=json.dumps([str(person or ""), str(home or "")]))


def links_of(party: Party) -> tuple[UUID | None, UUID | None]:
    """Person and home of a party, None where not known. Needs a `viewing` block."""
    person, home = json.loads(vault.unseal(party, "links") or '["", ""]')
    return UUID(person) if person else None, UUID(home) if home else None
