"""Planned visits: safe for whoever goes, and a manager hears of it when they do not say that they are well."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from factories.cast import one_of_each_role
from factories.reports import opened
from upstander.cases.api import record_visit
from upstander.cases.measures.api import StepTold, record_step
from upstander.cases.queries.api import case_page, today
from upstander.cases.visits.api import (
    VisitTold,
    ask_for_help,
    check_in,
    end_visit,
    my_visits,
    plan_visit,
    raise_alarms,
    start_visit,
    visits_of,
)
from upstander.confidentiality.api import system
from upstander.lib.decision import Refused
from upstander.messages.api import By, DayPart, SafeContactCard

pytestmark = pytest.mark.django_db
CLOCK = system("tests")


def kinds(viewer: Any, now: datetime) -> list[str]:
    return [each.kind for each in today(viewer, now=now).notices]


def test_in_danger_two_go_and_a_home_that_is_not_safe_to_visit_needs_a_reason(now: datetime) -> None:
    cast = one_of_each_role(now)
    no_visits = SafeContactCard(
        ways=(By.PHONE,), phone="07700 900123", times=(DayPart.ANY,), not_at_home=True
    )
    case_id = opened(cast, now, danger=True, contact=no_visits)
    alone = VisitTold(now + timedelta(hours=1), cast.staff["ben"].id, "office")
    with pytest.raises(Refused, match="two go together"):
        plan_visit(case_id=case_id, told=alone, by=cast.ben, now=now)
    both = replace(alone, second_id=cast.staff["bella"].id)
    calm = opened(cast, now, contact=no_visits)
    with pytest.raises(Refused) as refused:
        plan_visit(case_id=calm, told=replace(both, where="home"), by=cast.ben, now=now)
    assert refused.value.clause == "3.5.1"
    plan_visit(case_id=case_id, told=both, by=cast.ben, now=now)
    assert "visit_planned" in kinds(cast.bella, now)
    assert [each.second for each in my_visits(cast.bella, now=now)] == ["Bella Nowak"]


def test_whoever_is_silent_past_the_time_is_looked_for_and_help_is_called_at_once(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    told = VisitTold(now, cast.staff["ben"].id, "office", minutes=30)
    visit_id = plan_visit(case_id=case_id, told=told, by=cast.ben, now=now)
    way: dict[str, Any] = {"case_id": case_id, "visit_id": visit_id, "by": cast.ben}
    start_visit(**way, now=now)
    assert raise_alarms(by=CLOCK, now=now + timedelta(minutes=30)) == 0
    late = now + timedelta(minutes=31)
    assert (raise_alarms(by=CLOCK, now=late), raise_alarms(by=CLOCK, now=late)) == (1, 0)
    assert "visit_overdue" in kinds(cast.carol, late)
    check_in(**way, now=late)
    assert raise_alarms(by=CLOCK, now=late + timedelta(minutes=31)) == 1, "a check-in sets the clock again"
    ask_for_help(**way, now=late)
    assert "visit_help" in kinds(cast.carol, late)
    end_visit(**way, now=late)
    with pytest.raises(Refused, match="moved on"):
        check_in(**way, now=late)
    assert visits_of(cast.ben, case_id, now=late)[0].state == "ended"


def test_recording_the_visit_says_that_they_are_back(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    told = VisitTold(now, cast.staff["ben"].id, "office", minutes=30)
    visit_id = plan_visit(case_id=case_id, told=told, by=cast.ben, now=now)
    start_visit(case_id=case_id, visit_id=visit_id, by=cast.ben, now=now)
    record_visit(case_id=case_id, at=now, seen=True, where="office", found="Well", by=cast.ben, now=now)
    assert raise_alarms(by=CLOCK, now=now + timedelta(hours=3)) == 0


def test_an_interpreter_is_booked_for_the_visit_confirms_and_comes_or_does_not(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    visit_id = plan_visit(
        case_id=case_id,
        told=VisitTold(now, cast.staff["ben"].id, "office", interpreter=True),
        by=cast.ben,
        now=now,
    )
    amina = next(p.id for p in case_page(cast.ben, case_id, now=now).parties if p.role == "survivor")

    def step(code: str, told: dict[str, str], on: Any = None) -> Any:
        given = StepTold("interpreter", code, told, now, measure_id=on, about_id=amina, visit_id=visit_id)
        return record_step(case_id=case_id, step=given, by=cast.ben, now=now)

    def standing() -> str:
        return visits_of(cast.ben, case_id, now=now)[0].booking

    assert standing() == ""
    booked = step(
        "booked", {"language": "Urdu", "way": "in_person", "from_whom": "A", "on_day": "2026-11-21"}
    )
    assert standing() == "booked"
    step("confirmed", {"who": "A woman", "on_day": "2026-11-21"}, booked)
    assert standing() == "confirmed"
    step("failed", {"how": "We rang the telephone line"}, booked)
    assert standing() == "failed"
