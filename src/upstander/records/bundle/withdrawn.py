"""Exhibits that were withdrawn since a bundle was put together: nothing of them leaves."""

from __future__ import annotations

import re
from uuid import UUID

from upstander.confidentiality.api import Viewer, vault
from upstander.intake.api import exhibits_of_case
from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.records.models import Bundle, BundleSheet

_NUMBER = re.compile(r"Exhibit (\d+)(?:,|$)")  # as titles of their pages begin


def withdrawn_sheets(viewer: Viewer, bundle: Bundle) -> dict[UUID, str]:
    """Pages of a bundle of evidence whose exhibit was withdrawn, with their titles. In a `viewing` block."""
    if bundle.case_id is None or bundle.released_at is not None:
        return {}
    out = {each.number for each in exhibits_of_case(viewer, bundle.case_id) if each.withdrawn is not None}
    if not out:
        return {}
    rows = BundleSheet.objects.filter(bundle=bundle, kind__in=("file", "exhibit")).order_by("position")
    titles = {row.id: vault.unseal(row, "title") for row in rows}
    return {
        each: title
        for each, title in titles.items()
        if (found := _NUMBER.match(title)) and int(found[1]) in out
    }


def check_withdrawn(viewer: Viewer, bundle: Bundle) -> Decision:
    """No page of a withdrawn exhibit is handed on, agreed to or let out."""
    found = withdrawn_sheets(viewer, bundle)
    given = set(BundleSheet.objects.filter(id__in=found, state="give").values_list("id", flat=True))
    if not given:
        return ALLOWED
    named = "; ".join(title for each, title in found.items() if each in given)
    return refuse(
        f"Withdrawn since it was put into the bundle: {named}. Whoever put the bundle together leaves that out; then a second person"
        " looks again.",
        "2.5",
    )
