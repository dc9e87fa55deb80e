"""Two letters for each kind of behaviour and each strand, so that a call handler types what they hear without leaving the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SPLIT = re.compile(r"[^a-z]+")


def code_book(ids: Iterable[str]) -> dict[str, str]:
    """A code for each id, in their order: the first letters of its words, else its first two; whatever is free when that is taken."""
    book: dict[str, str] = {}
    for each in ids:
        words = [word for word in _SPLIT.split(each.lower()) if word]
        letters = "".join(words)
        wanted = ["".join(word[0] for word in words[:2])] if len(words) > 1 else []
        wanted += [letters[0] + other for other in letters[1:]]
        wanted += [first + second for first in letters for second in letters]
        taken = set(book.values())
        book[each] = next((code for code in wanted if len(code) == 2 and code not in taken), each)
    return book


def read_codes(text: str, book: dict[str, str]) -> tuple[list[str], list[str]]:
    """The ids that these codes stand for, and what stands for nothing. Spaces and commas divide; capitals do not matter."""
    by_code = {code: each for each, code in book.items()}
    found, strange = [], []
    for code in _SPLIT.split(text.lower()):
        if code in by_code:
            found.append(by_code[code])
        elif code:
            strange.append(code)
    return found, strange
