"""The return to the regulator: both parts, what counts and what does not, and how reports became cases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from factories.cast import Cast, one_of_each_role
from factories.reports import join, opened, received
from upstander.cases.api import NoSuchCase
from upstander.cases.models import CaseReport, Party
from upstander.confidentiality.api import system, viewing
from upstander.intake.api import PersonTold
from upstander.lib.decision import Refused
from upstander.performance.api import benchmark, decide_counting, enter_stock, nm01, nm01_cases, review_watch
from upstander.performance.nm01 import definition_for, rate, reporting_year

pytestmark = pytest.mark.django_db
YEAR = date(2026, 4, 1)


def strands(case_id: UUID, *codes: str) -> None:
    with viewing(system("tests")):
        CaseReport.objects.filter(case_id=case_id).update(motivations=list(codes))


def not_ours(case_id: UUID) -> None:
    with viewing(system("tests")):
        Party.objects.filter(case_id=case_id, role="survivor").update(affiliation="public")


def parts(cast: Cast, now: datetime) -> tuple[int | None, int | None]:
    page = nm01(cast.carol, YEAR, now=now)
    return page.total, page.hate


def test_the_worked_example_of_the_regulators_formula() -> None:
    definition = definition_for(YEAR)
    assert rate(421, 13_250, definition) == Decimal("31.8")
    assert rate(8, 13_250, definition) == Decimal("0.6")


def test_the_worked_example_with_cases_of_another_system(now: datetime) -> None:
    cast = one_of_each_role(now)
    for _ in range(2):
        opened(cast, now)
    enter_stock(
        year=YEAR,
        homes=13_250,
        elsewhere=419,
        hate_elsewhere=6,
        source="Housing system",
        by=cast.carol,
        now=now,
    )
    page = nm01(cast.carol, YEAR, now=now)
    assert (page.total, page.hate, page.first, page.second) == (421, 8, Decimal("31.8"), Decimal("0.6"))


def test_whoever_opens_no_case_reads_what_is_published_and_never_a_step(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    enter_stock(
        year=YEAR, homes=13_250, elsewhere=420, hate_elsewhere=7, source="Another", by=cast.carol, now=now
    )
    running, after = nm01(cast.executive, YEAR, now=now), datetime(2027, 4, 1, 12, tzinfo=UTC)
    assert (running.sums, running.total, running.hate, running.first, running.second) == (None,) * 5
    assert benchmark(cast.executive, YEAR, now=now)[1][1:4] == [
        "not shown",
        "per 1,000",
        "not shown: published when the year has ended",
    ]
    ended = nm01(cast.executive, YEAR, now=after)
    assert (ended.sums, ended.total, ended.hate) == (None, 421, 8)
    assert (ended.first, ended.second) == (Decimal("31.8"), Decimal("0.6"))
    exact = nm01(cast.carol, YEAR, now=now)
    assert exact.sums and (exact.sums.counted, exact.sums.hate, exact.total) == (1, 1, 421)


def test_gender_or_age_alone_is_no_hate_case_and_a_strand_added_later_makes_it_one(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    strands(case_id, "gender", "age")
    assert parts(cast, now) == (1, 0)
    strands(case_id, "gender", "age", "religion")
    assert parts(cast, now) == (1, 1)
    assert [each.id for each in nm01_cases(cast.carol, YEAR, hate=True)] == [case_id]
    assert nm01_cases(cast.carol, YEAR, hate=True, skip=1) == (), "the next page begins after the first"


def test_joined_reports_count_once_and_each_step_adds_up(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    join(cast, received(now), case_id, now)
    received(now)
    sums = nm01(cast.carol, YEAR, now=now).sums
    assert sums is not None
    assert (sums.reports, sums.waiting, sums.joined, sums.opened, sums.counted) == (3, 1, 1, 1, 1)


def test_a_non_customer_counts_only_when_somebody_decided_so_with_a_reason(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now)
    not_ours(case_id)
    assert parts(cast, now) == (0, 0)
    with pytest.raises(Refused):
        decide_counting(case_id=case_id, counts=True, reason=" ", by=cast.carol, now=now)
    decide_counting(case_id=case_id, counts=True, reason="A tenant of ours did it", by=cast.carol, now=now)
    assert parts(cast, now) == (1, 1)
    decide_counting(
        case_id=case_id, counts=False, reason="It was not", by=cast.carol, now=now + timedelta(hours=1)
    )
    assert parts(cast, now) == (0, 0)


def test_nobody_decides_on_a_case_they_may_not_see(now: datetime) -> None:
    cast = one_of_each_role(now)
    received(now, survivor=PersonTold(name="Ola Berg", affiliation="employee"))
    with viewing(system("tests")):
        sealed = CaseReport.objects.get(case__sealed=True).case_id
    with pytest.raises(NoSuchCase):
        decide_counting(case_id=sealed, counts=True, reason="Because", by=cast.carol, now=now)
    assert parts(cast, now) == (0, 0)


def test_a_year_runs_from_april_to_march_in_london(now: datetime) -> None:
    assert reporting_year(date(2026, 3, 31)) == date(2025, 4, 1)
    cast = one_of_each_role(now)
    opened(cast, datetime.fromisoformat("2026-03-31T22:59:00+00:00"))
    opened(cast, datetime.fromisoformat("2026-03-31T23:00:00+00:00"))  # 1 April, midnight in London
    assert parts(cast, now)[0] == 1
    assert nm01(cast.carol, date(2025, 4, 1), now=now).total == 1


def test_three_reports_meet_the_threshold_of_a_case_review(now: datetime) -> None:
    cast = one_of_each_role(now)
    case_id = opened(cast, now - timedelta(days=20))
    assert review_watch(cast.carol, now=now) == ()
    for days in (10, 5):
        join(cast, received(now - timedelta(days=days)), case_id, now)
    (near,) = review_watch(cast.carol, now=now)
    assert (near.id, near.reports) == (case_id, 3)
    assert review_watch(cast.executive, now=now) == ()


def test_hate_cases_elsewhere_cannot_be_more_than_cases_elsewhere(now: datetime) -> None:
    cast = one_of_each_role(now)
    with pytest.raises(Refused, match="part of"):
        enter_stock(year=YEAR, homes=10, elsewhere=1, hate_elsewhere=2, source="x", by=cast.carol, now=now)
    with pytest.raises(Refused):
        enter_stock(
            year=YEAR, homes=10, elsewhere=0, hate_elsewhere=0, source="x", by=cast.executive, now=now
        )


def test_the_export_says_what_each_line_is_counted_from(now: datetime) -> None:
    cast = one_of_each_role(now)
    opened(cast, now)
    lines = benchmark(cast.carol, YEAR, now=now)
    assert lines[0][:2] == ["Cases opened per 1,000 homes", "not known"]
    assert all(line[4] for line in lines)
