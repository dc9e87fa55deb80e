"""How long a case is kept: whole periods, the longest class, and the latest day where one is not known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

import upstander.policy
from upstander.policy.api import (
    CaseFacts,
    Clock,
    PerpetratorFacts,
    ReportFacts,
    RetentionFacts,
    StartEvent,
    Validity,
    keepings,
    load_edition,
    longest,
    period_ends,
)

FOLDER = Path(upstander.policy.__file__).parent / "editions"
OVH = load_edition((FOLDER / "ovh-2021.yaml").read_text(), "ovh-2021.yaml")
HARBOUR = load_edition((FOLDER / "harbour-homes.yaml").read_text(), "harbour-homes.yaml")
REPORT = ReportFacts(received_at=datetime(2020, 1, 6, tzinfo=UTC))
DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(DAYS, st.integers(1, 30))
def test_a_period_of_years_is_never_cut_short(start: date, years: int) -> None:
    end = period_ends(start, Clock.parse(f"{years} calendar years"))
    first = end + timedelta(days=1)
    assert (first.year - start.year, (first.month, first.day) > (start.month, start.day)) in {
        (years, True),
        (years + 1, False),
    }


def test_a_leap_day_runs_to_the_last_of_february() -> None:
    assert period_ends(date(2024, 2, 29), Clock.parse("6 calendar years")) == date(2030, 2, 28)


@given(DAYS, st.booleans(), st.none() | DAYS, st.sampled_from(list(Validity)))
def test_the_longest_class_counts_and_none_ends_before_closing(
    closed_on: date, child: bool, born: date | None, validity: Validity
) -> None:
    days = {StartEvent.CHILD_18: born} if born else {}
    known = RetentionFacts(closed_on=closed_on, child=child, days=days)
    facts = CaseFacts(reports=(REPORT,), validity=validity)
    for edition in (OVH, HARBOUR):
        found = keepings(facts, known, edition)
        best = longest(facts, known, (edition,))
        assert best.until is not None and best.until > closed_on
        assert all(each.until is not None and closed_on <= each.until <= best.until for each in found)
    both = longest(facts, known, (OVH, HARBOUR)).until
    assert both == max(longest(facts, known, (each,)).until or date.max for each in (OVH, HARBOUR))


def test_a_child_whose_birth_date_is_not_known_may_have_been_born_that_day() -> None:
    known = RetentionFacts(closed_on=date(2026, 3, 1), child=True)
    best = longest(CaseFacts(reports=(REPORT,)), known, (OVH,))
    assert (best.rule.id, best.until) == ("case-child", date(2051, 3, 1))
    assert "not recorded" in best.why


def test_an_order_whose_end_nobody_recorded_keeps_the_case() -> None:
    facts = CaseFacts(reports=(REPORT,), perpetrators=(PerpetratorFacts(known=True),))
    known = RetentionFacts(closed_on=date(2010, 1, 1), taken=frozenset({"enforcement"}))
    assert longest(facts, known, (OVH,)).due_on is None


def test_nothing_found_is_kept_shorter_from_the_finding() -> None:
    facts = CaseFacts(reports=(REPORT,), validity=Validity.UNSUBSTANTIATED)
    known = RetentionFacts(closed_on=date(2020, 3, 1), days={StartEvent.FINDING: date(2020, 2, 1)})
    best = longest(facts, known, (OVH,))
    assert (best.rule.id, best.due_on) == ("unsubstantiated", date(2022, 2, 2))
