"""The kinds of messages there are, what each may say, and which words of a template belong where. Pure."""

from __future__ import annotations

from dataclasses import dataclass

PARTS = ("subject", "text", "email", "discreet", "letter")
PART_NAMES = {
    "subject": "Subject of the email",
    "text": "Text message",
    "email": "Email",
    "discreet": "Text or email to a device that others use",
    "letter": "Letter",
}
_ANYWHERE = frozenset({"landlord", "phone", "hours", "day", "time"})
# What each part may be filled in with. Nothing that is personal leaves except inside an envelope (clause 3.5.1).
PLACEHOLDERS: dict[str, frozenset[str]] = {
    "subject": frozenset({"landlord"}),
    "text": _ANYWHERE,
    "email": _ANYWHERE,
    "discreet": frozenset({"phone", "hours", "day", "time"}),
    "letter": _ANYWHERE | {"reference", "reason", "link"},
}
# `page` leads to where one signs in with a code, or comes back with one's words: it says nothing, and opens nothing by itself.
PLACEHOLDERS["text"] |= {"link", "page"}
PLACEHOLDERS["email"] |= {"link", "page"}
ONLY_IN = {"reason": "closure", "link": "survey"}  # whoever writes the others does not know these
MAY_BE_EMPTY = frozenset({"reason"})  # a paragraph that holds nothing else then goes
OWN_WORDS = "own-words"
LONGEST = {"text": 459, "email": 3_000, "letter": 6_000}  # characters of one's own words; 459 are three texts


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message. `follow_up`: it says, or lets be guessed, what came of a report (clause 3.2.3).

    `asks` are details that whoever sends it fills in. `made`: only an action of its own writes it.
    """

    slug: str
    label: str
    follow_up: bool = True
    asks: tuple[str, ...] = ()
    made: bool = False


KINDS: dict[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind("acknowledgement", "We have your report", follow_up=False),
        Kind("progress", "Progress update"),
        Kind("appointment", "Appointment", asks=("day", "time")),
        Kind("please-call", "Please call us", follow_up=False),
        Kind("closure", "The case is closed"),
        Kind("consent-receipt", "What you agreed we may share"),
        Kind("survey", "How did we do?", made=True),
    )
}


def part_for(way: str, *, shared_device: bool) -> str:
    """Which words of a template go out by this way."""
    if way == "post":
        return "letter"
    if shared_device:
        return "discreet"
    return "text" if way == "text" else "email"
