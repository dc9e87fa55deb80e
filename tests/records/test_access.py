"""Requests for one's own data: the month by the calendar, what stops it, who reads the log, what is known before data leaves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.cast import Cast, one_of_each_role
from upstander.confidentiality.api import StaleEdit, viewing
from upstander.lib.decision import Refused
from upstander.policy.api import ENGLAND_AND_WALES, add_months
from upstander.records.access.rules import (
    RequestClock,
    Wait,
    check_asking,
    check_extension,
    clock_of,
    due_after,
)
from upstander.records.access.standing import local_day
from upstander.records.api import (
    ask_requester,
    confirm_identity,
    end_request,
    extend_request,
    finish_answer,
    finish_search,
    log_request,
    name_searcher,
    record_answer,
    request_log,
    request_page,
)
from upstander.records.models import AccessRequest, AccessWait

DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))


def a_clock(
    received: date,
    *waits: Wait,
    today: date,
    extended: bool = False,
    ended: date | None = None,
    ending: str = "",
) -> RequestClock:
    return clock_of(
        received_on=received,
        waits=waits,
        extended=extended,
        ended_on=ended,
        ending=ending,
        calendar=ENGLAND_AND_WALES,
        today=today,
    )


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2027, 1, 31), date(2027, 3, 1)),  # 28 February is a Sunday
        (date(2026, 9, 3), date(2026, 10, 5)),  # 3 October is a Saturday
        (date(2026, 11, 30), date(2026, 12, 30)),
        (date(2026, 11, 25), date(2026, 12, 29)),  # Christmas, a weekend, and the day in place of Boxing Day
        (date(2028, 1, 31), date(2028, 2, 29)),
    ],
)
def test_a_month_ends_on_the_same_date_or_the_next_day_that_anybody_works(received: date, due: date) -> None:
    assert a_clock(received, today=received).due_on == due


def test_the_month_begins_when_the_last_of_identity_and_authority_is_shown() -> None:
    received, shown = date(2026, 9, 1), date(2026, 9, 10)
    asked = Wait("identity", received)
    assert a_clock(received, asked, today=shown).state == "waiting"
    both = (Wait("identity", received, shown), Wait("authority", received, date(2026, 9, 4)))
    clock = a_clock(received, *both, today=shown)
    assert (clock.starts_on, clock.due_on) == (shown, date(2026, 10, 12))  # 10 October is a Saturday


def test_it_stands_still_while_we_wait_for_what_they_mean() -> None:
    received = date(2026, 9, 1)
    waiting = a_clock(received, Wait("clarification", date(2026, 9, 7)), today=date(2026, 9, 14))
    assert (waiting.state, waiting.paused_days) == ("paused", 7)
    answered = Wait("clarification", date(2026, 9, 7), date(2026, 9, 14))
    assert a_clock(received, answered, today=date(2026, 9, 20)).due_on == date(2026, 10, 8)


@given(DAYS, st.integers(0, 90), st.booleans())
def test_the_day_due_is_never_before_the_month_and_is_a_day_of_work(
    start: date, still: int, extended: bool
) -> None:
    months = 3 if extended else 1
    due = due_after(start, months, still, ENGLAND_AND_WALES)
    plain = add_months(start, months) + timedelta(days=still)
    assert ENGLAND_AND_WALES.is_working_day(due)
    assert plain <= due <= plain + timedelta(days=5)
    assert not any(
        ENGLAND_AND_WALES.is_working_day(plain + timedelta(days=n)) for n in range((due - plain).days)
    )


@given(DAYS)
def test_the_day_to_aim_for_is_the_last_working_day_within_28_and_before_the_day_due(start: date) -> None:
    clock = a_clock(start, today=start)
    assert clock.target_on is not None and clock.due_on is not None
    assert ENGLAND_AND_WALES.is_working_day(clock.target_on) and clock.target_on <= clock.due_on
    over = (start + timedelta(days=28) - clock.target_on).days
    assert over >= 0
    assert not any(
        ENGLAND_AND_WALES.is_working_day(clock.target_on + timedelta(days=n)) for n in range(1, over + 1)
    )


SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20)), max_size=4)


@given(DAYS, SPANS, st.integers(0, 120))
def test_no_day_stops_the_clock_twice_and_a_question_never_brings_the_day_forward(
    received: date, spans: list[tuple[int, int]], later: int
) -> None:
    waits = [
        Wait("clarification", received + timedelta(days=a), received + timedelta(days=a + n))
        for a, n in spans
    ]
    today = received + timedelta(days=later)
    clock, bare = a_clock(received, *waits, today=today), a_clock(received, today=today)
    assert clock.due_on is not None and bare.due_on is not None
    assert clock.due_on >= bare.due_on
    days = {received + timedelta(days=day) for a, n in spans for day in range(a, a + n)}
    assert clock.paused_days == len(days)
    assert (clock.state == "overdue") == (today > clock.due_on)


@given(DAYS, st.integers(1, 400))
def test_a_late_request_cannot_be_made_to_look_in_time(received: date, late: int) -> None:
    due = a_clock(received, today=received).due_on
    assert due is not None
    today = due + timedelta(days=late)
    clock = a_clock(received, today=today)
    for kind in ("identity", "authority", "clarification"):
        answer = check_asking(
            kind,
            asked_on=received,
            words="Who?",
            behalf="other",
            clock=clock,
            waits=[],
            received_on=received,
            today=today,
        )
        assert not answer.allowed
    answer = check_extension(
        "complex",
        reason="Many files",
        told_on=today,
        extended=False,
        clock=clock,
        received_on=received,
        today=today,
    )
    assert not answer.allowed


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return one_of_each_role(now)


def logged(cast: Cast, now: datetime, **changes: str) -> UUID:
    told = {
        "name": "Gwen Harcastle",
        "contact": "gwen@example.org",
        "wanted": "Everything",
        "channel": "email",
    }
    return log_request(**{**told, **changes}, received_on=local_day(now), by=cast.farid, now=now)


def test_only_the_data_protection_officer_knows_of_a_request(cast: Cast, now: datetime) -> None:
    request = logged(cast, now)
    ask_requester(
        request_id=request, kind="clarification", asked_on=local_day(now), words="Which years?", by=cast.farid, now=now
    )  # fmt: skip
    assert request_page(cast.farid, request, now=now).line.name == "Gwen Harcastle"
    for key in set(cast.staff) - {"farid"}:
        viewer = getattr(cast, key)
        with pytest.raises(Refused):
            request_log(viewer, now=now)
        with pytest.raises(Refused):
            request_page(viewer, request, now=now)
        with viewing(viewer):
            assert (AccessRequest.objects.count(), AccessWait.objects.count()) == (0, 0)


def test_nothing_is_sent_before_identity_authority_and_a_safe_way_are_known(
    cast: Cast, now: datetime
) -> None:
    today, by = local_day(now), cast.farid
    request = logged(cast, now, behalf="solicitor", representative="Hale and Co")

    def answered(**told: object) -> None:
        end_request(
            request_id=request, ending="answered", ended_on=today, by=by, now=now,
            **{"way": "post", "safe": True, **told},  # type: ignore[arg-type]
        )  # fmt: skip

    with pytest.raises(Refused, match="who they are"):
        answered()
    confirm_identity(request_id=request, how="known", on=today, by=by, now=now)
    with pytest.raises(Refused, match="authority"):
        answered()
    ask_requester(request_id=request, kind="authority", asked_on=today, words="Signed form", by=by, now=now)
    with pytest.raises(Refused, match="question is still open"):
        answered()
    record_answer(request_id=request, kind="authority", answered_on=today, by=by, now=now)
    with pytest.raises(Refused, match="search is not finished"):
        answered()
    for key in ("carol", "esther"):
        name_searcher(request_id=request, staff_id=cast.staff[key].id, by=by, now=now)
        with pytest.raises(Refused, match="search is not finished"):
            answered()
        finish_search(request_id=request, by=getattr(cast, key), now=now)
    with pytest.raises(Refused, match="not put together yet"):
        answered()
    for key in ("carol", "esther"):
        finish_answer(request_id=request, by=getattr(cast, key), now=now)
    with pytest.raises(Refused, match="Two keepers"):
        answered()
    name_searcher(request_id=request, staff_id=cast.staff["senior"].id, second=True, by=by, now=now)
    finish_search(request_id=request, by=cast.senior, now=now)
    finish_answer(request_id=request, by=cast.senior, now=now)
    with pytest.raises(Refused, match="nobody but them"):
        answered(safe=False)
    answered()
    line = request_log(by, now=now)[0]
    assert (line.ending, line.clock.state) == ("answered", "met")
    with pytest.raises(Refused, match="ended"):
        confirm_identity(request_id=request, how="known", on=today, by=by, now=now)


def test_two_more_months_are_told_within_the_first_and_once(cast: Cast, now: datetime) -> None:
    request, by = logged(cast, now), cast.farid
    with pytest.raises(Refused, match="why"):
        extend_request(request_id=request, kind="complex", reason=" ", told_on=local_day(now), by=by, now=now)
    first = request_page(by, request, now=now).line.clock
    extend_request(
        request_id=request, kind="complex", reason="Nine files", told_on=local_day(now), by=by, now=now
    )
    longer = request_page(by, request, now=now).line.clock
    assert longer.first_due_on == first.due_on
    assert longer.due_on == due_after(local_day(now), 3, 0, ENGLAND_AND_WALES)
    with pytest.raises(Refused, match="once"):
        extend_request(
            request_id=request, kind="complex", reason="More", told_on=local_day(now), by=by, now=now
        )


def test_confirming_who_they_are_answers_the_question_and_begins_the_month(cast: Cast, now: datetime) -> None:
    request, by = logged(cast, now), cast.farid
    ask_requester(
        request_id=request, kind="identity", asked_on=local_day(now), words="A document", by=by, now=now
    )
    assert request_log(by, now=now)[0].clock.state == "waiting"
    later = now + timedelta(days=9)
    confirm_identity(request_id=request, how="document", on=local_day(later), by=by, now=later)
    assert request_page(by, request, now=later).line.clock.starts_on == local_day(later)


def test_silence_ends_a_request_only_after_patience(cast: Cast, now: datetime) -> None:
    request, by = logged(cast, now), cast.farid
    ask_requester(
        request_id=request, kind="clarification", asked_on=local_day(now), words="Which?", by=by, now=now
    )
    for days, allowed in ((27, False), (28, True)):
        later = now + timedelta(days=days)

        def end(at: datetime = later) -> None:
            end_request(
                request_id=request, ending="no_reply", ended_on=local_day(at), words="Silence", by=by, now=at
            )

        if allowed:
            end()
        else:
            with pytest.raises(Refused, match="28 days"):
                end()


def test_a_stale_edit_of_a_request_is_refused(cast: Cast, now: datetime) -> None:
    request = logged(cast, now)
    confirm_identity(request_id=request, how="known", on=local_day(now), version=1, by=cast.farid, now=now)
    with pytest.raises(StaleEdit):
        end_request(
            request_id=request, ending="withdrawn", ended_on=local_day(now), words="x", version=1, by=cast.farid, now=now
        )  # fmt: skip
