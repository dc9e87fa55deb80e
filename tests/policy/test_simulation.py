"""Trying out a draft: nothing changes without a change, parts add up, order is of no matter, and small groups stay hidden."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.saying import AMINA, at, edition_text, report
from policy.test_properties import START, case_facts, many
from upstander.policy.api import (
    Clock,
    Edition,
    Effect,
    Past,
    PolicyError,
    SimulationReport,
    Way,
    as_json,
    difference,
    load_edition,
    numbers,
    parse_facts,
    report_on,
    shown,
    simulate,
    with_number,
)

TEXT = edition_text()
OVH = load_edition(TEXT, "ovh-2021.yaml")
NOW = START + timedelta(days=120)
UPDATES = [n.id for n in numbers(OVH) if n.id.startswith("progress-update/") and n.clock.count == 10]

histories = st.lists(case_facts.map(lambda facts: Past(facts, NOW)), max_size=6)


def drafted(*changes: tuple[str, str]) -> Edition:
    """The edition with these numbers changed."""
    text = TEXT
    for id, clock in changes:
        text = with_number(text, OVH, id, Clock.parse(clock))
    return load_edition(text, "draft.yaml")


HALVED = drafted(*((id, "5 working days") for id in UPDATES))
SLOWER = drafted(("triage/0/-", "8 working hours"), ("first-contact/0/standard", "1 working day"))
DRAFTS = st.sampled_from([OVH, HALVED, SLOWER])


def one(now: str = "2026-11-20T16:30:00+00:00", **case: Any) -> Past:
    """One case, Amina's unless told otherwise."""
    facts = {"reports": [report()], "survivor": AMINA, **case}
    return Past(parse_facts(facts, OVH), at(now))


def tried(draft: Edition, *history: Past) -> SimulationReport:
    return report_on(simulate(history, OVH, draft), OVH, draft)


@many
@given(histories)
def test_a_draft_equal_to_the_edition_in_force_changes_nothing(history: list[Past]) -> None:
    again = load_edition(TEXT, "again.yaml")
    found = report_on(simulate(history, OVH, again), OVH, again)
    assert found.touched == 0 and not found.changes and not found.changed_duties
    for line in (*found.by_month_and_team, found.total):
        assert {line.duties.more, line.visits.more, line.hours.more, line.broken.more} == {0}


@many
@given(histories, DRAFTS, st.randoms())
def test_the_order_of_cases_makes_no_difference(history: list[Past], draft: Edition, random: Any) -> None:
    mixed = list(history)
    random.shuffle(mixed)
    assert as_json(report_on(simulate(mixed, OVH, draft), OVH, draft)) == as_json(
        report_on(simulate(history, OVH, draft), OVH, draft)
    )


@many
@given(histories, DRAFTS, st.integers(0, 6))
def test_parts_of_a_history_add_up_to_the_whole(history: list[Past], draft: Edition, cut: int) -> None:
    parts = Effect()
    for part in (history[:cut], history[cut:]):
        parts.add(simulate(part, OVH, draft))
    whole = simulate(history, OVH, draft)
    assert as_json(report_on(parts, OVH, draft)) == as_json(report_on(whole, OVH, draft))


@many
@given(histories, DRAFTS)
def test_months_teams_and_duties_count_the_same_work(history: list[Past], draft: Edition) -> None:
    effect = simulate(history, OVH, draft)
    for side in (0, 1):
        assert sum(duty.asked[side] for duty in effect.duties.values()) == sum(
            load.duties[side] for load in effect.load.values()
        )
        assert sum(duty.broken[side] for duty in effect.duties.values()) == sum(
            load.broken[side] for load in effect.load.values()
        )
    assert effect.touched <= effect.cases == len(history)


@many
@given(histories)
def test_a_duty_newly_owed_under_a_draft_is_no_longer_owed_the_other_way_round(history: list[Past]) -> None:
    there, back = simulate(history, OVH, SLOWER), simulate(history, SLOWER, OVH)
    opposite = {Way.SOONER: Way.LATER, Way.LATER: Way.SOONER, Way.NEW: Way.GONE, Way.GONE: Way.NEW}
    opposite |= {Way.STRONGER: Way.WEAKER, Way.WEAKER: Way.STRONGER}
    assert {opposite[way]: count for way, count in there.ways.items()} == back.ways


def test_five_working_days_instead_of_ten_doubles_the_updates() -> None:
    survivor = {**AMINA, "wants_updates": True}
    case = one("2027-11-16T10:00:00+00:00", survivor=survivor, discharged=[])
    update = next(d for d in tried(HALVED, case).duties if d.id == "progress-update")
    assert (update.asked.current, update.asked.draft) == (26, 51)
    assert update.sooner == 1 and update.average_shift_hours == -7 * 24


