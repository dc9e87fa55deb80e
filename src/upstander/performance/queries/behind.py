"""The cases behind a number, all of them, page by page, for those who may open them.

What is stored of a case in plain codes is asked of the database. Neighbourhood, kind of home and language are sealed: facts of the
month are opened for them one after another, in the order of the pages, and no further than the page that was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.db.models import QuerySet

from upstander.cases.queries.api import case_references, kept_behind
from upstander.confidentiality.api import Permission, Viewer, vault, viewing
from upstander.lib.batches import batches
from upstander.performance.counting import clauses_of
from upstander.performance.definitions import in_force
from upstander.performance.errors import NoSuchMeasure
from upstander.performance.models import Fact
from upstander.performance.months import last_months, span_of
from upstander.performance.queries.figures import PLACES, place_of

_AT_ONCE = 500  # facts opened together


@dataclass(frozen=True, slots=True)
class CaseBehind:
    """A case behind a number. `at`: when it happened; `code`: what it was, as `words.of_code` says it; no name and no content."""

    case_id: UUID
    reference: str
    at: datetime
    code: str
    seconds: int | None
    kept: bool | None


def cases_behind(
    viewer: Viewer,
    measure: str,
    month: date,
    *,
    dimension: str = "",
    code: str = "",
    months: int = 1,
    skip: int = 0,
    limit: int = 200,
) -> tuple[CaseBehind, ...]:
    """The cases behind a number that this viewer may open, the latest first; of promises, those not kept.

    `months`: so many up to and with that one. `skip` counts what may be opened, so that no page is shorter for what is not shown.
    Raises Refused, NoSuchMeasure.
    """
    viewer.check(Permission.MEASURES_READ).enforce()
    definition = in_force(month).get(measure)
    if definition is None or (dimension and dimension not in definition.by):
        raise NoSuchMeasure(measure)
    with viewing(viewer):
        span = last_months(month, months)
        facts = _narrowed(Fact.objects.filter(month__in=span, kind=definition.counts), dimension, code)
        ordered = facts.order_by("-at", "id")
        if dimension not in PLACES:
            return tuple(_named(viewer, list(ordered[skip : skip + limit])))
        placed = _of_place(ordered, PLACES.index(dimension), "" if code == "none" else code)
        return tuple(_named(viewer, list(islice(placed, skip, skip + limit))))


def promises_kept(
    viewer: Viewer, month: date, *, clause: str = "", skip: int = 0, limit: int = 200, now: datetime
) -> tuple[CaseBehind, ...]:
    """The cases behind the promises of a month that were kept, as they stand now: no fact is stored of those. `at`: when it was
    done. Raises Refused."""
    found = kept_behind(viewer, span_of(month, now), clause=clause, skip=skip, limit=limit)
    return tuple(
        CaseBehind(each.case_id, each.reference, each.met_at or each.due_at, f"/{each.slug}", None, True)
        for each in found
    )


def _narrowed(facts: QuerySet[Fact], dimension: str, code: str) -> QuerySet[Fact]:
    """To a part that the database can tell, as counting tells it."""
    match dimension:
        case "channel":
            return facts.filter(channel=code)
        case "risk":
            return facts.filter(risk="" if code == "not_assessed" else code)
        case "strand" | "behaviour":
            field = f"{dimension}s"
            return facts.filter(**{f"{field}__len": 0} if code == "none" else {f"{field}__contains": [code]})
        case "night":
            return facts.filter(night=True) if code == "night" else facts.exclude(night=True)
        case "code":
            return facts.filter(code__in=["", code] if code == "none" else [code])
        case "how":
            return facts.filter(code__endswith=f"/{code}")
        case "clause":
            known = facts.order_by().values_list("code", flat=True).distinct()
            return facts.filter(code__in=[each for each in known if code in clauses_of(each.split("/")[0])])
    return facts


def _of_place(facts: QuerySet[Fact], part: int, wanted: str) -> Iterator[Fact]:
    """Those of one neighbourhood, kind of home or language, in their order."""
    for some in batches(facts.iterator(chunk_size=_AT_ONCE), _AT_ONCE):
        vault.warm({row.case_id for row in some})
        yield from (row for row in some if place_of(row)[part] == wanted)


def _named(viewer: Viewer, rows: list[Fact]) -> Iterator[CaseBehind]:
    names = case_references(viewer, {row.case_id for row in rows})
    for row in rows:
        if row.case_id in names:
            yield CaseBehind(row.case_id, names[row.case_id], row.at, row.code, row.seconds, row.kept)
