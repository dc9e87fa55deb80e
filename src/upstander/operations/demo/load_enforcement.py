"""Enforcement on the demonstration: weighed, a warning written, read by a colleague, served."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from upstander.cases.measures.api import (
    PaperTold,
    StepTold,
    change_paper,
    paper_line,
    pass_paper,
    record_step,
)
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import Viewer

_WEIGHED = {
    "intended": "A warning, so that it stops without a court.",
    "connected": "They say that they did not know how it was taken.",
    "less": "Two talks did not help.",
    "disability": "no",
    "support": "Offered mediation with a third body, and advice on drink.",
    "home": "A letter puts nobody's home at risk.",
    "balance": "It asks nothing of them but to stop.",
    "equality": "The officer, with the team's manager",
}


def enforce(case_id: UUID, words: str, *, by: Viewer, reader: Viewer, at: datetime) -> None:
    """What an officer and a colleague do about somebody who is said to be responsible. Raises Refused."""
    whom = next(p.id for p in case_page(by, case_id, now=at).parties if p.role == "perpetrator")

    def step(kind: str, code: str, told: dict[str, str], on: UUID | None = None) -> UUID:
        given = StepTold(kind, code, told, at, measure_id=on, about_id=whom)
        return record_step(case_id=case_id, step=given, by=by, now=at)

    step("proportionality", "proportionate", _WEIGHED)
    said = {
        "level": "first",
        "said": "Shouting at neighbours and at people who pass by.",
        "stop": "Shouting, and waiting at doors.",
    }
    letter = step("warning", "drafted", said)
    line = paper_line(by, case_id, letter)
    if line is not None and not line.told.addressee:
        whole = PaperTold("The tenant", line.told.address, line.told.words.replace("…", "neighbour"))
        change_paper(case_id=case_id, measure_id=letter, told=whole, by=by, now=at)
    pass_paper(case_id=case_id, measure_id=letter, by=reader, now=at)
    day = at.date()
    served = {
        "source_hidden": "yes", "served_how": "hand", "served_on": day.isoformat(), "served_by": "Their officer",
        "proof": words, "look_on": (day + timedelta(days=28)).isoformat(),
    }  # fmt: skip
    step("warning", "sent", served, letter)
