"""What a risk assessment finds has a clock of its own, by the edition, and ends by the act that answers it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.api import Answer, answer_duty, assess_risk, mark_overdue, merge_cases
from upstander.cases.queries.api import DutyLine, case_page, today
from upstander.confidentiality.api import system

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def fire(cast: Cast, case_id: UUID, now: datetime) -> DutyLine | None:
    owed = {each.slug: each for each in case_page(cast.ben, case_id, now=now).open_duties}
    return owed.get("fire-referral")


def assess(cast: Cast, case_id: UUID, at: datetime, **answers: str) -> None:
    assess_risk(case_id=case_id, answers=answers, at=at, by=cast.ben, now=at)


def decide(cast: Cast, case_id: UUID, at: datetime, slug: str = "fire-referral") -> None:
    answer = Answer(slug, "not_possible", reason="The fire service was there this morning")
    answer_duty(case_id=case_id, answer=answer, at=at, by=cast.ben, now=at)


def test_a_trigger_that_an_assessment_finds_is_owed_on_today_late_like_anything_else_and_ends_when_answered(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    assert fire(cast, case_id, now) is None
    assess(cast, case_id, now + HOUR, fire="yes")
    found = fire(cast, case_id, now + HOUR)
    assert found is not None and (found.kind, found.due_at) == ("must", now + HOUR + DAY)
    assert "fire-referral" in {each.slug for each in today(cast.ben, now=now + HOUR).duties}
    mark_overdue(by=system("duty-clock"), now=now + 2 * DAY)
    assert {"overdue"} <= {each.kind for each in today(cast.ben, now=now + 2 * DAY).notices}
    decide(cast, case_id, now + 2 * DAY)
    assert fire(cast, case_id, now + 2 * DAY) is None


def test_fire_found_after_the_fire_service_was_decided_on_is_owed_anew_and_said_again_is_not(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now, danger=True, told_behaviours=("arson",))
    decide(cast, case_id, now + HOUR)
    assess(cast, case_id, now + 2 * DAY, fire="yes")
    found = fire(cast, case_id, now + 2 * DAY)
    assert found is not None and found.due_at == now + 3 * DAY
    decide(cast, case_id, now + 2 * DAY + HOUR)
    assess(cast, case_id, now + 4 * DAY, fire="yes")
    assert fire(cast, case_id, now + 4 * DAY) is None
    assess(cast, case_id, now + 5 * DAY, fire="no")
    assess(cast, case_id, now + 6 * DAY, fire="yes")
    again = fire(cast, case_id, now + 6 * DAY)
    assert again is not None and again.due_at == now + 7 * DAY


def test_an_assessment_that_says_no_does_not_end_what_an_earlier_one_made_owed(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    assess(cast, case_id, now, self_harm="yes")
    assess(cast, case_id, now + HOUR, self_harm="no")
    owed = {each.slug: each for each in case_page(cast.ben, case_id, now=now + HOUR).open_duties}
    assert owed["social-services"].due_at == now + DAY


def test_what_was_found_is_still_owed_when_the_case_becomes_part_of_another(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id, other = opened(cast, now), opened(cast, now)
    assess(cast, case_id, now, fire="yes")
    merge_cases(case_id=case_id, into_id=other, reason="One matter", by=cast.ben, now=now + HOUR)
    found = fire(cast, other, now + HOUR)
    assert found is not None and found.due_at == now + DAY
