"""The case page: who is at risk, how safe are they, what is due and who does it, what happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from upstander.cases.api import CLOSURE_REASONS, EVIDENCE, ROUTES, SURVIVOR_VIEWS, VALIDITIES, edition
from upstander.cases.joint.api import items_of_case
from upstander.cases.measures.api import measures_of
from upstander.cases.queries.api import (
    MANAGES,
    CasePage,
    case_messages,
    case_page,
    glass_until,
    links_of_case,
    sharing_of_case,
)
from upstander.cases.visits.api import visits_of
from upstander.confidentiality.api import Permission, readers_of_case
from upstander.intake.api import MAY_LET_GO, mailboxes_of_case, reports_of_case
from upstander.lib.days import london_day
from upstander.records.api import retention_of
from upstander.sites.staff.case_glance import glances, home_shown, risk_chart
from upstander.sites.staff.change import FOLLOWED, WORKABLE
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.people import survivor_of
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.risk_result import differences, to_act_on
from upstander.sites.staff.timeline_kinds import KINDS
from upstander.sites.staff.timeline_words import timeline_entries

_SHOWN = 15  # timeline entries before "show all"


@staff_page(None)
def one_case(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Everything about one case, for those who may see it."""
    page = case_page(desk.viewer, case_id, now=desk.now, shows=_opened(request))
    reports = reports_of_case(desk.viewer, case_id, [report.id for report in page.reports])
    may, head = desk.viewer.may, page.head
    workable = head.state in WORKABLE
    waiting = page.closure is not None and page.closure.approved is None
    survivor, measures = survivor_of(page), measures_of(desk.viewer, case_id, today=london_day(desk.now))
    policy = edition(head.edition)
    last = page.risks[0] if page.risks else None
    begun = {each.kind.id for each in measures if last and each.opened_at >= last.assessed_at}
    context = {
        "page": page,
        "policy": policy,
        "survivor": survivor,
        "glances": glances(page, survivor, timeline_entries(page.timeline[:1], page), desk.now),
        "act_now": to_act_on(policy, page, begun),
        "risk_chart": risk_chart(page.risks),
        "risk_changes": differences(policy.risk, page.risks[1].answers, page.risks[0].answers)
        if len(page.risks) > 1
        else (),
        "home": home_shown(desk.viewer, page, survivor),
        "sharing": sharing_of_case(desk.viewer, case_id, now=desk.now),
        "measures": measures,
        "joint": items_of_case(desk.viewer, case_id, now=desk.now),
        "visits": visits_of(desk.viewer, case_id, now=desk.now),
        "messages": case_messages(desk.viewer, case_id),
        "mailboxes": mailboxes_of_case(desk.viewer, case_id),
        "told": {report.id: report for report in reports},
        "readers": readers_of_case(desk.viewer, case_id),
        "links": links_of_case(desk.viewer, case_id),
        "glass": glass_until(desk.viewer, case_id, now=desk.now),
        "works": workable and may(Permission.CASE_WORK),
        "follows": head.state in FOLLOWED and may(Permission.CASE_WORK),
        "lets_in": workable and head.sealed and may(Permission.CASE_READ_SEALED),
        "closes": workable and waiting and may(Permission.CASE_CLOSE),
        "lets_go": bool(desk.viewer.check(*MAY_LET_GO)),
        "reviews": may(Permission.CASE_CLOSE),
        "me": desk.viewer.staff_id,
        "asks_who": may(Permission.CASE_READ_SEALED) if head.sealed else any(may(each) for each in MANAGES),
        "assigns": workable and may(Permission.CASE_READ_SEALED if head.sealed else Permission.CASE_ASSIGN),
        "proposal": page.closure if waiting else None,
        "labels": {
            "closure": CLOSURE_REASONS,
            "views": SURVIVOR_VIEWS,
            "validity": VALIDITIES,
            "evidence": EVIDENCE,
            "routes": ROUTES,
        },
        "kept": retention_of(
            desk.viewer, case_id, now=desk.now, today=edition(head.edition).calendar.local(desk.now).date()
        )
        if head.state in ("closed", "routed")
        else None,
        **_timeline(request, page),
    }
    return show(request, desk, "staff/case.html", context)


def _opened(request: HttpRequest) -> Callable[[str, int], bool] | None:
    """Which entries of the timeline this page shows the words of."""
    wanted = KINDS[kind][1] if (kind := request.GET.get("show", "")) in KINDS else ()
    if not wanted and request.GET.get("all") == "yes":
        return None
    return lambda kind, number: kind in wanted if wanted else number < _SHOWN


def _timeline(request: HttpRequest, page: CasePage) -> dict[str, Any]:
    """The timeline, all of it or one kind, and the links that choose. Any: for the template."""
    kind = request.GET.get("show", "")
    wanted = KINDS[kind][1] if kind in KINDS else ()
    lines = [line for line in page.timeline if not wanted or line.kind in wanted]
    address = reverse("staff:case", args=[page.head.id])
    chips = [
        {
            "text": "Everything",
            "href": f"{address}#timeline",
            "current": not wanted,
            "count": len(page.timeline),
        }
    ]
    for code, (text, kinds) in KINDS.items():
        count = sum(line.kind in kinds for line in page.timeline)
        if count:
            href = f"{address}?show={code}#timeline"
            chips.append({"text": text, "href": href, "current": code == kind, "count": count})
    everything = bool(wanted) or request.GET.get("all") == "yes" or len(lines) <= _SHOWN
    shown = lines if everything else lines[:_SHOWN]
    return {
        "entries": timeline_entries(shown, page),
        "chips_items": chips,
        "hidden_entries": 0 if everything else len(lines) - _SHOWN,
    }
