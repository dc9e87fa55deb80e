"""Others who can help. The list is data beside this file, each entry with the day on which it was last checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import yaml


@dataclass(frozen=True, slots=True)
class Helpline:
    """One service. Numbers are as people dial them."""

    name: str
    purpose: str
    checked: date
    source: str
    phone: str = ""
    emergency: str = ""
    text: str = ""
    relay: str = ""
    hours: str = ""
    website: str = ""

    def old(self, today: date) -> bool:
        """True when nobody has checked it for more than six months."""
        return (today - self.checked).days > 183


@cache
def helplines() -> tuple[Helpline, ...]:
    """The list, in the order in which it is shown."""
    rows = yaml.safe_load(resources.files(__package__).joinpath("helplines.yaml").read_text(encoding="utf-8"))
    return tuple(
        Helpline(
            purpose=str(row.pop("for")),
            checked=row.pop("checked"),
            **{key: str(value) for key, value in row.items()},
        )
        for row in rows
    )
