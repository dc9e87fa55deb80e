"""Cases that belong together and reports that do not: link, merge, take out; and undoing what triage decided within the hour."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import link_cases, unlink_cases
from upstander.cases.queries.api import (
    NO_ENTRIES,
    CasePage,
    case_page,
    find_cases,
    links_of_case,
    movable_reports,
)
from upstander.confidentiality.api import Permission
from upstander.intake.api import merge_cases, take_out, undo_triage
from upstander.lib.decision import Refused
from upstander.lib.references import read_reference
from upstander.sites.staff.change import change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import offer
from upstander.sites.staff.forms.together import TogetherForm
from upstander.sites.staff.frame import TRIAGE, go, refused_page
from upstander.sites.staff.guard import staff_page

_NO_CASE = "There is no case of that reference that you work with. Check it."


@staff_page(Permission.CASE_WORK, "GET", "POST")
def together(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Link, merge or take out: one form, one act."""

    def build(
        *args: Any, page: CasePage, **given: Any
    ) -> TogetherForm:  # Any: as change_case builds every form
        form = TogetherForm(*args, page=page, **given)
        movable = movable_reports(desk.viewer, case_id)
        offer(form, "report", [(str(line.id), line.reference) for line in page.reports if line.id in movable])
        return form

    def save(form: TogetherForm, version: int) -> UUID | None:
        told = form.cleaned_data
        if told["act"] == "take_out":
            report = UUID(told["report"])
            take_out(case_id=case_id, report_id=report, reason=told["reason"], by=desk.viewer, now=desk.now)
            return None
        other = _case_of(desk, told["reference"])
        if told["act"] == "link":
            link_cases(case_id=case_id, other_id=other, why=told["why"], by=desk.viewer, now=desk.now)
            return None
        merge_cases(
            case_id=case_id,
            into_id=other,
            reason=told["reason"],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )
        return other  # the one that lives

    def context(form: TogetherForm, page: CasePage) -> dict[str, Any]:
        return {"links": links_of_case(desk.viewer, case_id)}

    return change_case(
        request, desk, case_id, build, "staff/forms/together.html", save, done="together", context=context
    )


@staff_page(Permission.CASE_WORK, "POST")
def unlink(request: HttpRequest, desk: Desk, case_id: UUID, link_id: UUID) -> HttpResponse:
    """They have nothing to do with each other after all."""
    case_page(desk.viewer, case_id, now=desk.now, entries=NO_ENTRIES)
    unlink_cases(case_id=case_id, link_id=link_id, by=desk.viewer, now=desk.now)
    return go("case", case_id, done="unlinked")


@staff_page(TRIAGE, "POST")
def undo(request: HttpRequest, desk: Desk, decision_id: UUID) -> HttpResponse:
    """Put a report back as it was before one triaged it."""
    try:
        report_id = undo_triage(decision_id=decision_id, by=desk.viewer, now=desk.now)
    except Refused as refused:
        return refused_page(request, desk, refused, status=409)
    return go("triage", report_id, done="undone")


def _case_of(desk: Desk, text: str) -> UUID:
    """The case of that reference, as this viewer sees it. What they may not see and what is not there are one answer."""
    found = find_cases(desk.viewer, text, now=desk.now) if read_reference(text.strip()) else []
    if len(found) != 1:
        raise Refused(_NO_CASE)
    return found[0].id
