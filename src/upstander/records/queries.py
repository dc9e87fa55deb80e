"""What falls due, runs with their certificates, holds to review, and what a disposed case's reference answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from upstander.cases.api import EndedCase, current_edition
from upstander.cases.queries.api import conflicts_of
from upstander.confidentiality.api import (
    Permission,
    Viewer,
    audit,
    elevated,
    staff_cards,
    vault,
    viewing,
)
from upstander.lib.references import read_reference
from upstander.policy.api import Keeping, add_months
from upstander.records import rules
from upstander.records.errors import NoSuchRun
from upstander.records.falling_due import (
    Looked,
    coming_months,
    due_by_class,
    due_in_all,
    look,
)
from upstander.records.models import DisposalItem, DisposalRun, KeptUntil, LegalHold

READERS = (Permission.DISPOSAL_PREPARE, Permission.DISPOSAL_APPROVE, Permission.SEALED_DISPOSE)
LISTED = 50  # lines of each list on the page


@dataclass(frozen=True, slots=True)
class DueLine:
    """A case that may be destroyed: no name, no content."""

    case_id: UUID
    reference: str
    rule: str
    clause: str
    ended_on: date
    due_on: date
    why: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is due, the first of them, and how many in all, as last worked out; what would be and is kept back, with why; how many
    fall due in each month of the year to come; cases for which a date is missing; holds whose review is late. Of the viewer's scope
    alone."""

    sealed: bool
    due: tuple[DueLine, ...]
    due_in_all: int
    kept: tuple[tuple[DueLine, str], ...]
    coming: tuple[tuple[date, int], ...]
    undated: tuple[DueLine, ...]
    holds: tuple[tuple[UUID, str, date], ...]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One case on a run, and what became of it. `left` in words."""

    id: UUID
    case_id: UUID
    reference: str
    rule: str
    clause: str
    edition: str
    ended_on: date
    due_on: date
    left: str
    left_reason: str
    settled_at: datetime | None
    destroyed_at: datetime | None
    failed_at: datetime | None
    rows: dict[str, int]
    keys: tuple[UUID, ...]

    @property
    def total(self) -> int:
        """Rows deleted, of all tables."""
        return sum(self.rows.values())


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run. `state`: prepared, approved, finished or cancelled."""

    id: UUID
    sealed: bool
    state: str
    prepared_at: datetime
    prepared_by: str
    approved_at: datetime | None
    approved_by: str
    finished_at: datetime | None
    items: tuple[ItemLine, ...]
    may_approve: bool
    own: bool

    @property
    def destroyed(self) -> list[ItemLine]:
        """What was destroyed, for the certificate."""
        return [item for item in self.items if item.destroyed_at]

    @property
    def to_do(self) -> list[ItemLine]:
        """What nobody took out and nothing has become of yet."""
        return [item for item in self.items if item.settled_at is None]

    @property
    def failed(self) -> list[ItemLine]:
        """What failed and waits to be tried again."""
        return [item for item in self.to_do if item.failed_at]


@dataclass(frozen=True, slots=True)
class Disposed:
    """What the reference of a disposed case answers."""

    on: datetime
    rule: str
    clause: str
    run_id: UUID


def waiting(viewer: Viewer, *, now: datetime) -> Waiting:
    """The list of what falls due. Ordinary cases for those who prepare or approve; sealed ones for their keepers only. Audited."""
    viewer.check(*READERS).enforce()
    sealed = not (viewer.may(Permission.DISPOSAL_PREPARE) or viewer.may(Permission.DISPOSAL_APPROVE))
    today = current_edition(now).calendar.local(now).date()
    with viewing(viewer):
        hidden = conflicts_of(viewer)
        with elevated("list of what falls due"):
            looked = look(viewer, sealed=sealed, most=LISTED, now=now, ahead=True)
            lines = [(_line(each.case, each.keeping), each.left) for each in looked]
            due = [line for line, left in lines if not left]
            in_all = max(len(due), due_in_all(viewer, sealed=sealed, now=now))
            kept = [(line, rules.LEFT[left]) for line, left in lines if left in ("on_hold", "goes_on")]
            coming = Counter(coming_months(viewer, sealed=sealed, now=now))
            coming.update(_not_noted(looked))
            undated = [line for line, left in lines if left == "undated"]
            late = LegalHold.objects.filter(released_at=None, review_on__lt=today, case__sealed=sealed)
            holds = [
                (row.case_id, row.case.reference, row.review_on)
                for row in late.exclude(case_id__in=hidden).select_related("case").order_by("review_on")[:100]
            ]
        # How many sealed cases there are is for their keepers, and not for whoever reads the audit.
        audit.record(by=viewer, now=now, action="disposal.read", shown=None if sealed else len(due[:LISTED]))
    end = add_months(today, 12)
    months = tuple(sorted((month, count) for month, count in coming.items() if month <= end))
    return Waiting(
        sealed,
        tuple(due[:LISTED]),
        in_all,
        tuple(kept[:LISTED]),
        months,
        tuple(undated[:LISTED]),
        tuple(holds),
    )


