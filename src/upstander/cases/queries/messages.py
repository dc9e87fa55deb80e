"""Messages of one case, as its page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.cases.actions.messages import possible_endings
from upstander.cases.models import Party
from upstander.confidentiality.api import Viewer, fetch, vault, viewing
from upstander.messages.api import KINDS, Message

WHY = {
    "not_safe": "The way or number is not, or no longer, one that they called safe.",
    "device": "Others use the device, and these words were not made for that.",
    "card_differs": "A newer report says something else about how to reach them. Look at it, and at their safe contact, first.",
    "third_party": "They reported for somebody else and hear nothing of what follows (3.2.3).",
    "case_moved": "The case goes on elsewhere, or the person is no longer on it.",
    "unknown": "It may have been sent: no answer came back. Find out before you send it again.",
    "refused": "The provider would not take it. The number or address may be wrong.",
    "bounced": "It came back: that number or address does not take it. What it answered counts as done: see that they are reached.",
    "not_delivered": "It was handed over, but did not arrive, in six tries. See that they are reached another way.",
    "no_answer": "The provider could not be reached, in six tries.",
}


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message."""

    id: UUID
    to_name: str
    to_role: str
    way: str
    kind_label: str
    destination: str
    subject: str
    body: str
    created_at: datetime
    state: str
    state_label: str
    why: str
    not_before: datetime
    sent_at: datetime | None
    endings: tuple[str, ...]
    addressee: str = ""
    large_print: bool = False
    kind: str = ""
    party_id: UUID | None = None


def case_messages(viewer: Viewer, case_id: UUID) -> list[MessageLine]:
    """Every message on the case, newest first; none when the viewer may not see the case. Shown with the case page, whose audit entry
    says that it was read."""
    with viewing(viewer):
        rows = fetch(lambda case: Message.objects.filter(case_id=case).order_by("-created_at"), case_id)
        if not rows:
            return []
        people = fetch(lambda ids: Party.objects.filter(pk__in=ids), {row.person_on_case_id for row in rows})
        parties = {party.id: party for party in people}
        return [_line(row, parties.get(row.person_on_case_id)) for row in rows]


def _line(row: Message, party: Party | None) -> MessageLine:
    return MessageLine(
        id=row.id,
        to_name=vault.unseal(party, "name") if party else "",
        to_role=party.get_role_display() if party else "",
        way=row.way,
        kind_label=KINDS[row.kind].label if row.kind in KINDS else "In own words",
        destination=vault.unseal(row, "destination"),
        subject=vault.unseal(row, "subject"),
        body=vault.unseal(row, "body"),
        created_at=row.created_at,
        state=row.state,
        state_label=row.get_state_display(),
        why=WHY.get(row.because, ""),
        not_before=row.not_before,
        sent_at=row.sent_at,
        endings=possible_endings(row.state, row.way),
        addressee=vault.unseal(row, "addressee"),
        large_print=row.large_print,
        kind=row.kind,
        party_id=row.person_on_case_id,
    )
