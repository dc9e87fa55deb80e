"""Whom a case names: what is looked for when words are to be left out, and what is not."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from upstander.cases.queries.api import (
    CasePage,
)
from upstander.confidentiality.api import Viewer
from upstander.intake.api import (
    ReportContent,
)
from upstander.lib.redaction import Someone
from upstander.people.api import living_at, person_cards


def party_known(viewer: Viewer, page: CasePage) -> dict[UUID, Someone]:
    """Each of the people on a case, with every name and detail that is known of them. In a `viewing` block."""
    cards = person_cards(viewer, [each.person_id for each in page.parties if each.person_id])
    known = {}
    for each in page.parties:
        card, safe = cards.get(each.person_id) if each.person_id else None, each.safe_contact
        texts = [each.home, each.lives_at, each.details]
        texts += [safe.phone, safe.email, safe.address] if safe else []
        texts += [card.phone, card.email, card.home.line if card.home else ""] if card else []
        known[each.id] = Someone(
            tuple(filter(None, (each.name, card.name if card else ""))), tuple(filter(None, texts))
        )
    return known


def housemates(viewer: Viewer, page: CasePage) -> tuple[Someone, ...]:
    """Whoever lives with somebody on the case, says the housing system, and stands on no case: a child's name is in a mother's words
    and nowhere else. In a `viewing` block."""
    people = {each.person_id for each in page.parties if each.person_id}
    cards = person_cards(viewer, people).values()
    # Where the register has them now as well: who moved took their children along.
    now_at = [card.home.id for card in cards if card.home]
    homes = dict.fromkeys([*(each.home_id for each in page.parties if each.home_id), *now_at])
    return tuple(
        Someone((card.name,), tuple(filter(None, (card.phone, card.email))))
        for home in homes
        for card in living_at(viewer, home, without=people)
    )


def staff_in(page: CasePage) -> tuple[str, ...]:
    """Names of staff who did something on the case: their work, and no suggestion to leave them out."""
    names = {entry.by for entry in page.timeline} | {risk.by for risk in page.risks} | {page.head.officer}
    return tuple(sorted(names - {""}))


def known_of(
    viewer: Viewer, page: CasePage, reports: Iterable[ReportContent], party_id: UUID | None, theirs: str
) -> tuple[Someone, tuple[Someone, ...]]:
    """The requester, and everybody else whom the case or a report names."""
    known = party_known(viewer, page)
    own = known.pop(party_id, Someone()) if party_id else Someone()
    others = [*known.values(), *housemates(viewer, page)]
    for report in reports:
        people = (
            ("survivor", report.survivor),
            ("reporter", report.reporter_person),
            ("perpetrator", report.perpetrator),
        )
        others += [
            Someone((person.get("name", ""),), (person.get("address", ""),))
            for role, person in people
            if person and role != theirs
        ]
    return Someone(own.names, (*own.texts, *staff_in(page))), tuple(others)
