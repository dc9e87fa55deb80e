"""Small numbers are left out of what leaves the people who may open cases, so that no reader finds out about one person.

Primary: every number below the threshold, nought included. Complementary: whoever knows a table's total and subtracts what is shown
must be left with several possibilities for each number that is not. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

THRESHOLD = 5


def hidden_cells(
    cells: Mapping[str, int], *, total: int | None = None, threshold: int = THRESHOLD
) -> set[str]:
    """Which cells of one table may not be shown. When `total` (default: their sum) is itself small, none may.

    At least two are hidden, and together they hold at least the threshold: each of them could then be anything from nothing up to
    all of what is hidden. The smallest numbers that are not hidden yet are taken, so that as little as possible is lost. Cells that
    overlap (one report with two strands) are treated as if they added up, which hides no less.
    """
    whole = sum(cells.values()) if total is None else total
    if whole < threshold:
        return set(cells)
    hidden = {code for code, count in cells.items() if count < threshold}
    if not hidden:
        return hidden
    rest = sorted((count, code) for code, count in cells.items() if code not in hidden)
    while rest and (len(hidden) < 2 or sum(cells[code] for code in hidden) < threshold):
        hidden.add(rest.pop(0)[1])
    return hidden
