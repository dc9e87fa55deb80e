"""The manager's board, lists, and what triage may know."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from upstander.cases.actions.common import TRIAGE
from upstander.cases.cards import Board, CaseHead, OfficerLoad
from upstander.cases.editions import edition
from upstander.cases.links import home_token, person_token
from upstander.cases.models import Case, CaseReport, CaseState, Closure, Duty, DutyState
from upstander.cases.own.elsewhere import told_of
from upstander.cases.queries.carried import carried_by_officer
from upstander.cases.queries.filters import EVERY_CASE, CaseFilter, kept
from upstander.cases.queries.heads import case_heads, duty_lines
from upstander.cases.queries.waiting import counted_waiting
from upstander.confidentiality.api import (
    Array,
    Permission,
    Viewer,
    blind_index,
    cases_named_to,
    covered_by,
    covers_now,
    elevated,
    fetch,
    kept_from,
    staff_cards,
    viewing,
)
from upstander.people.api import same_people
from upstander.policy.api import Listener

_AT_ONCE = 1000  # promises looked through for a list


@dataclass(frozen=True, slots=True)
class Owing:
    """One open duty of a report's case, in the words its edition has for whoever reported."""

    says: str
    due_at: datetime
    why: str


def promises_of_report(
    case_id: UUID, report_id: UUID, listener: Listener, *, own: bool = True
) -> list[Owing]:
    """Open duties that this report began and that this listener is told of, soonest first; of a case that is not their `own` only
    those of the report itself, whatever the edition says. Inside an elevated step."""
    rows = Duty.objects.filter(case_id=case_id, state=DutyState.OPEN)
    rows = rows.filter(Q(report=None) | Q(report_id=report_id)) if own else rows.filter(report_id=report_id)
    told = (
        (row, told_of(edition(row.edition).duty(row.slug), listener, case_id))
        for row in rows.order_by("due_at")
    )
    return [Owing(says, row.due_at, row.why) for row, says in told if says]


def danger_told(report_id: UUID) -> bool:
    """True when this report speaks of immediate danger. Inside an elevated step."""
    return CaseReport.objects.filter(pk=report_id, immediate_danger=True).exists()


def board(viewer: Viewer, *, now: datetime, limit: int = 50) -> Board:
    """The load of every officer whose cases the viewer may see. Raises Refused without `team.board`."""
    viewer.check(Permission.TEAM_BOARD).enforce()
    with viewing(viewer):
        open_cases = Case.objects.filter(state=CaseState.OPEN)
        carried = carried_by_officer(viewer, now)
        covers = covers_now(now=now)
        names = staff_cards({each for each in (*carried, *covers.values()) if each})
        loads = [
            OfficerLoad(
                officer_id=officer,
                officer=names[officer].name if officer in names else "Nobody yet",
                cover=names[covers[officer]].name if officer in covers else "",
                **counts,
            )
            for officer, counts in carried.items()
        ]
        loads.sort(key=lambda load: (-load.overdue, -load.open_duties, load.officer))
        waiting = Closure.objects.filter(decided_at=None).values("case_id")
        lines = duty_lines(_soonest(viewer, limit, now), now=now)
        return Board(
            waiting=counted_waiting(now),
            loads=tuple(loads),
            overdue=tuple(line for line in lines if line.due_at < now),
            coming=tuple(line for line in lines if line.due_at >= now),
            closures=tuple(
                case_heads(open_cases.filter(id__in=waiting).order_by("received_at")[:limit], now=now)
            ),
            unassigned=tuple(
                case_heads(open_cases.filter(officer=None).order_by("received_at")[:limit], now=now)
            ),
        )


