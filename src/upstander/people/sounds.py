"""How the name of a street or block sounds, so that one heard on the phone is found however it was spelt."""

from __future__ import annotations

import re

import jellyfish

from upstander.confidentiality.api import blind_index

_WORD = re.compile(r"[^\W\d_]+")
_KIND = re.compile(
    r"road|rd|street|st|avenue|ave|av|walk|close|cl|lane|ln|court|ct|crescent|drive|way|terrace|grove|place|square|gardens|house|mews"
    r"|rise|row|view|park|the"
)


def name_of_place(place: str) -> str:
    """The words that tell one street from another: not "Road" and its like, which people mix up, but where nothing else is there."""
    words = _WORD.findall(blind_index.normalise(place).replace("'", ""))
    return " ".join([word for word in words if not _KIND.fullmatch(word)] or words)


def sound_of_place(place: str) -> str:
    """What two spellings of one street share."""
    return " ".join(jellyfish.metaphone(word) or word for word in name_of_place(place).split())[:100]


def nearly_spelt(one: str, other: str) -> bool:
    """Can one be a spelling of the other? Vowels hardly count for the sound, so one sign in three may differ and no more."""
    first, second = name_of_place(one), name_of_place(other)
    return jellyfish.damerau_levenshtein_distance(first, second) <= max(len(first), len(second)) // 3
