"""Keeping small groups of people out of sight in a table of counts (clauses 1.7.2 and 3.5.1).

A count below FEWEST could point to somebody. Hiding it alone would not help: whoever knows the total subtracts the
rest. So a hidden count never stands alone, and every other count is rounded.
"""

from collections.abc import Sequence

FEWEST = 5
"""The smallest count that is shown."""


def shown(counts: Sequence[int]) -> tuple[int | None, ...]:
    """The counts as they may be published: None is hidden, anything else is rounded to the nearest five.

    Where one is hidden every nought is too, and never one alone. The total may be known to the reader: a test shows that no hidden
    small count can be worked out from it and the rest.
    """
    if not any(0 < count < FEWEST for count in counts):
        return tuple(rounded(count) for count in counts)
    hidden = {index for index, count in enumerate(counts) if count < FEWEST}
    if len(hidden) == 1:
        smallest = min((count for count in counts if count >= FEWEST), default=0)
        hidden = {index for index, count in enumerate(counts) if count <= smallest}
    return tuple(None if index in hidden else rounded(count) for index, count in enumerate(counts))


def rounded(count: int) -> int:
    """To the nearest five."""
    return FEWEST * round(count / FEWEST)
