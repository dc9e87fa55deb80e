"""How somebody's training stands on a day. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.policy.api import add_months

SOON_DAYS = 30  # elapsed days before it lapses in which it is called soon


class State(StrEnum):
    """From the most pressing to the least."""

    NEVER = "never"
    LAPSED = "lapsed"
    SOON = "soon"
    CURRENT = "current"


STATE_WORDS = {
    State.NEVER: "Not done yet",
    State.LAPSED: "Lapsed",
    State.SOON: "Due soon",
    State.CURRENT: "Up to date",
}
GAPS = (State.NEVER, State.LAPSED)


@dataclass(frozen=True, slots=True)
class Standing:
    """`until` is the last day that it holds; None when it was never done."""

    state: State
    done_on: date | None
    until: date | None


def standing(done_on: date | None, *, months: int, today: date) -> Standing:
    """How a course stands that holds for so many calendar months from the day it was done."""
    if done_on is None:
        return Standing(State.NEVER, None, None)
    until = add_months(done_on, months) - timedelta(days=1)
    if until < today:
        return Standing(State.LAPSED, done_on, until)
    soon = until - today < timedelta(days=SOON_DAYS)
    return Standing(State.SOON if soon else State.CURRENT, done_on, until)


def check_done_on(done_on: date, *, today: date) -> Decision:
    """A course is recorded once it was done, and nothing from before anybody's working life."""
    if done_on > today:
        return refuse("That day is still to come. Record it when it has been done.")
    if done_on < add_months(today, -12 * 50):
        return refuse("That is more than 50 years ago. Check the year.")
    return ALLOWED
