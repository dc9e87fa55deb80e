"""Adding people to a case and changing what is known of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from upstander.cases.actions.common import working
from upstander.cases.actions.outgoing import recheck_messages
from upstander.cases.links import home_token, person_token, seal_links
from upstander.cases.models import Case, CaseState, Party, PartyRole
from upstander.cases.planned_visits import recheck_visits
from upstander.cases.told import AS_TOLD, GROWN_UP, PartyTold
from upstander.confidentiality.api import Viewer, blind_index, insert_rows, vault
from upstander.lib.decision import Refused
from upstander.messages.api import SafeContactCard, set_safe_contact


def put_parties(case: Case, parties: Iterable[PartyTold], *, by: Viewer, now: datetime) -> None:
    """Add people, or replace what is known of the one survivor, of the reporter, and of anybody named by `party_id`. Inside an action.

    The act then ends with `guard_case`: staff who are one of them, live with or declared one are kept from the case (3.5.1).
    """
    there = list(Party.objects.filter(case=case))
    existing = {p.role: p for p in there if p.role in _SINGLE}
    known = {p.id: p for p in there}
    parties = list(parties)
    changed: list[UUID] = []
    for told in parties:
        row = existing.get(told.role) if told.role in _SINGLE else None
        if row is None and told.party_id is not None:
            row = known.get(told.party_id)
        row = row or Party(id=uuid4(), case=case, role=told.role, added_at=now)
        if case.state != CaseState.RECEIVED:
            _known_since(row, told, told.since or now)
        row = _fill(row, told, now)
        row.save()
        if told.safe_contact is not None:
            set_safe_contact(told.safe_contact, case_id=case.id, person_on_case_id=row.id, by=by, now=now)
            changed.append(row.id)
    case.index_tokens = sorted({*case.index_tokens, *tokens_of(parties)})
    if changed:
        recheck_messages(case, changed, by=by, now=now)
    recheck_visits(case, now=now)


def put_first_parties(case: Case, parties: Sequence[PartyTold], *, by: Viewer, now: datetime) -> list[Party]:
    """`put_parties` on a case that has just begun, whose `index_tokens` hold theirs already: nobody is on it yet."""
    rows = [_fill(Party(id=uuid4(), case=case, role=told.role, added_at=now), told, now) for told in parties]
    insert_rows(rows)
    for row, told in zip(rows, parties, strict=True):
        if told.safe_contact is not None:
            set_safe_contact(told.safe_contact, case_id=case.id, person_on_case_id=row.id, by=by, now=now)
    return rows


def tokens_of(parties: Iterable[PartyTold]) -> set[int]:
    """What a case is found by because these people are on it."""
    tokens: set[int] = set()
    for told in parties:
        if told.name:
            tokens |= blind_index.name_tokens(told.name)
        tokens |= blind_index.note_tokens(told.details)
        if told.person_id:
            tokens.add(person_token(told.person_id))
        if told.home_id:
            tokens.add(home_token(told.home_id))
        if (card := told.safe_contact) is not None:
            tokens |= blind_index.email_tokens(card.email)
            for number in (card.phone, *(each.number for each in card.other_numbers)):
                tokens |= blind_index.phone_tokens(number)
    return tokens


def add_party(
    *, case_id: UUID, version: int | None = None, party: PartyTold, by: Viewer, now: datetime
) -> None:
    """Add one person to a case. Raises Refused, NoSuchCase, StaleEdit."""
    with working(case_id, by=by, now=now, action="case.add_party", version=version) as work:
        put_parties(work.case, [party], by=by, now=now)
        work.met.append(party)
        work.entry("party_added", codes={"role": party.role, "affiliation": party.affiliation})


def update_survivor(
    *,
    case_id: UUID,
    version: int | None = None,
    survivor: PartyTold,
    note: str = "",
    by: Viewer,
    now: datetime,
) -> None:
    """Change what is known of the survivor: affiliation, needs, wishes, safety. Duties follow in the same transaction."""
    with working(case_id, by=by, now=now, action="case.update_survivor", version=version) as work:
        put_parties(work.case, [survivor], by=by, now=now)
        work.met.append(survivor)
        work.entry("survivor_updated", codes={"affiliation": survivor.affiliation}, body=note)


def set_card(
    *,
    case_id: UUID,
    party_id: UUID,
    card: SafeContactCard,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """How it is safe to reach a witness or somebody else on the case who is not its survivor (clauses 1.4, 3.5.1). Nobody said to be
    responsible has a card. Raises Refused, NoSuchCase, StaleEdit."""
    with working(case_id, by=by, now=now, action="case.contact_card", version=version) as work:
        own = (PartyRole.SURVIVOR, PartyRole.PERPETRATOR)
        row = Party.objects.filter(pk=party_id, case=work.case).exclude(role__in=own).first()
        if row is None:
            raise Refused("Choose whom it is about.")
        row.contactable = card.reachable
        row.save(update_fields=["contactable"])
        set_safe_contact(card, case_id=case_id, person_on_case_id=row.id, by=by, now=now)
        told = PartyTold(row.role, safe_contact=card)
        work.case.index_tokens = sorted({*work.case.index_tokens, *tokens_of([told])})
        recheck_messages(work.case, [row.id], by=by, now=now)
        ways = [way.value for way in card.ways]
        work.entry("contact_changed", codes={"role": row.role, "ways": ways, "staff": True})


_SINGLE = frozenset({PartyRole.SURVIVOR.value, PartyRole.REPORTER.value})


LATER = ("wants_to_move", "applied_for_banding", "cannot_stay_tonight", "wants_female_staff", "support_needs")


def _known_since(row: Party, told: PartyTold, at: datetime) -> None:
    """Before `told` is written: what becomes known after triage has its clock from then, not from the report (0204, 0216)."""
    for need in LATER:
        if getattr(told, need) and not getattr(row, need):
            setattr(row, f"{need}_at", at)
    if row.role != PartyRole.PERPETRATOR:
        return
    if told.identified and not row.identified:
        row.identified_at = at
    if told.affiliation != row.affiliation:
        row.affiliation_at = at


def _fill(row: Party, told: PartyTold, now: datetime) -> Party:
    for flag in AS_TOLD:
        setattr(row, flag, getattr(told, flag))
    if told.person_id or told.home_id:
        seal_links(row, told.person_id, told.home_id)
    row.age = "" if told.age == GROWN_UP else told.age or row.age
    row.safeguarding = list(told.safeguarding)
    if told.capacity_concern and row.capacity_concern_at is None:
        row.capacity_concern_at = now
    if told.communication_need and row.communication_need_at is None:
        row.communication_need_at = now
    if told.name:
        vault.seal(row, name=told.name)
    if told.details:
        vault.seal(row, details=told.details)
    return row
