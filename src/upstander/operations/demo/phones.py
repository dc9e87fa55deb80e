"""Telephone numbers that ring nobody: the ranges that Ofcom keeps for drama, dealt so that no two people share one.

There are only so many: 1,000 mobiles (07700 900000-900999), 1,000 in Liverpool (0151 496 0000-0999), 1,000 in Manchester
(0161 496 0000-0999) and 1,000 without an area (01632 960000-960999). So most people of a full landlord have no number, and
whoever has one has it alone. The first hundred mobiles and Liverpool numbers belong to the cast, the landlord and the staff, the last
fifty mobiles to people outside the directory.

Note: `phonenumbers` calls these numbers possible; it calls 07700 900... and 01632... invalid on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator

from upstander.operations.demo.lists import dice

_RESERVED = 100
_OUTSIDE = 50


def mobile(number: int) -> str:
    """The drama mobile with this number, 0 to 999."""
    return f"07700 900{number:03d}"


def landline(number: int) -> str:
    """The drama Liverpool number with this number, 0 to 999."""
    return f"0151 496 0{number:03d}"


def outside_numbers() -> Iterator[str]:
    """Mobiles for people who are in no directory: fifty, then none is left."""
    return (mobile(number) for number in range(1000 - _OUTSIDE, 1000))


def directory_numbers(seed: int) -> list[str]:
    """Every number that a person of the directory may have, shuffled, each once."""
    numbers = [mobile(number) for number in range(_RESERVED + 10, 1000 - _OUTSIDE)]
    numbers += [landline(number) for number in range(_RESERVED, 1000)]
    numbers += [f"0161 496 0{number:03d}" for number in range(1000)]
    numbers += [f"01632 960{number:03d}" for number in range(1000)]
    dice(seed, "phones").shuffle(numbers)
    return numbers
