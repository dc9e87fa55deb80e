"""Where the demo landlord's words come from and how its chances are drawn: packaged lists and seeded dice.

The same seed gives the same landlord on every machine. Nothing here is secret or unpredictable, and nothing of it is used
outside the demo.
"""

from __future__ import annotations

import random
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def read_list(path: str) -> Any:  # YAML; the readers turn it into dataclasses
    """The packaged data file `data/<path>`, parsed. Callers must not change what they get."""
    place = files("upstander.operations.demo") / "data" / path
    text = place.read_text(encoding="utf-8")
    return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, the C one where there is one


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def dice(seed: int, *about: object) -> random.Random:
    """Dice of their own for one subject, so that a change in one place does not reshuffle the whole landlord."""
    return random.Random(f"{seed}/" + "/".join(map(str, about)))  # noqa: S311 - a demo, not a secret
