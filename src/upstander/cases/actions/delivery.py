"""What a provider says later of a message that it took. Word of it may come twice, late, or in any order: only what is new counts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from upstander.cases.actions.came_back import lock_with_joined, sent_by_hand
from upstander.cases.actions.common import Work
from upstander.cases.actions.messages import mark_sent
from upstander.cases.actions.outgoing import follow_delivery
from upstander.cases.models import CaseState
from upstander.cases.reconcile import reconcile
from upstander.confidentiality.api import Viewer, acting, elevated
from upstander.messages.api import Delivery, Message, MessageState

_ORDER = list(Delivery)


def deliver_told(
    *, told: Delivery, by: Viewer, now: datetime, message_id: UUID | None = None, reference: str = ""
) -> bool:
    """Write down what became of a message, by our id for it or the provider's `reference` for this try. False when it is not ours.

    What could not be delivered is tried again after a while, or, when it never will be, is shown as failed and the officer
    told; what the message had answered is owed again.
    """
    with acting(by, now, "message.delivery") as act, elevated("message delivery"):
        rows = (
            Message.objects.filter(pk=message_id)
            if message_id
            else Message.objects.filter(provider_reference=reference)
        )
        found = rows.values_list("id", "case_id").first() if message_id or reference else None
        if found is None:
            act.detail["ours"] = False
            return False
        act.subject_id, act.case_id = found
        case = lock_with_joined(found[1])
        row = Message.objects.select_for_update().get(pk=found[0])
        act.detail.update(told=told.value)
        if _stale(row, reference) or (
            row.delivery and _ORDER.index(told) <= _ORDER.index(Delivery(row.delivery))
        ):
            act.detail["again"] = True
            return True
        row.delivery, row.delivery_at = told, now
        if row.state == MessageState.HELD and row.because == "unknown" and told == Delivery.DELIVERED:
            mark_sent(Work(case, act), row, at=now, by_hand=False)  # now it is known that it went
            if case.state not in (CaseState.JOINED, CaseState.ROUTED):
                reconcile(case, by=by, now=now)
        if row.state == MessageState.SENT and not sent_by_hand(row):
            follow_delivery(case, row, act)
        row.save()
        return True


def _stale(row: Message, reference: str) -> bool:
    """True for word of an earlier try: its reference is the one on the row until the next try has its own."""
    if not reference or not row.provider_reference:
        return False
    waiting = row.state in (MessageState.QUEUED, MessageState.SENDING)
    return waiting if reference == row.provider_reference else row.state == MessageState.SENT
