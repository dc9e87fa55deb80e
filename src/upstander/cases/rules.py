"""May this be done to a case in this state by this person? Pure: frozen values in, a Decision out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.policy.api import Deed, DutyRule

TRANSITIONS: dict[str, frozenset[str]] = {
    "received": frozenset({"open", "joined", "routed"}),
    "open": frozenset({"closed", "routed", "joined", "received"}),  # joined: merged; received: triage undone
    "joined": frozenset({"received", "open"}),  # taken out again
    "routed": frozenset({"open", "received"}),
    "closed": frozenset(),  # a report after closure is a new case, linked
}

CLOSURE_REASONS: dict[str, str] = {
    "resolved": "The behaviour has stopped and the survivor feels safe",
    "moved": "The survivor has moved and is safe",
    "action_taken": "Action against those responsible has ended it",
    "survivor_wishes": "The survivor does not want to go on, freely and knowing the choices",
    "not_substantiated": "Enquiries found nothing to support the report",
    "advice_given": "Advice was what was asked for, and was given",
    "elsewhere": "Another agency leads and the survivor knows whom to contact",
}

SURVIVOR_VIEWS: dict[str, str] = {
    "agrees": "They agree with closing",
    "disagrees": "They do not agree with closing",
    "unobtainable": "We could not get their view",
}

RECORDED_APART = frozenset(
    {
        Deed.TRIAGE, Deed.VISIT, Deed.ASSESSMENT, Deed.REASSESSMENT, Deed.PLAN, Deed.FINDING, Deed.SURVEY, Deed.ENFORCEMENT,
        Deed.REPLY, Deed.CONVERSATION,
    }
)  # fmt: skip
"""Deeds with a page that asks what they need. A duty that only these answer is never ticked off without them."""


@dataclass(frozen=True, slots=True)
class ClosureState:
    """What the closure gate asks about."""

    state: str
    open_must_duties: int
    plan_open_steps: int
    survivor_view: str
    reason: str
    explanation: str
    open_visits: int = 0
    led_elsewhere: bool = True


def recorded_apart(deeds: frozenset[Deed]) -> bool:
    """True when a duty that these deeds answer is done on a page of its own."""
    return bool(deeds) and deeds <= RECORDED_APART


def check_move(state: str, to: str) -> Decision:
    """A case moves only along TRANSITIONS."""
    if to in TRANSITIONS.get(state, frozenset()):
        return ALLOWED
    return refuse(f"A case that is {state} cannot become {to}.")


UNDO_FOR = timedelta(hours=1)


def check_undo(*, decided_at: datetime, undone: bool, mine: bool, begun: bool, now: datetime) -> Decision:
    """A decision of triage is undone within the hour, by whoever made it, as long as nobody has worked on what came of it.

    What was promised meanwhile stays on record (decision 0057).
    """
    if undone:
        return refuse("That is undone already.")
    if not mine:
        return refuse("Whoever decided it can undo it. Ask them, or take the report out of the case.")
    if now - decided_at > UNDO_FOR:
        return refuse("The hour is over. Take the report out of the case instead, or link the cases.")
    if begun:
        return refuse(
            "Somebody has begun to work on it. Speak with them: a report can still be taken out of a case."
        )
    return ALLOWED


def check_merge(*, same_state: bool, sealed: tuple[bool, bool], same_survivor: bool, loose: str) -> Decision:
    """Two open cases of one survivor and one matter become one. Different survivors each keep a case of their own: link those."""
    if not same_state:
        return refuse("Only two open cases can become one.")
    if sealed[0] != sealed[1]:
        return refuse("Those two cannot become one.", "4.3")
    if not same_survivor:
        return refuse(
            "They are about different people, or it is not known to be the same person. Each has a case of their own: link them"
            " instead.",
            "3.5.1",
        )
    if loose:
        return refuse(f"First settle what would be left behind on the other case: {loose}.")
    return ALLOWED


def check_work(state: str, *, after_closure: bool = False) -> Decision:
    """Work is recorded on a case that is received or open; `after_closure`: what follows a closed one may be as well."""
    if state in ("received", "open") or (after_closure and state == "closed"):
        return ALLOWED
    return refuse("This case is closed. A new report opens a new case that is linked to this one.")


def check_answer(outcome: str, kind: str, reason: str, *, closed: bool = False) -> Decision:
    """`must` is done or could not be done, with why; `consider` is taken or not appropriate, with why. `closed`: the policy itself
    closes on this case what the duty asks for, so that it is not appropriate whatever its kind (3.2.5 beside 3.1.4)."""
    if outcome in ("could_not", "not_appropriate", "declined") and not reason.strip():
        return refuse("Write down why. The record must show it.", "5.2")
    if kind == "must" and outcome == "not_appropriate" and not closed:
        return refuse("The policy says this must happen. If it could not, choose that and say why.")
    return ALLOWED


def check_reached(reached: bool, message: bool, rules: Iterable[DutyRule]) -> Decision:
    """What a contact or visit is said to have answered besides. Speaking with them may have answered anything; a message that is left
    or sent answers what the edition says a message is enough for, and an attempt that reached nobody answers nothing."""
    short = sorted({rule.label for rule in rules if not (reached or (message and rule.by_message))})
    if not short:
        return ALLOWED
    if not message:
        return refuse(f"Nobody was reached, so this answers no duty. Untick: {', '.join(short)}.")
    return refuse(
        f"A message they have not answered is an attempt. It does not answer: {', '.join(short)}. Untick that."
    )


def check_happened(at: datetime, *, received_at: datetime, now: datetime) -> Decision:
    """What is recorded happened after the report and not in the future."""
    if at > now:
        return refuse("That time is in the future. Give the time it happened.")
    if at < received_at:
        return refuse("That is before the report came in. Check the date.")
    return ALLOWED


def check_closure_proposal(closure: ClosureState) -> Decision:
    """Everything the closure gate asks of the officer. A manager other than the officer then decides."""
    if closure.state != "open":
        return refuse("Only an open case can be closed.")
    if closure.open_must_duties:
        n = closure.open_must_duties
        return refuse(
            f"{n} {'duty is' if n == 1 else 'duties are'} still to be done, or to be answered with a reason.",
            "closure",
        )
    if closure.plan_open_steps:
        n = closure.plan_open_steps
        return refuse(
            f"{n} {'step' if n == 1 else 'steps'} of the action plan still to be done or ended with a reason.",
            "closure",
        )
    if closure.open_visits:
        n = closure.open_visits
        return refuse(
            f"{n} {'visit is' if n == 1 else 'visits are'} still planned: go, or cancel.", "closure"
        )
    if closure.survivor_view not in SURVIVOR_VIEWS:
        return refuse(
            "Record what the survivor says about closing, or that it could not be obtained.", "closure"
        )
    if closure.reason not in CLOSURE_REASONS:
        return refuse(
            "Choose why the case is closing. What the police decided is not enough by itself.", "closure"
        )
    if closure.reason == "elsewhere" and not closure.led_elsewhere:
        return refuse(
            "Nothing here shows that anybody else leads. Record the transfer, the joint lead or the other policy's case first.",
            "1.2",
        )
    if not closure.explanation.strip():
        return refuse("Explain the reason in plain words. The survivor will read it.", "closure")
    return ALLOWED


def check_closure_decision(*, decider: UUID | None, proposed_by: UUID, officer: UUID | None) -> Decision:
    """A manager decides who is neither the officer nor the one who proposed."""
    if decider is None or decider in (proposed_by, officer):
        return refuse(
            "Another manager must approve this: not the officer of the case, nor the one who proposed it.",
            "closure",
        )
    return ALLOWED
