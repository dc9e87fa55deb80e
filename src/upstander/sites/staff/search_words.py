"""How a search can be narrowed, in words."""

from __future__ import annotations

from upstander.cases.api import current_edition
from upstander.cases.queries.api import CaseFilter, receivers
from upstander.confidentiality.api import Permission, team_names
from upstander.people.api import neighbourhoods
from upstander.sites.staff.desk import Desk

Filter = tuple[str, str, tuple[tuple[str, str], ...]]
# Name of the field, its label, and the codes that may be chosen.
_ALWAYS: tuple[Filter, ...] = (
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
    (
        "waits",
        "Waits on",
        (
            ("", "Anything"),
            ("body", "Another body's answer"),
            ("manager", "A manager's word on closing"),
            ("reader", "A second reader"),
            ("visit", "A visit that is planned"),
        ),
    ),
)


def filters_for(desk: Desk) -> list[Filter]:
    """Every filter with what this colleague may choose. Officers by name are for those who give cases out."""
    viewer, policy = desk.viewer, current_edition(desk.now)
    officers = receivers(viewer) if viewer.may(Permission.CASE_ASSIGN) else []
    whose = [("", "Anybody"), ("mine", "Me"), ("nobody", "Nobody yet")]
    whose += [(str(card.id), card.name) for card in officers if card.id != viewer.staff_id]
    return [
        *_ALWAYS,
        ("whose", "Officer", tuple(whose)),
        ("strand", "Felt to be about", (("", "Any"), *((each.id, each.label) for each in policy.strands))),
        ("area", "Neighbourhood", (("", "Any"), *((each, each) for each in neighbourhoods(viewer)))),
        ("team", "Team", (("", "Any"), *team_names(viewer).items())),
    ]


def filter_words(only: CaseFilter, filters: list[Filter]) -> str:
    """What it is narrowed to, like "open, high risk"; empty for everything."""
    said = []
    for name, label, choices in filters:
        code = getattr(only, name)
        if code:
            words = dict(choices).get(code, "as kept")
            said.append(
                words.lower() if name in ("state", "since", "danger", "late") else f"{label.lower()}: {words}"
            )
    return ", ".join(said)
