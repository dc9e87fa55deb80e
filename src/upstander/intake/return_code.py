"""How a return code is kept: found by a keyed digest, verified by Argon2id over another, and never stored itself.

Neither can be tested against a guess without the master keys, which are not in the database (docs/decisions/0033).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from upstander.confidentiality.api import keyed_digest
from upstander.intake.code_words import code_of

# 19 MiB and two rounds: some 40 ms. The code carries 77 bits, so this is for the day when the master keys leak, and to make a flood
# of guesses dear; more memory would let that flood take the program down.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
# Of one process; the others wait their turn, nobody is turned away. Guesses have a queue of their own: no report waits for them.
_MADE, _GUESSES = BoundedSemaphore(2), BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class CodePrint:
    """What is stored of a code."""

    lookup: bytes
    verifier: str


def print_of(words: Sequence[str]) -> CodePrint:
    """What to store of this code. Slow on purpose: call it outside any transaction."""
    with _MADE:
        return CodePrint(lookup_of(words), _HASHER.hash(_secret(words)))


def lookup_of(words: Sequence[str]) -> bytes:
    """What the mailbox of this code is found by."""
    return keyed_digest("return code lookup", _plain(words))


def opens(words: Sequence[str], verifier: str | None) -> bool:
    """True when the words are those of this verifier. Takes as long when there is none. Call it outside any transaction."""
    with _GUESSES:
        try:
            _HASHER.verify(verifier or _nobody(), _secret(words))
        except VerifyMismatchError:
            return False
    return verifier is not None


@cache
def _nobody() -> str:
    return _HASHER.hash(_secret(code_of(bytes(32))))


def _secret(words: Sequence[str]) -> bytes:
    return keyed_digest("return code verifier", _plain(words))


def _plain(words: Sequence[str]) -> bytes:
    return " ".join(words).encode()
