"""The policy clause by clause: what is asked, what keeps it, and how it stands."""

from __future__ import annotations

from collections.abc import Collection

from django.http import Http404, HttpRequest, HttpResponse

from upstander.cases.queries.api import STANDINGS, duties_behind
from upstander.confidentiality.api import Permission
from upstander.governance.api import SPANS, ClauseCard, clause_book
from upstander.sites.policy import words
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page

_BEHIND = 50


@staff_page(Permission.POLICY_READ)
def all_clauses(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every clause with its state."""
    book = clause_book(desk.viewer, now=desk.now)
    span = _one_of(request.GET.get("span"), SPANS, "month")
    only = _one_of(request.GET.get("only"), {**dict.fromkeys(STANDINGS), "people": None}, "")
    cards = [card for card in book.clauses if not only or _is(card, span, only)]
    context = {
        "book": book,
        "cards": cards,
        "span": span,
        "only": only,
        "spans": SPANS,
        "say": words,
        "may_check": desk.viewer.may(Permission.WORDINGS_KEEP),
        "may_try": desk.viewer.may(Permission.POLICY_TRY),
    }
    return show(request, desk, "policy/clauses.html", context)


@staff_page(Permission.POLICY_READ)
def one_clause(request: HttpRequest, desk: Desk, clause_id: str) -> HttpResponse:
    """One clause: who keeps it and how, how each of its duties stands, and the duties behind a count for those who may open them."""
    book = clause_book(desk.viewer, now=desk.now)
    card = book.card(clause_id)
    if card is None:
        raise Http404
    span = _one_of(request.GET.get("span"), SPANS, "month")
    standing = _one_of(request.GET.get("standing"), dict.fromkeys(STANDINGS), "")
    behind = duties_behind(
        desk.viewer,
        clause=card.id,
        standing=standing,
        since=book.starts[span],
        now=desk.now,
        limit=_BEHIND,
    )
    context = {
        "book": book,
        "card": card,
        "span": span,
        "standing": standing,
        "behind": behind,
        "spans": SPANS,
        "say": words,
        "all_shown": len(behind) < _BEHIND,
    }
    return show(request, desk, "policy/clause.html", context)


def _is(card: ClauseCard, span: str, only: str) -> bool:
    return card.keeper == only if only == "people" else card.spans[span].stands_as(only)


def _one_of(given: str | None, known: Collection[str], otherwise: str) -> str:
    return given if given is not None and given in known else otherwise
