"""Others who can help. The list is data beside this file, each entry with the day on which it was last checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib import resources

import yaml

from upstander.confidentiality.api import PUBLIC, Permission, Viewer
from upstander.governance.api import helplines_checked


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
    number: int = 0  # its place in the list

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
            number=number,
            **{key: str(value) for key, value in row.items()},
        )
        for number, row in enumerate(rows)
    )


def made_sure_of(viewer: Viewer) -> tuple[Helpline, ...]:
    """The list, each with the last day on which somebody made sure of it, here or before it shipped."""
    since = helplines_checked(viewer)
    return tuple(
        replace(each, checked=max(each.checked, since.get(each.name, each.checked))) for each in helplines()
    )


def helplines_on(today: date) -> tuple[Helpline, ...]:
    """The list as visitors see it. Nobody is asked while what ships is fresh."""
    return made_sure_of(PUBLIC) if any(each.old(today) for each in helplines()) else helplines()


def to_check(viewer: Viewer, today: date) -> int:
    """How many have gone too long without a check, for those whose task that is."""
    if not viewer.may(Permission.WORDINGS_KEEP) or not any(each.old(today) for each in helplines()):
        return 0
    return sum(each.old(today) for each in made_sure_of(viewer))
