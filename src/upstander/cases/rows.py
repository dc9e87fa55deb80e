"""Rows of one case that several parts of a page read. A page that only looks asks for them once; an act asks each time.

Each needs a `viewing` block, and shows what its viewer may see.
"""

from __future__ import annotations

from uuid import UUID

from upstander.cases.models import Case, CaseReport, Discharge, Party
from upstander.confidentiality.api import once


def case_row(case_id: UUID) -> Case | None:
    """The case with its officer and what it was joined to; None when there is none that the viewer may see."""
    found = Case.objects.select_related("officer", "joined_to").filter(pk=case_id)
    return once(("case", case_id), found.first)


def reports_of(case_id: UUID) -> list[CaseReport]:
    """In the order in which they came."""
    rows = CaseReport.objects.filter(case_id=case_id).order_by("received_at", "id")
    return once(("reports", case_id), lambda: list(rows))


def parties_of(case_id: UUID) -> list[Party]:
    """Those who are on the case, in the order in which they came onto it."""
    rows = Party.objects.filter(case_id=case_id).order_by("added_at", "id")
    return once(("parties", case_id), lambda: list(rows))


def discharges_of(case_id: UUID) -> list[Discharge]:
    """What answered duties, oldest first."""
    rows = Discharge.objects.filter(case_id=case_id).order_by("at", "id")
    return once(("discharges", case_id), lambda: list(rows))
