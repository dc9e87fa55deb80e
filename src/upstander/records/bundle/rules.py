"""What of a case may be given to whom, and what each step of a bundle asks first. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from upstander.lib.decision import ALLOWED, Decision, refuse

# Why something is left out. The words stand in every answer, whatever was left out of it, and name no case.
EXEMPTIONS = {
    "other": "It is about somebody else, or could show who somebody else is",
    "crime": "Giving it would get in the way of preventing or looking into a crime",
    "legal": "It is legal advice, or was written for a court",
    "harm": "Giving it could seriously harm somebody's health",
}
NUMBERS = {code: number for number, code in enumerate(EXEMPTIONS, 1)}
# Why words that were found stay in.
KEPT = {
    "self": "It is about the person who asks",
    "theirs": "They told us this themselves",
    "agreed": "Whoever it is about agreed",
    "fair": "It is fair to give it: they know it, or it is no secret",
    "needed": "Whoever receives it needs this, and may be told",
    "wrong": "It identifies nobody",
}
# The same codes where it is evidence for a court, the police or a new home: nobody there asked for their own data.
EVIDENCE_EXEMPTIONS = {
    **EXEMPTIONS,
    "other": "It is about somebody who has no part in this, or could show who they are",
    "legal": "It is legal advice, or was written to prepare for court",
}
EVIDENCE_KEPT = {
    **KEPT,
    "self": "It is about the survivor",
    "theirs": "It is the survivor's own account",
    "fair": "It is fair to give it: it is no secret",
}
FOUND = {
    "name": "A name",
    "contact": "A phone number, email or address on the web",
    "address": "An address",
    "reference": "A reference",
    "relation": "Says who somebody is to somebody",
    "reported": "Tells of a report, or of somebody who saw or spoke",
    "": "Added",
}
ALLEGED = frozenset(
    {"perpetrator", "named"}
)  # somebody named who is none of the people may be the one who did it
# What an alleged perpetrator can be given at all: what is theirs and would be there had nobody reported anything.
THEIRS = frozenset({"directory", "message", "statement"})
WAYS = {"secure_email": "Secure email", "post": "Signed-for post", "person": "Handed over in person"}


@dataclass(frozen=True, slots=True)
class Start:
    """What a page starts as: `proposed` "give" or "withhold"; `forced`: withheld, whatever anybody thinks."""

    proposed: str
    why: str = ""
    forced: bool = False
    copyable: bool = (
        False  # a copy made elsewhere, in which everybody else is gone, may be given in its place
    )


def first_state(part: str, kind: str, *, own: bool, reporters: bool) -> Start:
    """Whether a page is proposed to be given. `own`: it is the requester's own words, entry or letter; `reporters`: that
    it is there shows that somebody else reported (clauses 3.2.3, 3.5.1)."""
    if kind == "other_file":  # a recording or a PDF cannot be read and covered here
        shows = part in ALLEGED or (reporters and not own)
        return Start("withhold", "other", forced=True, copyable=not shows)
    if part in ALLEGED:
        if kind in THEIRS and own:
            return Start("give")
        return Start("withhold", "other", forced=True)
    if reporters and not own:
        return Start("withhold", "other", forced=True)
    if own or (part == "survivor" and kind not in ("person", "against")):
        return Start("give")
    return Start("withhold", "other")


def check_decision(state: str, *, forced: bool, proposed: str, why: str, reason: str) -> Decision:
    """A page is given or left out, by somebody; against the proposal only with why."""
    if state not in ("give", "withhold"):
        return refuse("Say whether this page is given or left out.")
    if state == "withhold" and why not in EXEMPTIONS:
        return refuse("Say why the page is left out.")
    if state == "give" and forced:
        return refuse(
            "This page cannot be given: it could show that somebody reported, or cannot be covered here.",
            "3.5.1",
        )
    if state == "give" and proposed == "withhold" and not reason.strip():
        return refuse("It was proposed to leave this page out. Write down why it is given.")
    return ALLOWED


def check_handing_over(states: Iterable[str]) -> Decision:
    """Somebody else looks at it once every page is decided."""
    told = list(states)
    if not told:
        return refuse("There is no page in it yet.")
    if "" in told:
        return refuse("Look at every page first, and say of each whether it is given.")
    return ALLOWED


def check_second_look(*, maker: UUID, by: UUID | None, handed: bool, whole: bool) -> Decision:
    """A second person looks at every page before anything leaves: never the one who made it."""
    if by is None or by == maker:
        return refuse("Somebody else must look at it: not the one who put it together.", "3.5.1")
    if not handed:
        return refuse("It has not been handed over for a second look.")
    if not whole:
        return refuse("You do not see every page of it.")
    return ALLOWED


def check_release(*, checked: bool, whole: bool, way: str, safe: bool, given: bool) -> Decision:
    """Nothing leaves before the second look, and only by a way that nobody but them gets at (clause 3.5.1)."""
    if not checked:
        return refuse("A second person has to look at it first.", "3.5.1")
    if not whole:
        return refuse("You no longer see every page of it. Somebody else has to go on with it.")
    if not given:
        return ALLOWED
    if way not in WAYS:
        return refuse("Say how it is sent.")
    if not safe:
        return refuse(
            "Check first that nobody but them gets at it this way: who else lives there or reads their post and email.",
            "3.5.1",
        )
    return ALLOWED
