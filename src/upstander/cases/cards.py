"""Frozen values that pages show. No rows leave this room."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from upstander.cases.rules import recorded_apart
from upstander.lib.decision import Decision
from upstander.messages.api import SafeContactCard
from upstander.policy.api import Deed


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty as shown in a list. Times UTC. `outcome`: how it was answered, `written_at`: when that was written down."""

    id: UUID
    slug: str
    label: str
    kind: str
    clause: str
    source: str
    why: str
    detail: str
    due_at: datetime
    state: str  # open, overdue, met, met_late, withdrawn
    met_at: datetime | None
    case_id: UUID
    case_reference: str
    survivor: str = ""
    danger: bool = False
    risk_level: str = ""
    officer_id: UUID | None = None
    officer: str = ""
    outcome: str = ""
    reason: str = ""
    written_at: datetime | None = None
    withdrawn_because: str = ""
    repeats: bool = False
    deeds: frozenset[Deed] = frozenset()
    in_talk: bool = False
    by_message: bool = False

    @property
    def written_late(self) -> bool:
        """True when it counts as in time by a word that was written down only when its time was over."""
        return self.state == "met" and self.written_at is not None and self.written_at > self.due_at

    @property
    def made_elsewhere(self) -> bool:
        """True when it is done on a page of its own, and the plain form only takes why it was not."""
        return recorded_apart(self.deeds)


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """Something a person is told on Today."""

    id: UUID
    kind: str
    at: datetime
    case_id: UUID
    case_reference: str
    duty_label: str = ""


@dataclass(frozen=True, slots=True)
class Today:
    """What one person has to do. `duties`: the first of `open_duties` by due time, the next one first. `pressing`: danger that stands
    behind something else there, the first promise of each case, and of `pressing_cases` the first few."""

    duties: tuple[DutyLine, ...]
    notices: tuple[NoticeLine, ...]
    open_duties: int
    overdue: int
    due_today: int
    cases: int
    pressing: tuple[DutyLine, ...] = ()
    pressing_cases: int = 0


@dataclass(frozen=True, slots=True)
class PartyCard:
    """A person on a case."""

    id: UUID
    role: str
    role_label: str
    affiliation: str
    name: str
    details: str
    person_id: UUID | None
    home: str
    home_id: UUID | None
    flags: tuple[str, ...]  # plain words: "Asked for female staff", "Cannot stay at home tonight"
    safe_contact: SafeContactCard | None
    contact_now: dict[str, Decision]  # by way of contact: is it safe at this moment, and if not, why
    facts: dict[str, Any] = field(default_factory=dict)  # Any: the columns that forms start from
    left_on: date | None = None  # they live at `home` no longer
    lives_at: str = ""  # where they live since, when they agreed that it is written down


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One event, newest first. `codes` are worded by the page."""

    id: UUID
    kind: str
    at: datetime
    recorded_at: datetime
    by: str
    codes: dict[str, Any]  # Any: JSON, whose shape the kind gives
    body: str


@dataclass(frozen=True, slots=True)
class RiskLine:
    """One assessment."""

    id: UUID
    assessed_at: datetime
    level: str
    computed_level: str
    score: int
    overlay: int
    unanswered: int
    by: str
    notes: str
    reason: str
    answers: dict[str, Any]  # Any: question to answer code, as the edition's tool has them
    owes_reason: bool = False  # set by judgement, and nobody has written down why


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the plan."""

    id: UUID
    position: int
    what: str
    owner: str
    due_on: date | None
    state: str
    reason: str
    doer: str = "staff"


@dataclass(frozen=True, slots=True)
class PlanCard:
    """A plan that counts: the survivor's, or that of `party` (a name), who has `role`."""

    id: UUID
    agreed_at: datetime
    agreed_with_survivor: bool
    wishes: str
    steps: tuple[StepLine, ...]
    party: str = ""
    party_id: UUID | None = None
    review_on: date | None = None


@dataclass(frozen=True, slots=True)
class ClosureCard:
    """A proposal to close that waits for a manager, or the decision that closed the case."""

    proposed_at: datetime
    proposed_by: str
    proposed_by_id: UUID
    reason: str
    explanation: str
    survivor_view: str
    survivor_words: str
    approved: bool | None
    decision_note: str
    letter_way: str = ""
    letter_words: str = ""
    left_open: tuple[tuple[str, str, str], ...] = ()  # which measure, what becomes of it, in words


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report on the case, in codes; its words are in intake."""

    id: UUID
    reference: str
    received_at: datetime
    channel: str
    reporter: str
    immediate_danger: bool
    incident_on: date | None
    behaviours: tuple[str, ...]
    motivations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GateLine:
    """A gate of the policy on this case."""

    id: str
    label: str
    open: bool
    needs: str
    clause: str


@dataclass(frozen=True, slots=True)
class CaseHead:
    """A case in one line."""

    id: UUID
    reference: str
    state: str
    state_label: str
    sealed: bool
    danger: bool
    risk_level: str
    survivor: str
    officer_id: UUID | None
    officer: str
    received_at: datetime
    opened_at: datetime | None
    closed_at: datetime | None
    version: int
    next_due_at: datetime | None = None
    overdue: int = 0
    validity: str = "not_assessed"
    evidence: str = "none"
    routed_to: str = ""
    joined_to: tuple[UUID, str] | None = None
    edition: str = ""
    crime_likely: bool | None = None
    material_on_landlord_property: bool = False
    incident_at_home: bool = False


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything the case page shows."""

    head: CaseHead
    reports: tuple[ReportLine, ...]
    parties: tuple[PartyCard, ...]
    open_duties: tuple[DutyLine, ...]
    settled_duties: tuple[DutyLine, ...]
    risks: tuple[RiskLine, ...]
    plan: PlanCard | None
    closure: ClosureCard | None
    timeline: tuple[TimelineLine, ...]  # of it what was asked for
    gates: tuple[GateLine, ...]
    restrictions: tuple[GateLine, ...]
    other_plans: tuple[PlanCard, ...] = ()  # of witnesses and others affected
    escalation: tuple[str, ...] = ()  # plain sentences: what is getting worse
    last: TimelineLine | None = None  # what happened last, without its words; None where no entry was read


COUNTED_TO = 200
"""Beyond this the number says nothing that anybody would do differently, and would cost every page of whoever triages."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for triage, counted to COUNTED_TO and no further. `late`: one of those that come first waits for too long.
    `latest` is when the last report came in."""

    total: int
    late: bool
    latest: datetime | None

    @property
    def said(self) -> str:
        """The number, or `200+`."""
        return f"{self.total}" if self.total < COUNTED_TO else f"{COUNTED_TO}+"

    @property
    def mark(self) -> str:
        """Changes whenever a report comes in; and when one leaves, unless more wait than are counted."""
        return f"{self.total} {self.latest.isoformat() if self.latest else ''}".strip()


@dataclass(frozen=True, slots=True)
class OfficerLoad:
    """One officer on the manager's board."""

    officer_id: UUID | None
    officer: str
    cases: int
    high: int
    danger: int
    open_duties: int
    overdue: int
    due_today: int
    cover: str = ""  # who covers, while they are away


@dataclass(frozen=True, slots=True)
class Board:
    """A team's load, what is overdue, what is next, and what waits for triage and for a decision."""

    waiting: Waiting
    loads: tuple[OfficerLoad, ...]
    overdue: tuple[DutyLine, ...]
    coming: tuple[DutyLine, ...]
    closures: tuple[CaseHead, ...]
    unassigned: tuple[CaseHead, ...]
