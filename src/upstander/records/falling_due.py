"""Which cases fall due: where to look is kept (`KeptUntil`), and whatever comes of looking is worked out anew (decision 0152).

A landlord with a million cases cannot work each of them out for a page, and what is stored could be out of date. So a job notes,
case by case, what it found; a list begins with what was noted and with the oldest cases of which nothing is, and works those few out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import TruncMonth
from tink import TinkError

from upstander.cases.api import (
    EndedCase,
    current_edition,
    ended_after,
    ended_before,
    ended_case,
    goes_on,
    unit_of,
)
from upstander.cases.queries.api import conflicts_of, sealed_cases
from upstander.confidentiality.api import KeyDestroyed, Viewer, system, viewing
from upstander.policy.api import Keeping, add_months, period_ends
from upstander.records import rules
from upstander.records.models import DisposalItem, KeptUntil, KeptWalk, LegalHold
from upstander.records.retention import asked_for, is_held, keeping_of

logger = logging.getLogger(__name__)

_AHEAD = 366  # days: how far "what falls due" looks ahead
_UNNOTED = 50  # cases of which nothing is noted yet, worked out for one list
_BATCH = 200
_GOOD_FOR, _KEPT_BACK_GOOD_FOR = timedelta(days=30), timedelta(hours=20)
_WALK_GOOD_FOR = timedelta(days=1)  # nothing that ended since falls due within it
_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Looked:
    """One case as it stands now. `left`: why it may not be destroyed today; empty when it may."""

    case: EndedCase
    keeping: Keeping
    left: str


def look(viewer: Viewer, *, sealed: bool, most: int, now: datetime, ahead: bool = False) -> list[Looked]:
    """Cases worked out now: those noted as due (`most`), the oldest of which nothing is noted, and with `ahead` some that were kept
    back or undated. What is on a run, sealed (or not), or in conflict with the viewer is not among them. Needs an elevated step."""
    today = _today(now)
    noted = _noted(viewer, sealed=sealed)
    wanted: list[UUID] = []
    for rows, limit in (
        (noted.filter(due_on__lte=today, left="").order_by("due_on", "id"), most),
        (noted.filter(due_on=None).order_by("worked_at"), _UNNOTED if ahead else _UNNOTED // 2),
        (noted.exclude(left="").order_by("left", "due_on"), _UNNOTED // 2 if ahead else 0),
        (_held(noted), _UNNOTED // 2 if ahead else 0),
    ):
        wanted += rows.values_list("case_id", flat=True)[:limit]
    without = [*conflicts_of(viewer), *_on_run()]
    if not KeptWalk.objects.filter(at__gt=now - _WALK_GOOD_FOR).exists():
        known = Exists(KeptUntil.objects.filter(case=OuterRef("pk")))
        wanted += ended_before(
            _long_enough_ago(now), sealed=sealed, without=without, besides=known, limit=max(most, _UNNOTED)
        )
    found = worked_out(wanted, now=now)
    return sorted(
        (each for each in found if each.case.sealed == sealed),
        key=lambda each: (each.keeping.due_on or date.max, each.case.reference),
    )


def worked_out(case_ids: Iterable[UUID], *, now: datetime) -> list[Looked]:
    """These cases as they stand now, without those on which work goes on again. As the system."""
    today, asked, found = _today(now), asked_for(), []
    for case_id in dict.fromkeys(case_ids):
        try:
            if each := _worked_out(case_id, asked, today=today, now=now):
                found.append(each)
        except (
            KeyDestroyed,
            TinkError,
        ):  # a case that cannot be read keeps no other from its end, and is never destroyed itself
            logger.error("until when a case is kept could not be worked out: it cannot be read")
    return found


def _worked_out(case_id: UUID, asked: Set[UUID], *, today: date, now: datetime) -> Looked | None:
    case = ended_case(case_id, now=now)
    if case is None:
        return None
    keeping = keeping_of(case)
    due_on = keeping.due_on
    held = is_held(unit_of(case.id), asked) if due_on is None or due_on <= today else False
    late = due_on is not None and due_on <= today and not held
    left = rules.why_left(due_on=due_on, today=today, held=held, goes_on=late and goes_on(case))
    return Looked(case, keeping, "undated" if due_on is None and not held else left)


def note(looked: Sequence[Looked], *, now: datetime) -> None:
    """Keep where these stand, for lists to begin with. As the system."""
    edition = current_edition(now).id
    rows = [
        KeptUntil(
            id=uuid4(), case_id=each.case.id, version=each.case.version, edition=edition, rule=each.keeping.rule.label,
            due_on=each.keeping.due_on, left=each.left if each.left in ("on_hold", "goes_on") else "", worked_at=now,
        )
        for each in looked
    ]  # fmt: skip
    KeptUntil.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["case"],
        update_fields=["version", "edition", "rule", "due_on", "left", "worked_at"],
    )


def held_back(case_id: UUID) -> None:
    """A hold was placed: lists of what is due pass over the case. Part of a larger action."""
    KeptUntil.objects.filter(case_id=case_id).update(left="on_hold")


def to_look_at_again(case_id: UUID) -> None:
    """Something that retention counts from was recorded: the case is worked out on the next look. Part of a larger action."""
    KeptUntil.objects.filter(case_id=case_id).update(due_on=None, left="", worked_at=_UNKNOWN)


def note_all(*, now: datetime, enough: Callable[[], bool]) -> bool:
    """Walk through all ended cases and work out those of which nothing is noted, or too long ago. True when it came to the end before
    it was `enough`; begun again, it passes over what it did."""
    by, last = system("what falls due"), UUID(int=0)
    while not enough():
        with viewing(by):
            walked = ended_after(last, limit=_BATCH * 5)
            old = _to_be_noted(walked, now=now)
        for begin in range(0, len(old), _BATCH):
            with viewing(by):  # a batch is one transaction: what is done stays done
                note(worked_out(old[begin : begin + _BATCH], now=now), now=now)
            if enough():
                return False
        if not walked:
            with viewing(by):
                KeptWalk.objects.update_or_create(pk=1, defaults={"at": now})
            return True
        last = walked[-1][0]
    return False


def due_in_all(viewer: Viewer, *, sealed: bool, now: datetime) -> int:
    """How many were noted as due. Needs an elevated step."""
    return _noted(viewer, sealed=sealed).filter(due_on__lte=_today(now), left="").count()


def due_by_class(viewer: Viewer, *, sealed: bool, now: datetime) -> dict[str, int]:
    """The same by class. Needs an elevated step."""
    rows = _noted(viewer, sealed=sealed).filter(due_on__lte=_today(now), left="")
    return dict(rows.order_by("rule").values_list("rule").annotate(many=Count("id")))


def coming_months(viewer: Viewer, *, sealed: bool, now: datetime) -> dict[date, int]:
    """How many were noted for each month of the year to come. Needs an elevated step."""
    today = _today(now)
    rows = _noted(viewer, sealed=sealed).filter(
        due_on__gt=today, due_on__lt=add_months(today.replace(day=1), 13)
    )
    return dict(rows.order_by().values_list(TruncMonth("due_on")).annotate(many=Count("id")))


def _noted(viewer: Viewer, *, sealed: bool) -> QuerySet[KeptUntil]:
    found = KeptUntil.objects.exclude(case_id__in=conflicts_of(viewer)).exclude(case_id__in=_on_run())
    keepers = sealed_cases()
    return found.filter(case_id__in=keepers) if sealed else found.exclude(case_id__in=keepers)


def _on_run() -> list[UUID]:
    return list(DisposalItem.objects.filter(settled_at=None).values_list("subject_id", flat=True))


def _held(noted: QuerySet[KeptUntil]) -> QuerySet[KeptUntil]:
    held = LegalHold.objects.filter(released_at=None).values("case_id")
    return noted.filter(case_id__in=held).order_by("due_on", "id")


def _to_be_noted(walked: Sequence[tuple[UUID, int]], *, now: datetime) -> list[UUID]:
    edition = current_edition(now).id
    rows = KeptUntil.objects.filter(case_id__in=[case_id for case_id, _ in walked])
    there = {row.case_id: row for row in rows}

    def good(row: KeptUntil | None, version: int) -> bool:
        if row is None or (row.version, row.edition) != (version, edition):
            return False
        return row.worked_at > now - (_KEPT_BACK_GOOD_FOR if row.left else _GOOD_FOR)

    return [case_id for case_id, version in walked if not good(there.get(case_id), version)]


def _today(now: datetime) -> date:
    return current_edition(now).calendar.local(now).date()


def _long_enough_ago(now: datetime) -> datetime:
    """The longest of all editions counts, so that no case is kept for less than the shortest class of today's."""
    today = _today(now)
    shortest = min(
        (period_ends(today, rule.keep) - today).days for rule in current_edition(now).retention if rule.event
    )
    return now - timedelta(days=max(shortest - _AHEAD, 0))
