"""Finding cases: by reference, name, phone, email, address, words of a report or a note; on sealed content, within one's rights."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from upstander.cases.cards import CaseHead
from upstander.cases.links import home_token
from upstander.cases.models import Case, CaseReport, CaseState
from upstander.cases.queries.filters import EVERY_CASE, CaseFilter, kept
from upstander.cases.queries.heads import case_heads
from upstander.confidentiality.api import Viewer, blind_index, viewing
from upstander.lib.references import near_references, read_reference
from upstander.people.api import homes_at

_CANDIDATES = 500  # of which the best are shown: a search for a common word does not read a whole register


def find_cases(
    viewer: Viewer, text: str, *, now: datetime, only: CaseFilter = EVERY_CASE, limit: int = 25
) -> list[CaseHead]:
    """Cases by reference (case or report, with its check letter), a name as spelt or as it sounds, a phone, an email, part of an
    address, or words of a report or a note; the best first. With filters alone: the latest first."""
    text = text.strip()
    if not text and not only:
        return []
    with viewing(viewer):
        rows = kept(Case.objects.exclude(state=CaseState.JOINED), only, viewer, now)
        reference = read_reference(text)
        if reference is not None:
            return case_heads(rows.filter(_referred_to([reference]))[:limit], now=now)
        if not text:
            return case_heads(rows.order_by("-received_at")[:limit], now=now)
        best = _best(rows, _wanted(text), limit)
        heads = {head.id: head for head in case_heads(Case.objects.filter(id__in=best), now=now)}
        return [heads[each] for each in best if each in heads]


def near_cases(viewer: Viewer, text: str, *, now: datetime, limit: int = 10) -> list[CaseHead]:
    """For a reference with a slip in it: cases that the viewer may see and whose reference is one slip away. Offered, not opened."""
    near = near_references(text)
    if not near:
        return []
    with viewing(viewer):
        live = Case.objects.exclude(state=CaseState.JOINED)
        return case_heads(live.filter(_referred_to(near)).order_by("-received_at")[:limit], now=now)


def _referred_to(references: Iterable[str]) -> Q:
    """Cases with one of these references, their own or a report's. Asked of each table by itself: joined, every case is read."""
    asked = list(references)
    reports = CaseReport.objects.filter(reference__in=asked)
    return Q(reference__in=asked) | Q(pk__in=list(reports.values_list("case_id", flat=True)))


def _wanted(text: str) -> dict[int, int]:
    """What is looked for, and how much each counts: the very number, address or home means more than any number of like words."""
    exact = blind_index.phone_tokens(text) | blind_index.email_tokens(text)
    exact |= {home_token(each) for each in homes_at(text)}
    names = blind_index.name_tokens(blind_index.without_small_words(text))
    words = names | blind_index.word_tokens(text) | blind_index.note_tokens(text)
    return {**dict.fromkeys(words, 1), **dict.fromkeys(exact, len(words) + 1)}


def _best(rows: QuerySet[Case], wanted: dict[int, int], limit: int) -> list[UUID]:
    """Those that share the most with what is wanted; of equals the latest."""
    if not wanted:
        return []
    found = list(
        rows.filter(index_tokens__overlap=blind_index.typed(wanted))
        .order_by("-received_at")
        .values_list("id", "index_tokens")[:_CANDIDATES]
    )
    found.sort(key=lambda row: -sum(wanted[each] for each in wanted.keys() & set(row[1])))
    return [row[0] for row in found[:limit]]
