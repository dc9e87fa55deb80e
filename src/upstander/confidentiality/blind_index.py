"""Search over sealed content: keyed hashes of normalised words, names, phone numbers and addresses of email.

A token says nothing without the index keys; equal words give equal tokens, which docs/threat-model.md discusses. How the keys follow
one another is in `generations.py`; here a token is always of the generation that the search asks with.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

import jellyfish
from django.db.models import BigIntegerField, Value

from upstander.confidentiality.fetching import Array
from upstander.confidentiality.generations import asked, hashed, lifted, spellings
from upstander.lib.phones import international

_WORD = re.compile(r"[^\W_]{3,}")
_BRITISH = re.compile(r"(?:0|\+44)([1-9][0-9]{9})")
_STOP = frozenset(
    [
        "the",
        "and",
        "was",
        "were",
        "for",
        "that",
        "this",
        "with",
        "they",
        "them",
        "their",
        "there",
        "then",
        "than",
        "have",
        "has",
        "had",
        "not",
        "but",
        "you",
        "your",
        "our",
        "out",
        "are",
        "his",
        "her",
        "she",
        "him",
        "from",
        "when",
        "what",
        "who",
        "why",
        "how",
        "been",
        "because",
        "just",
        "about",
        "into",
        "over",
        "again",
        "also",
        "said",
        "says",
        "very",
        "really",
        "all",
        "any",
        "its",
        "it's",
        "i'm",
    ]
)


def normalise(text: str) -> str:
    """Lower case, no accents, single spaces: what two spellings of one name share."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def token(kind: str, value: str) -> int:
    """A signed 64-bit keyed hash of `kind:value`, for a bigint[] column with a GIN index."""
    return hashed(kind, value)


def _parts(name: str) -> list[str]:
    return [part for part in re.split(r"[\s\-']+", normalise(name)) if len(part) > 1]


def same_name(one: str, other: str) -> bool:
    """Can these be one person's name? First and last part of the shorter one stand in the other, as spelt or as they sound.

    A single part is nobody's whole name.
    """
    shorter, longer = sorted((_parts(one), _parts(other)), key=len)
    if len(shorter) < 2:
        return False
    there = {*longer, *(_sound(part) for part in longer)}
    return all(part in there or _sound(part) in there for part in (shorter[0], shorter[-1]))


def key_tokens(name: str) -> set[int]:
    """Tokens that every case naming this person holds: how the first and the last part sound. Nothing for a single part."""
    parts = _parts(name)
    if len(parts) < 2:
        return set()
    sounds = [(jellyfish.metaphone(part), part) for part in (parts[0], parts[-1])]
    return {token("sound", sound) if sound else token("name", part) for sound, part in sounds}


def _sound(part: str) -> str:
    return f"sound:{jellyfish.metaphone(part) or part}"


def name_tokens(name: str) -> set[int]:
    """Each part of a name as spelt, and as it sounds (metaphone), so that a name heard on the phone is found."""
    parts = _parts(name)
    sounds = {jellyfish.metaphone(part) for part in parts}
    return {token("name", part) for part in parts} | {token("sound", sound) for sound in sounds if sound}


def name_parts(name: str) -> list[set[int]]:
    """`name_tokens` of each part, for who must have them all."""
    return [found for word in telling_words(name) if (found := name_tokens(word))]


def phone_tokens(phone: str) -> set[int]:
    """The number in international form; nothing when it cannot be a number."""
    digits = phone.replace(" ", "")
    if british := _BRITISH.fullmatch(digits):  # as the library has it, ten times sooner: nearly every number
        return {token("phone", f"+44{british[1]}")}
    number = international(phone)
    return {token("phone", number)} if number else set()


def email_tokens(email: str) -> set[int]:
    """The whole address, lower case."""
    value = normalise(email)
    return {token("email", value)} if "@" in value else set()


def word_tokens(text: str, limit: int = 400) -> set[int]:
    """The telling words of a narrative: three letters or more, common words left out, at most `limit` of them."""
    return {token("word", word) for word in _telling(text, limit)}


def note_tokens(text: str, limit: int = 400) -> set[int]:
    """The telling words of what staff wrote. Of another kind than a narrative's, so that they never count as told alike: whoever
    triages learns which words two reports share, and must not learn those of a note."""
    return {token("note", word) for word in _telling(text, limit)}


def telling_words(text: str) -> list[str]:
    """The words to look for, each once, without "the" and its like; all of them where nothing else is there."""
    words = list(dict.fromkeys(normalise(text).split()))
    return [word for word in words if word not in _STOP] or words


def _telling(text: str, limit: int) -> list[str]:
    words = [word for word in _WORD.findall(normalise(text)) if word not in _STOP]
    return list(dict.fromkeys(words[: limit * 4]))


def current(stored: Iterable[int]) -> set[int]:
    """Tokens kept elsewhere than in a `TokensField`, as the search asks with them today."""
    return lifted(stored, asked())


def every_spelling(kind: str, value: str) -> tuple[int, ...]:
    """The token as the search asks with it, and as it may still or already be stored while the key is rotated. For a `TokenField`."""
    return spellings(kind, value)


def tokens(groups: Iterable[set[int]]) -> list[int]:
    """Several groups as one sorted list, ready to store."""
    return sorted(set().union(*groups))


def together(tokens: Iterable[int]) -> Array:
    """For a question that is put together once (`fetch`), which takes them as one value."""
    return Array(sorted(set(tokens)))


def typed(tokens: Iterable[int]) -> list[Value]:
    """For `index_tokens__overlap`. Django takes a bare number for 32 bits, and a server that binds the parameters cuts it off."""
    return [Value(each, output_field=BigIntegerField()) for each in tokens]
