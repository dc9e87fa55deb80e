"""The level as answers change. Reads nothing of any case: the answers come with the question, and so do those of last time."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import edition
from upstander.confidentiality.api import Permission
from upstander.policy.api import FactsError
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.risk_result import shown

_LONGEST = 20_000


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
