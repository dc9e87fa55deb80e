"""Enforcement on the demonstration: weighed, a warning written, read by a colleague, served."""

from __future__ import annotations

import re
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

_NOT_KNOWN = re.compile(r"\[fill in: [^\[\]]+\]")  # what a paper says is missing
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
    letter = write_warning(case_id, by, at)
    pass_paper(case_id=case_id, measure_id=letter, by=reader, now=at)
    day = at.date()
    served = {
        "source_hidden": "yes", "served_how": "hand", "served_on": day.isoformat(), "served_by": "Their officer",
        "proof": words, "look_on": (day + timedelta(days=28)).isoformat(),
    }  # fmt: skip
    _step(case_id, "warning", "sent", served, by=by, at=at, on=letter)


def write_warning(case_id: UUID, by: Viewer, at: datetime) -> UUID:
    """Weighed and written, for a colleague to read; returns the measure. Raises Refused, and StopIteration where nobody is named."""
    _step(case_id, "proportionality", "proportionate", _WEIGHED, by=by, at=at)
    said = {
        "level": "first",
        "said": "Shouting at neighbours and at people who pass by.",
        "stop": "Shouting, and waiting at doors.",
    }
    letter = _step(case_id, "warning", "drafted", said, by=by, at=at)
    line = paper_line(by, case_id, letter)
    if line is not None and not line.told.addressee:
        whole = PaperTold("The tenant", line.told.address, _NOT_KNOWN.sub("neighbour", line.told.words))
        change_paper(case_id=case_id, measure_id=letter, told=whole, by=by, now=at)
    return letter


def _step(
    case_id: UUID,
    kind: str,
    code: str,
    told: dict[str, str],
    *,
    by: Viewer,
    at: datetime,
    on: UUID | None = None,
) -> UUID:
    whom = next(p.id for p in case_page(by, case_id, now=at).parties if p.role == "perpetrator")
    given = StepTold(kind, code, told, at, measure_id=on, about_id=whom)
    return record_step(case_id=case_id, step=given, by=by, now=at)
