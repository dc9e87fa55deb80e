"""Front-line staff are trained, their managers see whose training has lapsed, and nobody else reads another's (clause 2.2)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories.cast import Cast, one_of_each_role
from upstander.confidentiality.api import Viewer, viewing
from upstander.governance.api import (
    CourseTold,
    State,
    courses,
    done_by,
    finish_refresher,
    gaps_by_team,
    my_gaps,
    my_training,
    put_course,
    record_completions,
    scenarios,
    take_back,
    take_completions,
    team_training,
    training_register,
)
from upstander.governance.models import Completion
from upstander.governance.training.rules import standing
from upstander.lib.decision import Refused

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
RIGHT = {each.id: each.right for each in scenarios()}


@pytest.fixture
def cast(db: None) -> Cast:
    return one_of_each_role(NOW)


def refresher(viewer: Viewer) -> UUID:
    return next(card.id for card in courses(viewer) if card.refresher)


def staff_id(viewer: Viewer) -> UUID:
    assert viewer.staff_id is not None
    return viewer.staff_id


def seen(viewer: Viewer) -> set[UUID]:
    with viewing(viewer):
        return set(Completion.objects.values_list("staff_id", flat=True))


def test_the_refresher_is_done_once_every_answer_is_right_and_says_which_are_not(cast: Cast) -> None:
    first = scenarios()[0]
    assert finish_refresher({**RIGHT, first.id: first.right + 1}, by=cast.ben, now=NOW) == [first.id]
    assert my_gaps(cast.ben, now=NOW) == 1
    assert finish_refresher(RIGHT, by=cast.ben, now=NOW) == []
    assert finish_refresher(RIGHT, by=cast.ben, now=NOW) == []  # twice on a day is once
    [line] = my_training(cast.ben, now=NOW)
    assert (line.standing.state, line.standing.until) == (State.CURRENT, date(2027, 11, 26))


def test_who_has_no_role_at_the_front_line_has_nothing_to_do(cast: Cast) -> None:
    assert my_training(cast.auditor, now=NOW) == []


def test_a_line_manager_sees_their_people_the_keeper_everybody_and_a_colleague_nobody(cast: Cast) -> None:
    everybody = [cast.ben, cast.dev, cast.nia]
    record_completions(
        course_id=refresher(cast.policy),
        staff=[staff_id(each) for each in everybody],
        done_on=date(2025, 1, 10),
        by=cast.policy,
        now=NOW,
    )
    assert seen(cast.carol) == {staff_id(cast.ben)}
    assert seen(cast.bella) == set()
    assert seen(cast.esther) == {staff_id(each) for each in everybody}
    lapsed = {(line.person.name, line.standing.state) for line in team_training(cast.carol, now=NOW)}
    assert lapsed == {("Ben Okoro", State.LAPSED), ("Bella Nowak", State.NEVER)}
    assert team_training(cast.nia, now=NOW) == []


def test_only_the_keeper_records_and_nobody_records_a_day_to_come(cast: Cast) -> None:
    told = {"course_id": refresher(cast.policy), "staff": [staff_id(cast.ben)], "now": NOW}
    for by, done_on in ((cast.carol, NOW.date()), (cast.policy, NOW.date() + timedelta(days=1))):
        with pytest.raises(Refused):
            record_completions(done_on=done_on, by=by, **told)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        training_register(cast.carol, now=NOW)


def test_a_file_is_taken_line_by_line_and_may_be_sent_again(cast: Cast) -> None:
    name = courses(cast.policy)[0].name
    lines = [
        (2, {"email": "Ben@landlord.example", "course": name.upper()}, date(2026, 11, 2)),
        (3, {"email": "nobody@landlord.example", "course": name}, date(2026, 11, 2)),
        (4, {"email": "dev@landlord.example", "course": "Juggling"}, date(2026, 11, 2)),
        (5, {"email": "dev@landlord.example", "course": name}, None),
        (6, {"email": "dev@landlord.example", "course": name}, date(2027, 1, 1)),
    ]
    new, findings = take_completions(lines, by=cast.policy, now=NOW)
    assert (new, [each.line for each in findings]) == (1, [3, 4, 5, 6])
    assert take_completions(lines, by=cast.policy, now=NOW)[0] == 0


def test_what_was_recorded_by_mistake_is_taken_back(cast: Cast) -> None:
    finish_refresher(RIGHT, by=cast.ben, now=NOW)
    [done] = done_by(cast.policy, staff_id(cast.ben))
    take_back(done.id, by=cast.policy, now=NOW)
    assert my_gaps(cast.ben, now=NOW) == 1
    with pytest.raises(Refused):
        take_back(done.id, by=cast.policy, now=NOW)


def test_a_landlord_adds_a_course_of_its_own(cast: Cast) -> None:
    put_course(CourseTold("Working alone", ("neighbourhood",), 36), by=cast.policy, now=NOW)
    assert [line.course.name for line in my_training(cast.nia, now=NOW)].count("Working alone") == 1
    sums = {
        (each.team, each.course): (each.people, each.gaps)
        for each in gaps_by_team(training_register(cast.policy, now=NOW))
    }
    assert sums["Neighbourhood North", "Working alone"] == (1, 1)
    with pytest.raises(Refused):
        put_course(CourseTold("working ALONE", ("neighbourhood",), 12), by=cast.policy, now=NOW)


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 120), st.integers(-4000, 4000))
def test_it_holds_until_the_day_before_the_day_it_was_done_months_later(
    done_on: date, months: int, days: int
) -> None:
    today = done_on + timedelta(days=days)
    stands = standing(done_on, months=months, today=today)
    assert stands.until is not None
    assert (stands.state is State.LAPSED) == (today > stands.until)
    assert stands.state is not State.NEVER
