"""They have moved: nothing of ours goes to the home they left, nor says where they live now but as they allow (3.3.2, 3.5.1).

The home on the case stays the one where things happened: its history, the statistics and the guard against conflicts hang on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from upstander.cases.actions.common import Work
from upstander.cases.actions.outgoing import recheck_messages
from upstander.cases.links import seal_moved
from upstander.cases.models import Measure, Party, PartyRole
from upstander.cases.planned_visits import recheck_visits
from upstander.messages.api import By, SafeContactCard, safe_contact_of, set_safe_contact


def has_moved(work: Work, row: Measure, told: Mapping[str, str]) -> None:
    """Cards, waiting letters and planned visits follow at once; part of the action that records the move."""
    survivor, now = row.about, work.act.now
    if survivor is None:
        return
    address = told.get("address", "").strip()
    seal_moved(survivor, date.fromisoformat(told["moved_on"]), address)
    survivor.wants_to_move = survivor.cannot_stay_tonight = False
    survivor.save(
        update_fields=["links", "wants_to_move", "cannot_stay_tonight"]
    )  # what is on the row from elsewhere stays
    card = safe_contact_of(survivor.id)
    left = card.address if card else ""
    if card is None and told["letters"] == "new":
        card = SafeContactCard()  # the first that they say
    changed = []
    for party in Party.objects.filter(case=work.case, role__in=(PartyRole.SURVIVOR, PartyRole.HOUSEHOLD)):
        known = card if party.id == survivor.id else safe_contact_of(party.id)
        theirs = party.id == survivor.id or bool(known and left and _same(known.address, left))
        if known is None or not theirs:
            continue
        set_safe_contact(
            _after(known, told, address),
            case_id=work.case.id,
            person_on_case_id=party.id,
            by=work.act.by,
            now=now,
        )
        changed.append(party.id)
    recheck_messages(work.case, changed, by=work.act.by, now=now)
    recheck_visits(work.case, now=now)


def _after(card: SafeContactCard, told: Mapping[str, str], address: str) -> SafeContactCard:
    """The card from now on. What was not called safe for the new home is not."""
    at_home = told.get("visits") != "yes"
    if told["letters"] == "same":
        return replace(card, not_at_home=at_home)
    if told["letters"] == "new":
        ways = card.ways if By.POST in card.ways else (*card.ways, By.POST)
        return replace(card, ways=ways, address=address, not_at_home=at_home)
    ways = tuple(way for way in card.ways if way != By.POST)
    return replace(card, ways=ways, address="", not_at_home=at_home)


def _same(one: str, other: str) -> bool:
    return "".join(filter(str.isalnum, one.casefold())) == "".join(filter(str.isalnum, other.casefold()))
