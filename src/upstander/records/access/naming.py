"""Who can be named to search for a requester."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from upstander.cases.queries.api import cases_naming
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
from upstander.records.bundle.people import searchers
from upstander.records.models import AccessRequest

__all__ = ["KEEPERS", "few_keepers", "searchers", "without_ties"]

KEEPERS = 2  # one puts a keeper's answer together, the other reads it


def few_keepers() -> int | None:
    """How many keepers of sealed cases there are, when they are fewer than two; else None. In a `viewing` block."""
    count = len(staff_with(Permission.CASE_READ_SEALED))
    return count if count < KEEPERS else None


def without_ties(row: AccessRequest, found: Iterable[tuple[StaffCard, bool]]) -> list[tuple[StaffCard, bool]]:
    """Those of them who are not the requester, of their name, or kept from a case that may be about them: they would read where to
    find somebody who spoke about them. Left out without a word, as in every list of officers."""
    with elevated("conflict guard"):
        name, contact = vault.unseal(row, "name"), vault.unseal(row, "contact")
        kept: set[UUID] = set(staff_tied_to(set(), [name], employed=[name]))
        for case in cases_naming(system("conflict guard"), name=name, contact=contact, people=[]):
            kept |= conflicted_staff(case.id)
    return [(card, keeper) for card, keeper in found if card.id not in kept]
