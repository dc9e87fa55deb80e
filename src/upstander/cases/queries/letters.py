"""Letters that wait to be printed, across the cases that somebody may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.cases.actions.outgoing import verdict_of
from upstander.cases.models import Case, Party
from upstander.confidentiality.api import Permission, Viewer, vault, viewing
from upstander.messages.api import KINDS, By, Message, MessageState, beyond_print, safe_contacts_of

MOST_LETTERS = 500


@dataclass(frozen=True, slots=True)
class WaitingLetter:
    """One letter. `why_not`: what stops it now, when its address is not safe any more. `beyond_print`: what they need because
    print does not reach them (1.6.1)."""

    id: UUID
    case_id: UUID
    reference: str
    kind: str
    written_at: datetime
    language: str
    why_not: str = ""
    beyond_print: tuple[str, ...] = ()


def waiting_letters(viewer: Viewer, *, now: datetime) -> Sequence[WaitingLetter]:
    """The oldest first, at most 500. Says which case, not who or where."""
    viewer.check(Permission.CASE_WORK).enforce()
    with viewing(viewer):
        rows = list(
            Message.objects.filter(way=By.POST.value, state=MessageState.BY_HAND).order_by(
                "created_at", "id"
            )[:MOST_LETTERS]
        )
        cases = {case.id: case for case in Case.objects.filter(pk__in={row.case_id for row in rows})}
        written_to = {row.person_on_case_id for row in rows}
        parties = {party.id: party for party in Party.objects.filter(pk__in=written_to)}
        vault.warm(cases)
        cards = safe_contacts_of(written_to)
        found = []
        for row in rows:
            if (case := cases.get(row.case_id)) is None:
                continue
            to, card = vault.unseal(row, "destination"), cards.get(row.person_on_case_id)
            party = parties.get(row.person_on_case_id)
            decision = verdict_of(case, row, party, card, to=to, now=now).decision
            label = KINDS[row.kind].label if row.kind in KINDS else "In own words"
            why_not = "" if decision else decision.reason
            found.append(
                WaitingLetter(
                    row.id, case.id, case.reference, label, row.created_at, row.language, why_not,
                    beyond_print(card),
                )
            )  # fmt: skip
        return found
