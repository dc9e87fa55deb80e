"""Who may be reached, how, and when (clause 3.5.1)."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upstander.messages.api import (
    By,
    DayPart,
    SafeContactCard,
    SafeNumber,
    card_from,
    check_contact,
    next_allowed,
    reach_lines,
)

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


WAYS_BY_ITSELF = (By.PHONE, By.TEXT, By.EMAIL, By.POST)
CLOCKS = st.builds(
    lambda hour, minute: f"{hour:02d}:{minute:02d}", st.integers(0, 23), st.sampled_from([0, 30])
)
PARTS = st.lists(st.sampled_from(list(DayPart)), max_size=3, unique=True).map(tuple)
CARDS = st.builds(
    SafeContactCard,
    ways=st.lists(st.sampled_from(WAYS_BY_ITSELF), max_size=4, unique=True).map(tuple),
    phone=st.sampled_from(["", "07700 900123"]),
    email=st.sampled_from(["", "amina@example.org"]),
    address=st.sampled_from(["", "1 Safe Street"]),
    times=PARTS,
    shared_device=st.booleans(),
    days=st.lists(st.integers(0, 6), max_size=3, unique=True).map(tuple),
    hours_from=st.one_of(st.just(""), CLOCKS),
    hours_to=st.one_of(st.just(""), CLOCKS),
    valid_until=st.sampled_from(["", "2026-03-29", "2026-10-26"]),
    other_numbers=st.lists(
        st.builds(SafeNumber, st.sampled_from(["07700 900200", "07700 900201"]), times=PARTS), max_size=2
    ).map(tuple),
)
SUMMER_AND_BOTH_CLOCK_CHANGES = st.integers(0, 224 * 24 * 60).map(
    lambda minutes: datetime(2026, 3, 22, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(CARDS, st.sampled_from(WAYS_BY_ITSELF), SUMMER_AND_BOTH_CLOCK_CHANGES)
def test_the_next_moment_is_never_one_at_which_it_is_not_allowed(
    card: SafeContactCard, way: By, at: datetime
) -> None:
    for to in (*card.destinations(way), ""):
        moment = next_allowed(card, way, at=at, to=to)
        if moment is None:
            assert not check_contact(card, way, at=at, to=to)
        else:
            assert moment >= at and check_contact(card, way, at=moment, to=to)


@given(CARDS, st.sampled_from(WAYS_BY_ITSELF), SUMMER_AND_BOTH_CLOCK_CHANGES)
def test_no_number_or_address_but_those_on_the_card_is_ever_allowed(
    card: SafeContactCard, way: By, at: datetime
) -> None:
    for to in ("07700 900999", "gwen@example.org", "14 Larkfield Walk"):
        assert not check_contact(card, way, at=at, to=to, danger=True)
        assert next_allowed(card, way, at=at, to=to) is None


def test_each_number_keeps_its_own_hours() -> None:
    work = SafeNumber("07700 900200", (By.PHONE,), (DayPart.MORNING,))
    card = SafeContactCard(
        ways=(By.PHONE,), phone="07700 900123", times=(DayPart.EVENING,), other_numbers=(work,)
    )
    morning = NOON.replace(hour=9)
    assert check_contact(card, By.PHONE, at=morning, to=work.number)
    assert not check_contact(card, By.PHONE, at=morning, to=card.phone)
    assert next_allowed(card, By.PHONE, at=morning, to=card.phone) == morning.replace(hour=17, minute=0)


def test_hours_may_run_past_midnight_on_named_days() -> None:
    card = SafeContactCard(
        ways=(By.TEXT,), phone="07700 900123", hours_from="22:00", hours_to="02:00", days=(4,)
    )  # Fridays; NOON is one
    saturday = NOON.replace(day=21, hour=1, minute=59)
    assert check_contact(card, By.TEXT, at=saturday)
    assert not check_contact(card, By.TEXT, at=saturday.replace(hour=2, minute=0))
    assert not check_contact(card, By.TEXT, at=NOON.replace(hour=1))


def test_an_email_keeps_the_hours_only_on_a_device_that_others_use() -> None:
    card = SafeContactCard(ways=(By.EMAIL,), email="amina@example.org", times=(DayPart.MORNING,))
    night = NOON.replace(hour=2)
    assert check_contact(card, By.EMAIL, at=night)
    assert not check_contact(replace(card, shared_device=True), By.EMAIL, at=night)


def test_a_card_comes_back_as_it_was_stored() -> None:
    card = SafeContactCard(
        ways=(By.PHONE,), days=(0, 4), other_numbers=(SafeNumber("1", (By.TEXT,), (DayPart.ANY,), True, "x"),)
    )
    assert card_from(json.loads(json.dumps(asdict(card)))) == card


def test_a_body_outside_is_told_every_limit_and_nothing_that_is_between_them_and_us() -> None:
    card = replace(
        AMINA,
        email="amina@example.org",
        codeword="harbour",
        trusted_person="Dana Yusuf",
        shared_device=True,
        not_at_home=True,
        answers="her brother",
        days=(0,),
        hours_from="10:00",
        hours_to="11:30",
        valid_until="2026-12-01",
        note="Never on a Friday",
    )
    said = " ".join(reach_lines(card, on=NOON.date()))
    for limit in (
        "By phone: 07700 900123, 10:00 to 11:30 on Monday, leave no message, may be picked up by: her brother.",
        "By text: 07700 900123, 10:00 to 11:30 on Monday",
        "Never by email or post.",
        "Never come to their home.",
        "Others use the same phone",
        "Do not say who is calling",
        "Only until 01/12/2026.",
        "Never on a Friday",
    ):
        assert limit in said
    assert not any(secret in said for secret in ("harbour", "Dana", "amina@example.org"))
    assert reach_lines(card, on=NOON.date() + timedelta(days=30)) == [], "what was agreed has run out"
    assert reach_lines(SafeContactCard(phone="07700 900123"), on=NOON.date()) == []
