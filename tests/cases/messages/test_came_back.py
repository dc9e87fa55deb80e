"""A reply that did not arrive answers nothing: its promise is owed again by its first time, and nothing is sent twice (5.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.messages.test_outbox import SAFE, line, run, told
from factories.cast import Cast, one_of_each_role
from factories.providers import Given, gateway
from factories.reports import opened
from upstander.cases.api import deliver_told, mark_overdue, settle_message
from upstander.cases.models import Duty
from upstander.cases.queries.api import case_page
from upstander.confidentiality.api import system, viewing
from upstander.messages.api import By, DayPart, Delivery

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
ANY = replace(SAFE, ways=(By.TEXT,), times=(DayPart.ANY,))


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


@pytest.fixture
def texts() -> Iterator[Given]:
    with gateway("twilio") as found:
        yield found


def heard(cast: Cast, case_id: UUID, word: Delivery, now: datetime) -> None:
    message = line(cast, case_id, now)
    assert deliver_told(message_id=message.id, told=word, by=system("tests"), now=now)


def acknowledge(case_id: UUID) -> Duty:
    with viewing(system("tests")):
        return Duty.objects.get(case_id=case_id, slug="acknowledge")


def test_what_came_back_is_owed_again_by_its_first_time_and_chased(
    cast: Cast, texts: Given, now: datetime
) -> None:
    case_id = opened(cast, now, contact=ANY)
    before = acknowledge(case_id)
    run(now)
    assert acknowledge(case_id).state == "met"
    heard(cast, case_id, Delivery.BOUNCED, now + timedelta(days=1))
    again = acknowledge(case_id)
    assert (again.id, again.state, again.due_at, again.why) == (before.id, "open", before.due_at, before.why)
    entries = [e for e in case_page(cast.ben, case_id, now=now).timeline if e.kind == "duties_owed_again"]
    assert [e.codes["duties"][0]["due_at"] for e in entries] == [before.due_at.isoformat()]
    assert "message_bounced" in told(cast, now)
    mark_overdue(by=system("tests"), now=before.due_at + timedelta(minutes=1))
    assert "overdue" in told(cast, before.due_at + timedelta(minutes=1))


STEPS = st.lists(st.sampled_from([*Delivery, "minutes", "again", "hand"]), min_size=1, max_size=9)


@given(steps=STEPS)
@settings(
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_promise_stands_as_met_exactly_while_its_message_stands_as_sent(
    cast: Cast, texts: Given, steps: list[str]
) -> None:
    now = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
    texts.payloads.clear()
    with transaction.atomic():
        case_id = opened(cast, now, contact=ANY)
        run(now)
        allowed = 1
        for step in steps:
            now += timedelta(minutes=1)
            message = line(cast, case_id, now)
            if step == "minutes":
                now += timedelta(minutes=10)
                allowed += message.state == "queued"
                run(now)
            elif step in ("again", "hand") and message.state == "failed":
                ending = {"again": "again", "hand": "sent"}[step]
                settle_message(
                    case_id=case_id, message_id=message.id, ending=ending, at=now, by=cast.ben, now=now
                )
            elif step in list(Delivery):
                heard(cast, case_id, Delivery(step), now)
            state = line(cast, case_id, now).state
            assert (acknowledge(case_id).state == "met") == (state == "sent"), (step, state)
        assert len(texts.payloads) <= allowed
        transaction.set_rollback(True)
