"""Which person and home of the directory a party is: sealed, and found through blind tokens on the case.

A stolen dump must not say at which address a survivor lives (docs/threat-model.md).
"""

from __future__ import annotations

import json
from datetime import date
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
    """Set the links of a party; what is not given stays as it was. Another home than the one they left ends what was said of that."""
    old_person, old_home = links_of(party)
    left = _read(party)[2:] if home_id in (None, old_home) else []
    found = [str(person_id or old_person or ""), str(home_id or old_home or "")]
    vault.seal(party, links=json.dumps([*found, *left]))


def seal_moved(party: Party, on: date, to: str, *, by_import: bool = False) -> None:
    """They left the home on the case on that day. `to`: where they live now, when they agree that it is written down. `by_import`:
    only the housing system says so."""
    said = [on.isoformat(), to, *(["import"] if by_import else [])]
    vault.seal(party, links=json.dumps([*_read(party)[:2], *said]))


def seal_stayed(party: Party) -> None:
    """They live at the home on the case after all."""
    vault.seal(party, links=json.dumps(_read(party)[:2]))


def links_of(party: Party) -> tuple[UUID | None, UUID | None]:
    """Person and home of a party, None where not known. The home is where things happened, also once they left it. Needs a `viewing`
    block."""
    person, home = _read(party)[:2]
    return UUID(person) if person else None, UUID(home) if home else None


def moved_of(party: Party) -> tuple[date | None, str]:
    """Since when they live at the home on the case no longer, and where they live now; None and nothing when they do."""
    said = _read(party)[2:]
    return (date.fromisoformat(said[0]), said[1]) if said else (None, "")


def left_by_import(party: Party) -> bool:
    """That they left the home on the case is known from the housing system alone."""
    return _read(party)[4:5] == ["import"]


def seal_moved_again(party: Party, on: date) -> None:
    """Since they left the home on the case they left another: told once. Where from and where to is not written down."""
    said = [*_read(party), ""][:5]
    vault.seal(party, links=json.dumps([*said, on.isoformat()]))


def last_moved(party: Party) -> date | None:
    """When they last left a home, as far as was said: the one on the case, or one after it."""
    said = _read(party)
    return date.fromisoformat(said[5] if said[5:] else said[2]) if said[2:] else None


def _read(party: Party) -> list[str]:
    found: list[str] = json.loads(vault.unseal(party, "links") or '["", ""]')
    return found
