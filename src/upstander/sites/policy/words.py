"""How the pages on the policy put states and sources into words."""

from __future__ import annotations

from datetime import date

from upstander.cases.queries.api import Tally
from upstander.lib.languages import month_and_year, plain_day

STANDINGS = {
    "broken": "Broken",
    "at_risk": "At risk",
    "under_way": "Under way",
    "kept": "Kept",
    "answered": "Could not be done",
    "quiet": "Nothing asked",
}
TONES = {
    "broken": "late",
    "at_risk": "soon",
    "under_way": "open",
    "kept": "met",
    "answered": "quiet",
    "quiet": "quiet",
}
MEANINGS = {
    "broken": "Not done in time: still open past its due time, or done late in this span.",
    "at_risk": "Still open, with less than 24 hours left.",
    "under_way": "Still open, with more time left.",
    "kept": "Done in time in this span.",
    "answered": "Answered in time in this span, with why it could not be done. No promise kept, and none forgotten.",
}
KEEPERS = {
    "duties": "Kept by duties with clocks",
    "rules": "Kept by the software at every step",
    "people": "Kept by people",
    "software": "Built into the software",
}
WAYS = {
    "sooner": "Sooner",
    "later": "Later",
    "new": "Newly owed",
    "gone": "No longer owed",
    "stronger": "From “decide” to “must”",
    "weaker": "From “must” to “decide”",
}


def standing(name: str, tally: Tally) -> str:
    """How duties stand, in a word; where too few are settled to be told apart, what they are together."""
    return "Kept or answered" if name == "kept" and tally.together else STANDINGS[name]


def day(on: date) -> str:
    """`16 November 2023`."""
    return plain_day(on)


def month(code: str) -> str:
    """`2026-11` as `November 2026`."""
    return month_and_year(date.fromisoformat(f"{code}-01"))


def few(count: int | None) -> str:
    """A count of people that may be hidden."""
    return "hidden" if count is None else f"{count:,}"


def signed(count: int) -> str:
    """A difference: "+3", "−2", "no change"."""
    if not count:
        return "no change"
    return f"+{count:,}" if count > 0 else f"−{-count:,}"


def source(code: str) -> str:
    """Whose word a time is."""
    return "the policy’s own time" if code == "clause" else "our service standard"


def shift(hours: float | None) -> str:
    """How much sooner or later, in words."""
    if hours is None:
        return ""
    length = abs(hours)
    said = f"{length / 24:.1f} days" if length >= 48 else f"{length:.0f} hours"
    return f"{said} {'sooner' if hours < 0 else 'later'} on average"
