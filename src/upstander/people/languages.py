"""Which language somebody needs, read from what the housing system says of their needs ("Interpreter, Somali; Large print")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from uuid import UUID

from babel import Locale
from django.db.models import Exists, F, Func, IntegerField, OuterRef

from upstander.confidentiality.api import vault
from upstander.lib.batches import batches
from upstander.people.models import Person, Residence

_PARTS = re.compile(r"[;,:/()]|\band\b|\bor\b")
_NOT_SPOKEN = {"english"}
_BATCH = 2000
OF_NOTHING = 33  # bytes: what the vault makes of no words at all; nobody's entry is opened for nothing


@cache
def _names() -> dict[str, str]:
    """Every language the CLDR knows, as it is called in English, by its name in small letters."""
    names = {name.casefold(): name for name in Locale("en").languages.values()}
    signed = {"bsl": "British Sign Language", "british sign language": "British Sign Language"}
    return {**names, "farsi": "Persian", "bengali": "Bangla", **signed}


def language_in(needs: str) -> str:
    """The first language other than English that these words name, in English; empty when they name none."""
    for part in _PARTS.split(needs.casefold()):
        name = part.strip().removesuffix("interpreter").strip().removeprefix("interpreter").strip()
        if name and name not in _NOT_SPOKEN and name in _names():
            return _names()[name]
    return ""


def languages_of(people: Iterable[UUID]) -> dict[UUID, str]:
    """The language of each of these people, where the directory names one. For the system."""
    rows = list(Person.objects.filter(pk__in=list(people)).exclude(needs=None))
    vault.warm({row.id for row in rows})
    found = {row.id: language_in(vault.unseal(row, "needs")) for row in rows}
    return {person: language for person, language in found.items() if language}


def people_by_language() -> dict[str, int]:
    """How many people who live in our homes now need each language. For the system."""
    counted: Counter[str] = Counter()
    size = Func(F("needs"), function="octet_length", output_field=IntegerField())
    living = Person.objects.annotate(size=size).filter(size__gt=OF_NOTHING, merged_into=None)
    living = living.filter(Exists(Residence.objects.filter(person=OuterRef("pk"), ended_on=None)))
    ids = living.values_list("id", flat=True).iterator(chunk_size=_BATCH)
    for some in batches(ids, _BATCH):
        counted.update(languages_of(some).values())
    return dict(counted)
