"""What a channel hands over: a report in words and codes, with its files. The same for all nine channels (clause 3.2.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from upstander.intake.return_code import CodePrint
from upstander.messages.api import SafeContactCard

OWN = ("survivor", "anonymous")
"""Reporters to whom it happened themselves."""


@dataclass(frozen=True, slots=True)
class FileTold:
    """A file that passed the checks of `files.py`. `original` and `view` yield plain content, at most 1 MiB at a time.

    `view` is the copy without metadata for looking at; None when there is none. `sha256` is of the original.
    """

    filename: str
    media_type: str
    size: int
    sha256: bytes
    original: Callable[[], Iterator[bytes]]
    view: Callable[[], Iterator[bytes]] | None = None
    view_media_type: str = ""
    view_size: int = 0


@dataclass(frozen=True, slots=True)
class PersonTold:
    """Somebody named in a report. All of it may be empty."""

    name: str = ""
    address: str = ""
    affiliation: str = "unknown"
    person_id: UUID | None = None  # when the channel knows the directory entry
    home_id: UUID | None = None
    age: str = ""  # of somebody under 18: a code of `cases.Age`


@dataclass(frozen=True, slots=True)
class SaidOfSharing:
    """What somebody said, while they reported, about telling one body. It becomes consent or a refusal when the report is triaged."""

    agency_id: UUID
    given: bool
    kinds: tuple[str, ...]
    purpose: str
    how: str
    capacity: str = "presumed"
    words: str = ""


@dataclass(frozen=True, slots=True)
class ReportReceived:
    """One report. Only `narrative` is needed; nothing else may be required of anybody.

    `unique` is whatever makes this one report and no other (a draft's token, a message id): the same value again gives the
    report already made. `received_at` is when the landlord was told. `answers` keeps every question and answer as put to the
    person, in order, so that the record shows what they saw.
    """

    unique: bytes
    channel: str
    received_at: datetime
    narrative: str
    reporter: str = "survivor"
    survivor: PersonTold = field(default_factory=PersonTold)
    reporter_person: PersonTold | None = None  # when the reporter is not the survivor
    perpetrator: PersonTold | None = None
    perpetrator_known: bool = False
    contact: SafeContactCard | None = None  # how the reporter can be reached safely
    survivor_contact: SafeContactCard | None = None  # the survivor, where somebody else reports and knows it
    incident_on: date | None = None
    immediate_danger: bool = False
    behaviours: tuple[str, ...] = ()
    motivations: tuple[str, ...] = ()
    where: str = ""
    incident_at_home: bool = False
    material_on_landlord_property: bool = False
    crime_likely: bool | None = None
    safeguarding: tuple[str, ...] = ()
    cannot_stay_tonight: bool = False
    wants_female_staff: bool = False
    wants_to_move: bool = False
    support_needs: bool = False
    communication_need: bool = False
    wants_updates: bool = True
    answers: tuple[tuple[str, str], ...] = ()
    files: tuple[FileTold, ...] = ()
    pictures: tuple[
        str, ...
    ] = ()  # where a gateway keeps what came with a text: fetched by a job, which is told here
    return_code: CodePrint | None = None  # what is kept of the code that the reporter was given
    owner: UUID | None = None  # the account it was sent from, when its reporter was signed in
    said: tuple[SaidOfSharing, ...] = ()  # what the survivor themselves said about telling other bodies
    advised: tuple[str, ...] = ()  # ids of duties that were done while they were speaking: advice
    follows: bytes = (
        b""  # `unique` of the report that was raised at once in danger, of which this is the rest
    )


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing that happens next, in the policy's terms, for the person who reported."""

    says: str
    due_at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter is told: a reference, and what happens next and by when. Nothing else, also later (clause 3.2.3)."""

    reference: str
    received_at: datetime
    danger: bool
    third_party: bool
    promises: tuple[Promise, ...]
    files: int
    again: bool = False  # True when this report had been received already
    way_back: bool = False  # True when a return code opens a mailbox
    recorded_at: datetime | None = None  # when it was written down
