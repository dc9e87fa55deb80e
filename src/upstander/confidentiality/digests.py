"""Digests that nobody can test a guess against without the master keys, and how they follow the keys.

A new key for digests is a layer over the ones before, as one for the index is (decisions 0080, 0120): its digest is a keyed hash of
the digest they made. What is stored is brought up by hashing it once more, though nobody has the words to hash them anew. The program
names a digest by its first form; columns of them (`DigestField`) store it and look for it under the keys in use.
"""

from __future__ import annotations

import hmac
from functools import lru_cache
from typing import Any

from upstander.confidentiality.master import MasterKeys, master_keys

_FORMS = 256  # a stored digest says its generation in its first byte, modulo this; the first generation has no such byte
_SEEDS = 16  # what a number that says its turn counts modulo
_LENGTH = 32


def keyed_digest(purpose: str, content: bytes) -> bytes:
    """32 bytes, the first form: HMAC-SHA256 under a key of this purpose alone, derived from the first master key for digests.

    Kept as it is only where the content cannot be guessed by whoever has that key.
    """
    return hmac.digest(_key(master_keys().digests[0], purpose), content, "sha256")


@lru_cache(maxsize=64)
def _key(first: Any, purpose: str) -> bytes:  # Any: Tink ships no types
    key: bytes = first.compute(b"upstander digest key:" + purpose.encode(), _LENGTH)
    return key


def key_of(purpose: str, content: bytes, seed: int) -> bytes:
    """32 bytes to seal something short-lived with, under the key whose turn it was when `seed` was made (`seed_of_today`)."""
    keys = master_keys()
    found = [each for each in range(len(keys.digests)) if each % _SEEDS == seed % _SEEDS]
    return _lifted(keys, keyed_digest(purpose, content), found[-1] if found else 0)[-_LENGTH:]


def seed_of_today(number: int) -> int:
    """This random number with the turn of today's key for digests in its four lowest bits."""
    return number - number % _SEEDS + master_keys().digests_asked % _SEEDS


def digest_generation() -> int:
    """The first byte of what is stored today; 0 where it has none."""
    return master_keys().digests_asked % _FORMS


def stored_digest(digest: bytes) -> bytes:
    """This digest, in whatever form, as it is stored today. A newer form than that stays."""
    keys = master_keys()
    return _lifted(keys, digest, keys.digests_asked)


def forms_of(digest: bytes) -> list[bytes]:
    """Each form in which the digest may be stored: under every key of the file, from the form given on."""
    keys = master_keys()
    forms = [digest]
    while (generation := _generation(keys, forms[-1])) < len(keys.digests) - 1:
        forms.append(_lifted(keys, forms[-1], generation + 1))
    return forms


def same_digest(stored: bytes, digest: bytes) -> bool:
    """Is this what is stored, in whatever form it stands there? Takes the same time whichever it is."""
    return bool(sum([hmac.compare_digest(stored, each) for each in forms_of(digest)]))


def _generation(keys: MasterKeys, form: bytes) -> int:
    """The newest generation of the file that the form can be of."""
    first = form[0] if len(form) > _LENGTH else 0
    return max((each for each in range(first, len(keys.digests), _FORMS)), default=first)


def _lifted(keys: MasterKeys, form: bytes, to: int) -> bytes:
    for generation in range(_generation(keys, form) + 1, to + 1):
        inner: bytes = keys.digests[generation].compute(b"layer:" + form[-_LENGTH:], _LENGTH)
        form = bytes([generation % _FORMS]) + inner
    return form
