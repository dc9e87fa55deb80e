"""The level as answers change. Reads nothing of any case: the answers come with the question, and so do those of last time."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import edition, explain_level
from upstander.cases.queries.api import NO_ENTRIES, case_page
from upstander.confidentiality.api import Permission
from upstander.policy.api import FactsError
from upstander.sites.staff.change import change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.risk import WhyForm
from upstander.sites.staff.frame import go, show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.risk_result import shown

_LONGEST = 20_000


@staff_page(Permission.CASE_WORK, "GET", "POST")
def why(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Why the level was set by judgement: asked once it stands, since a raise waits for nothing; where nothing is owed, the case."""
    risks = case_page(desk.viewer, case_id, now=desk.now, entries=NO_ENTRIES).risks
    if request.method == "GET" and not (risks and risks[0].owes_reason):
        return go("case", case_id, done="risk-why" if risks and risks[0].reason else "")

    def save(form: WhyForm, version: int) -> None:
        explain_level(
            case_id=case_id,
            reason=form.cleaned_data["reason"],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    return change_case(request, desk, case_id, WhyForm, "staff/forms/risk_why.html", save, done="risk-why")


@staff_page(Permission.CASE_WORK, "POST")
def score_now(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """The panel beside the questions, drawn anew. `case_id` only says where links lead."""
    sent = request.POST
    answers = {name[2:]: str(sent[name]) for name in sent if name.startswith("q_") and sent[name]}
    try:
        panel = shown(edition(sent.get("edition", "")), answers, _before(sent.get("before", "")), case_id)
    except (FactsError, KeyError):
        return HttpResponse(status=404)
    return show(request, desk, "staff/risk_part.html", {"shown": panel})


def _before(text: str) -> dict[str, Any] | None:  # Any: JSON
    try:
        given = json.loads(text[:_LONGEST]) if text else None
    except ValueError:
        return None
    return given if isinstance(given, dict) else None
