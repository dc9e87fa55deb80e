"""Searches that somebody keeps, what they find that is new, and word of it in the morning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from upstander.cases.alerts.choices import LONDON, choices_of, own_key
from upstander.cases.alerts.collecting import alert
from upstander.cases.cards import CaseHead
from upstander.cases.editions import current_edition
from upstander.cases.models import SavedSearch
from upstander.cases.queries.filters import CaseFilter, filter_from
from upstander.cases.queries.search import find_cases
from upstander.confidentiality.api import (
    Viewer,
    acting,
    blind_index,
    fetch,
    reading,
    staff_to_write_to,
    vault,
    viewing,
)
from upstander.lib.decision import Refused, refuse
from upstander.messages.api import By, configured

MOST = 20  # for one person
_FOUND = 200
MORNING = 8  # o'clock in London, when word of what is new goes out


@dataclass(frozen=True, slots=True)
class SavedLine:
    """One search of the viewer's own."""

    id: UUID
    name: str
    text: str
    only: CaseFilter
    digest: bool
    looked_at: datetime


def saved_searches(viewer: Viewer) -> list[SavedLine]:
    """The viewer's own, by name."""
    if viewer.staff_id is None:
        return []
    with viewing(viewer):
        rows = fetch(lambda who: SavedSearch.objects.filter(staff_id=who), viewer.staff_id)
        return sorted((_line(row) for row in rows), key=lambda line: line.name.casefold())


def save_search(*, name: str, text: str, only: CaseFilter, digest: bool, by: Viewer, now: datetime) -> UUID:
    """Keep a search. What it finds now is known already. Raises Refused."""
    if by.staff_id is None:
        raise Refused("Only staff keep searches.")
    if not name.strip():
        refuse("Give it a name, so that you find it again.").enforce()
    if not text.strip() and not only:
        refuse("Search for something first.").enforce()
    with acting(by, now, "search.save") as act:
        if SavedSearch.objects.filter(staff_id=by.staff_id).count() >= MOST:
            refuse(f"You have {MOST} saved searches. Delete one first.").enforce()
        own_key(by.staff_id)
        row = SavedSearch(
            id=uuid4(),
            staff_id=by.staff_id,
            filters=only.codes(),
            digest=digest,
            made_at=now,
            looked_at=now,
        )
        vault.seal(row, name=name.strip()[:80], text=text.strip())
        row.known = _marks(row, find_cases(by, text, now=now, only=only, limit=_FOUND))
        row.save(force_insert=True)
        act.subject_id = row.id
    return row.id


def tell_of_search(*, search_id: UUID, digest: bool, by: Viewer, now: datetime) -> None:
    """From now on its owner is, or is not, written to when one of their own finds something new."""
    if by.staff_id is None:
        return
    with acting(by, now, "search.tell", subject_id=search_id):
        SavedSearch.objects.filter(pk=search_id, staff_id=by.staff_id).update(digest=digest)


def forget_search(*, search_id: UUID, by: Viewer, now: datetime) -> None:
    """Delete one of one's own."""
    if by.staff_id is None:
        return
    with acting(by, now, "search.forget", subject_id=search_id):
        SavedSearch.objects.filter(pk=search_id, staff_id=by.staff_id).delete()


def forget_searches_for(cases: Sequence[UUID]) -> None:
    """These cases are being destroyed: whoever looked for nothing that is left keeps no words of it, which may be somebody's name.
    Inside the action, as the system. Filters without words stay."""
    for row in SavedSearch.objects.all():
        marks = {blind_index.token("saved", f"{row.id}:{each}") for each in cases}
        known = set(row.known)
        if not known & marks:
            continue
        row.known = sorted(known - marks)
        if row.known or not vault.unseal(row, "text"):
            row.save(update_fields=["known"])
        else:
            row.delete()


def run_saved(
    viewer: Viewer, search_id: UUID, *, now: datetime
) -> tuple[SavedLine, list[CaseHead], set[UUID]] | None:
    """What it finds now, and which of it is new since its owner last looked. From now on that is known. None when it is not theirs."""
    if viewer.staff_id is None:
        return None
    with reading(viewer, now, "case.search"):
        row = SavedSearch.objects.select_for_update().filter(pk=search_id, staff_id=viewer.staff_id).first()
        if row is None:
            return None
        line = _line(row)
        heads = find_cases(viewer, line.text, now=now, only=line.only, limit=_FOUND)
        before = set(row.known)
        new = {head.id for head, mark in zip(heads, _marks(row, heads), strict=True) if mark not in before}
        row.known, row.looked_at = _marks(row, heads), now
        row.save(update_fields=["known", "looked_at"])
    return line, heads, new


def tell_of_news(*, by: Viewer, now: datetime) -> int:
    """In the morning of a working day: an alert with how many of somebody's searches have news. Returns how many people.

    Asked with their own eyes, and without sealed cases even for their keepers: the number leaves Upstander, and must not move because
    of one. The same news is told once.
    """
    local = now.astimezone(LONDON)
    if not any(configured(way) for way in (By.EMAIL, By.TEXT)):
        return 0
    if local.hour != MORNING or not current_edition(now).calendar.is_working_day(local.date()):
        return 0
    with viewing(by):
        wanted = SavedSearch.objects.filter(digest=True).order_by("staff_id")
        people = list(wanted.values_list("staff_id", flat=True).distinct())
    told = 0
    for staff_id in people:
        who = staff_to_write_to(staff_id)
        news = _news(who[1], now) if who else []
        if not news:
            continue
        with acting(by, now, "search.news", subject_id=staff_id):
            cause = sha256(repr(sorted(set().union(*news))).encode()).hexdigest()[:32]
            free_at = choices_of({staff_id})[staff_id].free_at(now)
            alert(staff_id, f"search {cause}", "search", free_at=free_at, now=now, count=len(news))
        told += 1
    return told


def _news(viewer: Viewer, now: datetime) -> list[set[int]]:
    """Of each search that has news, the marks of what is new."""
    if viewer.staff_id is None:
        return []
    with viewing(viewer):
        found = []
        for row in SavedSearch.objects.filter(staff_id=viewer.staff_id, digest=True):
            line = _line(row)
            heads = find_cases(viewer, line.text, now=now, only=line.only, limit=_FOUND)
            new = set(_marks(row, (head for head in heads if not head.sealed))) - set(row.known)
            if new:
                found.append(new)
        return found


def _marks(row: SavedSearch, heads: Iterable[CaseHead]) -> list[int]:
    return [blind_index.token("saved", f"{row.id}:{head.id}") for head in heads]


def _line(row: SavedSearch) -> SavedLine:
    return SavedLine(
        row.id,
        vault.unseal(row, "name"),
        vault.unseal(row, "text"),
        filter_from(row.filters),
        row.digest,
        row.looked_at,
    )
