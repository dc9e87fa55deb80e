"""The gates of a case, one reason at a time: with everything right they open, and each thing alone keeps them shut."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from upstander.cases.rules import (
    ClosureState,
    check_closure_decision,
    check_closure_proposal,
    check_happened,
    check_merge,
    check_undo,
)

NOW = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
BEN, CAROL, DEV = (UUID(int=number) for number in (1, 2, 3))
DONE = ClosureState("open", 0, 0, "agrees", "elsewhere", "The police lead, and they know whom to ring.")
UNDO: dict[str, Any] = {"decided_at": NOW, "undone": False, "mine": True, "begun": False, "now": NOW}
MERGE: dict[str, Any] = {"same_state": True, "sealed": (False, False), "same_survivor": True, "loose": ""}


@pytest.mark.parametrize(
    "amiss",
    [
        {"state": "received"},
        {"open_must_duties": 1},
        {"plan_open_steps": 1},
        {"open_visits": 1},
        {"survivor_view": ""},
        {"reason": "police_decided"},
        {"led_elsewhere": False},
        {"explanation": " "},
    ],
)
def test_one_thing_left_undone_keeps_a_case_open(amiss: dict[str, Any]) -> None:
    assert check_closure_proposal(DONE)
    assert not check_closure_proposal(replace(DONE, **amiss))


def test_neither_the_officer_nor_who_proposed_it_decides_on_closing() -> None:
    deciders = {
        who: bool(check_closure_decision(decider=who, proposed_by=BEN, officer=CAROL))
        for who in (BEN, CAROL, DEV, None)
    }
    assert deciders == {BEN: False, CAROL: False, DEV: True, None: False}


@pytest.mark.parametrize(
    "amiss",
    [
        {"undone": True},
        {"mine": False},
        {"begun": True},
        {"now": NOW + timedelta(hours=1, seconds=1)},
    ],
)
def test_triage_is_undone_within_the_hour_by_who_decided_until_somebody_began(amiss: dict[str, Any]) -> None:
    assert check_undo(**{**UNDO, "now": NOW + timedelta(hours=1)})
    assert not check_undo(**{**UNDO, **amiss})


@pytest.mark.parametrize(
    "amiss",
    [
        {"same_state": False},
        {"sealed": (True, False)},
        {"same_survivor": False},
        {"loose": "a paper"},
    ],
)
def test_two_cases_become_one_only_for_one_survivor_with_nothing_loose(amiss: dict[str, Any]) -> None:
    assert check_merge(**MERGE) and check_merge(**{**MERGE, "sealed": (True, True)})
    assert not check_merge(**{**MERGE, **amiss})


def test_what_happened_lies_between_the_report_and_now() -> None:
    instant = timedelta(microseconds=1)
    received = NOW - timedelta(hours=1)
    moments = (received - instant, received, NOW, NOW + instant)
    assert [bool(check_happened(at, received_at=received, now=NOW)) for at in moments] == [
        False,
        True,
        True,
        False,
    ]
