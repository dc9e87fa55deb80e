"""What is held about a colleague as one of the staff, for their own answer. An ordinary searcher reads it, and another after them."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from upstander.cases.alerts.api import told_outside
from upstander.confidentiality.api import SignInLine, StaffAsking, held_on_colleague
from upstander.lib.redaction import Someone
from upstander.records.bundle.drafts import Draft, Line, day, lines_of
from upstander.records.bundle.gathering import Besides

# Searches that somebody keeps may hold a name that only keepers may know, so nobody but their owner reads them, here neither.
_THEIR_OWN = (
    "While you work here you find searches that you keep, and the address of your calendar, on your own pages. Nobody else can read"
    " them, and they are deleted when you leave."
)
_LONDON = ZoneInfo("Europe/London")
_WAYS = {
    "password": "with your password",
    "code": "with a code",
    "passkey": "with a passkey",
    "directory": "through our directory",
}


def colleague_drafts(staff: StaffAsking, besides: Besides) -> Iterator[tuple[Draft, Someone]]:
    """A colleague's account and training, whom they declared to know, and their sign-ins of the last thirty days."""
    held = held_on_colleague(staff.id)
    me = Someone((staff.name,), (staff.email,))
    told = told_outside(staff.id)
    account = lines_of(
        ("Name", staff.name), ("Work email", staff.email), ("Post", staff.post), ("Teams", ", ".join(staff.teams)),
        ("Roles in this system", ", ".join(staff.roles)),
        ("How we tell you of work", told),
        *(("Away", f"{day(start)} to {day(end)}") for start, end in held.absences),
        *besides.of_colleague(staff.id),
        ("What only you see", _THEIR_OWN),
    )  # fmt: skip
    yield Draft("directory", "Your account with us as a colleague", account, own=True), me
    ties: list[Line] = []
    for each in held.relations:
        words = [f"{each.name}. {each.kind_label}.", each.details]
        words += [f"Ended on {day(each.ended_at)}."] if each.ended_at else []
        words += [f"Why it should end: {each.reason}"] if each.reason else []
        ties.append((day(each.declared_at), " ".join(filter(None, words))))
    known = tuple(each.name for each in held.relations)  # they named these themselves
    yield (
        Draft("directory", "Whom you told us you know", lines_of(*ties), own=True),
        Someone((staff.name, *known), (staff.email, *(each.details for each in held.relations))),
    )
    signed = [(day(each.at), _signed_in(each)) for each in held.sign_ins]
    yield Draft("directory", "When you signed in, in the last thirty days", lines_of(*signed), own=True), me


def _signed_in(line: SignInLine) -> str:
    how = f"{_WAYS.get(line.way, line.way)}{', refused' if line.refused else ''}"
    return ". ".join(filter(None, (f"{line.at.astimezone(_LONDON):%H:%M}, {how}", line.device, line.network)))