def test_updates_sent_as_they_were_break_a_stricter_draft() -> None:
    survivor = {**AMINA, "wants_updates": True}
    sent = [{"duty": "progress-update", "at": f"2026-11-{day}T10:00:00+00:00"} for day in (25, 30)]
    case = one("2026-12-03T10:00:00+00:00", survivor=survivor, discharged=sent)
    update = next(d for d in tried(HALVED, case).duties if d.id == "progress-update")
    assert (update.broken.current, update.broken.draft) == (0, 1)


def test_a_closed_case_is_owed_its_updates_until_it_closed() -> None:
    survivor = {**AMINA, "wants_updates": True}
    case = one("2027-11-16T10:00:00+00:00", survivor=survivor, closed_at="2026-12-15T10:00:00+00:00")
    update = next(d for d in tried(HALVED, case).duties if d.id == "progress-update")
    assert (update.asked.current, update.asked.draft) == (2, 4)


def test_visits_and_hours_are_the_landlords_own_estimates_added_up() -> None:
    found = tried(OVH, one(reports=[report(immediate_danger=True)]))
    team = next(line for line in found.teams if line.team == "Community Safety")
    assert found.total.visits.current == team.visits.current == 1
    assert team.hours.current > 2


def test_a_pause_of_the_clock_between_months_is_read_on_the_landlords_clock() -> None:
    late = "2026-07-31T23:30:00+00:00"  # half past midnight on 1 August in London
    found = tried(OVH, one(late, reports=[report("2026-07-30T23:30:00+00:00", immediate_danger=True)]))
    assert "2026-08" in {line.month for line in found.months}


@pytest.mark.parametrize("number", numbers(OVH), ids=lambda number: number.id)
def test_every_number_can_be_changed_in_the_text_and_changes_nothing_else(number: Any) -> None:
    clock = Clock(number.clock.count + 1, number.clock.unit)
    text = with_number(TEXT, OVH, number.id, clock)
    draft = load_edition(text, "draft.yaml")
    after = {n.id: n.clock for n in numbers(draft)}
    assert {id for id, was in ((n.id, n.clock) for n in numbers(OVH)) if after[id] != was} == {number.id}
    assert len(text.splitlines()) == len(TEXT.splitlines())
    assert len(difference(OVH, draft)) == 1


def test_a_number_that_is_not_there_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(PolicyError, match="Did you mean 'triage/0/-'"):
        with_number(TEXT, OVH, "triage/0", Clock.parse("1 working day"))


def test_a_draft_that_asks_every_hour_for_ten_years_is_cut_short_and_says_so() -> None:
    hourly = drafted(*((id, "1 elapsed hour") for id in UPDATES))
    found = tried(hourly, one("2036-11-16T10:00:00+00:00", survivor={**AMINA, "wants_updates": True}))
    assert found.cut_short == 1


# Small numbers --------------------------------------------------------------------------------------------


def test_no_shown_count_is_below_five_but_nought() -> None:
    for counts in itertools.product(range(9), repeat=3):
        assert all(count is None or count == 0 or count >= 5 for count in shown(counts))


@pytest.mark.parametrize("groups", [2, 3])
def test_a_hidden_small_count_cannot_be_worked_out_from_the_total_and_the_rest(groups: int) -> None:
    """By trial of every table there could be: each hidden count under five could have been at least one other."""
    tables: dict[tuple[int, tuple[int | None, ...]], list[tuple[int, ...]]] = {}
    for counts in itertools.product(range(14), repeat=groups):
        tables.setdefault((sum(counts), shown(counts)), []).append(counts)
    for (_, published), possible in tables.items():
        for place, told in enumerate(published):
            truly = {counts[place] for counts in possible}
            if told is None and any(0 < count < 5 for count in truly):
                assert len(truly) > 1, (published, possible)


def test_a_case_of_a_rare_strand_cannot_be_seen_in_the_report() -> None:
    common = [one(reports=[report(motivations=["race"])]) for _ in range(20)]
    rare = one(reports=[report(motivations=["transgender_identity"])])
    found = tried(SLOWER, *common, rare)
    strands = {group.id: group for group in found.strands}
    assert strands["transgender_identity"].cases is None and strands["transgender_identity"].later is None
    assert sum(group.cases is None for group in found.strands) > 1
    assert strands["race"].cases == 20


def test_memory_does_not_grow_with_the_number_of_cases() -> None:
    import tracemalloc

    def spent(count: int) -> int:
        tracemalloc.start()
        simulate((one() for _ in range(count)), OVH, SLOWER)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    spent(50)
    assert spent(1000) < spent(100) + 200_000


def test_a_report_can_be_told_as_json() -> None:
    import json

    told = json.loads(json.dumps(as_json(tried(SLOWER, one()))))
    assert told["cases"] == 1 and isinstance(told["changes"][0], str)


def test_times_are_in_the_window(now: datetime) -> None:
    assert simulate([], OVH, SLOWER) == Effect()
