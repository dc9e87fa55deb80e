"""How a return code is kept: by the keyed digest that its mailbox is found by, and never itself.

The digest cannot be tested against a guess without the master keys, which are not in the database (docs/decisions/0033). The words are
77 random bits and nobody's choice, so a slow hash over them protects nothing (docs/decisions/0145); codes from before that have one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from upstander.confidentiality.api import keyed_digest

FOUND_BY_ITS_WORDS = "words"  # stored in place of a slow hash
_OLDER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_IN_TURN = BoundedSemaphore(2)  # of one process: some 40 ms and 19 MiB each


@dataclass(frozen=True, slots=True)
class CodePrint:
    """What is stored of a code. An empty `verifier`: no words lead there."""

    lookup: bytes
    verifier: str


def print_of(words: Sequence[str]) -> CodePrint:
    """What to store of this code."""
    return CodePrint(lookup_of(words), FOUND_BY_ITS_WORDS)


def lookup_of(words: Sequence[str]) -> bytes:
    """What the mailbox of this code is found by."""
    return keyed_digest("return code lookup", _plain(words))


def opens(words: Sequence[str], verifier: str) -> bool:
    """True when these words, by which the mailbox with this verifier was found, open it. Call it outside any transaction."""
    if not verifier or verifier == FOUND_BY_ITS_WORDS:
        return bool(verifier)
    with _IN_TURN:
        try:
            return _OLDER.verify(verifier, keyed_digest("return code verifier", _plain(words)))
        except VerifyMismatchError:
            return False


def _plain(words: Sequence[str]) -> bytes:
    return " ".join(words).encode()
