"""Satisfaction is asked once, after closing, by a safe way; managers read what was answered (clause 5.1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from records.closing import closed
from upstander.cases.api import Answer, add_note, answer_duty
from upstander.cases.queries.api import case_page
from upstander.cases.surveys.api import SURVEY_QUESTIONS, SurveyTold, record_survey, survey_of
from upstander.lib.decision import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db: None, now: datetime) -> Cast:
    return one_of_each_role(now)


def ended(cast: Cast, now: datetime) -> UUID:
    """Amina's case, closed yesterday, with what is owed after closing."""
    case_id = closed(cast, now - timedelta(days=31))
    add_note(case_id=case_id, text="Closed", by=cast.ben, now=now)
    return case_id


def ask(cast: Cast, case_id: UUID, now: datetime, **changes: Any) -> None:
    told = {
        "way": "phone",
        "overall": 2,
        "answers": {"informed": "no"},
        "said": "Ring back when you say so",
        **changes,
    }
    record_survey(case_id=case_id, told=SurveyTold(**told), at=now, by=cast.bella, now=now)


def owed(cast: Cast, case_id: UUID, now: datetime) -> set[str]:
    return {line.slug for line in case_page(cast.ben, case_id, now=now).open_duties}


def test_asking_answers_the_duty_and_a_manager_reads_what_was_said(cast: Cast, now: datetime) -> None:
    case_id = ended(cast, now)
    assert "satisfaction" in owed(cast, case_id, now)
    ask(cast, case_id, now)
    assert "satisfaction" not in owed(cast, case_id, now)
    seen = survey_of(cast.carol, case_id, now=now)
    assert seen is not None
    assert (seen.overall, seen.by_officer, seen.by_link) == ("Fairly dissatisfied", False, False)
    assert seen.answers == ((SURVEY_QUESTIONS["informed"], "No"),)
    assert survey_of(cast.ben, case_id, now=now) is None


def test_a_way_that_was_not_called_safe_needs_a_reason(cast: Cast, now: datetime) -> None:
    case_id = ended(cast, now)
    with pytest.raises(Refused) as refused:
        ask(cast, case_id, now, way="post")
    assert refused.value.clause == "3.5.1"
    ask(cast, case_id, now, way="post", override="She wrote to us")


def test_it_is_asked_once_and_not_while_the_case_is_open(cast: Cast, now: datetime) -> None:
    with pytest.raises(Refused):
        ask(cast, opened(cast, now), now)
    case_id = ended(cast, now)
    ask(cast, case_id, now, overall=None)
    assert survey_of(cast.carol, case_id, now=now) is None  # asked, and not answered
    with pytest.raises(Refused):
        ask(cast, case_id, now)


def test_it_cannot_be_ticked_off_without_asking_but_may_be_unfitting(cast: Cast, now: datetime) -> None:
    case_id = ended(cast, now)
    told: dict[str, Any] = {"case_id": case_id, "at": now, "by": cast.ben, "now": now}
    with pytest.raises(Refused):
        answer_duty(answer=Answer("satisfaction", "taken"), **told)
    answer_duty(answer=Answer("satisfaction", "not_appropriate", "She lost her son last week"), **told)
    assert "satisfaction" not in owed(cast, case_id, now)
