"""Somebody's duties and visits as a calendar that their own program fetches (RFC 5545), under a secret address.

A calendar is shown on phones, on shared screens and to whoever one shares it with: titles are the same for every case, nothing leads
back to one, and the marks of two people's entries of one duty have nothing in common.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event

from upstander.cases.models import CalendarFeed, Duty, DutyState, PlannedVisit, VisitState
from upstander.confidentiality.api import (
    Viewer,
    acting,
    covered_by,
    keyed_digest,
    staff_to_write_to,
    system,
    viewing,
)
from upstander.lib.decision import Refused

_BACK, _AHEAD = timedelta(days=7), timedelta(days=92)
_MOST = 500


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry, as neutral as it leaves. `mark` is made into something that leads nowhere."""

    mark: UUID
    title: str
    at: datetime
    minutes: int
    made_at: datetime


def has_calendar(viewer: Viewer) -> datetime | None:
    """Since when the viewer's calendar has an address; None when it has none."""
    if viewer.staff_id is None:
        return None
    with viewing(viewer):
        return CalendarFeed.objects.filter(pk=viewer.staff_id).values_list("made_at", flat=True).first()


def make_calendar(*, by: Viewer, now: datetime) -> str:
    """A new secret for the actor's calendar, shown this once; an earlier address ends."""
    if by.staff_id is None:
        raise Refused("Only staff have a calendar.")
    token = secrets.token_urlsafe(32)
    with acting(by, now, "calendar.make"):
        CalendarFeed.objects.filter(pk=by.staff_id).delete()
        CalendarFeed(staff_id=by.staff_id, digest=_digest(token), made_at=now).save(force_insert=True)
    return token


def end_calendar(*, by: Viewer, now: datetime) -> None:
    """Nothing is behind the address any more."""
    if by.staff_id is None:
        return
    with acting(by, now, "calendar.end"):
        CalendarFeed.objects.filter(pk=by.staff_id).delete()


def calendar_behind(token: str, *, now: datetime) -> bytes | None:
    """What that address holds at this moment, with its owner's own eyes; None when it leads nowhere or they have left."""
    by = system("calendar")
    with viewing(by):
        staff_id = CalendarFeed.objects.filter(digest=_digest(token)).values_list("pk", flat=True).first()
    who = staff_to_write_to(staff_id) if staff_id else None
    return _written(_entries(who[1], now), token) if who else None


def _entries(viewer: Viewer, now: datetime) -> list[_Entry]:
    """Row-level security decides what is there: a case in conflict, or sealed from them, is not."""
    if viewer.staff_id is None:
        return []
    with viewing(viewer):
        for_whom = [viewer.staff_id, *covered_by(viewer.staff_id, now=now)]
        span = {"gte": now - _BACK, "lt": now + _AHEAD}
        duties = Duty.objects.filter(
            state=DutyState.OPEN,
            case__officer_id__in=for_whom,
            due_at__gte=span["gte"],
            due_at__lt=span["lt"],
        )
        mine = PlannedVisit.objects.filter(officer_id__in=for_whom) | PlannedVisit.objects.filter(
            second_id=viewer.staff_id
        )
        visits = mine.exclude(state=VisitState.CANCELLED).filter(at__gte=span["gte"], at__lt=span["lt"])
        return [
            *(
                _Entry(id, "Something is due", due, 0, opened)
                for id, due, opened in duties.order_by("due_at", "id").values_list(
                    "id", "due_at", "opened_at"
                )[:_MOST]
            ),
            *(
                _Entry(id, "Appointment", at, minutes, at)
                for id, at, minutes in visits.order_by("at", "id").values_list("id", "at", "minutes")[:_MOST]
            ),
        ]


def _written(entries: list[_Entry], token: str) -> bytes:
    """The same entries give the same bytes, so that an unchanged calendar is not sent again."""
    calendar = Calendar()
    calendar.add("prodid", "-//Upstander//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Work")
    for entry in entries:
        event = Event()
        event.add("uid", hmac.digest(token.encode(), entry.mark.bytes, "sha256").hex()[:32])
        event.add("dtstamp", entry.made_at)
        event.add("dtstart", entry.at)
        event.add("dtend", entry.at + timedelta(minutes=entry.minutes or 15))
        event.add("summary", entry.title)
        event.add("class", "PRIVATE")
        event.add("transp", "OPAQUE" if entry.minutes else "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _digest(token: str) -> bytes:
    return keyed_digest("calendar feed", token.encode())
