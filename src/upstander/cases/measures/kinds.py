"""What a kind of measure is: its steps, what each asks, and which duty of the policy a step answers. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from upstander.confidentiality.api import Permission
from upstander.policy.api import Deed

Sort = Literal["text", "words", "choice", "day", "money", "tick"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One question of a step. `needed`: it may not be left empty. `choices`: for a choice, code to label. `ahead`: a day that comes
    after the step, or on its day; otherwise one that has been."""

    name: str
    label: str
    sort: Sort = "text"
    hint: str = ""
    needed: bool = True
    choices: Mapping[str, str] = field(default_factory=dict)
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `after`: the states that it may follow; empty, or "" among them: it may begin the measure.

    `expects`: the question whose day says by when something comes next; `within`: in how many days when that is left empty.
    `outcome`: how it answers the duty of `deeds`.
    `declines`: the question that holds the reason. `tells`: the choice that stands beside what happened.
    `only`: a question of an earlier step of the measure, and what it was last answered with for this step to follow.
    """

    code: str
    label: str  # what to do: "Record the survey"
    past: str  # what happened: "Surveyed"
    asks: tuple[Ask, ...] = ()
    after: tuple[str, ...] = ()
    ends: bool = False
    deeds: tuple[Deed, ...] = ()
    outcome: str = "done"
    declines: str = ""
    discloses: bool = False
    permission: Permission = Permission.CASE_WORK
    expects: str = ""
    within: int = 0
    drafts: str = ""  # the kind of paper that it writes (papers.yaml)
    serves: bool = False  # the paper is served: somebody else has read it first
    photos: bool = False  # photos may be added with it, and become exhibits
    afterwards: bool = False  # may be taken on what has ended, too
    tells: str = ""
    only: tuple[str, tuple[str, ...]] | None = None
    sets: str = ""  # a fact of the survivor that this step makes true


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of measure. `about`: the roles of those it may be about; empty: it is about nobody in particular. `bodies`: the kinds
    of body it may go to. `customers_only`: clause 3.3.1 keeps it for customers. `gated`: enforcement, behind its gates.
    `told_apart_by`: the question whose answer tells two of a kind apart."""

    id: str
    label: str
    group: str
    lead: str
    clause: str
    steps: tuple[Step, ...]
    about: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    customers_only: bool = False
    gated: bool = False
    told_apart_by: str = ""

    def step(self, code: str) -> Step | None:
        """The step of that code."""
        return next((each for each in (*self.steps, WITH_CASE) if each.code == code), None)

    @property
    def ends_with_case(self) -> bool:
        """Closing the case may end it. What a court may still hold somebody to is ended by the court, or on its own page."""
        return not self.gated and self.id != "urgent-injunction"

    def next_steps(self, state: str, last: Mapping[str, str] | None = None) -> tuple[Step, ...]:
        """What may follow that state; "" for what begins it. `last`: how each question of the measure was last answered; None: any."""
        return tuple(
            each
            for each in self.steps
            if (state in each.after if state else not each.after or "" in each.after)
            and (last is None or each.only is None or last.get(each.only[0]) in each.only[1])
        )


# Taken by closing a case and by nobody else: it follows from no state.
WITH_CASE = Step(
    "ended_with_case", "End it with the case", "Ended with the case",
    (Ask("how", "What becomes of it", "words"),), ("closing",), ends=True,
)  # fmt: skip

GROUPS: dict[str, str] = {
    "safety": "Safety now",
    "support": "Support",
    "home": "Moving and the home",
    "access": "Access and capacity",
    "against": "Those responsible",
    "together": "Together with others",
}


def day(name: str, label: str, *, needed: bool = True, hint: str = "") -> Ask:
    """A question for a day to come."""
    return Ask(name, label, "day", hint, needed, ahead=True)


def past(name: str, label: str, *, needed: bool = True, hint: str = "") -> Ask:
    """A question for a day on which something happened."""
    return Ask(name, label, "day", hint, needed)


def words(name: str, label: str, *, needed: bool = True, hint: str = "") -> Ask:
    """A question for words of several lines."""
    return Ask(name, label, "words", hint, needed)


def text(name: str, label: str, *, needed: bool = True, hint: str = "") -> Ask:
    """A question for a line."""
    return Ask(name, label, "text", hint, needed)


def pick(name: str, label: str, choices: Mapping[str, str], *, needed: bool = True, hint: str = "") -> Ask:
    """A question with given answers."""
    return Ask(name, label, "choice", hint, needed, choices)


def tick(name: str, label: str, hint: str = "") -> Ask:
    """A box."""
    return Ask(name, label, "tick", hint, needed=False)
