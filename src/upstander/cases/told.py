"""Frozen values that other rooms hand to this one: a report's facts, a person, and facts of the case."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from upstander.cases.sharing.rules import SharingTold
from upstander.messages.api import SafeContactCard


@dataclass(frozen=True, slots=True)
class ReportTold:
    """A report in the vocabulary of the edition. Times are aware; `received_at` is when the landlord was told."""

    id: UUID
    reference: str
    received_at: datetime
    channel: str
    reporter: str
    reporter_contactable: bool = False
    incident_on: date | None = None
    immediate_danger: bool = False
    behaviours: tuple[str, ...] = ()
    motivations: tuple[str, ...] = ()


GROWN_UP = "adult"
"""In place of an age: they are 18 or over, whatever was said before."""


@dataclass(frozen=True, slots=True)
class PartyTold:
    """A person and what is known of them. `person_id` and `home_id` when found in the directory.

    `party_id` when this replaces what is known of somebody already on the case. `since`: when that became known, if not now.
    """

    role: str
    affiliation: str = "unknown"
    name: str = ""
    details: str = ""
    person_id: UUID | None = None
    home_id: UUID | None = None
    identified: bool = False
    contactable: bool = False
    age: str = ""  # of somebody under 18, a code of `Age`, or GROWN_UP; empty leaves what is known
    safeguarding: tuple[str, ...] = ()
    cannot_stay_tonight: bool = False
    wants_female_staff: bool = False
    wants_to_move: bool = False
    applied_for_banding: bool = False
    support_needs: bool = False
    capacity_concern: bool = False
    communication_need: bool = False
    wants_updates: bool = True
    safe_contact: SafeContactCard | None = None
    party_id: UUID | None = None
    since: datetime | None = None


AS_TOLD = (
    "affiliation",
    "identified",
    "contactable",
    "cannot_stay_tonight",
    "wants_female_staff",
    "wants_to_move",
    "applied_for_banding",
    "support_needs",
    "wants_updates",
)
"""What is known of a person and stands on their row as it was told."""


@dataclass(frozen=True, slots=True)
class CaseTold:
    """Facts of the case as a whole."""

    crime_likely: bool | None = None
    material_on_landlord_property: bool = False
    incident_at_home: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One duty that an act answers, besides those it answers by itself. `reason` is needed unless done or taken.

    `sharing` is for duties that tell another body something: who was told what, and on which ground (clause 3.5.2).
    """

    slug: str
    outcome: str = "done"
    reason: str = ""
    sharing: SharingTold | None = None


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One step of an action plan. `doer`: staff, survivor (the person whose plan it is) or partner."""

    what: str
    owner: str
    due_on: date | None = None
    doer: str = "staff"


@dataclass(frozen=True, slots=True)
class SaidOnReport:
    """What the survivor said about telling one body, when they reported: consent or a refusal on the case that it ends up on."""

    agency_id: UUID
    given: bool
    kinds: tuple[str, ...]
    purpose: str
    how: str
    at: datetime
    capacity: str = "presumed"
    words: str = ""


@dataclass(frozen=True, slots=True)
class Triaged:
    """What triage established. `said` comes from the report itself, not from whoever triages."""

    parties: tuple[PartyTold, ...]
    behaviours: tuple[str, ...]
    motivations: tuple[str, ...]
    immediate_danger: bool
    incident_on: date | None = None
    case: CaseTold = field(default_factory=CaseTold)
    note: str = ""
    said: tuple[SaidOnReport, ...] = ()
    doubt: str = ""  # why somebody may be reporting to harm another; it holds nothing up
