"""Saved views of a dashboard, and the parts one can choose."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from upstander.cases.api import current_edition
from upstander.confidentiality.api import Permission, Viewer, vault, viewing
from upstander.people.api import neighbourhoods
from upstander.performance import words
from upstander.performance.models import SavedView


@dataclass(frozen=True, slots=True)
class SavedLine:
    """One saved view: its filters, and what they are called."""

    id: UUID
    months: int
    part: str
    name: str


def saved_views(viewer: Viewer) -> list[SavedLine]:
    """The viewer's own. Raises Refused without `measures.read`."""
    viewer.check(Permission.MEASURES_READ).enforce()
    with viewing(viewer):
        rows = list(SavedView.objects.order_by("-saved_at"))
        vault.warm({row.id for row in rows if row.name})
        return [
            SavedLine(
                row.id,
                row.months,
                f"{row.dimension}:{row.code}" if row.dimension else "",
                vault.unseal(row, "name")
                or f"{words.of_code('reports', row.dimension, row.code) if row.dimension else 'Everything'},"
                f" {row.months} months",
            )
            for row in rows
        ]


def parts_to_choose(viewer: Viewer) -> list[tuple[str, list[tuple[str, str]]]]:
    """Parts by which a dashboard may be narrowed, by dimension: (name, [(value, words)])."""
    edition = current_edition()
    codes = {
        "strand": [*(each.id for each in edition.strands), "none"],
        "channel": [each.id for each in edition.channels],
        "risk": ["high", "medium", "standard", "not_assessed"],
        "night": ["night", "day"],
        "area": neighbourhoods(viewer),
    }
    return [
        (
            words.DIMENSIONS[dimension],
            [(f"{dimension}:{code}", words.of_code("reports", dimension, code)) for code in known],
        )
        for dimension, known in codes.items()
    ]
