"""Who can be named to search for a requester."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from upstander.cases.api import cases_naming
from upstander.confidentiality.api import (
    Permission,
    StaffCard,
    conflicted_staff,
    elevated,
    staff_tied_to,
    staff_with,
    system,
    vault,
)
from upstander.records.models import AccessRequest


def searchers() -> list[tuple[StaffCard, bool]]:
    """Everybody who reads cases as part of their work, and whether each is a keeper of sealed ones. In a `viewing` block."""
    ordinary = staff_with(Permission.CASE_READ_ALL)
    keepers = {card.id: card for card in staff_with(Permission.CASE_READ_SEALED)}
    return [(card, False) for card in ordinary if card.id not in keepers] + [
        (card, True) for card in keepers.values()
    ]


def without_ties(row: AccessRequest, found: Iterable[tuple[StaffCard, bool]]) -> list[tuple[StaffCard, bool]]:
    """Those of them who are not the requester, of their name, or kept from a case that may be about them: they would read where to
    find somebody who spoke about them. Left out without a word, as in every list of officers."""
    with elevated("conflict guard"):
        name, contact = vault.unseal(row, "name"), vault.unseal(row, "contact")
        kept: set[UUID] = set(staff_tied_to(set(), [name], employed=[name]))
        for case in cases_naming(system("conflict guard"), name=name, contact=contact, people=[]):
            kept |= conflicted_staff(case.id)
    return [(card, keeper) for card, keeper in found if card.id not in kept]
