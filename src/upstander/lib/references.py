"""References that survive being read over a bad line: digits and unmistakable letters, and a check letter at the end."""

from __future__ import annotations

import re

# No I, L, O, U, S, Z, B: they are misheard or misread as digits or as each other. 19 letters, so the sum is taken modulo 19.
CHECK_LETTERS = "ACDEFGHJKMNPQRTVWXY"


def make_reference(prefix: str, number: int) -> str:
    """`make_reference("R", 1234)` gives `R-001-234-x`, x a letter that any single slip or swap of neighbours changes."""
    digits = f"{number:06d}"
    head, tail = digits[:-3], digits[-3:]
    return f"{prefix}-{head}-{tail}-{_check(prefix, digits)}"


def read_reference(text: str) -> str | None:
    """The canonical form of a typed or dictated reference, or None when it has a slip in it. Spaces, dashes and case do not matter."""
    letters = "".join(c for c in text.upper() if c.isalnum())
    if len(letters) < 8 or not letters.isascii() or not letters[0].isalpha() or not letters[1:-1].isdigit():
        return None
    prefix, digits, check = letters[0], letters[1:-1], letters[-1]
    if _check(prefix, digits) != check:
        return None
    return make_reference(prefix, int(digits))


_LOOKS_LIKE = re.compile(r"\b[A-Z][- ]?\d{3,9}[- ]?\d{3}[- ]?[A-Z]\b", re.IGNORECASE)


def references_in(text: str) -> list[str]:
    """Every reference that stands in a text, in its canonical form, each once. What has a slip in it is none."""
    found = (read_reference(each) for each in _LOOKS_LIKE.findall(text))
    return list(dict.fromkeys(each for each in found if each))


def _check(prefix: str, digits: str) -> str:
    weights = range(2, len(digits) + 3)
    values = [ord(prefix) - 64, *map(int, digits)]
    return CHECK_LETTERS[sum(w * v for w, v in zip(weights, values, strict=False)) % len(CHECK_LETTERS)]
