"""How a search can be narrowed, in words."""

from __future__ import annotations

from upstander.cases.api import CaseFilter

# Name of the field, its label, and the codes that may be chosen.
FILTERS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "state",
        "State",
        (
            ("", "Any"),
            ("received", "Waiting for triage"),
            ("open", "Open"),
            ("closed", "Closed"),
            ("routed", "Passed on"),
        ),
    ),
    (
        "risk",
        "Risk",
        (
            ("", "Any"),
            ("high", "High"),
            ("medium", "Medium"),
            ("standard", "Standard"),
            ("none", "Not assessed"),
        ),
    ),
    ("whose", "Officer", (("", "Anybody"), ("mine", "Me"), ("nobody", "Nobody yet"))),
    (
        "since",
        "Received",
        (
            ("", "At any time"),
            ("7", "In 7 days"),
            ("30", "In 30 days"),
            ("90", "In 90 days"),
            ("365", "In a year"),
        ),
    ),
    ("danger", "Danger", (("", "Any"), ("yes", "Immediate danger"))),
    ("late", "Overdue", (("", "Any"), ("yes", "Something is overdue"))),
)


def filter_words(only: CaseFilter) -> str:
    """What it is narrowed to, like "open, high risk"; empty for everything."""
    said = []
    for name, label, choices in FILTERS:
        code = getattr(only, name)
        if code:
            words = dict(choices)[code].lower()
            said.append(f"{label.lower()}: {words}" if name in ("risk", "whose") else words)
    return ", ".join(said)
