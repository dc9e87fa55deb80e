"""Rows of one case that several parts of a page read. A page that only looks asks for them once; an act asks each time.

Each needs a `viewing` block, and shows what its viewer may see.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from upstander.cases.models import Case, CaseReport, Discharge, Party
from upstander.confidentiality.api import fetch, fetch_one, once, vault


def case_row(case_id: UUID) -> Case | None:
    """The case with its officer and what it was joined to; None when there is none that the viewer may see."""
    return once(("case", case_id), lambda: _with_its_key(case_id))


def _with_its_key(case_id: UUID) -> Case | None:
    row: Any = fetch_one(_case, case_id)  # Any: what `with_key` adds is no field
    if row is not None:
        vault.take([(row.id, row.wrapped_key)])
    return row  # type: ignore[no-any-return]


def _case(case_id: UUID) -> QuerySet[Case]:
    rows = Case.objects.select_related("officer", "joined_to").filter(pk=case_id)
    keyed: QuerySet[Case] = vault.with_key(rows, "pk")
    return keyed[:1]


def reports_of(case_id: UUID) -> list[CaseReport]:
    """In the order in which they came."""
    return once(("reports", case_id), lambda: fetch(_reports, case_id))


def _reports(case_id: UUID) -> QuerySet[CaseReport]:
    return CaseReport.objects.filter(case_id=case_id).order_by("received_at", "id")


def parties_of(case_id: UUID) -> list[Party]:
    """Those who are on the case, in the order in which they came onto it."""
    return once(("parties", case_id), lambda: fetch(_parties, case_id))


def _parties(case_id: UUID) -> QuerySet[Party]:
    return Party.objects.filter(case_id=case_id).order_by("added_at", "id")


def discharges_of(case_id: UUID) -> list[Discharge]:
    """What answered duties, oldest first."""
    return once(("discharges", case_id), lambda: fetch(_discharges, case_id))


def _discharges(case_id: UUID) -> QuerySet[Discharge]:
    return Discharge.objects.filter(case_id=case_id).order_by("at", "id")
