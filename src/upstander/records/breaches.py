"""Reading the breach log: the list with its clocks, and one breach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from upstander.confidentiality.api import Permission, Viewer, audit, reading, staff_cards, vault, viewing
from upstander.records import breach_rules as rules
from upstander.records.errors import NoSuchBreach
from upstander.records.models import Breach, BreachAction, BreachTold


@dataclass(frozen=True, slots=True)
class BreachLine:
    """One breach in codes and counts. Times UTC. `clock` as `breach_rules.clock_state` says."""

    id: UUID
    reference: str
    raised_at: datetime
    aware_at: datetime
    due_at: datetime
    clock: str
    kinds: tuple[str, ...]
    people: int | None
    risk: str
    reportable: bool | None
    reported_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ToldLine:
    """People affected were told, or not and why."""

    at: datetime
    way: str
    people: int
    words: str


@dataclass(frozen=True, slots=True)
class ActionLine:
    """Something to be done."""

    id: UUID
    what: str
    owner: str
    due_on: date
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class BreachPage:
    """Everything about one breach."""

    line: BreachLine
    version: int
    raised_by: str
    happened: str
    contained: str
    reason: str
    late_reason: str
    told: tuple[ToldLine, ...]
    actions: tuple[ActionLine, ...]


def breach_log(viewer: Viewer, *, now: datetime) -> list[BreachLine]:
    """Every breach, open ones first, then the newest. Codes and counts only. Raises Refused without `breach.handle`."""
    viewer.check(Permission.BREACH_HANDLE).enforce()
    with viewing(viewer):
        rows = list(Breach.objects.order_by("-raised_at"))
        audit.record(by=viewer, now=now, action="breach.list", shown=len(rows))
    rows.sort(key=lambda row: row.closed_at is not None)
    return [_line(row, now) for row in rows]


def breach_page(viewer: Viewer, breach_id: UUID, *, now: datetime) -> BreachPage:
    """One breach with its words. Audited. Raises Refused without `breach.handle`, NoSuchBreach."""
    viewer.check(Permission.BREACH_HANDLE).enforce()
    with reading(viewer, now, "breach.read", subject_id=breach_id):
        row = Breach.objects.filter(pk=breach_id).first()
        if row is None:
            raise NoSuchBreach
        staff = staff_cards({row.raised_by_id})
        return BreachPage(
            line=_line(row, now),
            version=row.version,
            raised_by=staff[row.raised_by_id].name if row.raised_by_id in staff else "",
            happened=vault.unseal(row, "happened"),
            contained=vault.unseal(row, "contained"),
            reason=vault.unseal(row, "reason"),
            late_reason=vault.unseal(row, "late_reason"),
            told=tuple(
                ToldLine(each.at, each.way, each.people, vault.unseal(each, "words"))
                for each in BreachTold.objects.filter(breach=row).order_by("at")
            ),
            actions=tuple(
                ActionLine(
                    each.id,
                    vault.unseal(each, "what"),
                    vault.unseal(each, "owner"),
                    each.due_on,
                    each.done_at,
                )
                for each in BreachAction.objects.filter(breach=row).order_by("due_on")
            ),
        )


def _line(row: Breach, now: datetime) -> BreachLine:
    return BreachLine(
        id=row.id,
        reference=row.reference,
        raised_at=row.raised_at,
        aware_at=row.aware_at,
        due_at=rules.regulator_due(row.aware_at),
        clock=rules.clock_state(
            aware_at=row.aware_at, reportable=row.reportable, reported_at=row.reported_at, now=now
        ),
        kinds=tuple(row.kinds),
        people=row.people_affected,
        risk=row.risk,
        reportable=row.reportable,
        reported_at=row.reported_at,
        closed_at=row.closed_at,
    )
