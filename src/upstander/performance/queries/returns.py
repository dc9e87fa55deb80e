"""The return to the regulator as it stands: both parts, how reports became counted cases, and what is still to be decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from upstander.cases.queries.api import (
    NearReview,
    Reconciling,
    ReturnCase,
    cases_without_customer,
    counted_cases,
    near_review,
    reconcile_return,
)
from upstander.confidentiality.api import Permission, Viewer, elevated, vault, viewing
from upstander.performance.models import ReturnDecision, ReturnStock
from upstander.performance.months import starts_at
from upstander.performance.nm01 import ReturnDefinition, definition_for, rate
from upstander.performance.queries.figures import sees_exactly


@dataclass(frozen=True, slots=True)
class StockLine:
    """What was entered for a year, the latest."""

    homes: int
    elsewhere: int
    hate_elsewhere: int
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """A case without a customer, with the decision on it when there is one."""

    case: ReturnCase
    counts: bool | None
    reason: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """One reporting year. `first` and `second` are the two parts, None until the homes are entered.

    What is None besides is not shown to whoever may not open cases (decision 0151): the steps (`sums`) never; the figures not
    until the year has ended and they are published. `outside`: the first of those that nobody decided on (`undecided` counts them, up
    to a hundred and one), then the others.
    """

    year: date
    definition: ReturnDefinition
    sums: Reconciling | None
    stock: StockLine | None
    total: int | None
    hate: int | None
    first: Decimal | None
    second: Decimal | None
    outside: tuple[Decided, ...]
    undecided: int
    ended: bool


def nm01(viewer: Viewer, year: date, *, now: datetime) -> ReturnPage:
    """The return of the year that began on that 1 April. Raises Refused without `measures.read`.

    Reasons and cases are those the viewer may open; the sums leave out sealed cases and the viewer's conflicts.
    """
    viewer.check(Permission.MEASURES_READ).enforce()
    definition = definition_for(year)
    start, end = starts_at(year), starts_at(date(year.year + 1, 4, 1))
    with viewing(viewer):
        stock = ReturnStock.objects.filter(year=year).order_by("-at").first()
        entered = (
            StockLine(
                stock.homes, stock.elsewhere, stock.hate_elsewhere, vault.unseal(stock, "source"), stock.at
            )
            if stock
            else None
        )
        mine = {row.case_id: row for row in ReturnDecision.objects.order_by("at")}
        outside, undecided = cases_without_customer(viewer, start=start, end=end, decided=mine)
        vault.warm(each.id for each in outside if each.id in mine)
        decided = tuple(
            Decided(each, row.counts, vault.unseal(row, "reason"), row.at)
            if (row := mine.get(each.id))
            else Decided(each, None, "")
            for each in outside
        )
        sums = reconcile_return(
            viewer, start=start, end=end, strands=definition.hate_strands, counting=_counting()
        )
    total = sums.counted + (entered.elsewhere if entered else 0)
    hate = sums.hate + (entered.hate_elsewhere if entered else 0)
    exact, ended = sees_exactly(viewer), end <= now
    shown = exact or ended
    return ReturnPage(
        year=year,
        definition=definition,
        sums=sums if exact else None,
        stock=entered,
        total=total if shown else None,
        hate=hate if shown else None,
        first=rate(total, entered.homes, definition) if entered and shown else None,
        second=rate(hate, entered.homes, definition) if entered and shown else None,
        outside=decided,
        undecided=undecided,
        ended=ended,
    )


def nm01_cases(
    viewer: Viewer, year: date, *, hate: bool, skip: int = 0, limit: int = 100
) -> tuple[ReturnCase, ...]:
    """A page of the cases behind the first or the second part that this viewer may open, the latest first.

    Raises Refused without `measures.read`.
    """
    viewer.check(Permission.MEASURES_READ).enforce()
    strands = definition_for(year).hate_strands if hate else ()
    return counted_cases(
        viewer,
        start=starts_at(year),
        end=starts_at(date(year.year + 1, 4, 1)),
        strands=strands,
        counting=_counting(viewer),
        skip=skip,
        limit=limit,
    )


def review_watch(viewer: Viewer, *, now: datetime) -> tuple[NearReview, ...]:
    """Cases at or near the threshold of a case review, as far as the viewer may open them. Raises Refused without `measures.read`."""
    viewer.check(Permission.MEASURES_READ).enforce()
    return near_review(viewer, now=now)


def _counting(viewer: Viewer | None = None) -> list[UUID]:
    """Cases whose latest decision is that they count."""
    if viewer is not None:
        with viewing(viewer):
            return _latest()
    with elevated("sums for the return"):
        return _latest()


def _latest() -> list[UUID]:
    rows = ReturnDecision.objects.order_by("case_id", "-at").distinct("case_id")
    return [row.case_id for row in rows if row.counts]
