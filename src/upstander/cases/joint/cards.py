"""What pages read of joint action groups: first for a body's signed-in person, then for staff. Frozen values, no rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from upstander.cases.joint.rules import GroupTold


@dataclass(frozen=True, slots=True)
class ToldLine:
    """One thing that the body was told. `words` are empty when it was taken back."""

    id: UUID
    at: datetime
    method: str
    kinds: tuple[str, ...]
    words: str
    taken_back: bool


@dataclass(frozen=True, slots=True)
class ReferralCard:
    """One referral: what was sent with it, and the body's answer."""

    id: UUID
    sent_at: datetime
    expires_at: datetime
    answer: str
    answered_at: datetime | None
    items: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PackLine:
    """A pack in the list. `signed`: this person has undertaken to keep the meeting confidential."""

    id: UUID
    group: str
    at: datetime
    place: str
    changed_at: datetime | None
    signed: bool
    off: bool
    sort: str


@dataclass(frozen=True, slots=True)
class GivenItem:
    """An item as the body was given it."""

    id: UUID
    called: str
    asks: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class About:
    """A strategic item or a tension."""

    sort: str
    neighbourhood: str
    words: str
    decision: str = ""


@dataclass(frozen=True, slots=True)
class DueAction:
    """Something that the body undertook."""

    id: UUID
    what: str
    due_on: date
    state: str
    late: bool
    group: str
    called: str
    meeting_id: UUID


@dataclass(frozen=True, slots=True)
class GivenPack:
    """A pack, or minutes, as its body reads it. `came`: of minutes, who was there."""

    line: PackLine
    agency: str
    items: tuple[GivenItem, ...]
    strategic: tuple[About, ...]
    actions: tuple[DueAction, ...]
    came: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartnerDesk:
    """The first page of somebody who is signed in."""

    referrals: tuple[ReferralCard, ...]
    packs: tuple[PackLine, ...]
    actions: tuple[DueAction, ...]
    told: tuple[ToldLine, ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group in the list."""

    id: UUID
    name: str
    area: str
    every: str
    members: tuple[str, ...]
    next_at: datetime | None
    ended: bool


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting in a list. `items`: cases on its agenda that the viewer may know."""

    id: UUID
    group_id: UUID
    group: str
    at: datetime
    place: str
    state: str
    items: int


@dataclass(frozen=True, slots=True)
class GroupPage:
    """One group with its meetings, the next one first, those held after them."""

    line: GroupLine
    told: GroupTold
    version: int
    member_ids: tuple[UUID, ...]
    ahead: tuple[MeetingLine, ...]
    held: tuple[MeetingLine, ...]


@dataclass(frozen=True, slots=True)
class ShareLine:
    """What one body may be given of an item. `given_at`: when it was, if it was."""

    agency_id: UUID
    agency: str
    kinds: tuple[str, ...]
    ground: str
    by: str
    given_at: datetime | None
    stopped_at: datetime | None
    stopped_why: str


@dataclass(frozen=True, slots=True)
class ActionLine:
    """Something undertaken. `measure_id`: on a case, where it is settled."""

    id: UUID
    what: str
    owner: str
    due_on: date
    state: str
    late: bool
    answer: str
    case_id: UUID | None
    reference: str
    measure_id: UUID | None
    meeting_id: UUID
    ours: bool


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A case on an agenda, for somebody who may see the case."""

    id: UUID
    case_id: UUID
    meeting_id: UUID
    called: str
    reference: str
    survivor: str
    asks: tuple[str, ...]
    told: tuple[tuple[str, str], ...]
    shares: tuple[ShareLine, ...]
    out_at: datetime | None
    out_why: str
    heard_at: datetime | None
    said: str
    decision: str
    minute: str
    minute_kinds: tuple[str, ...]
    actions: tuple[ActionLine, ...]
    group: str
    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class StrategicLine:
    """Something about no case."""

    id: UUID
    about: About
    decision: str


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A body at the table, its pack or its minutes, and who may come for it."""

    agency_id: UUID
    name: str
    pack_id: UUID | None
    way: str
    to_whom: str
    sent_at: datetime | None
    changed_at: datetime | None
    notice: str
    opened_at: datetime | None
    before: tuple[tuple[datetime, datetime | None], ...]  # earlier versions: sent, and first read
    ready: int  # items that it may be given and was not given yet, of those that the viewer may know
    given: int
    signs_in: int


@dataclass(frozen=True, slots=True)
class ComesLine:
    """Somebody expected, there, or excused."""

    id: UUID
    name: str
    agency: str
    came: str
    promised_at: datetime | None
    promised_how: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """One meeting."""

    line: MeetingLine
    version: int
    items: tuple[ItemLine, ...]
    strategic: tuple[StrategicLine, ...]
    members: tuple[MemberLine, ...]
    minutes: tuple[MemberLine, ...]  # of a meeting that was held: how each body's minutes stand
    comes: tuple[ComesLine, ...]
    actions: tuple[ActionLine, ...]
    earlier: tuple[ActionLine, ...]
    notes: str


@dataclass(frozen=True, slots=True)
class PackPreview:
    """What a body was given, and what it will be given when its pack or its minutes are sent, as far as the viewer may know."""

    agency: str
    group: str
    at: datetime
    place: str
    items: tuple[GivenItem, ...]
    strategic: tuple[About, ...]
    actions: tuple[ActionLine, ...]
    sort: str = "pack"
    came: tuple[str, ...] = ()
