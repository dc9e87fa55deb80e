"""Answering the duties of a case as its officer would: one by one as the script says, or whatever is open when it is time."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from upstander.cases.api import (
    OUTWARD,
    Answer,
    DutyLine,
    answer_duty,
    assess_risk,
    case_page,
    current_edition,
    propose_closure,
    record_finding,
    record_visit,
    settle_step,
)
from upstander.confidentiality.api import Viewer, system
from upstander.lib.decision import Refused
from upstander.operations.demo.events import Event
from upstander.operations.demo.lists import dice, read_list
from upstander.operations.demo.risk import answers_for
from upstander.policy.api import RiskLevel

_RUNNING = frozenset({"progress-update", "risk-review"})  # they end with the case
AFTER_CLOSING = frozenset({"satisfaction", "closure-follow-up"})
_AHEAD = timedelta(hours=20)
_SETTLED = {"taken", "done"}


def answer(case_id: UUID, event: Event, by: Viewer) -> None:
    """What the script says of one duty. Refused when the policy has not asked for it."""
    outcome = event.outcome
    positive = outcome in _SETTLED
    ground = event.ground if positive and event.slug in OUTWARD else ""
    told = Answer(
        event.slug, outcome, reason="" if positive and ground != "emergency" else event.words, ground=ground
    )
    answer_duty(case_id=case_id, answer=told, at=event.at, note=event.words, by=by, now=event.at)


def catch_up(case_id: UUID, by: Viewer, at: datetime) -> None:
    """Do what is due by the end of the day, or was due before."""
    page = case_page(by, case_id, now=at)
    for duty in page.open_duties:
        if duty.due_at <= at + _AHEAD:
            _settle(case_id, duty, by, at)


def close_down(case_id: UUID, event: Event, by: Viewer) -> None:
    """Finish the plan and what must still happen, then propose closing."""
    page = case_page(by, case_id, now=event.at)
    for step in page.plan.steps if page.plan else ():
        done = dice(step.position, case_id).random() < 0.85
        reason = "" if done else "No longer needed; they asked us to leave it."
        settle_step(case_id=case_id, step_id=step.id, done=done, reason=reason, by=by, now=event.at)
    for duty in page.open_duties:
        if duty.slug not in _RUNNING:
            _settle(case_id, duty, by, event.at)
    propose_closure(
        case_id=case_id,
        reason=event.reason,
        explanation=event.words,
        survivor_view=event.view,
        survivor_words="They would have wished for more." if event.view == "disagrees" else "",
        by=by,
        now=event.at,
    )


def _settle(case_id: UUID, duty: DutyLine, by: Viewer, at: datetime) -> None:
    """One open duty, answered in the plainest true way."""
    if duty.slug == "risk-assessment" or (duty.slug == "risk-review" and duty.due_at <= at):
        answers = answers_for(
            current_edition().risk, RiskLevel.STANDARD, hate=True, chance=dice(0, "risk", duty.id)
        )
        assess_risk(case_id=case_id, answers=answers, at=at, by=by, now=at)
    elif duty.slug == "validate":
        record_finding(
            case_id=case_id,
            validity="partly",
            evidence="some",
            reasons="Two accounts agree in part; the rest cannot be shown.",
            by=by,
            now=at,
        )
    elif duty.slug == "visit":
        found = read_list("happenings.yaml")["visit"][0]
        record_visit(case_id=case_id, at=at, seen=True, where="At home", found=found, by=by, now=at)
    elif duty.slug not in ("risk-review", "triage"):
        outcome, words = _plain_answer(duty)
        try:
            answer_duty(
                case_id=case_id, answer=Answer(duty.slug, outcome, reason=words), at=at, by=by, now=at
            )
        except Refused:
            # An act before this one may have answered it, or the policy may no longer ask.
            return


def _plain_answer(duty: DutyLine) -> tuple[str, str]:
    words = read_list("happenings.yaml")
    if duty.kind == "consider":
        return "not_appropriate", "Considered at this point; nothing in the case calls for it."
    if duty.slug in OUTWARD or duty.slug == "action-plan":
        return "could_not", words["could_not"][duty.due_at.day % 2]
    return "done", ""


def follow_up(case_id: UUID, event: Event, by: Viewer) -> None:
    """What is owed after closing: by the officer where the program lets them, else recorded by the system."""
    try:
        answer(case_id, event, by)
    except Refused as refusal:
        if "closed" not in refusal.reason:
            raise
        answer(case_id, event, system("demo"))
