"""Short ways to say what a policy test is about: facts in the documented JSON shape, and what the engine answers."""

from datetime import datetime
from functools import cache
from typing import Any

from upstander.lib.packaged import packaged_text
from upstander.policy.api import Duty, Edition, Outcome, load_edition, outcome, parse_facts, parse_moment

MONDAY = "2026-11-16T10:00:00+00:00"
"""A Monday morning in winter: London is on UTC and no bank holiday is near."""

NOW = "2026-11-16T11:00:00+00:00"


@cache
def edition_text(name: str = "ovh-2021") -> str:
    """The text of a shipped edition."""
    return packaged_text("upstander.policy", f"editions/{name}.yaml")


def edition(name: str = "ovh-2021") -> Edition:
    """A shipped edition."""
    return load_edition(edition_text(name), f"{name}.yaml")


def at(text: str) -> datetime:
    """A time from its ISO form."""
    return parse_moment(text, "test")


def report(received_at: str = MONDAY, **more: Any) -> dict[str, Any]:
    """One report by the survivor, who can be reached."""
    return {"received_at": received_at, "reporter": "survivor", "reporter_contactable": True, **more}


AMINA: dict[str, Any] = {"affiliation": "customer", "identified": True, "contactable": True}
"""The survivor: a tenant whom we know and can reach."""

GWEN = {"known": True, "affiliation": "customer"}
"""The neighbour said to be responsible."""


def ask(
    *reports: dict[str, Any],
    survivor: dict[str, Any] | None = None,
    now: str = NOW,
    under: str = "ovh-2021",
    **case: Any,
) -> Outcome:
    """The outcome on these reports (one plain report when none is given), with Amina as survivor unless told otherwise."""
    facts = {
        "reports": list(reports) or [report()],
        "survivor": AMINA if survivor is None else survivor,
        **case,
    }
    return outcome(parse_facts(facts, edition(under)), edition(under), at(now))


def ids(answer: Outcome) -> list[str]:
    """The ids of the duties that arose, in order."""
    return [duty.id for duty in answer.duties]


def the(answer: Outcome, id: str, report: int | None = None) -> Duty:
    """The duty of that id, which must have arisen."""
    duty = answer.duty(id, report)
    assert duty is not None, f"{id} did not arise: {ids(answer)}"
    return duty


def due(answer: Outcome, id: str, report: int | None = None) -> str:
    """When the duty is due, in ISO form."""
    return the(answer, id, report).due_at.isoformat()
