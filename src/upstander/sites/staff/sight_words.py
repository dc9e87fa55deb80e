"""Who sees what, in words: why somebody sees one case, and which cases one colleague sees."""

from __future__ import annotations

from upstander.cases.queries.api import Ground
from upstander.confidentiality.api import ColleagueSight, Permission

P = Permission


def ground_words(ground: Ground, until: str = "") -> str:
    """One reason. `until` is its end in words, where it has one."""
    return {
        "named": "Named to this case",
        "keeper": "Keeps sealed cases",
        "everything": "Sees every case that is not sealed",
        "officer": "Has the case",
        "cover": f"Covers for {ground.detail}, who is away",
        "urgent": f"Opened it with urgent access, until {until}",
        "team": f"Is in {ground.detail}, which has the case",
        "triage": "Decides on new reports, until this one is triaged",
    }[ground.kind]


def case_words(sight: ColleagueSight) -> list[str]:
    """Which cases this colleague sees, in the order of the rule. Never whether there are any."""
    may = sight.permissions.__contains__
    found = []
    if may(P.CASE_READ_SEALED):
        found.append(
            "Every sealed case: those in which a colleague is the survivor or the alleged perpetrator."
        )
    if may(P.CASE_READ_ALL):
        found.append("Every case that is not sealed.")
    elif may(P.CASE_READ_TEAM) and sight.teams:
        found.append(f"Cases that are with {' or '.join(sight.teams)}, unless sealed.")
    if may(P.REPORT_TRIAGE):
        found.append("New reports that wait for triage, unless sealed.")
    if may(P.SEALED_TRIAGE):
        found.append("New sealed reports.")
    if may(P.CASE_WORK):
        found.append("Cases of which they are the officer.")
    if sight.covers and not may(P.CASE_READ_ALL):
        names = " and ".join(line.name for line in sight.covers)
        found.append(f"Cases of {names}, unless sealed, while they cover.")
    if may(P.CASE_BREAK_GLASS):
        found.append("One case at a time for four hours with urgent access, unless sealed. It is reviewed.")
    if not found:
        found.append("No case, by their roles.")
    found.append("Single cases they were let in to by name. This page does not say whether there are any.")
    return found
