"""Who puts answers together."""

from __future__ import annotations

from upstander.confidentiality.api import Permission, StaffCard, staff_with


def searchers() -> list[tuple[StaffCard, bool]]:
    """Everybody who reads cases as part of their work, and whether each is a keeper of sealed ones. In a `viewing` block."""
    ordinary = staff_with(Permission.CASE_READ_ALL)
    keepers = {card.id: card for card in staff_with(Permission.CASE_READ_SEALED)}
    return [(card, False) for card in ordinary if card.id not in keepers] + [
        (card, True) for card in keepers.values()
    ]
