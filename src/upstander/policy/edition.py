"""An edition: one landlord's policy as frozen data. Made by `load_edition` only, which has checked every reference."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from upstander.policy.calendars import WorkingCalendar
from upstander.policy.clocks import Clock
from upstander.policy.conditions import Condition
from upstander.policy.fact_words import DATED_FACTS
from upstander.policy.risk_tool import RiskTool
from upstander.policy.vocabulary import (
    Affiliation,
    Deed,
    DutyKind,
    Listener,
    ReporterRole,
    RiskLevel,
    Source,
    StartEvent,
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the landlord's with its plain label and a hint for the person choosing it."""

    id: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Behaviour(Term):
    """A kind of behaviour. `advice_only`: advice is given and personal communications are not investigated."""

    advice_only: bool = False


@dataclass(frozen=True, slots=True)
class Strand(Term):
    """A motivation. `monitored`: counts as a hate incident in the regulator's return (NM01)."""

    monitored: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause in our own words: what it asks, what the product does for it, and the post that keeps it where people do."""

    id: str
    asks: str
    product: str
    kept_by: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """So many reports within a window, each made soon after its incident (all in calendar time, inclusive)."""

    id: str
    label: str
    reports: int
    made_within: Clock
    window: Clock


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One way in which a duty arises. `due` is one clock, or one per risk level (key None: not assessed).

    `on_new_report`: the row applies to a recurring duty when a report comes in after its current period began.
    `anew`: what comes about after the duty was answered is owed for itself; elsewhere a promise once kept is kept.
    """

    because: str
    when: Condition
    kind: DutyKind
    due: Clock | dict[RiskLevel | None, Clock]
    clause: str
    source: Source
    basis: str = ""
    on_new_report: bool = False
    anew: bool = False
    lasting: bool = field(init=False, repr=False)
    """Learning more never makes the condition false again, so the last moment can rule it out."""
    dated: bool = field(init=False, repr=False)
    """The condition rests on a fact with a date of its own, so it may hold before the first report."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lasting", self.when.lasting)
        object.__setattr__(self, "dated", any(fact in DATED_FACTS for fact in self.when.facts()))

    def clock(self, level: RiskLevel | None) -> Clock | None:
        """The clock at that risk level, or None when the row says nothing of it."""
        return self.due if isinstance(self.due, Clock) else self.due.get(level)


@dataclass(frozen=True, slots=True)
class DutyRule:
    """A duty: who it is for, how it arises, by when, and what discharges it.

    `scope` is a group from `Edition.people`, or "all". `per_report`: arises once for each report; `met_by_triage`: the
    report's own time of triage discharges it as well. `recurs`: a discharge starts the next period. `discloses`: doing
    it tells another body something. `gates`: must be open first.
    """

    id: str
    label: str
    do: str
    scope: str
    team: str
    done_when: str
    rows: tuple[DutyRow, ...]
    per_report: bool = False
    met_by_triage: bool = False
    recurs: bool = False
    discloses: bool = False
    gates: tuple[str, ...] = ()
    note: str = ""
    minutes: int = 0
    """How long it usually takes a member of staff: an estimate for planning, no promise. 0: not estimated."""
    visit: bool = False
    """Somebody goes there."""
    answered_by: frozenset[Deed] = frozenset()
    """What staff record elsewhere that answers it by itself. Without any it is answered on its own, in words."""
    in_talk: bool = False
    """Talking to somebody may answer it in passing."""
    by_message: bool = False
    """A message that is sent or left for them is enough, before they have answered."""
    told: Mapping[Listener, str] = field(default_factory=dict)
    """What the receipt says of it, to whom. Whoever is not named is told nothing of it."""


@dataclass(frozen=True, slots=True, eq=False)
class Requirement:
    """One thing a gate needs. `met_when` is decided by the facts; without it a person puts the step on record."""

    id: str
    says: str
    met_when: Condition | None = None


@dataclass(frozen=True, slots=True, eq=False)
class GateRule:
    """What may not happen yet. Where `holds_when` is false there is nothing to hold back and the gate is open.

    `any_of`: one requirement is enough; otherwise all are needed.
    """

    id: str
    label: str
    blocks: str
    clause: str
    source: Source
    holds_when: Condition
    requirements: tuple[Requirement, ...]
    any_of: bool = False


@dataclass(frozen=True, slots=True)
class RestrictionRule:
    """What may not happen at all, and when."""

    id: str
    label: str
    when: Condition
    closes: str
    clause: str


@dataclass(frozen=True, slots=True)
class Standard:
    """A number the policy does not give, held openly as the landlord's own service standard."""

    id: str
    label: str
    clock: Clock
    clause: str
    why: str


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """How long a kind of record is kept, from which event, and why that long.

    With `event` it is a class of cases: it applies to those of which `when` holds, in place of the classes that `instead_of` names.
    """

    id: str
    label: str
    keep: Clock
    starts: str
    why: str
    clause: str
    event: StartEvent | None = None
    when: Condition | None = None
    instead_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """What one kind of person may be told, and may not."""

    id: str
    label: str
    told: tuple[str, ...]
    never_told: tuple[str, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Promise:
    """What the public is told it can count on, and the duties and gates by which it is kept."""

    id: str
    says: str
    clause: str
    kept_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Governance:
    """Who answers for the policy and what keeps it under review (clauses 6 to 10)."""

    approved_on: date
    effective_from: date
    review_due: date
    review_every: Clock
    review_triggers: tuple[str, ...]
    posts: dict[str, str]
    consultation: tuple[str, ...]
    impact_assessment: str
    impact_actions: tuple[str, ...]
    amendments: tuple[str, ...]
    read_with: tuple[str, ...]
    effective_until: date | None = None
    """The last day it is in force, where it says so; otherwise until the landlord's next edition takes effect."""


@dataclass(frozen=True)
class Edition:
    """A landlord's whole policy at one time."""

    id: str
    title: str
    landlord: str
    about: str
    governance: Governance
    calendar: WorkingCalendar
    people: dict[str, frozenset[Affiliation]]
    third_parties: frozenset[ReporterRole]
    staff_route: frozenset[str]
    """The only duties that can arise when the survivor is in the group `staff`."""
    teams: dict[str, str]
    reporters: tuple[Term, ...]
    channels: tuple[Term, ...]
    behaviours: tuple[Behaviour, ...]
    strands: tuple[Strand, ...]
    patterns: tuple[Pattern, ...]
    clauses: tuple[Clause, ...]
    duties: tuple[DutyRule, ...]
    gates: tuple[GateRule, ...]
    restrictions: tuple[RestrictionRule, ...]
    risk: RiskTool
    standards: tuple[Standard, ...]
    retention: tuple[RetentionClass, ...]
    audiences: tuple[Audience, ...]
    promises: tuple[Promise, ...]
    _duties: dict[str, DutyRule] = field(init=False, repr=False, compare=False, default_factory=dict)
    _groups: dict[Affiliation, str] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._duties.update((rule.id, rule) for rule in self.duties)
        self._groups.update((who, group) for group, members in self.people.items() for who in members)

    def duty(self, id: str) -> DutyRule:
        """The rule of that id. Raises KeyError when the edition has none."""
        return self._duties[id]

    def find_duty(self, id: str) -> DutyRule | None:
        """The rule of that id, or None."""
        return self._duties.get(id)

    def answered_by(self, deed: Deed) -> frozenset[str]:
        """The ids of the duties that this deed answers."""
        return frozenset(rule.id for rule in self.duties if deed in rule.answered_by)

    def clause(self, id: str) -> Clause | None:
        """The clause of that number, or None."""
        return next((clause for clause in self.clauses if clause.id == id), None)

    def standard(self, id: str) -> Standard:
        """The service standard of that id. Raises KeyError when the edition has none."""
        return next((s for s in self.standards if s.id == id), None) or _missing(id)

    def group(self, affiliation: Affiliation) -> str:
        """The group of people an affiliation belongs to: customers, non_customers or staff."""
        return self._groups[affiliation]

    @cached_property
    def advice_only(self) -> frozenset[str]:
        """Behaviours that are advised on and not investigated."""
        return frozenset(b.id for b in self.behaviours if b.advice_only)

    @cached_property
    def rules_by_affiliation(self) -> dict[Affiliation, tuple[DutyRule, ...]]:
        """The duties that can arise at all for a survivor of each affiliation, in the edition's order."""
        return {affiliation: tuple(self._open_to(affiliation)) for affiliation in Affiliation}

    @cached_property
    def rows_by_affiliation(self) -> dict[Affiliation, tuple[tuple[str, DutyRow], ...]]:
        """The same duties' ids with the rows that can start them, so that most are ruled out in one short loop."""
        return {
            affiliation: tuple((rule.id, row) for rule in rules for row in rule.rows if not row.on_new_report)
            for affiliation, rules in self.rules_by_affiliation.items()
        }

    @cached_property
    def recurring_by_affiliation(self) -> dict[Affiliation, tuple[DutyRule, ...]]:
        """The same duties, those alone that come round again."""
        return {
            affiliation: tuple(rule for rule in rules if rule.recurs)
            for affiliation, rules in self.rules_by_affiliation.items()
        }

    def _open_to(self, affiliation: Affiliation) -> list[DutyRule]:
        group = self.group(affiliation)
        rules = [rule for rule in self.duties if rule.scope in ("all", group)]
        if group == "staff":
            rules = [rule for rule in rules if rule.id in self.staff_route]
        return rules


def _missing(id: str) -> Standard:
    raise KeyError(id)
