"""Small numbers are left out of what leaves the people who may open cases, so that no reader finds out about one person.

Primary: every number below the threshold, nought included. Complementary: whoever knows a table's total and subtracts what is shown
must be left with several possibilities for each number that is not. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping

THRESHOLD = 5
STEP = (
    5  # sums over spans that overlap are rounded to this, so that one of them less another says nothing small
)


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


def hidden_parts(cells: Mapping[str, tuple[int, int]], *, total: tuple[int, int]) -> set[str]:
    """Which cells of a table of parts (true, and not true, of those counted) may not be shown: neither the part nor the rest is small,
    nor follows from its total."""
    true = hidden_cells({code: each for code, (each, _) in cells.items()}, total=total[0])
    return true | hidden_cells({code: each for code, (_, each) in cells.items()}, total=total[1])


def flow_is_shown(came: int, went: int, there: int, before: int) -> bool:
    """Whether a month's coming and going may be shown: what is there at its end follows from what was there before, what came and what
    went, so neither may where any of the four may not."""
    return min(came, went, there, before) >= THRESHOLD


def rounded(count: int) -> int:
    """To the nearest step."""
    return STEP * ((count + STEP // 2) // STEP)
