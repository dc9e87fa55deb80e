"""Evidence in words: incidents, statements and their confirmation; and what enquiries still lack (clauses 2.5, 3.2.5)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from upstander.cases import rules
from upstander.cases.actions.common import working
from upstander.cases.models import Incident, Party, PartyRole, Statement
from upstander.confidentiality.api import Viewer, vault
from upstander.lib.decision import Refused, refuse

SOURCES = {
    "survivor": "The survivor told us",
    "diary": "The survivor's own diary",
    "witness": "A witness told us",
    "officer": "Staff saw it",
    "other": "Somebody else told us",
}
CONFIRMED = {
    "signed": "Signed by them",
    "email": "Confirmed in writing",
    "read_back": "Read back to them, and they agreed",
}


def record_incident(
    *,
    case_id: UUID,
    source: str,
    at: datetime,
    what: str,
    place: str = "",
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> UUID:
    """Put one incident on the log. It may have been before anybody reported. Raises Refused, NoSuchCase, StaleEdit."""
    with working(case_id, by=by, now=now, action="case.incident", version=version) as work:
        if by.staff_id is None or source not in SOURCES:
            raise Refused("Say who told of it.")
        if at > now:
            refuse("That time is in the future. Give the time it happened.").enforce()
        if not what.strip():
            refuse("Write down what happened.").enforce()
        row = Incident(
            id=uuid4(), case=work.case, source=source, at=at, recorded_at=now, recorded_by_id=by.staff_id
        )
        vault.seal(row, what=what.strip(), place=place.strip())
        row.save(force_insert=True)
        work.entry("incident", at=at, codes={"source": source}, body=what.strip())
        return row.id


def record_statement(
    *,
    case_id: UUID,
    party_id: UUID | None,
    words: str,
    taken_at: datetime,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> UUID:
    """Put a statement of one of the people on record, as it was taken; without one it is `by`'s own.
    Raises Refused, NoSuchCase, StaleEdit."""
    with working(case_id, by=by, now=now, action="case.statement", version=version) as work:
        rules.check_happened(taken_at, received_at=work.case.received_at, now=now).enforce()
        party = Party.objects.filter(pk=party_id, case=work.case).first() if party_id else None
        if by.staff_id is None or (party_id and party is None):
            raise Refused("Choose whose statement it is.")
        if party is not None and party.role == PartyRole.PERPETRATOR and work.restricted("advice-only"):
            raise Refused(
                "Everything reported is personal messages online. The policy has us advise on these, and ask nobody about them.",
                "3.1.4",
            )
        if not words.strip():
            refuse("Write down the statement in their words.").enforce()
        row = Statement(
            id=uuid4(), case=work.case, party_id=party_id, taken_at=taken_at, taken_by_id=by.staff_id, recorded_at=now
        )  # fmt: skip
        vault.seal(row, words=words.strip())
        row.save(force_insert=True)
        work.entry("statement", at=taken_at, codes={"role": party.role if party else "officer"})
        return row.id


def confirm_statement(
    *,
    case_id: UUID,
    statement_id: UUID,
    how: str,
    at: datetime,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """They signed or confirmed their statement; once. Raises Refused, NoSuchCase, StaleEdit."""
    with working(case_id, by=by, now=now, action="case.statement_confirmed", version=version) as work:
        row = Statement.objects.select_for_update().filter(pk=statement_id, case=work.case).first()
        if row is None or row.confirmed_at is not None:
            raise Refused("This statement was confirmed already. What they say now is another statement.")
        if how not in CONFIRMED or not row.taken_at <= at <= now:
            refuse(
                "Say how they confirmed it, and when: after it was taken, and not in the future."
            ).enforce()
        row.confirmed_at, row.confirmed_how, row.confirmed_by_id = at, how, by.staff_id
        row.save()
        work.entry("statement_confirmed", at=at, codes={"how": how})


def note_exhibit(
    *, case_id: UUID, number: int, at: datetime, version: int | None, by: Viewer, now: datetime
) -> None:
    """An exhibit joins the case: its version, timeline and audit. The first step of a larger action, which then stores it in the same
    transaction under the case's lock. Raises Refused, NoSuchCase, StaleEdit."""
    with working(case_id, by=by, now=now, action="case.exhibit", version=version) as work:
        if at > now:
            refuse("That time is in the future. Give the time it was taken.").enforce()
        work.entry("exhibit", at=at, codes={"number": number})


def note_withdrawal(
    *, case_id: UUID, number: int, back: bool, reason: str, version: int | None, by: Viewer, now: datetime
) -> None:
    """An exhibit is withdrawn from the evidence of the case, or put `back`, with why. The first step of a larger action.

    Raises Refused, NoSuchCase, StaleEdit."""
    action = "case.exhibit_put_back" if back else "case.exhibit_withdrawn"
    with working(case_id, by=by, now=now, action=action, version=version, any_state=True) as work:
        if not reason.strip():
            refuse("Say why. It stays on record with the exhibit.").enforce()
        kind = "exhibit_put_back" if back else "exhibit_withdrawn"
        work.entry(kind, codes={"number": number}, body=reason.strip())
