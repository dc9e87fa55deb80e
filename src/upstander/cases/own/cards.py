"""Frozen values that a customer's account shows. No name of anybody else is on any of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from upstander.messages.api import SafeContactCard
from upstander.policy.api import Reckoned


@dataclass(frozen=True, slots=True)
class SignedInAs:
    """Who looks: every entry of theirs in the directory, how they signed in, and the cases that they sent from their account.

    `way`: email, text or portal; `to`: the address or number that the code went to.
    """

    entries: frozenset[UUID]
    way: str = ""
    to: str = ""
    sent: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class OwnCase:
    """A case that somebody sees in their account, in one line. `part`: survivor, witness or household."""

    case_id: UUID
    reference: str
    received_at: datetime
    state: str
    part: str = "survivor"

    @property
    def beside(self) -> bool:
        """They are not its survivor: they see their own plan and messages, and nothing else of it."""
        return self.part != "survivor"


@dataclass(frozen=True, slots=True)
class OwnPromise:
    """One thing that we promised. `state`: to_come, late, kept, kept_late, not_done or declined; `at`: when that was.

    `reckoned` is what the reason is made from; None for promises made before it was kept, whose reason `why` is in English.
    `ours`: the time is the landlord's own and not the policy's.
    """

    says: str
    due_at: datetime
    state: str
    at: datetime | None
    why: str
    reckoned: Reckoned | None
    ours: bool


@dataclass(frozen=True, slots=True)
class OwnVisit:
    """An appointment to come. `where`: home, office or safe_place."""

    id: UUID
    at: datetime
    minutes: int
    where: str
    place: str
    female_only: bool
    interpreter: bool
    asked_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnStep:
    """One step of the plan. `doer`: staff, survivor or partner; `state`: to_do, done, not_done or changed."""

    what: str
    doer: str
    owner: str
    due_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class OwnPlan:
    """What was agreed with them."""

    agreed_at: datetime
    wishes: str
    review_on: date | None
    steps: tuple[OwnStep, ...]


@dataclass(frozen=True, slots=True)
class OwnConsent:
    """What they said about telling one body. `told`: it received something under this; `heard`: it acknowledged the withdrawal."""

    id: UUID
    said_id: UUID
    body: str
    given: bool
    kinds: tuple[str, ...]
    purposes: tuple[str, ...]
    how: str
    at: datetime
    expires_at: datetime | None
    withdrawn_at: datetime | None
    live: bool
    told: bool
    heard: bool


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A case as its person sees it."""

    case: OwnCase
    promises: tuple[OwnPromise, ...]
    visits: tuple[OwnVisit, ...]
    plan: OwnPlan | None
    consents: tuple[OwnConsent, ...]
    card: SafeContactCard
    wants_female_staff: bool