def _not_noted(looked: Iterable[Looked]) -> list[date]:
    """The months in which those fall due that the job has not come to yet."""
    ahead = [each for each in looked if each.left == "not_due"]
    noted = set(
        KeptUntil.objects.filter(case_id__in=[each.case.id for each in ahead]).values_list(
            "case_id", flat=True
        )
    )
    return [
        each.keeping.due_on.replace(day=1)
        for each in ahead
        if each.keeping.due_on is not None and each.case.id not in noted
    ]


def due_by_rule(by: Viewer, *, now: datetime) -> dict[str, int]:
    """How many ordinary cases may be destroyed today, by class, as `note_all` worked them out. For the operator's command: no
    reference, nothing of sealed ones."""
    with viewing(by):
        return due_by_class(by, sealed=False, now=now)


def runs(viewer: Viewer, *, limit: int = 50) -> list[RunPage]:
    """Runs that the viewer may see, the latest first."""
    viewer.check(*READERS).enforce()
    with viewing(viewer):
        return [
            _run(row, viewer, words=False) for row in DisposalRun.objects.order_by("-prepared_at")[:limit]
        ]


def run_page(viewer: Viewer, run_id: UUID, *, now: datetime) -> RunPage:
    """One run with its items, and why some were taken out. Audited. Raises Refused, and NoSuchRun for one that is not there for
    this viewer."""
    viewer.check(*READERS).enforce()
    with viewing(viewer):
        row = DisposalRun.objects.filter(pk=run_id).first()
        if row is None:
            raise NoSuchRun
        page = _run(row, viewer, words=True)
        sealed_case = page.items[0].case_id if row.sealed and page.items else None
        audit.record(by=viewer, now=now, action="disposal.run", subject_id=run_id, case_id=sealed_case)
        return page


def disposed(viewer: Viewer, text: str) -> Disposed | None:
    """What became of the case that this reference (its own or a report's) named, for those who may know of disposal."""
    reference = read_reference(text)
    if reference is None or not any(viewer.may(each) for each in (*READERS, Permission.AUDIT_READ)):
        return None
    with viewing(viewer):
        found = DisposalItem.objects.exclude(destroyed_at=None)
        row = (found.filter(reference=reference) | found.filter(references__contains=[reference])).first()
        if row is None or row.destroyed_at is None:
            return None
        return Disposed(row.destroyed_at, row.rule_label, row.clause, row.run_id)


def _line(case: EndedCase, keeping: Keeping) -> DueLine:
    due = keeping.due_on or date.max
    return DueLine(
        case.id, case.reference, keeping.rule.label, keeping.rule.clause, case.ended_on, due, keeping.why
    )


def _run(row: DisposalRun, viewer: Viewer, *, words: bool) -> RunPage:
    items = list(DisposalItem.objects.filter(run=row).order_by("reference"))
    staff = staff_cards({each for each in (row.prepared_by_id, row.approved_by_id) if each})
    may = viewer.may(Permission.SEALED_DISPOSE if row.sealed else Permission.DISPOSAL_APPROVE)
    decided = "finished" if row.finished_at else "approved" if row.approved_at else "prepared"
    return RunPage(
        id=row.id,
        sealed=row.sealed,
        state="cancelled" if row.cancelled_at else decided,
        prepared_at=row.prepared_at,
        prepared_by=staff[row.prepared_by_id].name if row.prepared_by_id in staff else "",
        approved_at=row.approved_at,
        approved_by=staff[row.approved_by_id].name if row.approved_by_id in staff else "",
        finished_at=row.finished_at,
        items=tuple(_item(item, words=words) for item in items),
        may_approve=may and row.prepared_by_id != viewer.staff_id,
        own=row.prepared_by_id == viewer.staff_id,
    )


def _item(row: DisposalItem, *, words: bool) -> ItemLine:
    kept = words and row.left_reason and row.destroyed_at is None and vault.has_key(row.subject_id)
    return ItemLine(
        id=row.id,
        case_id=row.subject_id,
        reference=row.reference,
        rule=row.rule_label,
        clause=row.clause,
        edition=row.edition,
        ended_on=row.ended_on,
        due_on=row.due_on,
        left=rules.LEFT.get(row.left, ""),
        left_reason=vault.unseal(row, "left_reason") if kept else "",
        settled_at=row.settled_at,
        destroyed_at=row.destroyed_at,
        failed_at=row.failed_at,
        rows=dict(row.rows),
        keys=tuple(row.keys),
    )
