"""The register of what other bodies were told, for the data-protection officer."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.queries.api import RegisterAsked, disclosure_register, exported_register
from upstander.cases.sharing.api import GROUNDS
from upstander.confidentiality.api import Permission
from upstander.lib.export import csv_lines
from upstander.partners.api import agencies
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.views.audit import start_of
from upstander.sites.staff.words import (
    ASKED_BY,
    EMERGENCIES,
    INFORMATION,
    INFORMED,
    LAWFUL,
    METHODS,
    PURPOSES,
    REVIEWS,
)

_HEADER = (
    "Shared (UTC)", "Recorded (UTC)", "Case", "Body", "Information", "Purpose", "Ground", "Emergency or lawful ground",
    "Article 6", "Article 9", "Criminal allegation", "Outside agreement", "How", "Who asked", "Person informed",
    "Shared by", "Review due (UTC)", "Reviewed (UTC)", "Review",
)  # fmt: skip
_NOT_LISTED = "Not on the register of bodies"


@staff_page(Permission.DISCLOSURE_REGISTER)
def entries(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The register by time, body, ground and where the review stands. Codes only, so it may stand in the address."""
    asked, errors, selection = _asked(request)
    typed = request.GET.get("page", "")
    number = int(typed) if typed.isdigit() and len(typed) < 7 else 1
    context = {
        "found": disclosure_register(desk.viewer, selection, now=desk.now, number=number),
        "asked": asked,
        "errors": errors,
        "bodies": agencies(desk.viewer, now=desk.now, retired=True),
        "not_listed": _NOT_LISTED,
    }
    return show(request, desk, "staff/register.html", context, status=422 if errors else 200)


@staff_page(Permission.DISCLOSURE_REGISTER)
def export(request: HttpRequest, desk: Desk) -> HttpResponse:
    """What was asked for, as a file. A selection that cannot be read gives no file."""
    _, errors, selection = _asked(request)
    if errors:
        return entries(request)  # type: ignore[return-value]  # the page again, with what is wrong
    rows: list[list[Any]] = [  # Any: cells of several kinds
        [
            line.at.isoformat(),
            line.recorded_at.isoformat(),
            line.reference,
            line.agency or _NOT_LISTED,
            "; ".join(INFORMATION[kind] for kind in line.kinds),
            PURPOSES.get(line.purpose, ""),
            GROUNDS[line.ground],
            EMERGENCIES.get(line.emergency, "") or (LAWFUL[line.lawful].label if line.lawful else ""),
            line.basis,
            line.condition,
            "yes" if line.criminal_allegation else "no",
            "yes" if line.outside_agreement else "no",
            METHODS.get(line.method, ""),
            ASKED_BY.get(line.asked_by, ""),
            INFORMED.get(line.informed, ""),
            line.by,
            line.review_due_at.isoformat() if line.review_due_at else "",
            line.reviewed_at.isoformat() if line.reviewed_at else "",
            REVIEWS.get(line.review, ""),
        ]
        for line in exported_register(desk.viewer, selection, now=desk.now)
    ]
    response = HttpResponse(b"".join(csv_lines(_HEADER, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="disclosures.csv"'
    return response


def _asked(request: HttpRequest) -> tuple[dict[str, str], list[dict[str, str]], RegisterAsked]:
    names = ("since", "until", "body", "ground", "review")
    asked = {name: request.GET.get(name, "").strip()[:60] for name in names}
    errors: list[dict[str, str]] = []
    agency_id = None
    if asked["body"]:
        try:
            agency_id = UUID(asked["body"])
        except ValueError:
            errors.append({"text": "Choose a body from the list.", "href": "#body"})
    selection = RegisterAsked(
        since=start_of(asked["since"], "since", errors),
        before_time=start_of(asked["until"], "until", errors, following=True),
        agency_id=agency_id,
        ground=asked["ground"] if asked["ground"] in GROUNDS else "",
        review=asked["review"] if asked["review"] in REVIEWS else "",
    )
    return asked, errors, selection
