"""Keeping small groups of people out of sight in a table of counts (clauses 1.7.2 and 3.5.1).

A count below FEWEST could point to somebody. Hiding it alone would not help: whoever knows the total subtracts the
rest. So a hidden count never stands alone, and every other count is rounded.
"""

from collections.abc import Sequence

FEWEST = 5
"""The smallest count that is shown."""


def shown(counts: Sequence[int]) -> tuple[int | None, ...]:
    """The counts as they may be published: None is hidden, anything else is rounded to the nearest five.

    Nought stays nought unless it has to stand in for a hidden count. The total may be known to the reader: a test
    shows that no hidden small count can be worked out from it and the rest.
    """
    hidden = {index for index, count in enumerate(counts) if 0 < count < FEWEST}
    if len(hidden) == 1 or (hidden and sum(counts[index] for index in hidden) < FEWEST):
        rest = [count for index, count in enumerate(counts) if index not in hidden]
        smallest = min(rest, default=0)
        hidden |= {index for index, count in enumerate(counts) if count == smallest}
    return tuple(None if index in hidden else rounded(count) for index, count in enumerate(counts))


def rounded(count: int) -> int:
    """To the nearest five. A count that is shown at all is never rounded to nought."""
    return count if count == 0 else max(FEWEST, FEWEST * round(count / FEWEST))
