"""Two cases of one person become one: what they said last counts on the case that goes on, as it does on every other way here."""

from __future__ import annotations

from uuid import uuid4

from django.db.models import Q

from upstander.cases.actions.common import Work
from upstander.cases.actions.consents import withdraw_rows
from upstander.cases.actions.outgoing import hold_waiting
from upstander.cases.links import links_of, moved_of, seal_moved
from upstander.cases.models import AccountWord, Case, Consent, Party, PartyRole
from upstander.cases.planned_visits import recheck_visits
from upstander.confidentiality.api import blind_index, vault
from upstander.messages.api import later_card, set_safe_contact

_WRITTEN_TO = frozenset(PartyRole.values) - {PartyRole.PERPETRATOR}


def same_person(one: Party, other: Party) -> bool:
    """By the directory where both are matched, else by name."""
    pair = links_of(one)[0], links_of(other)[0]
    if all(pair):
        return pair[0] == pair[1]
    names = [vault.unseal(each, "name") for each in (one, other)]
    return all(names) and blind_index.same_name(*names)


def keep_later_words(work: Work, came_from: Case, *, roles: frozenset[str] = _WRITTEN_TO) -> None:
    """How the same people in the same role are reached is what was said last. What waits to be sent is held until somebody has looked
    (clause 3.5.1). What they had taken out of their account stays out. No undoing of the merging brings the earlier word back."""
    case, by, now = work.case, work.act.by, work.act.now
    here = list(Party.objects.filter(case=case, role__in=roles))
    for came in Party.objects.filter(case=came_from, role__in=roles):
        stays = next((each for each in here if each.role == came.role and same_person(each, came)), None)
        if stays is None:
            continue
        _keep_out_of_account(work, came, stays)
        _keep_moved(work, came, stays)
        card = later_card(came.id, than=stays.id)
        if card is None:
            continue
        set_safe_contact(card, case_id=case.id, person_on_case_id=stays.id, by=by, now=now)
        stays.contactable = card.reachable
        stays.save(update_fields=["contactable"])
        hold_waiting(case, [stays.id], "card_differs", by=by, now=now)
        recheck_visits(case, now=now)
        ways = [way.value for way in card.ways]
        work.entry("contact_changed", codes={"role": stays.role, "ways": ways, "merged": True})


def _keep_moved(work: Work, came: Party, stays: Party) -> None:
    """They live no longer at the home that both cases name: nobody looks for them there, nor writes where they live now."""
    (left_on, lives_at), known = moved_of(came), moved_of(stays)[0]
    if left_on and links_of(came)[1] == links_of(stays)[1] and (known is None or known < left_on):
        seal_moved(stays, left_on, lives_at)
        stays.save(update_fields=["links"])
        recheck_visits(work.case, now=work.act.now)


def _keep_out_of_account(work: Work, came: Party, stays: Party) -> None:
    words = AccountWord.objects.filter(party__in=(came, stays)).order_by("at")
    last = words.last()
    if last is not None and last.party_id == came.id and not last.shown:
        AccountWord.objects.create(
            id=uuid4(), case=work.case, party=stays, shown=False, at=work.act.now, by_id=work.act.by.staff_id
        )
        work.entry("account_word", codes={"shown": False, "role": stays.role})


def hear_every_no(work: Work, part: Case) -> None:
    """What the survivor refused or took back on either case ends what they had agreed to before on the other (clause 3.5.2). Once the
    part has become part of this case."""
    both = Consent.objects.filter(case__in=(work.case.id, part.id), party__role=PartyRole.SURVIVOR)
    ended = 0
    for no in both.filter(Q(given=False) | Q(withdrawn_at__isnull=False)).order_by("at"):
        at = no.withdrawn_at or no.at
        before = both.filter(given=True, withdrawn_at=None, at__lte=at, agency_id=no.agency_id)
        rows = list(before.filter(kinds__overlap=no.kinds).exclude(case=no.case_id))
        withdraw_rows(work, rows, at)
        ended += len(rows)
    if ended:
        work.entry("consent_withdrawn", codes={"count": ended, "own": False})
