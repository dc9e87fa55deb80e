"""What a share of a few can and cannot show. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, sqrt

_Z = 1.959964  # of a normal distribution, 95% lie within


@dataclass(frozen=True, slots=True)
class Interval:
    """A share and the range in which the true one lies 19 times out of 20, all from 0 to 1."""

    share: float
    low: float
    high: float

    def overlaps(self, other: Interval) -> bool:
        return self.low <= other.high and other.low <= self.high


def wilson(kept: int, of: int) -> Interval | None:
    """Wilson's score interval for a share, sound for small numbers and for 0% and 100%; None of nothing."""
    if of <= 0:
        return None
    share, z2 = kept / of, _Z * _Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = _Z * sqrt(share * (1 - share) / of + z2 / (4 * of * of)) / (1 + z2 / of)
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half))


def chance_of_at_most(count: int, expected: float) -> float:
    """How likely so few or fewer are by chance alone where that many are expected (Poisson)."""
    term = total = exp(-expected)
    for each in range(1, count + 1):
        term *= expected / each
        total += term
    return min(1.0, total)
