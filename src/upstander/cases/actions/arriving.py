"""What comes in by email or text for a known case, and what providers say later of what went out. Always inside an action of
another room, in its elevated step: whoever sends it sees nothing of a case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from upstander.cases.actions.outgoing import recheck_messages
from upstander.cases.actions.way_back import tell_somebody
from upstander.cases.merged import lock_where_it_goes_on, stands_in
from upstander.cases.models import Case, CaseReport, CaseState, Party, PartyRole, TimelineEntry
from upstander.cases.reconcile import reconcile
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import Viewer, blind_index, elevated
from upstander.messages.api import By, Message, SafeContactCard, SafeNumber, safe_contact_of, set_safe_contact

_UNDER_WAY = (CaseState.RECEIVED, CaseState.OPEN)
_FOLLOWED = (*_UNDER_WAY, CaseState.CLOSED)


@dataclass(frozen=True, slots=True)
class Landing:
    """The case that something belongs to. `answers_us`: it answers a message of ours."""

    case_id: UUID
    answers_us: bool = False


def home_of_message(message_id: UUID) -> Landing | None:
    """Where an answer to this message of ours belongs now."""
    row = Message.objects.filter(pk=message_id).values_list("case_id", flat=True).first()
    return Landing(stands_in(Case.objects.get(pk=row)).id, answers_us=True) if row else None


def home_of_reference(reference: str, tokens: Collection[int]) -> Landing | None:
    """The case of this reference (its own, or a report's), if whoever these tokens stand for is known on it."""
    case = Case.objects.filter(reference=reference).first()
    if case is None:
        row = CaseReport.objects.filter(reference=reference).select_related("case").first()
        case = row.case if row else None
    if case is None:
        return None
    home = stands_in(case)
    return Landing(home.id) if {*case.index_tokens, *home.index_tokens} & set(tokens) else None


def cases_reached_by(*, number: str, tokens: Collection[int]) -> list[UUID]:
    """Cases under way on which somebody gave this number."""
    return [case.id for case in _cases_with(tokens, _UNDER_WAY) if _people_at(case, number)]


def spoke_lately(case_id: UUID, *, since: datetime) -> bool:
    """True when a text went either way, or came in as a report, since then."""
    lately = TimelineEntry.objects.filter(case_id=case_id, at__gte=since)
    texts = lately.filter(kind__in=("message_received", "report_received"), codes__channel="text")
    return texts.exists() or lately.filter(kind="message_sent", codes__way="text").exists()


def somebody_wrote(
    *, case_id: UUID, channel: str, text: str, at: datetime, by: Viewer, now: datetime
) -> bool:
    """Words that came in are on the timeline, and whoever has the case is told. False when the case is no longer ours to work on."""
    case = Case.objects.select_for_update().get(pk=case_id)
    if case.state not in _FOLLOWED:
        return False
    at = min(max(at, case.received_at), now)
    write_entry(case, "message_received", by=by, at=at, now=now, codes={"channel": channel}, body=text)
    tell_somebody(case, "message_came", now)
    return True


def picture_settled(*, case_id: UUID, reference: str, came: bool, by: Viewer, now: datetime) -> None:
    """A picture of a text is here at last, or cannot be fetched: then somebody asks for it another way."""
    case = lock_where_it_goes_on(case_id)
    kind = "picture_came" if came else "picture_missing"
    write_entry(case, kind, by=by, at=now, now=now, codes={"reference": reference})
    tell_somebody(case, kind, now)


def file_held(*, case_id: UUID, reference: str, found: str, by: Viewer, now: datetime) -> None:
    """The virus scanner found something in a file: nobody downloads it, and whoever has the case knows."""
    case = lock_where_it_goes_on(case_id)
    write_entry(case, "file_held", by=by, at=now, now=now, codes={"reference": reference, "found": found})
    tell_somebody(case, "file_held", now)


def file_let_go(*, case_id: UUID, reference: str, reason: str, by: Viewer, now: datetime) -> None:
    """Somebody let a held file be downloaded, with why. For whoever sees the case that the file is on."""
    with elevated("file let go"):  # the file may lie on a case that was merged into this one
        case = lock_where_it_goes_on(case_id)
        write_entry(case, "file_let_go", by=by, at=now, now=now, codes={"reference": reference}, body=reason)


def stop_texts(*, number: str, tokens: Collection[int], by: Viewer, now: datetime) -> bool:
    """Whoever uses this number wants no texts to it: no card allows them any more, at once, on every case. True when one did.

    It is heard on trust: that somebody else may have sent it costs a call, not sending it may cost more (clause 3.5.1).
    """
    heard = False
    for found in _cases_with(tokens, _FOLLOWED):
        case = Case.objects.select_for_update().get(pk=found.id)
        for party, card in _people_at(case, number):
            heard = True
            _no_texts(case, party, card, number, by, now)
    return heard


def _no_texts(
    case: Case, party: Party, card: SafeContactCard, number: str, by: Viewer, now: datetime
) -> None:
    first = _same(card.phone, number)
    stopped = replace(
        card,
        ways=tuple(way for way in card.ways if not (first and way is By.TEXT)),
        other_numbers=tuple(_without_texts(each, number) for each in card.other_numbers),
        note="\n".join(each for each in ("They texted STOP: no texts.", card.note) if each),
    )
    if first and By.TEXT in card.ways:  # other numbers were safe for texts beside the first one
        stopped = replace(
            stopped,
            other_numbers=tuple(
                replace(each, ways=tuple(w for w in each.ways if w is not By.TEXT))
                for each in stopped.other_numbers
            ),
        )
    set_safe_contact(stopped, case_id=case.id, person_on_case_id=party.id, by=by, now=now)
    party.contactable = stopped.reachable
    party.save(update_fields=["contactable"])
    recheck_messages(case, [party.id], by=by, now=now)
    case.version += 1
    case.save(update_fields=["version"])
    codes = {"role": party.role, "ways": [way.value for way in stopped.ways], "stop": True}
    write_entry(case, "contact_changed", by=by, at=now, now=now, codes=codes)
    if case.state in _FOLLOWED:
        reconcile(case, by=by, now=now)
    tell_somebody(case, "contact_changed", now)


def _without_texts(each: SafeNumber, number: str) -> SafeNumber:
    return (
        replace(each, ways=tuple(way for way in each.ways if way is not By.TEXT))
        if _same(each.number, number)
        else each
    )


def _cases_with(tokens: Collection[int], states: Collection[str]) -> list[Case]:
    if not tokens:
        return []
    overlap = blind_index.typed(tokens)
    return list(Case.objects.filter(index_tokens__overlap=overlap, state__in=states).order_by("pk")[:200])


def _people_at(case: Case, number: str) -> list[tuple[Party, SafeContactCard]]:
    """Everybody on the case whose card may be texted at this number."""
    found = []
    for party in Party.objects.filter(case=case).exclude(role=PartyRole.PERPETRATOR).order_by("added_at"):
        card = safe_contact_of(party.id)
        if card is not None and any(
            _same(each, number) for each in (card.phone, *(n.number for n in card.other_numbers))
        ):
            found.append((party, card))
    return found


def _same(one: str, other: str) -> bool:
    return bool(one and other) and blind_index.phone_tokens(one) == blind_index.phone_tokens(other) != set()
