"""The words of a message: those of its kind, filled in with the landlord's details and nothing about the case (clause 3.5.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import yaml
from django.conf import settings

from upstander.lib.decision import refuse
from upstander.lib.packaged import packaged_text
from upstander.messages.kinds import KINDS, PLACEHOLDERS

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
OWN_SUBJECT = "A message for you"


@cache
def shipped() -> Mapping[str, Mapping[str, str]]:
    """The words of every kind, in English, by slug and part."""
    found: Any = yaml.safe_load(packaged_text("upstander.messages", "shipped/en.yaml"))
    return {slug: dict(found[slug]) for slug in KINDS}


def composed(kind: str, part: str, given: Mapping[str, str]) -> tuple[str, str]:
    """Subject and body of this kind of message. Raises Refused when a detail is missing, KeyError for a kind that is none."""
    words, known = shipped()[kind], {**landlord_words(), **given}
    return filled(words["subject"], "subject", known), filled(words[part], part, known)


def filled(words: str, part: str, given: Mapping[str, str]) -> str:
    """The words with their placeholders filled in. Raises Refused when one of them was not given."""

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name not in PLACEHOLDERS[part] or not given.get(name, "").strip():
            refuse(f"Fill in the {name} first.", "3.5.1").enforce()
        return " ".join(given[name].split())

    return _PLACEHOLDER.sub(put, words).strip()


def landlord_words() -> dict[str, str]:
    """What placeholders of the landlord itself become."""
    told = settings.LANDLORD
    return {"landlord": told["name"], "phone": told["phone"], "hours": told["opening_hours"]}


def own_numbers() -> tuple[str, ...]:
    """The landlord's own numbers, which may stand in a message."""
    return tuple(settings.LANDLORD[name] for name in ("phone", "text") if settings.LANDLORD.get(name))
