"""Messages to people on a case: written by staff or by the case itself, cancelled, sent by hand, sent again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from upstander.cases import rules
from upstander.cases.actions.common import Work, working
from upstander.cases.actions.outgoing import check_message, queue_sending, reported, verdict_on
from upstander.cases.models import Case, CaseState, Party, PartyRole
from upstander.confidentiality.api import Viewer, vault
from upstander.lib.decision import Refused, refuse
from upstander.lib.languages import ENGLISH, code_of
from upstander.messages.api import (
    KINDS,
    LONGEST,
    OWN_SUBJECT,
    OWN_WORDS,
    By,
    Composed,
    Message,
    MessageState,
    MessageTold,
    SafeContactCard,
    check_leaving,
    composed,
    configured,
    leaks,
    own_numbers,
    part_for,
    safe_contact_of,
    write_message,
)
from upstander.policy.api import Deed

ENDINGS = {
    "sent": "It has been sent by hand",
    "again": "Send it again",
    "cancel": "Do not send it",
}
_MAY_END = {
    "sent": (MessageState.BY_HAND, MessageState.HELD, MessageState.FAILED),
    "again": (MessageState.HELD, MessageState.FAILED),
    "cancel": (MessageState.BY_HAND, MessageState.HELD, MessageState.FAILED, MessageState.QUEUED),
}


def possible_endings(state: str, way: str) -> tuple[str, ...]:
    """What staff may decide about a message that stands so."""
    return tuple(
        ending
        for ending, states in _MAY_END.items()
        if state in states and (ending != "again" or configured(By(way)))
    )


def send_to_person(
    *,
    case_id: UUID,
    party_id: UUID,
    way: str,
    to: str,
    kind: str,
    words: str = "",
    details: Mapping[str, str] | None = None,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> UUID:
    """Write a message to somebody on the case. It leaves at once, or when their hours begin, or waits to be sent by hand.

    Refused for a way or number that is not safe, for words that could give something away, to a third party about what
    followed (3.2.3). Raises Refused, NoSuchCase, StaleEdit.
    """
    with working(case_id, by=by, now=now, action="case.message", version=version, after_closure=True) as work:
        case = work.case
        party = Party.objects.filter(pk=party_id, case=case).first()
        check_message(case, party, kind, now=now).enforce()
        if party is None or (kind not in KINDS and kind != OWN_WORDS) or (kind in KINDS and KINDS[kind].made):
            raise Refused("Choose what to say.")
        if kind == "closure" and case.state != CaseState.CLOSED:
            refuse(
                "The case is not closed. Its letter is written when a manager agrees to close it."
            ).enforce()
        card = safe_contact_of(party.id) or SafeContactCard()
        part = part_for(way, shared_device=card.shared_device)
        found = check_leaving(card, By(way), to=to, part=part, at=now)
        if not to or found.code:
            found.decision.enforce()
            refuse("Choose a way that is safe.", "3.5.1").enforce()
        row = write_to(
            work, party, way=By(way), to=to, kind=kind, words=words, details=details, not_before=found.until
        )
        work.act.subject_id = row.id
        work.act.detail.update(way=way, kind=kind)
        return row.id


def write_to(
    work: Work,
    party: Party,
    *,
    way: By,
    to: str,
    kind: str,
    words: str = "",
    details: Mapping[str, str] | None = None,
    not_before: datetime | None = None,
    cause: str = "",
) -> Message:
    """Compose and store a message in their language and format, part of a larger action, and queue its sending. The caller has asked
    whether the way is safe. Raises Refused for words that could give something away."""
    case, now = work.case, work.act.now
    card = safe_contact_of(party.id) or SafeContactCard()
    part = part_for(way, shared_device=card.shared_device)
    said = (
        _own(part, words)
        if kind == OWN_WORDS
        else composed(kind, part, {"reference": case.reference, **(details or {})}, spoken_by(card))
    )
    # Shipped words are checked when they ship; a name that is also a common word must not stop them.
    if kind == OWN_WORDS:
        check_words(case, party, part, said.body)
    elif not KINDS[kind].made and kind != "closure":
        check_words(case, party, part, " ".join((details or {}).values()))
    row = write_message(
        MessageTold(
            case_id=case.id,
            person_on_case_id=party.id,
            way=way,
            kind=kind,
            part=part,
            destination=to,
            subject=said.subject,
            body=said.body,
            addressee=(card.post_name or vault.unseal(party, "name")) if way == By.POST else "",
            large_print="large_print" in card.needs,
            easy_read="easy_read" in card.needs,
            language=said.language,
            wording_id=said.wording_id,
            cause=cause,
        ),
        not_before=not_before or now,
        by=work.act.by,
        now=now,
    )
    work.entry("message_written", codes={"way": way.value, "role": party.role, "kind": kind})
    queue_sending(row, now)
    return row


def acknowledge_report(
    case: Case,
    reporter: str,
    people: Iterable[tuple[Party, SafeContactCard | None]],
    *,
    by: Viewer,
    now: datetime,
) -> None:
    """Tell whoever made the report (`reporter`) that it has arrived, when they called an email or texts safe. Inside the action
    that began the case with these people. Where nothing here can send, the duty to acknowledge stands for a person, as before."""
    for party, card in people:
        if party.role != PartyRole.REPORTER and not (
            party.role == PartyRole.SURVIVOR and reporter == "survivor"
        ):
            continue
        if card is None or not check_message(case, party, "acknowledgement", now=now):
            continue
        for way in (By.EMAIL, By.TEXT):
            to = next(iter(card.destinations(way)), "")
            part = part_for(way, shared_device=card.shared_device)
            verdict = check_leaving(card, way, to=to, part=part, at=now)
            if not to or not configured(way) or verdict.code:
                continue
            said = composed("acknowledgement", part, {}, spoken_by(card))
            told = MessageTold(
                case.id,
                party.id,
                way,
                "acknowledgement",
                part,
                to,
                said.body,
                said.subject,
                language=said.language,
                wording_id=said.wording_id,
                cause=f"acknowledge {case.id}",
            )
            queue_sending(write_message(told, not_before=verdict.until or now, by=by, now=now), now)
            return


def settle_message(
    *,
    case_id: UUID,
    message_id: UUID,
    ending: str,
    at: datetime,
    override: str = "",
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Staff decide about a message: sent by hand at that moment, sent again by the machine, or not at all.

    One that was sent by hand in a way or at a time that was not safe is recorded with `override` saying why. Raises Refused,
    NoSuchCase, StaleEdit.
    """
    with working(
        case_id, by=by, now=now, action="case.message_settle", version=version, after_closure=True
    ) as work:
        row = Message.objects.select_for_update().filter(pk=message_id, case_id=case_id).first()
        if row is None or ending not in possible_endings(row.state, row.way):
            raise Refused("This message has moved on meanwhile. Look at the case again.")
        work.act.subject_id = row.id
        work.act.detail.update(ending=ending)
        row.settled_by_id = by.staff_id
        if ending == "cancel":
            row.state, row.ended_at = MessageState.CANCELLED, now
            work.entry("message_cancelled", codes={"way": row.way, "kind": row.kind})
        elif ending == "again":
            verdict = verdict_on(work.case, row, to=vault.unseal(row, "destination"), now=now)
            if verdict.code:
                verdict.decision.enforce()
            row.state, row.because, row.attempts = MessageState.QUEUED, "", 0
            row.not_before = verdict.until or now
            queue_sending(row, now)
        else:
            _by_hand(work, row, at, override)
        row.save()


