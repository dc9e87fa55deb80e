"""The generations of the index key, and what each makes of a value.

A new index key is a layer over the ones before: its token is a keyed hash of the token they made. So everything stored can be brought
up to the new key without opening one sealed word, and whoever has only the older keys can test no guess against it. The four highest
bits of a token say its generation, modulo sixteen; no more than two are in use at once, and an old back-up may bring older ones
(decision 0080).
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from upstander.confidentiality.digests import keyed_digest
from upstander.confidentiality.master import MasterKeys, master_keys

_TAG = 4  # bits
_TAGS = 16
_TOKEN, _PSEUDONYM = 64, 128  # bits


def asked() -> int:
    """The generation that searches ask with, and that everything stored has."""
    return master_keys().asked


def written() -> tuple[int, ...]:
    """The generations that are stored: the one asked with, and the next one while it is being brought in."""
    keys = master_keys()
    return tuple(range(keys.asked, len(keys.index)))


def tag(generation: int) -> int:
    """What the highest bits of a token of this generation are."""
    return generation % _TAGS


def hashed(kind: str, value: str) -> int:
    """The token of `kind:value` in the generation asked with: signed, 64 bits, four of which are the tag."""
    keys = master_keys()
    if len(keys.index) == 1:
        return _signed(_first(keys, kind, value))
    return spellings(kind, value)[0]


def spellings(kind: str, value: str) -> tuple[int, ...]:
    """The token in the generation asked with, then in the one before and the one after, where there are such."""
    keys = master_keys()
    made = [_first(keys, kind, value)]
    for generation in range(1, len(keys.index)):
        made.append(_layer(keys, made[-1], generation, _TOKEN))
    return tuple(_signed(each) for each in _asked_first(keys, made))


def lifted(stored: Iterable[int], to: int) -> set[int]:
    """These tokens in that generation: older ones brought up to it, newer ones left out."""
    keys = master_keys()
    if len(keys.index) == 1:
        return set(stored)
    found: set[int] = set()
    others: list[int] = []
    wanted = tag(to)
    for each in stored:
        (found.add if each >> (_TOKEN - _TAG) & (_TAGS - 1) == wanted else others.append)(each)
    older = (_lifted(keys, each % 2**_TOKEN, to, _TOKEN) for each in others)
    return found | {_signed(each) for each in older if each is not None}


def pseudonyms(purpose: str, content: bytes) -> tuple[UUID, ...]:
    """What stands for somebody where a number of theirs may not: as it is asked for, then as it may still or already be stored."""
    keys = master_keys()
    made = [_tagged(keyed_digest(purpose, content)[:16], 0, _PSEUDONYM)]
    for generation in range(1, len(keys.index)):
        made.append(_layer(keys, made[-1], generation, _PSEUDONYM))
    return tuple(UUID(int=each) for each in _asked_first(keys, made))


def lifted_pseudonym(stored: UUID, to: int) -> UUID:
    """This pseudonym in that generation; itself when it is a newer one."""
    token = _lifted(master_keys(), stored.int, to, _PSEUDONYM)
    return stored if token is None else UUID(int=token)


def _first(keys: MasterKeys, kind: str, value: str) -> int:
    return _tagged(keys.index[0].compute(f"{kind}:{value}".encode(), 16), 0, _TOKEN)


def _asked_first(keys: MasterKeys, made: list[int]) -> list[int]:
    near = [keys.asked, keys.asked - 1, keys.asked + 1]
    return [made[each] for each in near if 0 <= each < len(made)]


def _lifted(keys: MasterKeys, token: int, to: int, bits: int) -> int | None:
    """None for the generation after `to`: it is on its way in."""
    for back in range(_TAGS - 1):
        generation = to - back
        if generation >= 0 and token >> (bits - _TAG) == tag(generation):
            for layer in range(generation + 1, to + 1):
                token = _layer(keys, token, layer, bits)
            return token
    return None


def _layer(keys: MasterKeys, token: int, generation: int, bits: int) -> int:
    inner = (token % 2 ** (bits - _TAG)).to_bytes(bits // 8, "big")
    digest: bytes = keys.index[generation].compute(b"layer:" + inner, 16)
    return _tagged(digest, generation, bits)


def _tagged(digest: bytes, generation: int, bits: int) -> int:
    inner: int = int.from_bytes(digest[: bits // 8], "big") % 2 ** (bits - _TAG)
    return inner | tag(generation) << (bits - _TAG)


def _signed(token: int) -> int:
    return token - 2**_TOKEN if token >= 2 ** (_TOKEN - 1) else token
