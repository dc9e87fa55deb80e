"""May something be sent to a person of the directory, whatever cases they are on? Asked before a code goes out (clause 3.5.1)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from upstander.cases.links import links_of, person_token
from upstander.cases.models import Case, Party
from upstander.confidentiality.api import blind_index
from upstander.messages.api import By, SafeContactCard, check_contact, safe_contact_of


def may_reach_person(entries: frozenset[UUID], way: By, to: str, *, at: datetime) -> bool:
    """True unless what they said on any case, open, closed or sealed, speaks against it. `entries`: all of one person's.

    Seen as the system; no page is told.
    Nothing said at all is no objection: whoever asks for a code gave the number themselves.
    """
    token = blind_index.typed([person_token(each) for each in entries])
    on_cases = Case.objects.filter(index_tokens__overlap=token).values("pk")
    for party in Party.objects.filter(case__in=on_cases):
        if links_of(party)[0] not in entries:
            continue
        card = safe_contact_of(party.id)
        if card is not None and not check_contact(card, way, at=at, to=_as_written(card, way, to)):
            return False
    return True


def _as_written(card: SafeContactCard, way: By, to: str) -> str:
    """The same number or address as the card writes it: 07700 900100 and +447700900100 are one."""
    tokens = blind_index.email_tokens if way is By.EMAIL else blind_index.phone_tokens
    return next((each for each in card.destinations(way) if tokens(each) & tokens(to)), to)