def mark_sent(work: Work, row: Message, *, at: datetime, by_hand: bool, override: str = "") -> None:
    """It has left: the state, the timeline, and the duty that a reply answers, which is met now and no sooner (clause 5.2)."""
    party = Party.objects.filter(pk=row.person_on_case_id).first()
    row.state, row.sent_at, row.ended_at, row.because = MessageState.SENT, at, work.act.now, ""
    role = party.role if party else ""
    entry = work.entry(
        "message_sent",
        at=at,
        codes={
            "way": row.way,
            "role": role,
            "kind": row.kind,
            "by_hand": by_hand,
            "safe": not override,
            "message": str(row.id),  # what it answered is owed again when it comes back
        },
        body=f"Why by this way: {override}" if override else "",
    )
    if party is not None and reported(work.case.id, party):
        work.discharge(work.answered(Deed.REPLY), at=at, entry=entry)
    if row.kind == "survey":  # asked, once it has left (clause 5.1)
        work.discharge(work.answered(Deed.SURVEY), at=at, entry=entry)


def _by_hand(work: Work, row: Message, at: datetime, override: str) -> None:
    rules.check_happened(at, received_at=work.case.received_at, now=work.act.now).enforce()
    if not override.strip():
        decision = verdict_on(work.case, row, to=vault.unseal(row, "destination"), now=at).decision
        if not decision:
            refuse(
                f"{decision.reason} If it was sent all the same, say why below.", decision.clause or "3.5.1"
            ).enforce()
    mark_sent(work, row, at=at, by_hand=True, override=override.strip())


def spoken_by(card: SafeContactCard) -> str:
    """The language to write to them in: theirs where we have it, else English."""
    return code_of(card.language) or ENGLISH


def _own(part: str, words: str) -> Composed:
    text = words.strip()
    if not text:
        refuse("Write the message first.").enforce()
    if part == "discreet":
        refuse("Others use this device. Only the words made for that may go.", "3.5.1").enforce()
    if len(text) > LONGEST[part]:
        refuse(f"This is too long: {len(text)} characters, where {LONGEST[part]} fit. Shorten it.").enforce()
    return Composed(OWN_SUBJECT, text)


def check_words(case: Case, party: Party, part: str, words: str) -> None:
    """Raises Refused for words that could give something away, each with what to do."""
    names = [vault.unseal(each, "name") for each in Party.objects.filter(case=case)]
    plain = words.replace(case.reference, " ") if part == "letter" else words
    found = leaks(plain, part, names=names, numbers=own_numbers(), own_name=vault.unseal(party, "name"))
    for sentence in found:
        refuse(sentence, "3.5.1").enforce()
