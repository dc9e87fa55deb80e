"""The case page: who is at risk, how safe are they, what is due and who does it, what happened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from upstander.cases.api import CLOSURE_REASONS, EVIDENCE, ROUTES, SURVIVOR_VIEWS, VALIDITIES, edition
from upstander.cases.closing.api import check_decides
from upstander.cases.joint.api import items_of_case
from upstander.cases.measures.api import measures_of
from upstander.cases.queries.api import (
    MANAGES,
    CasePage,
    Entries,
    Most,
    case_messages,
    case_page,
    entries_by_kind,
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


@staff_page(None)
def one_case(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """Everything about one case, for those who may see it."""
    page = case_page(desk.viewer, case_id, now=desk.now, entries=_entries(request))
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
        "glances": glances(
            page, survivor, timeline_entries([page.last] if page.last else [], page), desk.now
        ),
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
        "closes": workable
        and waiting
        and may(Permission.CASE_CLOSE)
        and bool(check_decides(desk.viewer, page)),
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
        **_timeline(request, page, entries_by_kind(desk.viewer, case_id)),
    }
    return show(request, desk, "staff/case.html", context)


def _entries(request: HttpRequest) -> Entries:
    """The newest of the timeline, or of one sort of entry; all of them when that is asked for. What is not shown is not read."""
    kinds = KINDS[sort][1] if (sort := request.GET.get("show", "")) in KINDS else ()
    if request.GET.get("all") == "yes":
        return Entries(Most.ALL, kinds)
    return Entries(Most.MANY if kinds else Most.FEW, kinds)


def _timeline(request: HttpRequest, page: CasePage, counted: dict[str, int]) -> dict[str, Any]:
    """What is shown of the timeline, and the links that choose. Any: for the template."""
    address, chosen = reverse("staff:case", args=[page.head.id]), request.GET.get("show", "")
    whole = sum(counted.values())
    chips = [
        {"text": "Everything", "href": f"{address}#timeline", "current": chosen not in KINDS, "count": whole}
    ]
    for code, (text, kinds) in KINDS.items():
        if count := sum(counted.get(kind, 0) for kind in kinds):
            href = f"{address}?show={code}#timeline"
            chips.append({"text": text, "href": href, "current": code == chosen, "count": count})
            whole = count if code == chosen else whole
    kept = f"show={chosen}&" if chosen in KINDS else ""
    return {
        "entries": timeline_entries(page.timeline, page),
        "chips_items": chips,
        "all_entries": whole if whole > len(page.timeline) else 0,
        "all_href": f"{address}?{kept}all=yes#timeline",
    }
