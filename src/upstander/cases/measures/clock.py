"""What time does to measures: whoever has the case is told of what was expected and has not come, and each week again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from upstander.cases.models import ActionPlan, CaseState, Measure, Referral
from upstander.cases.officers import holders, tell_anew
from upstander.confidentiality.api import Viewer, acting
from upstander.lib.days import london_day

_BATCH = 200
_AGAIN = timedelta(days=7)
_BEFORE = timedelta(days=28)  # time to have a claim drawn up, or another notice


def chase_measures(*, by: Viewer, now: datetime) -> int:
    """Bodies that are silent, steps and reviews of plans whose day has passed, and notices that lapse soon. Returns how many were
    told of."""
    today = london_day(now)
    silent = Referral.objects.filter(answer="", closed_at=None, chase_at__lt=now).order_by("chase_at")
    late = Measure.objects.filter(ended_at=None, next_on__lt=today).order_by("next_on")
    plans = ActionPlan.objects.filter(ended_at=None, review_on__lt=today, case__state=CaseState.OPEN)
    lapsing = Measure.objects.filter(ended_at=None, lapses_on__isnull=False, lapses_on__lte=today + _BEFORE)
    with acting(by, now, "clock.measures") as act:
        told = _chase(silent, "referral_silent", now) + _chase(late, "measure_late", now)
        told += _chase(plans.order_by("review_on"), "plan_review", now)
        told += _chase(lapsing.order_by("lapses_on"), "notice_lapses", now, mark="lapse_told_at")
        act.detail["told"] = told
    return told


def _chase(rows: QuerySet[Any], notice: str, now: datetime, *, mark: str = "chased_at") -> int:
    """Tell whoever has each case; returns of how many rows. Any: rows of several models, each with a case and that mark.

    Silence is told again while the case is open: one notice that was put aside must not be the last of it. A day that lapses is not.
    """
    never, told = Q(**{mark: None}), Q(chased_at__lt=now - _AGAIN, case__state=CaseState.OPEN)
    late: list[Any] = []
    for which in (never, told) if mark == "chased_at" else (never,):  # apart, for an index each
        waiting = rows.filter(which).select_for_update(skip_locked=True, of=("self",))
        late += waiting.select_related("case")[:_BATCH]
    for row in late:
        tell_anew(row.case, holders(row.case, now=now), notice, now)
        setattr(row, mark, now)
        row.save(update_fields=[mark])
    return len(late)
