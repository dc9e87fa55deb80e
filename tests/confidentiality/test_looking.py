"""What a page that only looks asks once, and that nothing of it outlives the page or decides what is done."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from uuid import UUID

import pytest

from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.models import Case
from upstander.confidentiality.api import elevated, exclude, looking, once, system, viewing
from upstander.confidentiality.viewer import strictly

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def sees(case_id: UUID) -> bool:
    return Case.objects.filter(pk=case_id).exists()


def in_conflict(case_id: UUID, cast: Cast, now: datetime) -> None:
    ben = cast.ben.staff_id
    assert ben
    with viewing(system("tests")):
        exclude(case_id, {ben: "self"}, now=now)


def test_a_page_looks_with_the_eyes_it_began_with_and_an_act_within_it_asks_anew(
    cast: Cast, now: datetime
) -> None:
    case_id = opened(cast, now)
    with looking(cast.ben):
        in_conflict(case_id, cast, now)
        assert sees(case_id), "found while the page was drawn"
        with strictly():
            assert not sees(case_id)
        assert not sees(case_id), "after an act the page knows no more than the act did"
    with looking(cast.ben):
        assert not sees(case_id)


def test_nothing_is_kept_when_the_look_is_over(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    with viewing(cast.ben):
        with looking(cast.ben):
            assert sees(case_id)
        in_conflict(case_id, cast, now)
        assert not sees(case_id)


def test_what_one_viewer_kept_is_not_anothers(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now)
    in_conflict(case_id, cast, now)
    with looking(cast.carol):
        assert sees(case_id)
        with viewing(cast.ben):
            assert not sees(case_id)
        with suppress(ValueError), elevated("tests"):
            raise ValueError
        assert sees(case_id)
        with viewing(cast.nia):
            assert not sees(case_id)


def test_a_question_is_asked_once_of_each_viewer_and_anew_after_an_act(cast: Cast, now: datetime) -> None:
    asked: list[str] = []

    def ask() -> int:
        asked.append("")
        return len(asked)

    with looking(cast.ben):
        assert [once("how many", ask), once("how many", ask)] == [1, 1]
        with elevated("tests"):
            assert once("how many", ask) == 2
        with strictly():
            assert [once("how many", ask), once("how many", ask)] == [3, 4]
        assert once("how many", ask) == 5
    assert once("how many", ask) == 6, "outside a look nothing is kept"
