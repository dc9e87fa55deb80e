"""A reporter with a return code."""

from __future__ import annotations

import secrets
from datetime import datetime

from upstander.intake.api import CodePrint, new_token, open_mailbox, print_of, return_code_of


def a_code() -> tuple[tuple[str, ...], CodePrint]:
    """Words, and what is stored of them."""
    words = return_code_of(new_token())
    return words, print_of(words)


def come_back(words: tuple[str, ...], now: datetime) -> str:
    """Type the words; the token of the visit."""
    token = open_mailbox(" ".join(words), now)
    assert isinstance(token, str)
    return token


def once() -> str:
    return secrets.token_hex(8)
