"""Sending one message: ask every rule, commit that it is being sent, try once, write down what came of it.

Between the two transactions the worker may die. Then nobody knows whether it went, so it is never sent again by itself: it is
held until somebody has looked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from upstander.cases.actions.came_back import lock_with_joined
from upstander.cases.actions.common import Work
from upstander.cases.actions.messages import mark_sent
from upstander.cases.actions.outgoing import BACK_OFF, follow_delivery, hold, tell_holders, verdict_on
from upstander.cases.models import Case, CaseState
from upstander.cases.reconcile import reconcile
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import Viewer, acting, vault, viewing
from upstander.messages.api import By, Message, MessageState, ProviderAnswer, deliver

LOST_AFTER = timedelta(minutes=5)  # a try itself ends within a minute


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What the provider is given."""

    case_id: UUID
    way: By
    to: str
    subject: str
    body: str


def send(*, message_id: UUID, by: Viewer, clock: Callable[[], datetime]) -> None:
    """Send one message if it may go now. Doing this twice, or from two workers, sends it once."""
    outgoing = _begin(message_id, by, clock())
    if outgoing is None:
        return
    try:
        answer = deliver(
            outgoing.way,
            to=outgoing.to,
            subject=outgoing.subject,
            body=outgoing.body,
            key=str(message_id),
            now=clock(),
        )
    except Exception:
        _finish(message_id, outgoing.case_id, ProviderAnswer("unknown"), by, clock())
        raise
    _finish(message_id, outgoing.case_id, answer, by, clock())


def due_messages(*, by: Viewer, now: datetime) -> list[UUID]:
    """What waits and whose time has come, the oldest first."""
    with viewing(by):
        rows = Message.objects.filter(state=MessageState.QUEUED, not_before__lte=now).order_by("not_before")
        return list(rows.values_list("id", flat=True)[:500])


def hold_lost(*, by: Viewer, now: datetime) -> int:
    """What began to be sent and never came back is held, and a person told. Returns how many."""
    with viewing(by):
        lost = list(
            Message.objects.filter(state=MessageState.SENDING, sending_at__lt=now - LOST_AFTER).values_list(
                "id", "case_id"
            )
        )
    for message_id, case_id in lost:
        _finish(message_id, case_id, ProviderAnswer("unknown"), by, now)
    return len(lost)


def _begin(message_id: UUID, by: Viewer, now: datetime) -> Outgoing | None:
    with viewing(by):
        case_id = Message.objects.filter(pk=message_id).values_list("case_id", flat=True).first()
    if case_id is None:
        return None
    with acting(by, now, "message.begin", case_id=case_id, subject_id=message_id) as act:
        # The case first, as every action on it does: a card that is being changed is waited for, and then asked.
        case = Case.objects.select_for_update().get(pk=case_id)
        row = Message.objects.select_for_update().get(pk=message_id)
        if row.state != MessageState.QUEUED or row.not_before > now:
            act.detail["not_due"] = True
            return None
        to = vault.unseal(row, "destination")
        verdict = verdict_on(case, row, to=to, now=now)
        act.detail["allowed"] = verdict.decision.allowed
        if verdict.until is not None:
            row.not_before = verdict.until
            row.save(update_fields=["not_before"])
            return None
        if not verdict.decision:
            hold(case, row, verdict.code, by=by, now=now)
            return None
        row.state, row.sending_at, row.attempts = MessageState.SENDING, now, row.attempts + 1
        row.delivery, row.delivery_at = "", None
        row.save(update_fields=["state", "sending_at", "attempts", "delivery", "delivery_at"])
        return Outgoing(case_id, By(row.way), to, vault.unseal(row, "subject"), vault.unseal(row, "body"))


def _finish(message_id: UUID, case_id: UUID, answer: ProviderAnswer, by: Viewer, now: datetime) -> None:
    with acting(by, now, "message.end", case_id=case_id, subject_id=message_id) as act:
        case = lock_with_joined(case_id)
        row = Message.objects.select_for_update().get(pk=message_id)
        late = row.state == MessageState.HELD and row.because == "unknown" and answer.kind == "taken"
        if row.state != MessageState.SENDING and not late:
            return
        act.detail.update(answer=answer.kind, attempt=row.attempts)
        if answer.kind == "taken":
            row.provider_reference = answer.reference
            mark_sent(Work(case, act), row, at=now, by_hand=False)
            if case.state not in (CaseState.JOINED, CaseState.ROUTED):
                reconcile(case, by=by, now=now)
            if row.delivery:  # the provider was quicker to tell than we were to write down that it took it
                follow_delivery(case, row, act)
        elif answer.kind == "unknown":
            hold(case, row, "unknown", by=by, now=now)
        elif answer.kind == "later" and row.attempts <= len(BACK_OFF):
            row.state, row.not_before = MessageState.QUEUED, now + BACK_OFF[row.attempts - 1]
        else:
            row.state = MessageState.FAILED
            row.because = "refused" if answer.kind == "refused" else "no_answer"
            write_entry(
                case, "message_failed", by=by, at=now, now=now, codes={"way": row.way, "because": row.because}
            )
            tell_holders(case, "message_failed", now)
        row.save()
