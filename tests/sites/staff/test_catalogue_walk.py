"""Every duty of every edition has a screen that is made for it, or can be answered with a reason why not (policy.md section 2)."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.urls import resolve

from upstander.cases.editions import shelf
from upstander.cases.measures.api import KINDS, kinds_for
from upstander.cases.queries.api import DutyLine
from upstander.cases.rules import check_answer
from upstander.policy.api import DutyRule
from upstander.sites.staff.duties import action_of, answer_address

OWN = {
    "staff:queue": "triage",
    "staff:contact": "a contact",
    "staff:visit": "a visit",
    "staff:risk": "an assessment",
    "staff:plan": "a plan",
    "staff:finding": "a finding",
    "staff:survey": "a survey",
    "staff:measure-begin": "a measure",
    "staff:measures": "a choice of measures",
}
RULES = [(volume.edition.id, rule) for volume in shelf().volumes for rule in volume.edition.duties]


def line_of(rule: DutyRule) -> DutyLine:
    """A duty of this rule as it stands open on a case."""
    at = datetime(2026, 11, 20, tzinfo=UTC)
    given: dict[str, Any] = {"id": uuid4(), "case_id": uuid4(), "slug": rule.id, "label": rule.label}
    given |= {"deeds": rule.answered_by, "kind": "must", "state": "open", "due_at": at}
    blank: dict[str, Any] = {each.name: "" for each in fields(DutyLine) if each.name not in given}
    return DutyLine(**blank, **given)


@pytest.mark.parametrize(("edition", "rule"), RULES, ids=[f"{edition} {rule.id}" for edition, rule in RULES])
def test_a_duty_leads_to_a_screen_of_its_own_and_to_one_that_says_why_not(
    edition: str, rule: DutyRule
) -> None:
    line = line_of(rule)
    address, words = action_of(line)
    name = resolve(address.partition("?")[0]).view_name
    assert name in OWN, f"{rule.id} is only ticked off: {words}"
    if name == "staff:measures":
        assert len(kinds_for(line.deeds)) > 1
    assert resolve(answer_address(line.case_id, line.slug)).view_name == "staff:duty"


def test_every_step_can_be_reached_and_every_measure_can_end() -> None:
    for kind in KINDS.values():
        reached, waiting = set(), [""]
        while waiting:
            for step in kind.next_steps(waiting.pop()):
                if step.code not in reached:
                    reached.add(step.code)
                    if not step.ends:
                        waiting.append(step.code)
        assert reached == {step.code for step in kind.steps}, kind.id
        assert any(step.ends for step in kind.steps), kind.id


def test_the_reason_is_asked_for_whichever_way_a_duty_is_not_done() -> None:
    outcomes = {"must": {"could_not", "declined"}, "consider": {"not_appropriate", "declined"}}
    for kind, found in outcomes.items():
        for outcome in found:
            assert not check_answer(outcome, kind, " ")
            assert check_answer(outcome, kind, "They are abroad")
