"""What is being done on the demonstration's live cases: a few measures in different standings, and visits to come."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

from upstander.cases.measures.api import StepTold, record_step
from upstander.cases.queries.api import case_page, listed_cases
from upstander.cases.visits.api import VisitTold, plan_visit
from upstander.confidentiality.api import Viewer
from upstander.lib.decision import Refused

_MOST = 6  # cases of each officer that are shown with measures


def load_measures(officers: Iterable[Viewer], *, now: datetime) -> int:
    """Locks surveyed and ordered, advice on moving, a visit tomorrow, on the newest open cases. Returns how many were recorded.

    What the policy keeps from a case is refused there as for anybody, and left out.
    """
    recorded = 0
    for officer in officers:
        mine = [
            head
            for head in listed_cases(officer, now=now, everyone=False)[0]
            if head.state == "open" and head.officer_id == officer.staff_id
        ]
        for number, head in enumerate(mine[:_MOST]):
            page = case_page(officer, head.id, now=now)
            survivor = next((p.id for p in page.parties if p.role == "survivor"), None)
            if survivor is None or officer.staff_id is None:
                continue
            with suppress(Refused):
                if number % 3 == 0:
                    day = now - timedelta(hours=2)
                    locks = record_step(
                        case_id=head.id,
                        step=StepTold(
                            "hardening", "surveyed",
                            {"found": "The back door has no second lock. The letterbox is wide.", "wanted": "To sleep at night"},
                            max(day, head.received_at), about_id=survivor,
                        ),
                        by=officer, now=now,
                    )  # fmt: skip
                    record_step(
                        case_id=head.id,
                        step=StepTold(
                            "hardening", "ordered",
                            {
                                "items": "Second lock, back door\nLetterbox cover", "contractor": "Repairs", "discreet": "yes",
                                "fit_by": (now + timedelta(days=2)).date().isoformat(),
                            },
                            now, measure_id=locks, about_id=survivor,
                        ),
                        by=officer, now=now,
                    )  # fmt: skip
                elif number % 3 == 1:
                    told = VisitTold(
                        now + timedelta(hours=20), officer.staff_id, "office",
                        because="A room with a second door, and a colleague next to it",
                    )  # fmt: skip
                    plan_visit(case_id=head.id, told=told, by=officer, now=now)
                else:
                    advice = {
                        "wishes": "To stay, if it stops", "needs": "Two bedrooms, near the school",
                        "said": "The scheme, a swap, a move by us, and staying with more safety",
                    }  # fmt: skip
                    record_step(
                        case_id=head.id, step=StepTold("rehousing-advice", "advised", advice, now, about_id=survivor),
                        by=officer, now=now,
                    )  # fmt: skip
                recorded += 1
    return recorded
