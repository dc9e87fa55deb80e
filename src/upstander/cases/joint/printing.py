"""A pack or minutes on paper: an accessible PDF of what one body may see. And a calendar entry that says nothing of what a meeting is
for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings

from upstander.cases.joint.cards import GivenPack, MeetingLine, PackLine, PackPreview
from upstander.cases.joint.terms import PROMISE, SORTS
from upstander.lib.languages import plain_day
from upstander.lib.pdf import make_pdf

_LONDON = ZoneInfo("Europe/London")


def pack_pdf(pack: GivenPack | PackPreview, *, now: datetime) -> bytes:
    """The pack of one body, or its minutes, for its eyes only. The same for staff who look at it and for the body itself."""
    line: PackLine | PackPreview = pack.line if isinstance(pack, GivenPack) else pack
    after = line.sort == "minutes"
    actions: list[tuple[str, str, date]]
    if isinstance(pack, GivenPack):
        actions = [
            (each.called, each.what, each.due_on) for each in pack.actions if after or each.state == "agreed"
        ]
    else:
        actions = [("", each.what, each.due_on) for each in pack.actions]
    landlord = settings.LANDLORD["name"]
    agency, local = pack.agency, line.at.astimezone(_LONDON)
    data = {
        "after": after,
        "came": list(pack.came),
        "foot": f"Confidential. For {agency} alone. {landlord}, {now.astimezone(_LONDON):%d/%m/%Y}",
        "for": agency,
        "when": f"{plain_day(local)}, {local:%H:%M}",
        "place": line.place,
        "promise": PROMISE,
        "items": [
            {
                "called": each.called,
                "asks": list(each.asks),
                "lines": [{"name": name, "text": text} for name, text in each.lines],
            }
            for each in pack.items
        ],
        "strategic": [
            {
                "title": SORTS[each.sort] + (f": {each.neighbourhood}" if each.neighbourhood else ""),
                "text": each.words,
                "decision": each.decision,
            }
            for each in pack.strategic
        ],
        "actions": [
            {"called": called, "what": what, "due": f"{due:%d/%m/%Y}"} for called, what, due in actions
        ],
    }
    title = f"Minutes: {line.group}" if after else line.group
    return make_pdf("cases/joint/pack.typ", data, title=title, now=now)


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
