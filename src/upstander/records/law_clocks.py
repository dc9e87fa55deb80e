"""How the clocks of data-protection law were kept in a span of time: sums without a name, for the performance room."""

from __future__ import annotations

from datetime import date, datetime

from upstander.records.access.standing import clock
from upstander.records.breach_rules import clock_state
from upstander.records.models import AccessRequest, Breach


def law_clocks(
    *, first: date, last: date, start: datetime, end: datetime, now: datetime
) -> dict[str, tuple[int, int]]:
    """By kind, how many clocks ran out or were stopped and how many of these in time. In a `viewing` block of the system.

    Requests that ended in the local days `first` to `last`; breaches to be reported, first known from `start` until before `end`.
    """
    requests = AccessRequest.objects.filter(ended_on__gte=first, ended_on__lte=last, ending="answered")
    states = [clock(row, now).state for row in requests.prefetch_related("waits")]
    breaches = Breach.objects.filter(aware_at__gte=start, aware_at__lt=end).exclude(reportable=False)
    told = [
        clock_state(aware_at=row.aware_at, reportable=row.reportable, reported_at=row.reported_at, now=now)
        for row in breaches
    ]
    counted = {"access": (states, {"met", "met_late"}), "breach": (told, {"met", "met_late", "overdue"})}
    return {
        kind: (sum(each in over for each in found), found.count("met"))
        for kind, (found, over) in counted.items()
    }
