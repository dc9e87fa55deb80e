"""The scenarios of the built-in refresher."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import yaml

from upstander.lib.packaged import packaged_text


@dataclass(frozen=True, slots=True)
class Scenario:
    """One story with its question. `right` is the place of the right answer, from 0."""

    id: str
    story: str
    ask: str
    answers: tuple[str, ...]
    right: int
    why: str


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Every scenario, in order."""
    rows = yaml.safe_load(packaged_text("upstander.governance", "training/refresher.yaml"))
    return tuple(Scenario(**{**row, "answers": tuple(row["answers"])}) for row in rows)


def wrong_answers(given: dict[str, int]) -> list[str]:
    """Ids of the scenarios that were not answered rightly, or not at all."""
    return [each.id for each in scenarios() if given.get(each.id) != each.right]
