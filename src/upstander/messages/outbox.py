"""Writing a message down, and the rule that is asked again at the moment it would leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from upstander.confidentiality.api import Viewer, vault
from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.lib.languages import ENGLISH
from upstander.messages.models import Message, MessageState
from upstander.messages.providers import configured
from upstander.messages.safe_contact import By, SafeContactCard, check_contact, next_allowed


@dataclass(frozen=True, slots=True)
class MessageTold:
    """A message as it will go out. `cause` makes a second one for the same cause impossible."""

    case_id: UUID
    person_on_case_id: UUID
    way: By
    kind: str
    part: str
    destination: str
    body: str
    subject: str = ""
    addressee: str = ""
    large_print: bool = False
    easy_read: bool = False
    language: str = ENGLISH
    wording_id: UUID | None = None
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """May it leave now? When not: from when on, or never by waiting (`until` None), and why, as a code and as a decision."""

    decision: Decision
    until: datetime | None = None
    code: str = ""


def write_message(told: MessageTold, *, not_before: datetime, by: Viewer, now: datetime) -> Message:
    """Store it, in the transaction of what caused it. What nothing on this machine can send waits to be sent by hand."""
    row = Message(
        id=uuid4(),
        case_id=told.case_id,
        person_on_case_id=told.person_on_case_id,
        cause=told.cause,
        way=told.way.value,
        kind=told.kind,
        part=told.part,
        large_print=told.large_print,
        easy_read=told.easy_read,
        language=told.language,
        wording_id=told.wording_id,
        created_at=now,
        created_by_id=by.staff_id,
        state=MessageState.QUEUED if configured(told.way) else MessageState.BY_HAND,
        not_before=not_before,
    )
    vault.seal(
        row, destination=told.destination, addressee=told.addressee, subject=told.subject, body=told.body
    )
    row.save(force_insert=True)
    return row


def check_leaving(card: SafeContactCard | None, way: By, *, to: str, part: str, at: datetime) -> Verdict:
    """Way, number, hours and device, as the person's card stands at this moment (clause 3.5.1). Danger lifts no hours here: what
    is sent by itself must not light up a phone in the night."""
    decision = check_contact(card, way, at=at, to=to)
    if not decision:
        until = next_allowed(card, way, at=at, to=to)
        return Verdict(decision, until, "" if until else "not_safe")
    if card is not None and card.shared_device and way in (By.TEXT, By.EMAIL) and part != "discreet":
        return Verdict(
            refuse("Others use this device. Only the words made for that may go.", "3.5.1"), code="device"
        )
    return Verdict(ALLOWED)
