"""What the demo landlord achieved: months counted and frozen, monthly reports, the return, and what people said of themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from upstander.confidentiality.api import PUBLIC, Permission, Viewer, system
from upstander.operations.demo.lists import dice
from upstander.performance.api import (
    approve_report,
    bring_up_to_date,
    check_report,
    enter_stock,
    last_months,
    month_of,
    prepare_report,
    questions,
    record_equality,
    report_page,
    reporting_year,
)
from upstander.policy.api import add_months

_DEMO = system("demo")
_ANSWERS = 0.6  # of those who report say something of themselves
_WHY = (
    "Reports rose after the summer meetings in the neighbourhoods, where people heard that we act on what they tell us.\n"
    "Answers came later in the week of the bank holiday. From this month two officers share the weekend calls."
)


def load_performance(
    reports: Iterable[tuple[UUID, datetime]],
    staff: Mapping[str, Viewer],
    *,
    homes: int,
    now: datetime,
    say: Callable[[str], None],
) -> None:
    """Count the year, and do what managers do about it every month."""
    say("Counting what was achieved")
    for place, (report_id, at) in enumerate(reports):
        _tell_of_themselves(place, report_id, at)
    bring_up_to_date(by=_DEMO, now=now)
    checks = _with(staff, Permission.REPORT_CHECK)
    approves = next((each for each in _with(staff, Permission.REPORT_APPROVE) if each != checks[0]), None)
    if approves is None:
        return
    _, *done, last = last_months(month_of(now), 5)[:-1]
    came = {
        month: min(now, datetime.combine(add_months(month, 1), time(7), UTC) + timedelta(days=3))
        for month in (*done, last)
    }
    prepared = [
        month for month, at in came.items() if prepare_report(month=month, by=_DEMO, now=at) is not None
    ]
    for month in prepared[:-1]:
        page = report_page(checks[0], month, now=now)
        at = came[month] + timedelta(days=1, hours=3)
        check_report(report_id=page.head.id, why=_WHY, version=1, by=checks[0], now=at)
        approve_report(report_id=page.head.id, version=2, by=approves, now=at + timedelta(hours=2))
    year = reporting_year(month_of(now))
    enter_stock(
        year=year,
        homes=homes,
        elsewhere=max(1, homes // 45),
        hate_elsewhere=0,
        source="Housing system, homes owned; the anti-social behaviour register, cases opened since 1 April",
        by=checks[0],
        now=now,
    )


def _with(staff: Mapping[str, Viewer], permission: Permission) -> list[Viewer]:
    return [each for _, each in sorted(staff.items()) if each.may(permission)]


def _tell_of_themselves(place: int, report_id: UUID, at: datetime) -> None:
    chance = dice(place, "equality")
    if chance.random() > _ANSWERS:
        return
    answers = {
        each["id"]: chance.choice(list(each["options"])) for each in questions() if chance.random() < 0.9
    }
    record_equality(report_id=report_id, answers=answers, by=PUBLIC, now=at)
