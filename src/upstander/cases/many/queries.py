"""Cases that somebody ticked, and what can be done on several of them at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from upstander.cases.cards import CaseHead
from upstander.cases.editions import ever_answered_by
from upstander.cases.many.actions import AT_MOST
from upstander.cases.models import Case, CaseState, Duty, DutyState
from upstander.cases.queries.heads import case_heads
from upstander.confidentiality.api import Viewer, viewing
from upstander.policy.api import Deed


def chosen_cases(viewer: Viewer, ids: Iterable[UUID], *, now: datetime) -> list[CaseHead]:
    """The open ones of the first hundred of these that the viewer sees, the longest open first. A page says when there are more."""
    with viewing(viewer):
        rows = Case.objects.filter(id__in=list(dict.fromkeys(ids))[:AT_MOST], state=CaseState.OPEN)
        return case_heads(rows.order_by("received_at", "id"), now=now)


def duties_of_chosen(viewer: Viewer, ids: Iterable[UUID]) -> list[tuple[str, str, int]]:
    """Every duty that is open on one of these cases: its id, its name, and on how many; the most first. Triage is never among them."""
    with viewing(viewer):
        rows = Duty.objects.filter(case_id__in=list(ids), state=DutyState.OPEN)
        found = set(
            rows.exclude(slug__in=ever_answered_by(Deed.TRIAGE)).values_list("slug", "label", "case_id")
        )
    counted = Counter((slug, label) for slug, label, _ in found)
    return [(slug, label, count) for (slug, label), count in counted.most_common()]
