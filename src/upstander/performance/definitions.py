"""Measures as dated data: what each counts, who answers for it, and from which day its definition holds.

Definitions never overlap: each holds until the next of the same measure begins. A month is counted by what held on its first day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

KINDS = frozenset(
    {
        "report", "response", "danger", "opened", "open", "closed", "repeat_survivor", "repeat_perpetrator", "risk", "plan",
        "step", "referral", "satisfaction", "sharing", "broken", "data_clocks", "survey", "satisfied", "outcome", "enforcement",
        "hardening", "body_answer", "plan_done", "training", "put_aside", "help_came",
    }
)  # fmt: skip
SHOWS = frozenset({"count", "time", "age", "share", "promises", "part", "cost"})
OF_NO_CASE = frozenset({"data_clocks", "training"})
"""What is counted in sums that come from elsewhere: no case stands behind them."""
DIMENSIONS = frozenset(
    {"channel", "risk", "strand", "behaviour", "area", "home", "night", "code", "clause", "how", "language"}
)
_FILE = Path(__file__).with_name("measures.yaml")


class FaultyDefinition(Exception):
    """A definition that cannot be used, and which."""


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition of one measure. `since` is the first day it holds."""

    id: str
    name: str
    since: date
    owner: str
    source: str
    words: str
    counts: str
    shows: str
    by: tuple[str, ...]
    settings: dict[str, int] = field(default_factory=dict)

    def setting(self, name: str, otherwise: int) -> int:
        return self.settings.get(name, otherwise)


def parse(text: str) -> tuple[Definition, ...]:
    """Every definition of the text, in its order. Raises FaultyDefinition naming the measure."""
    found: list[Definition] = []
    for measure in yaml.safe_load(text):
        mine = [_definition(measure, version) for version in measure["versions"]]
        days = [each.since for each in mine]
        if days != sorted(set(days)):
            raise FaultyDefinition(f"{measure['id']}: definitions must follow each other by their days")
        found += mine
    return tuple(found)


def _definition(measure: dict[str, Any], version: dict[str, Any]) -> Definition:
    try:
        made = Definition(
            id=measure["id"],
            name=measure["name"],
            since=version["from"],
            owner=version["owner"],
            source=version["source"],
            words=" ".join(version["definition"].split()),
            counts=version["counts"],
            shows=version["shows"],
            by=tuple(version["by"]),
            settings=dict(version.get("settings", {})),
        )
    except KeyError as missing:
        raise FaultyDefinition(f"{measure.get('id', '?')}: {missing} is missing") from missing
    if made.counts not in KINDS or made.shows not in SHOWS or not set(made.by) <= DIMENSIONS:
        raise FaultyDefinition(f"{made.id}: counts, shows or by holds an unknown word")
    if type(made.since) is not date or made.since.day != 1:
        raise FaultyDefinition(f"{made.id}: a definition begins on the first of a month")
    return made


@cache
def definitions() -> tuple[Definition, ...]:
    """All that ship with the program."""
    return parse(_FILE.read_text())


def in_force(month: date) -> dict[str, Definition]:
    """What holds in this month, by measure, in the order of the file."""
    return {each.id: each for each in definitions() if each.since <= month}