def _soonest(viewer: Viewer, limit: int, now: datetime) -> QuerySet[Duty]:
    """The first open promises that are late, and the first to come, so many of each, on cases that the viewer sees: read in order of
    time, as the system and as far as needed, and kept where the case is seen. Sealed cases of others are left out beforehand: many
    late ones would have it read on and on."""
    open_ones = Duty.objects.filter(state=DutyState.OPEN)
    if viewer.staff_id and not viewer.may(Permission.CASE_READ_SEALED):
        open_ones = open_ones.filter(Q(case__sealed=False) | Q(case_id__in=cases_named_to(viewer.staff_id)))
    by_time = open_ones.order_by("due_at", "id").values_list("id", "case_id")
    parts = [by_time.filter(due_at__lt=now), by_time.filter(due_at__gte=now)]
    ids: list[list[UUID]] = [[], []]
    first, more = 0, 2 * limit
    while True:
        with elevated("promises of cases on the board"):
            read = [list(part[first : first + more]) for part in parts]
        seen = set(
            Case.objects.filter(pk__in={row[1] for rows in read for row in rows}).values_list("pk", flat=True)
        )
        for found, rows in zip(ids, read, strict=True):
            found += [id for id, case_id in rows if case_id in seen]
        if all(len(found) >= limit or len(rows) < more for found, rows in zip(ids, read, strict=True)):
            return Duty.objects.filter(pk__in=[*ids[0][:limit], *ids[1][:limit]]).order_by("due_at", "id")
        first, more = first + more, min(2 * more, _AT_ONCE)


def listed_cases(
    viewer: Viewer,
    *,
    now: datetime,
    everyone: bool = True,
    state: str = "open",
    only: CaseFilter = EVERY_CASE,
    skip: int = 0,
    limit: int = 100,
) -> tuple[list[CaseHead], bool]:
    """Every case that the viewer sees, or their own and those they cover, in one state, narrowed by `only`: of those that came in last
    all but the first `skip`, the next due first; and whether the viewer sees older ones beyond these."""
    with viewing(viewer):
        cases = kept(Case.objects.filter(state=state), only, viewer, now)
        if not everyone:
            covered = covered_by(viewer.staff_id, now=now) if viewer.staff_id else []
            cases = cases.filter(officer_id__in=[viewer.staff_id, *covered])
        heads = case_heads(cases.order_by("-received_at", "-id")[skip : skip + limit + 1], now=now)
        found = sorted(heads[:limit], key=lambda head: head.next_due_at or datetime.max.replace(tzinfo=UTC))
        return found, len(heads) > limit


@dataclass(frozen=True, slots=True)
class KnownCase:
    """That a case exists and who has it, for triage: no content. Never of a sealed case or one in conflict with the viewer."""

    id: UUID
    reference: str
    officer: str
    opened_at: datetime | None
    reports: int
    tokens: frozenset[int]
    people: frozenset[UUID]
    homes: frozenset[UUID]


def known_cases(
    viewer: Viewer,
    *,
    tokens: set[int],
    names: frozenset[int] | set[int] = frozenset(),
    people: set[UUID],
    homes: set[UUID],
    limit: int = 200,
) -> list[KnownCase]:
    """The likeliest open cases that share a person, a home, one of the `names` among the tokens, or many of the other tokens with a
    report, as `intake.matching` scores them; in no order. Raises Refused without a triage permission."""
    viewer.check(*TRIAGE).enforce()
    by_home = {home_token(each): each for each in homes}
    with viewing(viewer):
        by_person = {
            person_token(entry): each for each, same in same_people(people).items() for entry in same
        }
        sets = [blind_index.together(each) for each in (by_person, by_home, tokens & names, tokens - names)]
        sets.append(Array(conflicts_of(viewer)))
        with elevated("triage matches"):
            cases = fetch(_likely, limit, *sets)
            rows = [(*row[:4], frozenset(row[4])) for row in cases]
            reports = CaseReport.objects.filter(case_id__in=[row[0] for row in rows])
            count = Counter(reports.values_list("case_id", flat=True))
            return [
                KnownCase(
                    id=case_id,
                    reference=reference,
                    officer=officer or "",
                    opened_at=opened_at,
                    reports=count[case_id],
                    tokens=found & tokens,
                    people=frozenset(by_person[each] for each in found & by_person.keys()),
                    homes=frozenset(by_home[each] for each in found & by_home.keys()),
                )
                for case_id, reference, officer, opened_at, found in rows
            ]


def _likely(
    limit: int, *sets: Array
) -> QuerySet[Case, tuple[UUID, str, str | None, datetime | None, list[int]]]:
    likely = RawSQL(_LIKELY, [*sets, limit])  # noqa: S611
    rows = Case.objects.filter(pk__in=likely, state=CaseState.OPEN, sealed=False)
    return rows.values_list("id", "reference", "officer__name", "opened_at", "index_tokens")


_LIKELY = "SELECT cases_case_likely(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::uuid[], %s)"


def conflicts_of(viewer: Viewer) -> list[UUID]:
    """Cases the viewer is kept from, for leaving them out of an elevated step. Inside a `viewing` block."""
    return kept_from()
