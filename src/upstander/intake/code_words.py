"""The words of a return code: six at random and one to check them by. Pure: what is said here about a slip, anybody could work out.

The list holds a prime number of words, so that the check word catches every wrong word and every two words that changed places,
always and not only as a rule: the sum of each word's number times its place is nought, counted round the length of the list.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import combinations

import jellyfish

RANDOM_WORDS = 6
CODE_WORDS = RANDOM_WORDS + 1
_LONGEST_TYPED = 400  # letters; the longest code has 63
_NOT_LETTERS = re.compile(r"[^a-z]+")
_NEAR = 2  # letters wrong, missing or swapped


@cache
def word_list() -> tuple[str, ...]:
    """Every word that a code may have, in the order of the alphabet."""
    text = (resources.files("xkcdpass") / "static" / "eff-long").read_text(encoding="utf-8")
    out = (resources.files("upstander.intake") / "words_left_out.txt").read_text(encoding="utf-8")
    left_out = {word for line in out.splitlines() if not line.startswith("#") for word in line.split()}
    return tuple(sorted(set(text.split()) - left_out))


@cache
def _numbers() -> dict[str, int]:
    return {word: number for number, word in enumerate(word_list())}


def bits() -> float:
    """How much chance a code carries."""
    return RANDOM_WORDS * math.log2(len(word_list()))


def code_of(secret: bytes) -> tuple[str, ...]:
    """The code that these random bytes stand for. At least 32 of them: then no word is more likely than another by any measure."""
    if len(secret) < 32:
        raise ValueError("a return code needs at least 32 random bytes")
    words, number = word_list(), int.from_bytes(secret)
    chosen = []
    for _ in range(RANDOM_WORDS):
        number, place = divmod(number, len(words))
        chosen.append(words[place])
    return (*chosen, _fitting(chosen, RANDOM_WORDS))


def fits(words: Sequence[str]) -> bool:
    """True when these are seven words of the list, and the check word fits the others."""
    return (
        len(words) == CODE_WORDS
        and all(word in _numbers() for word in words)
        and words[-1] == _fitting(words[:-1], RANDOM_WORDS)
    )


def _fitting(others: Sequence[str], place: int) -> str:
    """The one word at this place (from nought) that fits the six others, given in order."""
    size, known = len(word_list()), _numbers()
    places = [each for each in range(CODE_WORDS) if each != place]
    total = sum((at + 1) * known[word] for at, word in zip(places, others, strict=True))
    return word_list()[-total * pow(place + 1, -1, size) % size]


# Reading what was typed ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong with the words as typed. `kind`: "empty", "count", "unknown", "meant", "swapped" or "unfitting".

    `place` counts from nought, and so does `other`, with which it may have changed places; `typed` is that word as typed; `perhaps`
    what it may have been meant to be, the likeliest first.
    """

    kind: str
    count: int = 0
    place: int = 0
    other: int = 0
    typed: str = ""
    perhaps: tuple[str, ...] = ()


def read_code(text: str) -> tuple[str, ...] | Slip:
    """The seven words, or what is wrong with them. Capitals, accents, hyphens, numbering, line ends and spacing do not matter."""
    words = _typed_words(text)
    if not words:
        return Slip("empty")
    if fits(words):
        return tuple(words)
    respaced = _respaced("".join(words))
    if respaced is not None:
        return respaced
    if len(words) != CODE_WORDS:
        return Slip("count", count=len(words))
    for place, word in enumerate(words):
        if word not in _numbers():
            return Slip("unknown", place=place, typed=word[:40], perhaps=_perhaps(words, place))
    for place, word in enumerate(words):
        meant = _fitting([*words[:place], *words[place + 1 :]], place)
        if _alike(word, meant):
            return Slip("meant", place=place, typed=word, perhaps=(meant,))
    for place, other in combinations(range(CODE_WORDS), 2):
        swapped = list(words)
        swapped[place], swapped[other] = words[other], words[place]
        if fits(swapped):
            return Slip("swapped", place=place, other=other)
    return Slip("unfitting")


def _typed_words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text[: _LONGEST_TYPED * 2].casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return [word for word in _NOT_LETTERS.split(plain) if word][: _LONGEST_TYPED // 3]


def _respaced(letters: str) -> tuple[str, ...] | None:
    """The code that these letters spell, however they were spaced. None when they spell none, or more than one."""
    if len(letters) > max(len(word) for word in word_list()) * CODE_WORDS:
        return None
    found: list[tuple[str, ...]] = []
    for words in _cut(letters, CODE_WORDS):
        if fits(words):
            found.append(words)
    return found[0] if len(found) == 1 else None


def _cut(letters: str, count: int) -> Iterator[tuple[str, ...]]:
    if count == 1:
        if letters in _numbers():
            yield (letters,)
        return
    for length in range(3, min(9, len(letters) - 3 * (count - 1)) + 1):
        if letters[:length] in _numbers():
            for rest in _cut(letters[length:], count - 1):
                yield (letters[:length], *rest)


def _perhaps(words: Sequence[str], place: int) -> tuple[str, ...]:
    """Words that this one may have been meant to be. When every other word is known, the check word names the one that fits."""
    others = [*words[:place], *words[place + 1 :]]
    if all(word in _numbers() for word in others):
        meant = _fitting(others, place)
        if _alike(words[place], meant):
            return (meant,)
    typed = words[place][:20]
    near = sorted(
        (_distance(typed, word), word) for word in word_list() if abs(len(word) - len(typed)) <= _NEAR
    )
    close = [word for distance, word in near if distance <= _NEAR][:3]
    sound = jellyfish.metaphone(typed)
    same = [word for word in word_list() if jellyfish.metaphone(word) == sound and word[0] == typed[0]]
    return tuple(dict.fromkeys([*close, *same]))[:3]


def _alike(typed: str, meant: str) -> bool:
    return typed != meant and (
        _distance(typed[:20], meant) <= _NEAR or jellyfish.metaphone(typed[:20]) == jellyfish.metaphone(meant)
    )


def _distance(one: str, other: str) -> int:
    return int(jellyfish.damerau_levenshtein_distance(one, other))
