"""London times as they are typed, through both changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upstander.sites.staff.times import (
    LONDON,
    HappenedTwice,
    NoSuchTime,
    british_date,
    london_moment,
    read_date,
    read_time,
    typed_time,
)


@pytest.mark.parametrize(
    "text",
    [
        "20/11/2026",
        "20.11.2026",
        "20 11 2026",
        "2026-11-20",
        "20 November 2026",
        "20th nov 2026",
        "Fri 20 Nov 2026",
    ],
)
def test_dates_are_read_as_people_write_them(text: str) -> None:
    assert read_date(text) == date(2026, 11, 20)


@pytest.mark.parametrize(
    "text", ["", "tomorrow", "31/02/2026", "11/20/2026", "20/11/26", "20/11/0000", "9" * 5000]
)
def test_what_is_no_date_is_refused_with_words(text: str) -> None:
    with pytest.raises(NoSuchTime):
        read_date(text)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("16:30", time(16, 30)),
        ("4:30pm", time(16, 30)),
        ("4.30 PM", time(16, 30)),
        ("1630", time(16, 30)),
        ("4pm", time(16)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("09:05:33", time(9, 5)),
    ],
)
def test_times_are_read_as_people_write_them(text: str, clock: time) -> None:
    assert read_time(text) == clock


@pytest.mark.parametrize("text", ["", "4", "25:00", "13pm", "noonish", "16:60"])
def test_what_is_no_time_is_refused_with_words(text: str) -> None:
    with pytest.raises(NoSuchTime):
        read_time(text)


def test_the_hour_that_the_clocks_skip_did_not_happen() -> None:
    with pytest.raises(NoSuchTime, match="forward"):
        london_moment(date(2026, 3, 29), time(1, 30))


def test_the_hour_that_the_clocks_repeat_must_be_told_apart() -> None:
    day, clock = date(2026, 10, 25), time(1, 30)
    with pytest.raises(HappenedTwice, match="back"):
        london_moment(day, clock)
    assert london_moment(day, clock, 0) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert london_moment(day, clock, 1) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@given(st.integers(min_value=0, max_value=70_000_000))
def test_every_minute_that_is_shown_can_be_typed_back(minutes: int) -> None:
    moment = datetime.fromtimestamp(minutes * 60, tz=UTC)
    local = moment.astimezone(LONDON)
    day, clock = read_date(british_date(local.date())), read_time(typed_time(moment))
    assert london_moment(day, clock, local.fold) == moment
