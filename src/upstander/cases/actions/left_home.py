"""The housing system says that somebody on a case left the home: nothing more goes there, and whoever has the case asks them
(clauses 3.3.2, 3.5.1).

It does not say where they may be written to, so no address is taken from it (docs/decisions/0203). What it said in error it
takes back itself; ways that were stopped stay so until somebody has asked. That they moved once more is told as well, and that
somebody held responsible moved: to them nothing is written from here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from upstander.cases.actions.common import Work
from upstander.cases.actions.outgoing import recheck_messages, tell_holders
from upstander.cases.links import (
    last_moved,
    left_by_import,
    links_of,
    moved_of,
    seal_moved,
    seal_moved_again,
    seal_stayed,
)
from upstander.cases.models import Case, CaseState, Party, PartyRole
from upstander.cases.planned_visits import recheck_visits
from upstander.confidentiality.api import Viewer, acting, vault, viewing
from upstander.lib.batches import batches
from upstander.messages.api import By, safe_contact_of, set_safe_contact
from upstander.people.api import Lived, lived_of

_STILL_WRITTEN_TO = timedelta(days=90)  # after closing: how it went, and whether they were satisfied

_BATCH = 500


@dataclass(frozen=True, slots=True)
class _News:
    case_id: UUID
    party_id: UUID
    lived: Lived
    again: bool = False


def follow_moves(*, by: Viewer, now: datetime) -> int:
    """Look at everybody on cases that we still write about. Returns of how many something new was said."""
    news: list[_News] = []
    with viewing(by):
        worked = Q(case__state__in=(CaseState.RECEIVED, CaseState.OPEN)) | Q(
            case__state=CaseState.CLOSED, case__closed_at__gt=now - _STILL_WRITTEN_TO
        )
        rows = Party.objects.filter(worked, links__isnull=False)
        for some in batches(rows.order_by("id").iterator(chunk_size=_BATCH), _BATCH):
            vault.warm({party.case_id for party in some})
            linked = [(party, *links_of(party)) for party in some]
            lived = lived_of({person for _, person, _ in linked if person})
            homes: dict[UUID, dict[UUID, Lived]] = defaultdict(dict)
            for (who, where), each in lived.items():
                homes[who][where] = each
            for party, person, home in linked:
                if person and home and (said := _news_of(party, home, homes.get(person, {}))):
                    news.append(said)
    # One case that fails keeps no letter of another going: what failed is raised after the rest.
    with ExitStack() as rest:
        for one in reversed(news):
            rest.callback(_follow, one, by, now)
    return len(news)


def _news_of(party: Party, home: UUID, homes: Mapping[UUID, Lived]) -> _News | None:
    found = homes.get(home)
    if found is not None and _is_new(party, found):
        return _News(party.case_id, party.id, found)
    since, last = last_moved(party), None
    for other, lived in homes.items():
        if since and other != home and lived.left_on and lived.left_on > since:
            since, last = lived.left_on, lived
    return _News(party.case_id, party.id, last, again=True) if last else None


def _is_new(party: Party, lived: Lived) -> bool:
    if lived.left_on is None:
        return left_by_import(party)
    return moved_of(party)[0] is None


def _follow(news: _News, by: Viewer, now: datetime) -> None:
    with acting(by, now, "case.left_home", case_id=news.case_id, subject_id=news.party_id) as act:
        # The case first, as every action on it does; then what it says of them now.
        case = Case.objects.select_for_update().get(pk=news.case_id)
        party = Party.objects.filter(pk=news.party_id, case=case).first()
        if party is None or not _still_news(party, news):
            return
        work = Work(case, act)
        left_on, responsible = news.lived.left_on, party.role == PartyRole.PERPETRATOR
        if left_on is None:
            seal_stayed(party)
            party.save(update_fields=["links"])
            work.entry("home_kept", codes={"role": party.role})
        else:
            if news.again:
                seal_moved_again(party, left_on)
            else:
                seal_moved(party, left_on, "", by_import=True)
            party.save(update_fields=["links"])
            stopped = [] if responsible else _stop_letters(work, party, news.lived)
            codes = {
                "role": party.role,
                "on": left_on.isoformat(),
                "stopped": bool(stopped),
                "again": news.again,
            }
            work.entry("home_left", codes=codes)
            recheck_messages(case, stopped, by=by, now=now)
            recheck_visits(case, now=now)
        case.version += 1
        case.save(update_fields=["version"])
        who = "responsible" if responsible else "home"
        tell_holders(case, f"{who}_left" if left_on else f"{who}_kept", now)


def _still_news(party: Party, news: _News) -> bool:
    if not news.again:
        return _is_new(party, news.lived)
    since = last_moved(party)
    return since is not None and news.lived.left_on is not None and since < news.lived.left_on


def _stop_letters(work: Work, left: Party, home: Lived) -> list[UUID]:
    """No letter to the home any more: theirs, and of the household where the survivor left."""
    of = [left]
    if left.role == PartyRole.SURVIVOR:
        of += Party.objects.filter(case=work.case, role=PartyRole.HOUSEHOLD)
    stopped = []
    for party in of:
        card = safe_contact_of(party.id)
        if card is None or By.POST not in card.ways or not home.may_be(card.address):
            continue
        ways = tuple(way for way in card.ways if way != By.POST)
        set_safe_contact(
            replace(card, ways=ways, address=""),
            case_id=work.case.id,
            person_on_case_id=party.id,
            by=work.act.by,
            now=work.act.now,
        )
        stopped.append(party.id)
    return stopped
