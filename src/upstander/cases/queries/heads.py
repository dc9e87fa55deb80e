"""Cases and duties in one line each, for lists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Min, Q, QuerySet

from upstander.cases.cards import CaseHead, DutyLine
from upstander.cases.editions import edition
from upstander.cases.models import Case, Duty, DutyState, Party, PartyRole
from upstander.confidentiality.api import fetch, once, vault


def case_heads(cases: QuerySet[Case], *, now: datetime) -> list[CaseHead]:
    """Heads in the order of the query. Needs a `viewing` block; a fixed number of queries however many cases."""
    rows = list(cases.select_related("officer", "joined_to").defer("index_tokens", "joined_to__index_tokens"))
    names = survivor_names(row.id for row in rows)
    owed = _owed({row.id for row in rows}, now)
    return [head_of(row, names.get(row.id, ""), *owed.get(row.id, (None, 0))) for row in rows]


def _owed(cases: set[UUID], now: datetime) -> dict[UUID, tuple[datetime, int]]:
    """When the next promise of each case is due, and how many are late. Of those alone that are listed."""
    return {case_id: (due, late) for case_id, due, late in fetch(_sums, cases, now)}


def _sums(cases: set[UUID], now: datetime) -> QuerySet[Duty, tuple[UUID, datetime, int]]:
    owed = Duty.objects.filter(state=DutyState.OPEN, case_id__in=cases).order_by().values_list("case_id")
    return owed.annotate(next=Min("due_at"), late=Count("slug", filter=Q(due_at__lt=now)))


def head_of(row: Case, survivor: str, next_due: datetime | None = None, overdue: int = 0) -> CaseHead:
    """One head from its row."""
    return CaseHead(
        id=row.id,
        reference=row.reference,
        state=row.state,
        state_label=row.get_state_display(),
        sealed=row.sealed,
        danger=row.danger,
        risk_level=row.risk_level,
        survivor=survivor,
        officer_id=row.officer_id,
        officer=row.officer.name if row.officer else "",
        received_at=row.received_at,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        version=row.version,
        next_due_at=next_due,
        overdue=overdue,
        validity=row.validity,
        evidence=row.evidence,
        routed_to=row.routed_to,
        joined_to=(row.joined_to.id, row.joined_to.reference) if row.joined_to else None,
        edition=row.edition,
        crime_likely=row.crime_likely,
        material_on_landlord_property=row.material_on_landlord_property,
        incident_at_home=row.incident_at_home,
    )


def survivor_names(case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The survivor's name on each of these cases, where one was given. Needs a `viewing` block."""
    ids = set(case_ids)
    known = once("survivor names", dict[UUID, str])
    if missing := ids - known.keys():
        known.update(dict.fromkeys(missing, ""))
        known.update(names_on(fetch(_survivors, missing)))
    return {each: known[each] for each in ids if known[each]}


def note_survivor(case_id: UUID, people: Iterable[Party]) -> None:
    """What `survivor_names` would ask, from who is on the case, for whatever on the page asks it. Needs the case's key in hand."""
    known = once("survivor names", dict[UUID, str])
    named = (vault.unseal(row, "name") for row in people if row.role == PartyRole.SURVIVOR and row.name)
    known.setdefault(case_id, next(named, ""))


def names_on(survivors: Iterable[Any]) -> dict[UUID, str]:
    """Of rows that came `with_key`: each one's case and name. Any: what `with_key` adds is no field."""
    rows = list(survivors)
    vault.take((row.case_id, row.wrapped_key) for row in rows)
    return {row.case_id: vault.unseal(row, "name") for row in rows}


def _survivors(cases: Iterable[UUID]) -> QuerySet[Party]:
    named = Party.objects.filter(case_id__in=cases, role=PartyRole.SURVIVOR, name__isnull=False)
    return vault.with_key(named.only("case_id", "name"), "case_id")


# What a line shows: a list of a hundred reads nothing else of its duties and their cases.
_OF_DUTY = (
    "id", "slug", "label", "kind", "clause", "source", "why", "detail", "due_at", "state", "met_at", "case_id",
    "withdrawn_because", "edition",
)  # fmt: skip
_OF_ITS_CASE = (
    "case__reference",
    "case__danger",
    "case__risk_level",
    "case__officer_id",
    "case__officer__name",
)


def duty_lines(duties: QuerySet[Duty], *, now: datetime) -> list[DutyLine]:
    """Duties in the order of the query, each with its case. Needs a `viewing` block."""
    return lines_of(list(rows_of(duties)), now=now)


def rows_of(duties: QuerySet[Duty]) -> QuerySet[Duty, Any]:
    """What a line is made of. Any: a tuple with the names of the columns."""
    return duties.values_list(*_OF_DUTY, *_OF_ITS_CASE, named=True)


def lines_of(rows: list[Any], *, now: datetime) -> list[DutyLine]:
    """Lines from rows that were asked for so. Needs a `viewing` block."""
    names = survivor_names({row.case_id for row in rows})
    return [
        DutyLine(
            id=row.id,
            slug=row.slug,
            label=row.label,
            kind=row.kind,
            clause=row.clause,
            source=row.source,
            why=row.why,
            detail=row.detail,
            due_at=row.due_at,
            state="overdue" if row.state == DutyState.OPEN and row.due_at < now else row.state,
            met_at=row.met_at,
            case_id=row.case_id,
            case_reference=row.case__reference,
            survivor=names.get(row.case_id, ""),
            danger=row.case__danger,
            risk_level=row.case__risk_level,
            officer_id=row.case__officer_id,
            officer=row.case__officer__name or "",
            withdrawn_because=row.withdrawn_because,
            repeats=rule.recurs,
            deeds=rule.answered_by,
            in_talk=rule.in_talk,
            by_message=rule.by_message,
        )
        for row, rule in ((row, edition(row.edition).duty(row.slug)) for row in rows)
    ]
