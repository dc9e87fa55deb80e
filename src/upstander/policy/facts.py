"""What is known about a case, as frozen values the engine can reason over.

Times are aware datetimes (any offset; the engine works in UTC). What is left out is unknown, false or empty.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from upstander.policy.errors import FactsError
from upstander.policy.vocabulary import (
    Affiliation,
    Evidence,
    ReporterRole,
    RiskLevel,
    Safeguarding,
    Validity,
)


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """One report. `received_at` is when the landlord was told, not when it was typed (clause 3.2.1)."""

    received_at: datetime
    channel: str | None = None
    reporter: ReporterRole | None = None
    reporter_contactable: bool = False
    """True when any way back exists, the anonymous mailbox included."""
    incident_on: date | None = None
    immediate_danger: bool = False
    behaviours: frozenset[str] = frozenset()
    motivations: frozenset[str] = frozenset()
    triaged_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SurvivorFacts:
    """The person at risk. An unknown affiliation counts as a customer until established."""

    affiliation: Affiliation = Affiliation.UNKNOWN
    identified: bool = False
    contactable: bool = False
    safeguarding: frozenset[Safeguarding] = frozenset()
    cannot_stay_tonight: bool = False
    wants_female_staff: bool = False
    wants_to_move: bool = False
    applied_for_banding: bool = False
    wants_to_move_at: datetime | None = None
    applied_for_banding_at: datetime | None = None
    cannot_stay_tonight_at: datetime | None = None
    wants_female_staff_at: datetime | None = None
    support_needs_at: datetime | None = None
    """Since when it is so, of each of these; not before. Left out: from the first report."""
    support_needs: bool = False
    capacity_concern_at: datetime | None = None
    communication_need_at: datetime | None = None
    wants_updates: bool = False


@dataclass(frozen=True, slots=True)
class PerpetratorFacts:
    """Somebody alleged to be responsible. `known` when they can be named or picked out."""

    known: bool = False
    affiliation: Affiliation = Affiliation.UNKNOWN
    known_at: datetime | None = None
    affiliation_at: datetime | None = None
    """Since when they are known, and what they are to us; not before. Left out: from the first report."""


@dataclass(frozen=True, slots=True)
class FoundTrigger:
    """A trigger of the risk tool to which an assessment said yes, and since when the assessments say so."""

    trigger: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """The current risk level. Without `assessed_at` it holds from the first report. `found`: each trigger once."""

    level: RiskLevel
    assessed_at: datetime | None = None
    found: tuple[FoundTrigger, ...] = ()


@dataclass(frozen=True, slots=True)
class Discharge:
    """A duty was done, or decided with a reason, at `at`.

    With `report` (index into `CaseFacts.reports`) it answers for that report alone; without, for every report
    received by then.
    """

    duty: str
    at: datetime
    report: int | None = None


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything the engine may know about one case. At least one report; raises FactsError otherwise.

    `recorded` names the steps that people have put on record for gates (ids from the edition, such as
    `proportionality`). None means the asker does not carry records: then a gate says in words what people must
    still record, and is decided by the rest. The application passes a set, and a step not in it holds the gate.
    """

    reports: tuple[ReportFacts, ...]
    survivor: SurvivorFacts = field(default_factory=SurvivorFacts)
    perpetrators: tuple[PerpetratorFacts, ...] = ()
    crime_likely: bool | None = None
    material_on_landlord_property: bool = False
    incident_at_home: bool = False
    risk: RiskFacts | None = None
    evidence: Evidence = Evidence.NONE
    evidence_at: datetime | None = None
    """Since when it is assessed to be that strong; none before. Left out: from the first report."""
    validity: Validity = Validity.NOT_ASSESSED
    discharged: tuple[Discharge, ...] = ()
    closed_at: datetime | None = None
    recorded: frozenset[str] | None = None
    exemption_requested: bool = False
    """Somebody has asked for an exemption under clause 3.4 that is not yet decided. Not in the JSON contract."""

    def __post_init__(self) -> None:
        if not self.reports:
            raise FactsError("reports", "at least one report is needed: every clock starts from one.")
        for index, report in enumerate(self.reports):
            if report.received_at.tzinfo is None:
                raise FactsError(f"reports[{index}].received_at", "the time has no offset from UTC.")
