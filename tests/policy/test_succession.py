"""A new edition governs what begins from its day on; what began before stays as it was promised."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from policy.saying import AMINA, edition_text, report
from policy.test_properties import START, case_facts, many, shape
from policy.test_register import written
from upstander.policy.api import (
    CaseFacts,
    Discharge,
    DutyKind,
    Edition,
    Outcome,
    Period,
    RiskFacts,
    RiskLevel,
    load_edition,
    outcome,
    outcome_over,
    parse_facts,
)

OLD = load_edition(edition_text(), "ovh-2021.yaml")
SWITCH = datetime(2026, 11, 18, tzinfo=UTC)
NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)


def new(*changes: tuple[str, str]) -> Edition:
    name, text = written("ovh-2027", "2026-11-18")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return load_edition(text, name)


def over(facts: CaseFacts, later: Edition, switch: datetime = SWITCH, now: datetime = NOW) -> Outcome:
    return outcome_over(facts, [Period(OLD, None, switch), Period(later, switch, None)], now)


def facts(*received: str, **more: object) -> CaseFacts:
    return parse_facts({"reports": [report(at) for at in received], "survivor": AMINA, **more}, OLD)


QUICKER = new(("due: 4 working hours", "due: 2 working hours"))


def test_a_report_from_before_the_day_keeps_the_old_time_and_one_from_after_gets_the_new() -> None:
    answer = over(facts("2026-11-16T10:00:00+00:00", "2026-11-19T10:00:00+00:00"), QUICKER)
    first, second = answer.duty("triage", 0), answer.duty("triage", 1)
    assert first and second
    assert (first.edition, first.due_at.hour) == ("ovh-2021", 14)
    assert (second.edition, second.due_at.hour) == ("ovh-2027", 12)


def test_until_its_day_a_new_edition_changes_nothing() -> None:
    known = facts("2026-11-16T10:00:00+00:00")
    before = SWITCH - timedelta(minutes=1)
    assert over(known, QUICKER, now=before) == outcome(known, OLD, before)


def test_a_duty_that_the_new_edition_drops_is_still_owed_where_it_was_promised() -> None:
    text = written("ovh-2027", "2026-11-18")[1]
    start = text.index("  - id: support-referral\n")
    end = text.index("\n  - id: rehousing-advice\n")
    without = load_edition(
        (text[:start] + text[end + 1 :]).replace("kept_by: [support-referral]", "kept_by: [visit]"), "new"
    )
    assert over(facts("2026-11-16T10:00:00+00:00"), without).duty("support-referral")
    assert not over(facts("2026-11-19T10:00:00+00:00"), without).duty("support-referral")


def test_the_next_turn_of_a_recurring_duty_follows_the_new_edition() -> None:
    often = new(("medium: 10 working days", "medium: 5 working days"))
    known = replace(
        facts("2026-11-02T10:00:00+00:00"),
        survivor=replace(facts("2026-11-02T10:00:00+00:00").survivor, wants_updates=True),
        risk=RiskFacts(RiskLevel.MEDIUM, datetime(2026, 11, 2, 10, tzinfo=UTC)),
    )
    running = over(known, often).duty("progress-update")
    assert running and running.edition == "ovh-2021"
    answered = replace(
        known, discharged=(Discharge("progress-update", datetime(2026, 11, 19, 10, tzinfo=UTC)),)
    )
    following = over(answered, often).duty("progress-update")
    assert following and following.edition == "ovh-2027"
    assert following.due_at == datetime(2026, 11, 26, 17, tzinfo=UTC)


def test_danger_that_is_reported_under_the_new_edition_shortens_a_promise_of_the_old_by_the_new_rule() -> (
    None
):
    sooner = new(("due: 24 elapsed hours", "due: 12 elapsed hours"))
    known = parse_facts(
        {
            "reports": [
                report("2026-11-16T10:00:00+00:00"),
                report("2026-11-19T10:00:00+00:00", immediate_danger=True),
            ],
            "survivor": AMINA,
        },
        OLD,
    )
    duty = over(known, sooner).duty("risk-assessment")
    assert duty and duty.kind is DutyKind.MUST
    assert duty.triggered_at == datetime(2026, 11, 16, 10, tzinfo=UTC)
    assert duty.due_at == datetime(2026, 11, 18, 17, tzinfo=UTC)  # the promise of two working days came first
    visit = over(known, sooner).duty("visit")
    assert visit and visit.due_at == datetime(2026, 11, 19, 22, tzinfo=UTC)
    assert visit.why and visit.detail


SAME = new()


@many
@given(case_facts, st.timedeltas(timedelta(days=-10), timedelta(days=60)))
def test_an_edition_that_changes_nothing_changes_nothing_whenever_it_takes_effect(
    known: CaseFacts, later: timedelta
) -> None:
    now = START + timedelta(days=45)
    alone, together = outcome(known, OLD, now), over(known, SAME, START + later, now)
    assert shape(list(together.duties)) == shape(list(alone.duties))
    assert [(g.id, g.open) for g in together.gates] == [(g.id, g.open) for g in alone.gates]
    assert together.restrictions == alone.restrictions
    assert all(duty.why and duty.detail for duty in together.duties)
