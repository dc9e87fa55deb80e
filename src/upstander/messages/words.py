"""The words of a message: those of its kind, filled in with the landlord's details and nothing about the case (clause 3.5.1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import yaml
from django.conf import settings
from django.utils.translation import gettext, override

from upstander.lib.decision import refuse
from upstander.lib.languages import ENGLISH, number_held, right_to_left
from upstander.lib.packaged import packaged_names, packaged_text
from upstander.messages.kinds import KINDS, MAY_BE_EMPTY, PLACEHOLDERS
from upstander.messages.models import Wording

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# Not the spaces that hold the groups of a number in their order between words written from the right.
_PLAIN = " \t\r\n\f\v"
_SPACES = re.compile(f"[{_PLAIN}]+")
OWN_SUBJECT = "A message for you"


@dataclass(frozen=True, slots=True)
class Composed:
    """What a message says, in which language, and in which of the landlord's own words, when not in those that ship."""

    subject: str
    body: str
    language: str = ENGLISH
    wording_id: UUID | None = None


@cache
def shipped(language: str = ENGLISH) -> Mapping[str, Mapping[str, str]]:
    """The words of every kind, by slug and part; in English where nobody wrote them in that language yet."""
    name = "en" if language == ENGLISH else language
    if name not in packaged_names("upstander.messages", "shipped", ".yaml"):
        return shipped()
    found: Any = yaml.safe_load(packaged_text("upstander.messages", f"shipped/{name}.yaml"))
    return {slug: dict(found[slug]) for slug in KINDS}


def composed(kind: str, part: str, given: Mapping[str, str], language: str = ENGLISH) -> Composed:
    """This kind of message in that language. Raises Refused when a detail is missing, KeyError for a kind that is none."""
    own = wording_in_force(kind, language)
    words: Mapping[str, str] = own.words if own is not None else shipped(language)[kind]
    known = {**landlord_words(language), **given}
    return Composed(
        filled(words["subject"], "subject", known),
        filled(words[part], part, known),
        language,
        own.id if own is not None else None,
    )


def wording_in_force(kind: str, language: str) -> Wording | None:
    """The landlord's own words, once agreed and for as long as they are not withdrawn; the newest of them."""
    rows = Wording.objects.filter(kind=kind, language=language, agreed_at__isnull=False, withdrawn_at=None)
    return rows.order_by("-number").first()


def filled(words: str, part: str, given: Mapping[str, str]) -> str:
    """The words with their placeholders filled in. Raises Refused when one of them was not given."""

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name in MAY_BE_EMPTY and name in PLACEHOLDERS[part] and not given.get(name, "").strip():
            return ""
        if name not in PLACEHOLDERS[part] or not given.get(name, "").strip():
            refuse(f"Fill in the {name} first.", "3.5.1").enforce()
        return _SPACES.sub(" ", given[name]).strip(_PLAIN)

    return re.sub(r"\n{3,}", "\n\n", _PLACEHOLDER.sub(put, words)).strip()


def landlord_words(language: str = ENGLISH) -> dict[str, str]:
    """What placeholders of the landlord itself become."""
    told = settings.LANDLORD
    with override(language):
        hours = gettext(told["opening_hours"])
    if (
        language == "pl" and hours != told["opening_hours"]
    ):  # within a sentence Polish writes days with a small letter
        hours = hours[:1].lower() + hours[1:]
    phone = number_held(told["phone"]) if right_to_left(language) else told["phone"]
    return {"landlord": told["name"], "phone": phone, "hours": hours, "page": _page(language)}


def _page(language: str) -> str:
    """Where a person signs in with a code, in their language. A test holds it to the address of that page."""
    return f"{settings.UPSTANDER_BASE_URL}{'' if language == ENGLISH else f'/{language}'}/you"


def own_numbers() -> tuple[str, ...]:
    """The landlord's own numbers, which may stand in a message."""
    return tuple(settings.LANDLORD[name] for name in ("phone", "text") if settings.LANDLORD.get(name))
