"""What the rules of measures are asked about, as frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from upstander.cases.measures.kinds import Kind, Step

YES = "yes"


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken before, on this measure or another of the case."""

    kind: str
    code: str
    about: UUID | None
    by: UUID | None
    told: Mapping[str, str]
    on: date | None = None


def last_answers(past: Iterable[Taken]) -> dict[str, str]:
    """How each question of these steps was last answered."""
    found: dict[str, str] = {}
    for each in past:
        found |= each.told
    return found


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules are asked about. `group`: whom the edition counts the person responsible among, "" when it is about nobody.
    `closed`: restrictions on this case, each with its clause. `told`: answers; a day as 2026-11-27, a box as "yes"."""

    kind: Kind
    step: Step
    told: Mapping[str, str]
    on: date
    state: str = ""
    about: UUID | None = None
    affiliation: str = ""
    group: str = ""
    validity: str = "not_assessed"
    evidence: str = "none"
    closed: Mapping[str, str] = field(default_factory=dict)
    past: tuple[Taken, ...] = ()  # of this measure, in order
    others: tuple[Taken, ...] = ()  # of every measure of the case
    by: UUID | None = None
    senior: bool = False
    body_area: str = ""
    paper_read_on: date | None = None  # since when its paper stands as somebody other than its writer read it
    deemed_on: date | None = None  # when what was served is taken to be served
    today: date | None = None  # the day on which it is recorded
