"""Who read and who changed what."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.queries.api import NO_ENTRIES, case_by_reference, case_page, case_references
from upstander.confidentiality.api import AuditSelection, Permission, audit_entries, audited_people
from upstander.sites.staff.audit_words import AUDIT_ACTIONS
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.times import NoSuchTime, london_moment, read_date

_NOWHERE = UUID(int=0)  # no case has it: a reference that leads nowhere finds nothing


@staff_page(Permission.AUDIT_READ)
def entries(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The audit, by case reference, person, action and time. References and ids only, so it may stand in the address."""
    asked = {
        name: request.GET.get(name, "").strip()[:60]
        for name in ("case", "person", "action", "since", "until")
    }
    errors: list[dict[str, str]] = []
    selection = _selection(desk, asked, errors)
    before = request.GET.get("before", "")
    page = audit_entries(
        desk.viewer,
        selection,
        now=desk.now,
        before=int(before) if before.isdigit() and len(before) < 18 else None,
    )
    references = case_references(desk.viewer, {line.case_id for line in page.lines if line.case_id})
    context = {
        "lines": page.lines,
        "older": page.older,
        "asked": asked,
        "references": references,
        "people": audited_people(desk.viewer),
        "actions": AUDIT_ACTIONS,
        "errors": errors,
    }
    return show(request, desk, "staff/audit.html", context, status=422 if errors else 200)


@staff_page(None)
def of_case(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Who looked at this case and who changed it, for those who may see it."""
    page = case_page(desk.viewer, case_id, now=desk.now, entries=NO_ENTRIES)
    before = request.GET.get("before", "")
    found = audit_entries(
        desk.viewer,
        AuditSelection(case_id=case_id),
        now=desk.now,
        before=int(before) if before.isdigit() and len(before) < 18 else None,
    )
    context = {"page": page, "lines": found.lines, "older": found.older, "actions": AUDIT_ACTIONS}
    return show(request, desk, "staff/case_audit.html", context)


def _selection(desk: Desk, asked: dict[str, str], errors: list[dict[str, str]]) -> AuditSelection:
    chosen: dict[str, Any] = {"action": asked["action"]}  # Any: fields of several kinds
    if asked["case"]:
        found = case_by_reference(desk.viewer, asked["case"])
        if found is None:
            text = "No case has that reference. Check each figure and the letter at the end."
            errors.append({"text": text, "href": "#case"})
        chosen["case_id"] = found or _NOWHERE
    if asked["person"]:
        try:
            chosen["actor_id"] = UUID(asked["person"])
        except ValueError:
            errors.append({"text": "Choose a person from the list.", "href": "#person"})
    chosen["since"] = start_of(asked["since"], "since", errors)
    until = start_of(asked["until"], "until", errors, following=True)
    return AuditSelection(**chosen, before_time=until)


def start_of(
    text: str, name: str, errors: list[dict[str, str]], *, following: bool = False
) -> datetime | None:
    """Midnight in London at the start of that day, or of the day after it."""
    if not text:
        return None
    try:
        day: date = read_date(text)
        return london_moment(day + timedelta(days=1) if following else day, time())
    except (NoSuchTime, OverflowError):
        errors.append({"text": "Give the date as day, month and year, like 20/11/2026.", "href": f"#{name}"})
        return None
