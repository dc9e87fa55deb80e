"""Who may be reached, how, and when (clause 3.5.1)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upstander.messages.api import By, DayPart, SafeContactCard, check_contact

NOON = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
AMINA = SafeContactCard(ways=(By.PHONE, By.TEXT), phone="07700 900123", times=(DayPart.AFTERNOON,))


def test_with_nothing_said_nobody_is_contacted_in_any_way() -> None:
    assert not any(check_contact(None, way, at=NOON) for way in By)
    assert not any(check_contact(SafeContactCard(), way, at=NOON) for way in By)


def test_only_the_ways_they_named_are_safe() -> None:
    assert check_contact(AMINA, By.PHONE, at=NOON)
    refused = check_contact(AMINA, By.EMAIL, at=NOON)
    assert not refused and "phone, text" in refused.reason and refused.clause == "3.5.1"


@pytest.mark.parametrize(("hour", "safe"), [(11, False), (12, True), (16, True), (17, False)])
def test_only_in_their_hours_in_london_time(hour: int, safe: bool) -> None:
    assert bool(check_contact(AMINA, By.PHONE, at=NOON.replace(hour=hour, minute=0))) is safe
    summer = datetime(2026, 7, 1, hour - 1, 0, tzinfo=UTC)
    assert bool(check_contact(AMINA, By.PHONE, at=summer)) is safe


def test_danger_lifts_the_hours_but_never_the_way() -> None:
    night = NOON.replace(hour=2)
    assert check_contact(AMINA, By.PHONE, at=night, danger=True)
    assert not check_contact(AMINA, By.POST, at=night, danger=True)


def test_a_date_that_has_passed_closes_everything() -> None:
    card = SafeContactCard(ways=(By.PHONE,), phone="07700 900123", valid_until="2026-11-19")
    assert not check_contact(card, By.PHONE, at=NOON)
    assert check_contact(card, By.PHONE, at=datetime(2026, 11, 19, 12, tzinfo=UTC))


def test_not_at_home_means_no_visit_there() -> None:
    assert not check_contact(SafeContactCard(ways=(By.PHONE,), not_at_home=True), By.VISIT, at=NOON)


@given(st.sampled_from(list(By)), st.datetimes(timezones=st.just(UTC)))
def test_a_refusal_always_says_what_to_do(way: By, at: datetime) -> None:
    decision = check_contact(AMINA, way, at=at)
    assert decision.allowed or decision.reason.endswith(".")
