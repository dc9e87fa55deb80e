"""What the case says about a message: may this go to this person now, and what is told when something stops it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from procrastinate.contrib.django import app

from upstander.cases.actions.came_back import owe_again
from upstander.cases.editions import governed
from upstander.cases.facts import case_facts
from upstander.cases.models import Case, CaseReport, CaseState, Party, PartyRole
from upstander.cases.officers import holders, tell
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import Act, Viewer, elevated, vault
from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.messages.api import (
    KINDS,
    By,
    Delivery,
    Message,
    MessageState,
    SafeContactCard,
    Verdict,
    check_leaving,
    safe_contact_of,
)

# Seen while waiting; nothing else may be waiting for anybody.
WAITING = (MessageState.QUEUED, MessageState.BY_HAND)
# After each try that certainly went nowhere; then a person is told.
BACK_OFF = tuple(timedelta(minutes=m) for m in (2, 10, 30, 120, 360))
_REACHABLE = (CaseState.RECEIVED, CaseState.OPEN, CaseState.CLOSED)


def check_message(case: Case, party: Party | None, kind: str, *, now: datetime) -> Decision:
    """May a message of this kind go to this person on this case? Clause 3.2.3: a third party hears nothing of what follows."""
    if party is None or party.case_id != case.id or party.role == PartyRole.PERPETRATOR:
        return refuse("Messages go to the survivor, the reporter or a witness on this case.")
    if case.state not in _REACHABLE:
        return refuse("This case goes on elsewhere. Write from there.")
    follows = KINDS[kind].follow_up if kind in KINDS else True
    if party.role == PartyRole.REPORTER and follows:
        facts, _ = case_facts(case, now=now)
        if governed(facts, case.edition, now).restricted("no-feedback-to-third-party") is not None:
            return refuse(
                "Somebody who reported for another person is told that it was received, and nothing of what follows.",
                "3.2.3",
            )
    return ALLOWED


def verdict_on(case: Case, row: Message, *, to: str, now: datetime) -> Verdict:
    """Every rule, asked of the case and the card as they stand at this moment."""
    party = Party.objects.filter(pk=row.person_on_case_id, case=case).first()
    return verdict_of(case, row, party, safe_contact_of(row.person_on_case_id), to=to, now=now)


def verdict_of(
    case: Case, row: Message, party: Party | None, card: SafeContactCard | None, *, to: str, now: datetime
) -> Verdict:
    """The same, where whoever asks has read for many messages at once to whom they go and how these may be reached."""
    decision = check_message(case, party, row.kind, now=now)
    if not decision:
        return Verdict(decision, code="third_party" if decision.clause == "3.2.3" else "case_moved")
    return check_leaving(card, By(row.way), to=to, part=row.part, at=now)


def hold(case: Case, row: Message, code: str, *, by: Viewer, now: datetime) -> None:
    """Keep it back, say so on the timeline, and tell whoever has the case."""
    row.state, row.because = MessageState.HELD, code
    row.save(update_fields=["state", "because"])
    write_entry(case, "message_held", by=by, at=now, now=now, codes={"way": row.way, "because": code})
    tell_holders(case, "message_held", now)


def hold_waiting(case: Case, person_ids: Iterable[UUID], code: str, *, by: Viewer, now: datetime) -> None:
    """Keep back everything that waits for these people."""
    waiting = Message.objects.select_for_update().filter(
        person_on_case_id__in=list(person_ids), state__in=WAITING
    )
    for row in waiting.order_by("created_at"):
        hold(case, row, code, by=by, now=now)


def tell_holders(case: Case, kind: str, now: datetime) -> None:
    """The officer, or the managers when nobody has the case; nobody who is kept from it."""
    with elevated("notice about a message"):
        tell(case, holders(case, now=now), kind, now)


def recheck_messages(case: Case, person_ids: Iterable[UUID], *, by: Viewer, now: datetime) -> None:
    """A card was changed: what waits for these people is asked about again, in the same transaction."""
    rows = Message.objects.select_for_update().filter(
        person_on_case_id__in=list(person_ids), state__in=WAITING
    )
    for row in rows.order_by("created_at"):
        verdict = verdict_on(case, row, to=vault.unseal(row, "destination"), now=now)
        if verdict.code:
            hold(case, row, verdict.code, by=by, now=now)
        elif row.state == MessageState.QUEUED:
            row.not_before = verdict.until or now
            row.save(update_fields=["not_before"])


def reported(case_id: UUID, party: Party) -> bool:
    """True when this person made a report on the case: the survivor who reported themselves, or the reporter."""
    if party.role == PartyRole.REPORTER:
        return True
    return (
        party.role == PartyRole.SURVIVOR
        and CaseReport.objects.filter(case_id=case_id, reporter="survivor").exists()
    )


def queue_sending(row: Message, now: datetime) -> None:
    """The job that sends it, with this transaction. What waits for an hour is picked up by the clock."""
    if row.state == MessageState.QUEUED and row.not_before <= now:
        # By the job's name: the job calls the module that calls this one.
        app.configure_task("upstander.cases.jobs.send_message").defer(message_id=str(row.id))


def follow_delivery(case: Case, row: Message, act: Act) -> None:
    """What the provider's word means for a message that was sent. The caller saves the row."""
    told, now = Delivery(row.delivery), act.now
    codes = {"way": row.way}
    if told == Delivery.DELIVERED:
        write_entry(case, "message_delivered", by=act.by, at=now, now=now, codes=codes)
        return
    if told == Delivery.PASSING and row.attempts <= len(BACK_OFF):
        # The provider says that it did not arrive, so that sending it again sends nothing twice.
        row.state, row.not_before = MessageState.QUEUED, now + BACK_OFF[row.attempts - 1]
    elif told in (Delivery.PASSING, Delivery.BOUNCED):
        row.state = MessageState.FAILED
        row.because = "bounced" if told == Delivery.BOUNCED else "not_delivered"
        codes["because"] = row.because
        write_entry(case, "message_failed", by=act.by, at=now, now=now, codes=codes)
        tell_holders(case, "message_bounced", now)
    else:
        return
    owe_again(case, row, act)
