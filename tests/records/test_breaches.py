"""Anybody on staff can raise a breach; only the data-protection officer reads it; the 72 hours run without a pause."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.cast import Cast, one_of_each_role
from upstander.confidentiality.api import StaleEdit, viewing
from upstander.lib.decision import Refused
from upstander.records.api import (
    add_breach_action,
    assess_breach,
    breach_log,
    breach_page,
    close_breach,
    finish_breach_action,
    raise_breach,
    record_people_told,
    record_regulator_told,
    regulator_due,
)
from upstander.records.breach_rules import check_reported, clock_state
from upstander.records.models import Breach

WORDS = "A letter meant for Amina went to the flat next door"


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return one_of_each_role(now)


def raised(cast: Cast, now: datetime, key: str = "dev") -> UUID:
    reference = raise_breach(
        happened=WORDS, aware_at=now, kinds=["contact"], people=1, by=getattr(cast, key), now=now
    )
    return next(line.id for line in breach_log(cast.farid, now=now) if line.reference == reference)


def test_everybody_on_staff_can_raise_one(cast: Cast, now: datetime) -> None:
    for key in cast.staff:
        raised(cast, now, key)
    assert len(breach_log(cast.farid, now=now)) == len(cast.staff)


def test_only_the_data_protection_officer_reads_it(cast: Cast, now: datetime) -> None:
    breach = raised(cast, now)
    assert breach_page(cast.farid, breach, now=now).happened == WORDS
    for key in set(cast.staff) - {"farid"}:
        with pytest.raises(Refused):
            breach_log(getattr(cast, key), now=now)
        with pytest.raises(Refused):
            breach_page(getattr(cast, key), breach, now=now)
        with viewing(getattr(cast, key)):
            assert Breach.objects.count() == (1 if key == "dev" else 0)


def test_72_hours_run_over_a_weekend_and_a_change_of_the_clocks() -> None:
    friday = datetime(2026, 10, 23, 16, tzinfo=UTC)
    assert regulator_due(friday) == datetime(2026, 10, 26, 16, tzinfo=UTC)


@given(
    st.integers(0, 5 * 10**8).map(lambda second: datetime.fromtimestamp(1_577_836_800 + second, UTC)),
    st.integers(0, 10**6),
)
def test_the_clock_is_overdue_exactly_after_72_hours(aware: datetime, seconds: int) -> None:
    now = aware + timedelta(seconds=seconds)
    late = seconds > 72 * 3600
    state = clock_state(aware_at=aware, reportable=None, reported_at=None, now=now)
    assert state == ("overdue" if late else "open")
    assert clock_state(aware_at=aware, reportable=True, reported_at=now, now=now) == (
        "met_late" if late else "met"
    )
    assert clock_state(aware_at=aware, reportable=False, reported_at=None, now=now) == "not_needed"
    assert check_reported(aware_at=aware, at=now, now=now, late_reason="").allowed is not late
    assert check_reported(aware_at=aware, at=now, now=now, late_reason="The log was down").allowed


def test_a_likely_risk_must_be_reported_and_any_decision_needs_its_reason(cast: Cast, now: datetime) -> None:
    breach = raised(cast, now)
    with pytest.raises(Refused, match="reported to the regulator"):
        assess_breach(
            breach_id=breach, risk="risk", reportable=False, reason="It is small", by=cast.farid, now=now
        )
    with pytest.raises(Refused, match="why"):
        assess_breach(breach_id=breach, risk="unlikely", reportable=False, reason=" ", by=cast.farid, now=now)
    assess_breach(
        breach_id=breach, risk="unlikely", reportable=False, reason="Unopened", by=cast.farid, now=now
    )
    assert breach_log(cast.farid, now=now)[0].clock == "not_needed"


def test_nobody_is_told_in_a_way_that_was_not_checked(cast: Cast, now: datetime) -> None:
    breach = raised(cast, now)
    with pytest.raises(Refused, match="safely"):
        record_people_told(breach_id=breach, at=now, way="post", people=1, safe=False, by=cast.farid, now=now)
    with pytest.raises(Refused, match="why"):
        record_people_told(
            breach_id=breach, at=now, way="not_told", people=1, safe=False, by=cast.farid, now=now
        )


def test_it_closes_only_when_nothing_is_left_to_do(cast: Cast, now: datetime) -> None:
    breach, by = raised(cast, now), cast.farid
    with pytest.raises(Refused, match="Assess"):
        close_breach(breach_id=breach, by=by, now=now)
    assess_breach(breach_id=breach, risk="high", reportable=True, reason="Her address", by=by, now=now)
    with pytest.raises(Refused, match="regulator was told"):
        close_breach(breach_id=breach, by=by, now=now)
    late = now + timedelta(hours=73)
    with pytest.raises(Refused, match="72 hours"):
        record_regulator_told(breach_id=breach, at=late, by=by, now=late)
    record_regulator_told(breach_id=breach, at=late, late_reason="Found late", by=by, now=late)
    with pytest.raises(Refused, match="high"):
        close_breach(breach_id=breach, by=by, now=late)
    record_people_told(breach_id=breach, at=late, way="phone", people=1, safe=True, by=by, now=late)
    add_breach_action(
        breach_id=breach, what="Check labels", owner="Post room", due_on=late.date(), by=by, now=late
    )
    with pytest.raises(Refused, match="action"):
        close_breach(breach_id=breach, by=by, now=late)
    todo = breach_page(by, breach, now=late).actions[0]
    finish_breach_action(breach_id=breach, action_id=todo.id, by=by, now=late)
    close_breach(breach_id=breach, by=by, now=late)
    line = breach_page(by, breach, now=late).line
    assert (line.clock, line.closed_at) == ("met_late", late)
    with pytest.raises(Refused, match="closed"):
        assess_breach(breach_id=breach, risk="unlikely", reportable=False, reason="x", by=by, now=late)


def test_a_stale_edit_is_refused(cast: Cast, now: datetime) -> None:
    breach = raised(cast, now)
    assess_breach(
        breach_id=breach, risk="unlikely", reportable=False, reason="x", version=1, by=cast.farid, now=now
    )
    with pytest.raises(StaleEdit):
        close_breach(breach_id=breach, version=1, by=cast.farid, now=now)
