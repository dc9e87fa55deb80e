"""What is left out cannot be worked out from what is shown."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from upstander.performance.suppression import THRESHOLD, hidden_cells

tables = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 14), min_size=2, max_size=5)


@given(tables)
def test_no_hidden_number_follows_from_the_total_and_the_rest(cells: dict[str, int]) -> None:
    hidden = hidden_cells(cells)
    total = sum(cells.values())
    assert {code for code, count in cells.items() if count < THRESHOLD} <= hidden
    if total < THRESHOLD:
        assert hidden == set(cells)
        return
    rest = total - sum(count for code, count in cells.items() if code not in hidden)
    least = min((count for code, count in cells.items() if code not in hidden), default=rest)
    possible: dict[int, set[int]] = {place: set() for place in range(len(hidden))}
    # The reader knows the rule: a hidden number is small, or among the smallest of the others.
    for guess in product(range(max(THRESHOLD - 1, least) + 1), repeat=len(hidden)):
        if sum(guess) == rest and min(guess, default=0) < THRESHOLD:
            for place, each in enumerate(guess):
                possible[place].add(each)
    assert all(len(each) > 1 for each in possible.values()), (cells, hidden)


@given(tables)
def test_a_table_without_small_numbers_is_shown_whole(cells: dict[str, int]) -> None:
    large = {code: count + THRESHOLD for code, count in cells.items()}
    assert hidden_cells(large) == set()


def test_the_smallest_of_the_others_goes_with_a_lonely_small_number() -> None:
    assert hidden_cells({"race": 30, "religion": 3, "age": 9}) == {"religion", "age"}
    assert hidden_cells({"race": 30, "religion": 3, "age": 4}) == {"religion", "age"}
