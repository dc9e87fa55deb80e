"""May something be sent to a person of the directory, whatever cases they are on? Asked before a code goes out (clause 3.5.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from upstander.cases.links import links_of, person_token
from upstander.cases.models import Case, Party
from upstander.cases.own.rules import as_written
from upstander.confidentiality.api import blind_index
from upstander.messages.api import By, SafeContactCard, check_contact, safe_contact_of


def may_come_by_portal(entries: frozenset[UUID]) -> bool:
    """False when somebody said on any case that others use their devices, or that neither email nor text is safe: what they were
    not asked about, a portal whose password a household may know, is then not taken for safe. Seen as the system; no page is told."""
    return all(not card.shared_device and {By.EMAIL, By.TEXT} & set(card.ways) for card in _cards(entries))


def may_reach_person(entries: frozenset[UUID], way: By, to: str, *, at: datetime) -> bool:
    """True unless what they said on any case, open, closed or sealed, speaks against it. `entries`: all of one person's.

    Seen as the system; no page is told.
    Nothing said at all is no objection: whoever asks for a code gave the number themselves.
    """
    return all(check_contact(card, way, at=at, to=as_written(card, way, to)) for card in _cards(entries))


def _cards(entries: frozenset[UUID]) -> Iterator[SafeContactCard]:
    """What they said about being reached, on any case, in any part."""
    token = blind_index.typed([person_token(each) for each in entries])
    on_cases = Case.objects.filter(index_tokens__overlap=token).values("pk")
    for party in Party.objects.filter(case__in=on_cases):
        if links_of(party)[0] in entries and (card := safe_contact_of(party.id)) is not None:
            yield card
