"""Clocks: working days and hours on the landlord's calendar, elapsed time across clock changes, calendar months."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upstander.policy.api import Clock, WorkingCalendar, add_months, due, reckon, working_moment
from upstander.policy.bank_holidays import REGIONS, _from_library, _from_table, bank_holidays

moments = st.datetimes(datetime(2024, 1, 1), datetime(2035, 6, 1)).map(lambda t: t.replace(tzinfo=UTC))  # noqa: DTZ001
clocks = st.sampled_from(
    [
        "1 elapsed hour",
        "24 elapsed hours",
        "7 elapsed days",
        "4 working hours",
        "1 working day",
        "3 working days",
        "20 working days",
    ]
).map(Clock.parse)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("clock", "start", "end"),
    [
        # Working days: 17:00 on the nth working day after the day of the trigger.
        ("1 working day", "2026-11-16T10:00+00:00", "2026-11-17T17:00+00:00"),
        ("1 working day", "2026-11-16T09:00+00:00", "2026-11-17T17:00+00:00"),
        (
            "1 working day",
            "2026-11-16T07:00+00:00",
            "2026-11-17T17:00+00:00",
        ),  # before opening: from 09:00 that day
        ("1 working day", "2026-11-16T16:59+00:00", "2026-11-17T17:00+00:00"),
        (
            "1 working day",
            "2026-11-16T17:00+00:00",
            "2026-11-18T17:00+00:00",
        ),  # closed: from Tuesday's opening
        ("1 working day", "2026-11-20T10:00+00:00", "2026-11-23T17:00+00:00"),  # Friday to Monday
        ("1 working day", "2026-11-21T10:00+00:00", "2026-11-24T17:00+00:00"),  # Saturday counts from Monday
        ("3 working days", "2026-12-23T10:00+00:00", "2026-12-30T17:00+00:00"),  # over Christmas 2026
        ("1 working day", "2027-12-24T10:00+00:00", "2027-12-29T17:00+00:00"),  # two substitute days
        # Across the clock changes: 17:00 is local.
        ("1 working day", "2026-03-27T10:00+00:00", "2026-03-30T17:00+01:00"),
        ("1 working day", "2026-10-23T10:00+01:00", "2026-10-26T17:00+00:00"),
        # Working hours run only while open.
        ("4 working hours", "2026-11-16T10:00+00:00", "2026-11-16T14:00+00:00"),
        ("4 working hours", "2026-11-16T13:00+00:00", "2026-11-16T17:00+00:00"),
        ("4 working hours", "2026-11-16T15:00+00:00", "2026-11-17T11:00+00:00"),
        ("4 working hours", "2026-11-20T16:30+00:00", "2026-11-23T12:30+00:00"),
        ("4 working hours", "2026-11-21T03:00+00:00", "2026-11-23T13:00+00:00"),
        ("4 working hours", "2026-10-23T16:00+01:00", "2026-10-26T12:00+00:00"),
        ("20 working hours", "2026-11-16T09:00+00:00", "2026-11-18T13:00+00:00"),
        # Elapsed time is real time: the clock on the wall moves, the promise does not.
        ("24 elapsed hours", "2026-03-28T12:00+00:00", "2026-03-29T13:00+01:00"),
        ("24 elapsed hours", "2026-10-24T12:00+01:00", "2026-10-25T11:00+00:00"),
        ("24 elapsed hours", "2027-10-30T12:00+01:00", "2027-10-31T11:00+00:00"),
        ("7 elapsed days", "2027-03-25T12:00+00:00", "2027-04-01T13:00+01:00"),
        # Calendar time keeps the local hour.
        ("1 calendar month", "2027-01-31T12:00+00:00", "2027-02-28T12:00+00:00"),
        ("1 calendar month", "2028-01-30T12:00+00:00", "2028-02-29T12:00+00:00"),
        ("3 calendar months", "2027-01-31T12:00+00:00", "2027-04-30T12:00+01:00"),
        ("6 calendar months", "2026-11-16T12:00+00:00", "2027-05-16T12:00+01:00"),
        ("1 calendar year", "2028-02-29T12:00+00:00", "2029-02-28T12:00+00:00"),
        ("10 calendar days", "2026-03-27T12:00+00:00", "2026-04-06T12:00+01:00"),
    ],
)
def test_a_clock_runs_out_when_it_should(clock: str, start: str, end: str) -> None:
    assert due(Clock.parse(clock), at(start)) == at(end)


@given(clocks, moments, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_starting_later_never_ends_earlier(clock: Clock, start: datetime, later: timedelta) -> None:
    assert due(clock, start) <= due(clock, start + later)


@given(clocks, moments)
def test_a_due_time_lies_after_its_start_and_in_utc(clock: Clock, start: datetime) -> None:
    end = due(clock, start)
    assert end > start
    assert end.tzinfo is UTC


@given(moments, st.integers(1, 30))
def test_a_working_day_always_ends_at_closing_time_on_a_working_day(start: datetime, count: int) -> None:
    calendar = WorkingCalendar()
    end = calendar.local(due(Clock.parse(f"{count} working days"), start))
    assert (end.hour, end.minute, end.second) == (17, 0, 0)
    assert calendar.is_working_day(end.date())


@given(moments, st.integers(1, 40))
def test_working_hours_add_up_minute_by_minute(start: datetime, count: int) -> None:
    calendar = WorkingCalendar()
    end = due(Clock.parse(f"{count} working hours"), start)
    first = working_moment(start).replace(second=0, microsecond=0)
    worked = timedelta(0)
    moment = first
    while moment < end:
        local = calendar.local(moment)
        step = min(timedelta(minutes=60 - local.minute), end - moment)
        if calendar.is_working_day(local.date()) and 9 <= local.hour < 17:
            worked += step
        moment += step
    seconds = working_moment(start) - first
    assert worked - seconds == timedelta(hours=count)


@given(moments, st.integers(1, 400))
def test_elapsed_hours_are_exactly_that_many_hours(start: datetime, count: int) -> None:
    for zone in (UTC, ZoneInfo("Europe/London")):  # wall-clock arithmetic would miss an hour
        assert due(Clock.parse(f"{count} elapsed hours"), start.astimezone(zone)) == start + timedelta(
            hours=count
        )


def test_the_offset_of_the_start_makes_no_difference() -> None:
    clock = Clock.parse("2 working days")
    assert due(clock, datetime.fromisoformat("2026-11-16T10:00+00:00")) == due(
        clock, datetime.fromisoformat("2026-11-16T15:30+05:30")
    )


def test_a_start_without_an_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        due(Clock.parse("1 working day"), datetime(2026, 11, 16))  # noqa: DTZ001


def test_a_reckoning_names_every_day_it_left_out() -> None:
    reckoning = reckon(Clock.parse("1 working day"), at("2026-04-02T18:00+01:00"))
    assert reckoning.counted_from == at("2026-04-07T09:00+01:00")
    assert reckoning.due == at("2026-04-08T17:00+01:00")
    assert reckoning.skipped == (
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 4, 4), "weekend"),
        (date(2026, 4, 5), "weekend"),
        (date(2026, 4, 6), "Easter Monday"),
    )


def test_a_reckoning_ends_with_the_day_that_it_is_due() -> None:
    over_easter = reckon(Clock.parse("1 working day"), at("2026-04-02T10:00+01:00"))
    assert [day.day for day, _ in over_easter.skipped] == [3, 4, 5, 6]
    assert reckon(Clock.parse("1 working day"), at("2026-11-19T10:00+00:00")).skipped == (), "due on a Friday"


def test_an_elapsed_clock_leaves_nothing_out() -> None:
    assert reckon(Clock.parse("24 elapsed hours"), at("2026-12-25T12:00+00:00")).skipped == ()


@pytest.mark.parametrize(
    "text",
    ["", "24 hours", "0 working days", "one day", "5 working months", "-1 working days", "1.5 working days"],
)
def test_a_length_of_time_that_nobody_can_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="length of time"):
        Clock.parse(text)


def test_a_clock_reads_back_as_it_was_written() -> None:
    for text in ("1 working day", "24 elapsed hours", "6 calendar months"):
        assert str(Clock.parse(text)) == text
    assert Clock.parse("24 elapsed hours").plain == "24 hours"
    assert Clock.parse("1 working days") == Clock.parse("1 working day")


def test_a_month_later_is_the_corresponding_date_or_the_last_of_the_month() -> None:
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)
    assert add_months(date(2026, 11, 16), 6) == date(2027, 5, 16)
    assert add_months(date(2026, 1, 15), 12) == date(2027, 1, 15)


def test_another_landlord_may_work_on_saturdays_and_close_for_the_winter() -> None:
    harbour = WorkingCalendar(days=("saturday",), extra=((date(2026, 11, 21), "Regatta"),))
    assert harbour.day_off(date(2026, 11, 21)) == "Regatta"
    assert harbour.day_off(date(2026, 11, 20)) == "not a working day"
    assert due(Clock.parse("1 working day"), at("2026-11-16T10:00+00:00"), harbour) == at(
        "2026-12-05T17:00+00:00"
    )


@pytest.mark.parametrize("year", range(2024, 2036))
def test_the_table_of_bank_holidays_says_what_the_library_says(year: int) -> None:
    assert set(_from_table(year)) == set(_from_library("ENG", year))


def test_england_and_wales_have_the_same_bank_holidays() -> None:
    assert all(_from_library("ENG", year) == _from_library("WLS", year) for year in (2026, 2027))


def test_beyond_the_table_the_library_answers() -> None:
    assert date(2022, 9, 19) in bank_holidays("england-and-wales", 2022)
    assert date(2026, 1, 2) in bank_holidays("scotland", 2026)
    assert all(bank_holidays(region, 2040) for region in REGIONS)
