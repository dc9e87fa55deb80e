"""Where a request stands today, from its rows."""

from __future__ import annotations

from datetime import date, datetime

from upstander.cases.api import current_edition
from upstander.policy.api import WorkingCalendar
from upstander.records.access.rules import RequestClock, Wait, clock_of
from upstander.records.models import AccessRequest


def local_day(now: datetime) -> date:
    """Today where the landlord is."""
    return current_edition(now).calendar.local(now).date()


def waits_of(row: AccessRequest) -> list[Wait]:
    """What was asked of them. Inside a `viewing` block."""
    return [Wait(each.kind, each.asked_on, each.answered_on) for each in row.waits.all()]


def clock(row: AccessRequest, now: datetime) -> RequestClock:
    """Its clock. Weekends and bank holidays of the landlord's country count; days off of the landlord's own do not."""
    return clock_of(
        received_on=row.received_on,
        waits=waits_of(row),
        extended=bool(row.extension),
        ended_on=row.ended_on,
        ending=row.ending,
        calendar=WorkingCalendar(region=current_edition(now).calendar.region),
        today=local_day(now),
    )
