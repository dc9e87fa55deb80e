"""Finding cases: by reference, name, phone, email, address, words of a report or a note; on sealed content, within one's rights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is looked for. `exact`: the very number, address or home, which means more than any number of like words. `words`: the
    tokens of each word, as a name, as it sounds, as told and as noted."""

    exact: frozenset[int]
    words: tuple[frozenset[int], ...]

    def weigh(self, tokens: Iterable[int]) -> int:
        """How much of it a case with these tokens has."""
        there = set(tokens)
        return sum(len(there & word) for word in self.words) + 100 * len(there & self.exact)


def _wanted(text: str) -> _Wanted:
    exact = blind_index.phone_tokens(text) | blind_index.email_tokens(text)
    exact |= {home_token(each) for each in homes_at(text)}
    words = (
        blind_index.name_tokens(word) | blind_index.word_tokens(word) | blind_index.note_tokens(word)
        for word in blind_index.telling_words(text)
    )
    return _Wanted(frozenset(exact), tuple(frozenset(each) for each in words if each))


def _best(rows: QuerySet[Case], wanted: _Wanted, limit: int) -> list[UUID]:
    """Those that share the most with what is wanted; of equals the latest. What has every word is read first: a common word in it
    must not hide an old case behind new ones."""
    found: dict[UUID, list[int]] = {}
    if wanted.exact:
        found |= _candidates(rows, wanted.exact)
    if wanted.words:
        found |= _candidates(rows, *wanted.words)
    if len(wanted.words) > 1 and len(found) < limit:
        found |= _candidates(rows, frozenset().union(*wanted.words))
    return sorted(found, key=lambda id: -wanted.weigh(found[id]))[:limit]


def _candidates(rows: QuerySet[Case], *all_of: frozenset[int]) -> dict[UUID, list[int]]:
    """The latest that share a token with each of these. One question without "or": of two ways to be found joined by "or" the database
    looks at every case there is."""
    for each in all_of:
        rows = rows.filter(index_tokens__overlap=blind_index.typed(each))
    latest = rows.order_by("-received_at").values_list("id", "index_tokens")
    return dict(latest[:_CANDIDATES])
