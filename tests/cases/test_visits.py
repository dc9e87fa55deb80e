"""Planned visits: safe for whoever goes, and a manager hears of it when they do not say that they are well."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from factories.cast import one_of_each_role
from factories.reports import opened
from upstander.cases.api import dismiss_notices, record_visit
from upstander.cases.measures.api import StepTold, record_step
from upstander.cases.models import Case, Notice
from upstander.cases.queries.api import case_page, today
from upstander.cases.visits.api import (
    VisitTold,
    ask_for_help,
    cancel_visit,
    check_in,
    end_visit,
    my_visits,
    plan_visit,
    raise_alarms,
    start_visit,
    visits_of,
)
from upstander.confidentiality.api import exclude, record_absence, system, viewing
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


def test_whoever_is_silent_past_the_time_is_looked_for_until_somebody_has_heard_of_them(
    now: datetime,
) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    told = VisitTold(now, cast.staff["ben"].id, "office", minutes=30)
    visit_id = plan_visit(case_id=case_id, told=told, by=cast.ben, now=now)
    way: dict[str, Any] = {"case_id": case_id, "visit_id": visit_id, "by": cast.ben}
    start_visit(**way, now=now)
    start_visit(**way, now=now)  # a thumb that pressed twice
    assert raise_alarms(by=CLOCK, now=now + timedelta(minutes=30)) == 0
    late = now + timedelta(minutes=31)
    assert (raise_alarms(by=CLOCK, now=late), raise_alarms(by=CLOCK, now=late)) == (1, 0)
    assert "visit_overdue" in kinds(cast.carol, late) and "visit_overdue" not in kinds(cast.senior, late)
    dismiss_notices(by=cast.carol, now=late)
    assert "visit_overdue" in kinds(cast.carol, late), "seen is not found: it stands until they are"
    later = late + timedelta(minutes=16)
    assert raise_alarms(by=CLOCK, now=later) == 1, "nobody has heard of them: told again, and one higher"
    assert "visit_overdue" in kinds(cast.senior, later)
    check_in(**way | {"by": cast.carol}, now=later)
    assert kinds(cast.carol, later).count("visit_safe") == kinds(cast.senior, later).count("visit_safe") == 1
    assert not {"visit_overdue", "visit_help"} & {*kinds(cast.carol, later), *kinds(cast.senior, later)}
    again = later + timedelta(minutes=31)
    assert raise_alarms(by=CLOCK, now=again) == 1, "a check-in sets the clock again"
    end_visit(**way, now=again)
    end_visit(**way, now=again)
    with pytest.raises(Refused, match="is over"):
        check_in(**way, now=again)
    assert visits_of(cast.ben, case_id, now=again)[0].state == "ended"


def test_a_call_for_help_is_heard_whatever_the_page_says_of_the_visit(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    manager = VisitTold(now, cast.staff["carol"].id, "office", minutes=30, second_id=cast.staff["ben"].id)
    visit_id = plan_visit(case_id=case_id, told=manager, by=cast.ben, now=now)
    way: dict[str, Any] = {"case_id": case_id, "visit_id": visit_id}
    ask_for_help(**way, by=cast.carol, now=now)  # nobody had pressed that they go in
    assert "visit_help" in kinds(cast.ben, now), "whoever goes with them hears it"
    jobs = ProcrastinateJob.objects.filter(task_name="upstander.cases.jobs.alerts", status="todo")
    assert jobs.count() == 1, "whoever hears it is told outside Upstander at once"
    assert raise_alarms(by=CLOCK, now=now + timedelta(minutes=16)) == 1 and jobs.count() == 2
    assert "visit_help" in kinds(cast.senior, now), "the only manager is who needs help: one higher"
    assert visits_of(cast.ben, case_id, now=now)[0].help
    end_visit(**way, by=cast.carol, now=now)
    ask_for_help(**way, by=cast.ben, now=now)  # from a page that was still open
    assert visits_of(cast.ben, case_id, now=now)[0].help and "visit_help" in kinds(cast.carol, now)


def test_a_visit_on_which_nobody_said_that_they_went_in_is_asked_after(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    told = VisitTold(now, cast.staff["ben"].id, "office", minutes=30, second_id=cast.staff["bella"].id)
    visit_id = plan_visit(case_id=case_id, told=told, by=cast.ben, now=now)
    assert raise_alarms(by=CLOCK, now=now + timedelta(minutes=15)) == 0
    soon = now + timedelta(minutes=16)
    assert (raise_alarms(by=CLOCK, now=soon), raise_alarms(by=CLOCK, now=soon)) == (1, 0)
    assert "visit_silent" in kinds(cast.ben, soon) and "visit_silent" in kinds(cast.bella, soon)
    assert "visit_silent" not in kinds(cast.carol, soon), "they are asked first"
    over = now + timedelta(minutes=46)
    assert (raise_alarms(by=CLOCK, now=over), raise_alarms(by=CLOCK, now=over)) == (1, 0)
    assert "visit_overdue" in kinds(cast.carol, over)
    cancel_visit(case_id=case_id, visit_id=visit_id, by=cast.ben, now=over)
    assert "visit_off" in kinds(cast.bella, over), (
        "whoever would have gone too hears that it does not take place"
    )
    assert not {"visit_overdue", "visit_silent"} & {*kinds(cast.carol, over), *kinds(cast.bella, over)}
    assert raise_alarms(by=CLOCK, now=over + timedelta(hours=1)) == 0


def test_whoever_is_kept_from_the_case_meanwhile_is_neither_asked_nor_told(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    told = VisitTold(now, cast.staff["ben"].id, "office", minutes=30, second_id=cast.staff["bella"].id)
    plan_visit(case_id=case_id, told=told, by=cast.ben, now=now)
    with viewing(CLOCK):
        exclude(case_id, {cast.staff["bella"].id: "relation"}, now=now)
    for minutes, kind, hear in ((16, "visit_silent", {"ben"}), (46, "visit_overdue", {"ben", "carol"})):
        raise_alarms(by=CLOCK, now=now + timedelta(minutes=minutes))
        with viewing(CLOCK):  # not by her page, which would not show it her either
            asked = set(Notice.objects.filter(kind=kind).values_list("staff_id", flat=True))
        assert asked == {cast.staff[each].id for each in hear}


@pytest.mark.parametrize("sealed", [False, True])
def test_whoever_covers_for_who_looks_looks_too_but_hears_of_no_sealed_case(
    now: datetime, sealed: bool
) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    told = VisitTold(now, cast.staff["ben"].id, "office", minutes=30)
    visit_id = plan_visit(case_id=case_id, told=told, by=cast.ben, now=now)
    start_visit(case_id=case_id, visit_id=visit_id, by=cast.ben, now=now)
    away = cast.staff["esther" if sealed else "carol"].id
    days = {"starts_at": now, "ends_at": now + timedelta(days=9)}
    record_absence(staff_id=away, cover_id=cast.staff["bella"].id, by=cast.carol, now=now, **days)
    late = now + timedelta(minutes=31)
    with viewing(CLOCK):
        Case.objects.filter(pk=case_id).update(sealed=sealed)
        raise_alarms(by=CLOCK, now=late)
        asked = set(Notice.objects.filter(kind="visit_overdue").values_list("staff_id", flat=True))
    assert away in asked and (cast.staff["bella"].id in asked) != sealed


def test_recording_the_visit_says_that_they_are_back(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    told = VisitTold(now, cast.staff["ben"].id, "office", minutes=30)
    visit_id = plan_visit(case_id=case_id, told=told, by=cast.ben, now=now)
    start_visit(case_id=case_id, visit_id=visit_id, by=cast.ben, now=now)
    late = now + timedelta(minutes=31)
    raise_alarms(by=CLOCK, now=late)
    record_visit(case_id=case_id, at=now, seen=True, where="office", found="Well", by=cast.ben, now=late)
    assert raise_alarms(by=CLOCK, now=now + timedelta(hours=3)) == 0
    assert kinds(cast.carol, late) == ["visit_safe"], "whoever was looking hears it"


def test_an_interpreter_is_booked_confirms_is_changed_and_cancelled_or_does_not_come(now: datetime) -> None:
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
    step("changed", {"what": "To the afternoon; they said yes", "on_day": "2026-11-22"}, booked)
    assert standing() == "changed"
    step("cancelled", {"how": "She would rather have a woman. The agency knows"}, booked)
    assert standing() == "cancelled"
    again = step("booked", {"language": "Urdu", "way": "in_person", "from_whom": "B", "on_day": "2026-11-22"})
    step("failed", {"how": "We rang the telephone line"}, again)
    assert standing() == "failed"
