"""The wider indicators: satisfaction, enforcement, safer homes and their cost, training, and the languages reports come in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from cases.measures.test_measures import At
from cases.test_survey import ask, ended
from factories.bodies import agreed, body
from factories.cast import Cast, one_of_each_role
from factories.reports import opened
from upstander.cases.sharing.api import SharingTold
from upstander.confidentiality.api import system, vault, viewing
from upstander.governance.api import finish_refresher, scenarios
from upstander.lib.decision import Refused
from upstander.people.api import language_in, people_by_language
from upstander.people.languages import OF_NOTHING
from upstander.people.models import Person
from upstander.performance.api import (
    bring_up_to_date,
    cases_behind,
    count_languages,
    forget_view,
    recounted,
    save_view,
    saved_views,
    series,
    silence,
    words,
)
from upstander.performance.models import Figure, SavedView
from upstander.performance.numbers import Number

pytestmark = pytest.mark.django_db

COUNTER = system("measures")
NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def cast(now: datetime) -> Cast:
    return one_of_each_role(now)


def counted(cast: Cast, now: datetime, measure: str, who: str = "carol") -> Number:
    bring_up_to_date(by=COUNTER, now=now + timedelta(hours=1))
    number = series(getattr(cast, who), [NOVEMBER])[measure].last
    assert number is not None
    return number


def test_a_safer_home_is_counted_with_its_time_its_cost_and_its_case(cast: Cast, now: datetime) -> None:
    case_id = opened(cast, now - timedelta(days=3))
    locks = At(case_id, cast.ben, now - timedelta(days=2)).step(
        "hardening", "ordered", told={"fit_by": "2026-11-18"}
    )
    At(case_id, cast.ben, now).step("hardening", "fitted", on=locks, told={"cost": "1240.50"})
    number = counted(cast, now, "hardening")
    assert (number.count, number.median, number.promised) == (1, 2 * 86_400, 1)
    cost = series(cast.carol, [NOVEMBER])["hardening-cost"].last
    assert words.cost(cost) == "£1,240 for 1 home"
    assert words.cost(series(cast.executive, [NOVEMBER])["hardening-cost"].last) == "fewer than 5"
    assert [each.case_id for each in cases_behind(cast.carol, "hardening", NOVEMBER)] == [case_id]
    with viewing(COUNTER):
        again = recounted(NOVEMBER)["hardening-cost", "", ""]
    assert (again.pence, again.priced) == (124_050, 1)


def test_whether_help_came_after_a_referral_is_counted(cast: Cast, now: datetime) -> None:
    to = body(now, "support", "Harbour Listeners")
    agreed(to, now)
    told = SharingTold("lawful", to, ("account",), lawful="legal", necessity="Only this", risk_of_not="None")
    for came in ("yes", "no"):
        at = At(opened(cast, now), cast.carol, now)
        sent = at.step("support", "sent", sharing=told)
        at.step("support", "accepted", on=sent)
        at.step("support", "reached", on=sent, told={"reached": came})
    number = counted(cast, now, "help-came")
    assert (number.promised, number.kept) == (2, 1)


def test_who_answered_and_who_was_satisfied_are_two_numbers(cast: Cast, now: datetime) -> None:
    ask(cast, ended(cast, now), now, overall=4)
    ask(cast, ended(cast, now), now, overall=None, answers={}, said="")
    rate = counted(cast, now, "response-rate")
    assert (rate.promised, rate.kept) == (2, 1)
    happy = counted(cast, now, "satisfied")
    assert (happy.promised, happy.kept) == (1, 1)


def test_a_month_that_was_counted_before_a_measure_was_thought_of_says_nothing_of_it(
    cast: Cast, now: datetime
) -> None:
    counted(cast, now, "outcome")
    with viewing(COUNTER):
        rows = Figure.objects.filter(measure="outcome")
        rows._raw_delete(rows.db)
    assert series(cast.carol, [NOVEMBER])["outcome"].last is None


def test_training_is_counted_from_the_register_and_never_left_out(cast: Cast, now: datetime) -> None:
    before = counted(cast, now, "training", "executive")
    finish_refresher({each.id: each.right for each in scenarios()}, by=cast.ben, now=now)
    after = counted(cast, now, "training", "executive")
    assert (before.kept, after.kept) == (0, 1) and before.promised == after.promised > 5


@pytest.mark.parametrize(
    ("needs", "language"),
    [
        ("Interpreter, Somali; Large print", "Somali"),
        ("Polish interpreter", "Polish"),
        ("BSL", "British Sign Language"),
        ("English", ""),
        ("Large print; Thai", "Thai"),
        ("", ""),
    ],
)
def test_the_language_somebody_needs_is_read_from_what_is_written_of_them(needs: str, language: str) -> None:
    assert language_in(needs) == language


def test_silence_is_watched_by_language_and_few_speakers_are_not_named(cast: Cast, now: datetime) -> None:
    with viewing(COUNTER):
        for person in Person.objects.all()[:2]:
            vault.seal(person, needs="Thai")
            person.save(update_fields=["needs"])
        assert people_by_language() == {"Thai": 2}
        assert (
            len(vault.seal_bytes(person, "needs", b"")) == OF_NOTHING
        )  # by this length empty entries are left unopened
    count_languages(by=COUNTER, now=now)
    assert silence(cast.carol, NOVEMBER).languages == ()


def test_a_saved_view_has_a_name_that_only_its_owner_reads_and_that_goes_with_it(
    cast: Cast, now: datetime
) -> None:
    save_view(months=6, dimension="", code="", name="For the board", by=cast.carol, now=now)
    [view] = saved_views(cast.carol)
    assert view.name == "For the board" and saved_views(cast.executive) == []
    with viewing(cast.carol):
        assert b"board" not in bytes(SavedView.objects.get().name or b"")
    with pytest.raises(Refused):
        save_view(months=3, dimension="", code="", name="x" * 61, by=cast.carol, now=now)
    forget_view(view_id=view.id, by=cast.carol, now=now)
    assert saved_views(cast.carol) == []
    with viewing(COUNTER):
        assert not vault.has_key(view.id)
