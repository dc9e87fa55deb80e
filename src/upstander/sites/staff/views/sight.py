"""Who can see this case, and why; and what can this colleague see."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.queries.api import MANAGES, who_sees
from upstander.confidentiality.api import MAY_ASK, ROLE_NAMES, colleague_sight, everybody
from upstander.sites.staff.access_words import may_do
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.ids import id_or_none
from upstander.sites.staff.sight_words import case_words, ground_words


@staff_page(MANAGES)
def of_case(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Everybody who can see this case now."""
    sight = who_sees(desk.viewer, case_id, now=desk.now)
    return show(request, desk, "staff/case_sight.html", {"sight": sight, "ground_words": ground_words})


@staff_page(MAY_ASK)
def of_colleague(request: HttpRequest, desk: Desk) -> HttpResponse:
    """One colleague, chosen from those who work here."""
    chosen = id_or_none(request.GET.get("who", ""))
    sight = colleague_sight(desk.viewer, chosen, now=desk.now) if chosen else None
    context = {
        "people": [card for card, _ in everybody()],
        "sight": sight,
        "cases": case_words(sight) if sight else [],
        "may": may_do(sight.roles) if sight else [],
        "role_names": ROLE_NAMES,
        "gone": chosen is not None and sight is None,
    }
    return show(request, desk, "staff/colleague_sight.html", context)
