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
    """The canonical form of a typed or dictated reference, or None when it has a slip in it. Spaces, dashes and case do not matter,
    nor does a letter where a digit looks like it."""
    letters = _letters(text)
    if len(letters) < 8 or not letters.isascii() or not letters[0].isalpha() or not letters[1:-1].isdigit():
        return None
    prefix, digits, check = letters[0], letters[1:-1], letters[-1]
    if _check(prefix, digits) != check:
        return None
    return make_reference(prefix, int(digits))


def near_references(text: str) -> set[str]:
    """References that are right and one slip away from what was typed: one sign wrong, two neighbours swapped, the check letter or the
    kind left out. Nothing when what was typed is right, or is no reference."""
    letters = _letters(text)
    if not letters.isascii() or len(letters) > 12 or read_reference(text) is not None:
        return set()
    shape = re.fullmatch(r"([A-Z]?)(\d{1,9})([A-Z]?)", letters)
    if shape is None or (len(shape[2]) < 6 and not shape[1]):
        return set()
    digits, found = shape[2].zfill(6), set()
    for prefix in [shape[1]] if shape[1] in _KINDS else _KINDS:
        found.add(make_reference(prefix, int(digits)))  # the check letter wrong or left out, or the kind
        if not shape[3]:
            continue
        for place, digit in enumerate(digits):
            tries = {digits[:place] + other + digits[place + 1 :] for other in "0123456789"}
            tries.add(digits[:place] + digits[place + 1 : place + 2] + digit + digits[place + 2 :])
            right = (each for each in tries if len(each) == len(digits) and _check(prefix, each) == shape[3])
            found |= {make_reference(prefix, int(each)) for each in right}
    return found


_DIGITS = str.maketrans("OILSZB", "011528")


def _letters(text: str) -> str:
    """Letters and digits alone. Between the first and the last, where most are digits, a letter that looks like one is read as it."""
    letters = "".join(c for c in text.upper() if c.isalnum())
    middle = letters[1:-1]
    if sum(c.isdigit() for c in middle) < 4:  # a name, rather
        return letters
    return f"{letters[0]}{middle.translate(_DIGITS)}{letters[-1]}"


_KINDS = ("C", "R")  # of a case, of a report
_LOOKS_LIKE = re.compile(r"\b[A-Z][- ]?\d{3,9}[- ]?\d{3}[- ]?[A-Z]\b", re.IGNORECASE)


def references_in(text: str) -> list[str]:
    """Every reference that stands in a text, in its canonical form, each once. What has a slip in it is none."""
    found = (read_reference(each) for each in _LOOKS_LIKE.findall(text))
    return list(dict.fromkeys(each for each in found if each))


def _check(prefix: str, digits: str) -> str:
    weights = range(2, len(digits) + 3)
    values = [ord(prefix) - 64, *map(int, digits)]
    return CHECK_LETTERS[sum(w * v for w, v in zip(weights, values, strict=False)) % len(CHECK_LETTERS)]
