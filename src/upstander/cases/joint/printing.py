"""A pack on paper: an accessible PDF of what one body may see, and a calendar entry that says nothing of what a meeting is for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from upstander.cases.joint.cards import About, GivenItem, GivenPack, MeetingLine, PackPreview
from upstander.cases.joint.terms import PROMISE, SORTS
from upstander.lib.pdf import make_pdf

_LONDON = ZoneInfo("Europe/London")


def pack_pdf(pack: GivenPack | PackPreview, *, now: datetime) -> bytes:
    """The pack of one body, for its eyes only. The same for staff who look at it and for the body itself."""
    if isinstance(pack, GivenPack):
        group, at, place = pack.line.group, pack.line.at, pack.line.place
        actions = [(each.called, each.what, each.due_on) for each in pack.actions if each.state == "agreed"]
    else:
        group, at, place = pack.group, pack.at, pack.place
        actions = [("", each.what, each.due_on) for each in pack.actions]
    return _pdf(pack.agency, group, at, place, pack.items, pack.strategic, actions, now)


def _pdf(
    agency: str,
    group: str,
    at: datetime,
    place: str,
    items: Iterable[GivenItem],
    strategic: Iterable[About],
    actions: Iterable[tuple[str, str, object]],
    now: datetime,
) -> bytes:
    landlord = settings.LANDLORD["name"]
    local = at.astimezone(_LONDON)
    data = {
        "foot": f"Confidential. For {agency} alone. {landlord}, {now.astimezone(_LONDON):%d/%m/%Y}",
        "for": agency,
        "when": f"{local.day} {local:%B %Y}, {local:%H:%M}",
        "place": place,
        "promise": PROMISE,
        "items": [
            {
                "called": each.called,
                "asks": list(each.asks),
                "lines": [{"name": name, "text": text} for name, text in each.lines],
            }
            for each in items
        ],
        "strategic": [
            {
                "title": SORTS[each.sort] + (f": {each.neighbourhood}" if each.neighbourhood else ""),
                "text": each.words,
            }
            for each in strategic
        ],
        "actions": [
            {"called": called, "what": what, "due": f"{due:%d/%m/%Y}"} for called, what, due in actions
        ],
    }
    return make_pdf("cases/joint/pack.typ", data, title=group, now=now)


def calendar_entry(meetings: Iterable[MeetingLine], *, now: datetime) -> bytes:
    """Meetings for a calendar (RFC 5545). Calendars are shared and shown on walls: the title says that there is a meeting, no more."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Upstander//Meetings//EN", "METHOD:PUBLISH"]
    for each in meetings:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_uid(each.id)}",
            f"DTSTAMP:{_stamp(now)}",
            f"DTSTART:{_stamp(each.at)}",
            "DURATION:PT2H",
            "SUMMARY:Partnership meeting",
            *([f"LOCATION:{_text(each.place)}"] if each.place else []),
            *(["STATUS:CANCELLED"] if each.state == "cancelled" else []),
            "CLASS:PRIVATE",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + "\r\n" for line in lines).encode()


def _uid(meeting_id: UUID) -> str:
    return f"{meeting_id}@upstander.invalid"


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    for each in "\\;,":
        words = words.replace(each, f"\\{each}")
    return " ".join(words.split())


def _folded(line: str) -> str:
    """At most 75 bytes a line; what goes on begins with a space."""
    out, size = [], 0
    for letter in line:
        wide = len(letter.encode())
        if size + wide > 73:
            out.append("\r\n ")
            size = 1
        out.append(letter)
        size += wide
    return "".join(out)
