"""What is left out cannot be worked out from what is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.cast import Cast, one_of_each_role
from upstander.confidentiality.api import Viewer, system, viewing
from upstander.performance.api import benchmark, breakdown, in_force, last_months, series, silence
from upstander.performance.models import Figure, Month
from upstander.performance.queries.fairness import FEW_HOMES, _large_enough
from upstander.performance.report_content import content_of
from upstander.performance.suppression import (
    STEP,
    THRESHOLD,
    flow_is_shown,
    hidden_cells,
    hidden_parts,
    rounded,
)

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


@given(tables, st.data())
def test_no_part_and_no_rest_is_small_or_follows(cells: dict[str, int], data: st.DataObject) -> None:
    pairs = {code: (part := data.draw(st.integers(0, count)), count - part) for code, count in cells.items()}
    totals = (sum(part for part, _ in pairs.values()), sum(rest for _, rest in pairs.values()))
    hidden = hidden_parts(pairs, total=totals)
    assert all(min(pairs[code]) >= THRESHOLD for code in pairs.keys() - hidden)
    for side in (0, 1):
        left = totals[side] - sum(pair[side] for code, pair in pairs.items() if code not in hidden)
        assert not hidden or (len(hidden) > 1 and (left >= THRESHOLD or totals[side] < THRESHOLD))


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=2, max_size=8), st.integers(0, 30)
)
def test_no_coming_or_going_follows_from_what_is_there(flows: list[tuple[int, int]], start: int) -> None:
    there, month = start, []
    for came, went in flows:
        before, there = there, max(0, there + came - went)
        month.append((came, before + came - there, there, before))
    for came, went, now_there, before in month:
        shown = flow_is_shown(came, went, now_there, before)
        # Of the four that add up either all are large and shown, or at least two are not shown.
        assert shown or min(came, went, now_there, before) < THRESHOLD


@given(st.integers(0, 200), st.integers(0, 4))
def test_one_rounded_year_less_another_says_nothing_of_few(count: int, more: int) -> None:
    assert rounded(count) % STEP == 0 and abs(rounded(count) - count) <= STEP // 2
    assert rounded(count + more) - rounded(count) in (0, STEP)


OCTOBER, NOW = date(2026, 10, 1), datetime(2026, 11, 27, 9, tzinfo=UTC)
QUARTER = [date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)]


@pytest.fixture
def cast(db: None) -> Cast:
    return one_of_each_role(NOW)


def counted(month: date, measure: str, count: int, *, by: str = "", code: str = "", **more: int) -> None:
    """A figure as the counting job stores it."""
    with viewing(system("measures")):
        Month.objects.get_or_create(month=month, defaults={"counted_at": NOW})
        Figure.objects.create(
            month=month, measure=measure, dimension=by, code=code, count=count,
            version=in_force(month)[measure].since, **{"promised": 0, "kept": 0, "timed": 0, **more},
        )  # fmt: skip


def shown(viewer: Viewer, measure: str, months: list[date]) -> list[int | None]:
    found = series(viewer, months)[measure].numbers
    return [None if n is None or n.hidden else n.count for n in found]


def test_a_director_cannot_work_out_how_many_cases_were_closed_from_those_opened_and_open(cast: Cast) -> None:
    for month, came, went, there in zip(QUARTER, (9, 8, 7), (6, 2, 6), (20, 26, 27), strict=True):
        for measure, count in (("opened", came), ("closed", went), ("open", there)):
            counted(month, measure, count)
    assert shown(cast.executive, "open", QUARTER) == [20, 26, 27]
    assert shown(cast.executive, "opened", QUARTER) == [9, None, 7]
    assert shown(cast.executive, "closed", QUARTER) == [6, None, 6]
    assert shown(cast.carol, "closed", QUARTER) == [6, 2, 6]
    for month, came in zip(QUARTER, (9, 8, 7), strict=True):
        counted(month, "opened", came, by="risk", code="high")
    assert breakdown(cast.executive, "opened", "risk", [OCTOBER]).rows == ()  # its sum would give the month
    assert breakdown(cast.carol, "opened", "risk", QUARTER).rows[0][1].count == 24


def test_a_director_cannot_work_out_a_small_month_from_the_parts_of_its_quarter(cast: Cast) -> None:
    for month, count in zip(QUARTER, (9, 3, 8), strict=True):
        counted(month, "reports", count)
        counted(month, "reports", count, by="channel", code="phone")
    assert shown(cast.executive, "reports", QUARTER) == [9, None, 8]
    parts = breakdown(cast.executive, "reports", "channel", [OCTOBER])
    assert (parts.rows, parts.others) == ((), True)  # that somebody rang at all would be told by a row
    assert breakdown(cast.executive, "reports", "area", [OCTOBER]).rows == ()
    lines = {line[0]: line[1] for line in benchmark(cast.executive, date(2026, 4, 1), now=NOW)}
    assert lines["Reports received"] == "not shown"  # and no sum of the months that are
    exact = {line[0]: line[1] for line in benchmark(cast.carol, date(2026, 4, 1), now=NOW)}
    assert exact["Reports received"] == "20"


def test_few_in_danger_are_not_counted_out_and_what_was_late_is(cast: Cast) -> None:
    for measure, by, code in (("danger", "", ""), ("promises", "", ""), ("promises", "clause", "3.2.2")):
        counted(OCTOBER, measure, 2, by=by, code=code, promised=2, kept=1)
    danger = series(cast.executive, [OCTOBER])["danger"].last
    assert danger is not None and danger.hidden and (danger.promised, danger.kept, danger.late) == (0, 0, 1)
    [(code, clause)] = breakdown(cast.executive, "promises", "clause", [OCTOBER]).rows
    assert (code, clause.hidden, clause.late) == ("3.2.2", True, 1)
    content = content_of(OCTOBER)
    assert any(
        "Fewer than five actions were due" in line and "1 of these" in line for line in content["story"]
    )
    broken = next(each for each in content["sections"] if "by clause" in each["title"])
    assert broken["table"]["rows"][0][1:] == ["1", "fewer than 5, 1 of them late"]


def test_where_reports_come_from_is_rounded_for_whoever_opens_no_case(cast: Cast) -> None:
    for month in last_months(date(2026, 9, 1), 12):
        counted(month, "reports", 2)
        counted(month, "reports", 2, by="area", code="Marsh Lane")
    (place,) = silence(cast.executive, date(2026, 11, 1)).areas
    assert (place.reports, place.expected) == (25, 25)  # of 24


@given(
    st.dictionaries(
        st.text("abcdef", min_size=1), st.tuples(st.integers(0, 40), st.integers(0, 9)), min_size=2
    )
)
def test_no_place_on_the_map_is_of_so_few_homes_that_it_would_be_one_of_them(
    places: dict[str, tuple[int, int]],
) -> None:
    stock = {name: (homes, homes) for name, (homes, _) in places.items()}
    large, told = _large_enough(stock, {name: told for name, (_, told) in places.items()}, "Together")
    assert len(large) == 1 or all(homes >= FEW_HOMES for homes, _ in large.values())
    assert sum(homes for homes, _ in large.values()) == sum(homes for homes, _ in places.values())
    assert sum(told.values()) == sum(each for _, each in places.values()) and told.keys() == large.keys()
