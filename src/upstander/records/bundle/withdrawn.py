"""Exhibits of a case and of those that became part of it, as a bundle calls them; and what was withdrawn of them since it was put
together: nothing of that leaves."""

from __future__ import annotations

from uuid import UUID

from upstander.cases.queries.api import merged_into
from upstander.confidentiality.api import Viewer, vault
from upstander.intake.api import ExhibitLine, exhibits_of_case
from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.records.models import Bundle, BundleSheet


def parts_of(viewer: Viewer, case_id: UUID) -> list[tuple[UUID, str]]:
    """The case, and each that became part of it with its reference, as far as the viewer sees them: their evidence stays with them."""
    parts = [(case_id, "")]
    for part, _ in parts:  # what became part of a part is added as it goes
        parts += [(each.case_id, each.reference) for each in merged_into(viewer, part)]
    return parts


def exhibit_title(each: ExhibitLine, of: str) -> str:
    """What its pages are called; `of`: the reference of the case that it stays with, when that became part of another."""
    return f"Exhibit {each.number} of {of}" if of else f"Exhibit {each.number}"


def withdrawn_sheets(viewer: Viewer, bundle: Bundle) -> dict[UUID, str]:
    """Pages of a bundle of evidence whose exhibit the viewer does not see among those of the case any more, with their titles: it was
    withdrawn, or its part was taken out again or is closed to them. In a `viewing` block."""
    if bundle.case_id is None or bundle.released_at is not None:
        return {}
    rows = BundleSheet.objects.filter(bundle=bundle, kind__in=("file", "exhibit")).order_by("position")
    titles = {row.id: vault.unseal(row, "title") for row in rows}
    if not titles:
        return {}
    standing = {
        exhibit_title(each, of)
        for part, of in parts_of(viewer, bundle.case_id)
        for each in exhibits_of_case(viewer, part)
        if each.withdrawn is None
    }
    return {each: title for each, title in titles.items() if title.split(",")[0] not in standing}


def check_withdrawn(viewer: Viewer, bundle: Bundle) -> Decision:
    """No page of a withdrawn exhibit is handed on, agreed to or let out."""
    found = withdrawn_sheets(viewer, bundle)
    given = set(BundleSheet.objects.filter(id__in=found, state="give").values_list("id", flat=True))
    if not given:
        return ALLOWED
    named = "; ".join(title for each, title in found.items() if each in given)
    return refuse(
        f"Withdrawn since it was put into the bundle, or no longer of this case: {named}. Whoever put the bundle together leaves that"
        " out; then a second person looks again.",
        "2.5",
    )
