"""Whom colleagues say they know: declared at any time, ended only with their line manager (clauses 2.6, 3.5.1).

Nothing here answers whether anybody declared stands in the directory or on a case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import QuerySet

from upstander.confidentiality import vault
from upstander.confidentiality.acting import acting, elevated
from upstander.confidentiality.fetching import fetch
from upstander.confidentiality.models import DeclaredRelation, RelationKind
from upstander.confidentiality.staffing import manager_of, staff_cards
from upstander.confidentiality.viewer import Viewer, viewing
from upstander.lib.decision import Refused, refuse


@dataclass(frozen=True, slots=True)
class RelationTold:
    """Somebody a colleague knows. `details`: where that person lives."""

    kind: str
    name: str
    details: str = ""


@dataclass(frozen=True, slots=True)
class RelationLine:
    """One declaration that holds. `ending`: its end was asked for; `reason`: why."""

    id: UUID
    staff: str
    kind_label: str
    name: str
    details: str
    declared_at: datetime
    ending: bool
    reason: str
    ended_at: datetime | None = None


def relation_kinds() -> list[tuple[str, str]]:
    """Every kind with its words."""
    return [(str(value), str(label)) for value, label in RelationKind.choices]


def declare_relation(told: RelationTold, person_id: UUID | None, *, by: Viewer, now: datetime) -> UUID:
    """Write down whom the actor knows. Part of a larger action that then asks the guard. Raises Refused."""
    if by.staff_id is None or not told.name.strip() or told.kind not in RelationKind.values:
        raise Refused("Give a name, and say how you know each other.")
    row = DeclaredRelation(id=uuid4(), staff_id=by.staff_id, kind=told.kind, declared_at=now)
    with acting(by, now, "staff.relation", subject_id=by.staff_id):
        with elevated("key of a declared relation"):
            vault.create_keys([row.id], "relation")
        row.person_id = person_id
        vault.seal(row, name=told.name.strip(), details=told.details.strip())
        row.save(force_insert=True)
    return row.id


def ask_to_end(relation_id: UUID, reason: str, *, by: Viewer, now: datetime) -> None:
    """Ask the line manager to end one's own declaration. It holds until then. Raises Refused."""
    if not reason.strip():
        refuse("Say why it should end. Your line manager reads it.").enforce()
    with acting(by, now, "staff.relation_ending", subject_id=by.staff_id):
        row = _held(relation_id)
        if row is None or row.staff_id != by.staff_id:
            refuse("This declaration has ended, or is not yours.").enforce()
            return
        if by.staff_id is None or manager_of(by.staff_id) is None:
            refuse("You have no line manager here. Ask an administrator to set one.").enforce()
        row.withdrawal_asked_at = now
        vault.seal(row, reason=reason.strip())
        row.save(update_fields=["withdrawal_asked_at", "reason"])


def settle_ending(relation_id: UUID, *, end: bool, by: Viewer, now: datetime) -> UUID:
    """The line manager ends a declaration, or lets it stand; answers with whose it is. Part of a larger action. Raises Refused."""
    with acting(by, now, "staff.relation_ended" if end else "staff.relation_kept") as act:
        row = _held(relation_id)
        if row is None or row.withdrawal_asked_at is None or manager_of(row.staff_id) != by.staff_id:
            raise Refused("This is settled already, or is not yours to settle.")
        act.subject_id = row.staff_id
        with elevated("ending of a declared relation"):
            if end:
                row.withdrawn_at, row.withdrawn_by_id = now, by.staff_id
            else:  # from here on the manager sees it no longer
                row.withdrawal_asked_at = None
            row.save(update_fields=["withdrawal_asked_at", "withdrawn_at", "withdrawn_by_id"])
        return row.staff_id


def own_relations(viewer: Viewer) -> list[RelationLine]:
    """What the viewer declared and still holds, the newest first."""
    if viewer.staff_id is None:
        return []
    with viewing(viewer):
        rows = DeclaredRelation.objects.filter(staff_id=viewer.staff_id, withdrawn_at=None)
        return lines_of_relations(list(rows.order_by("-declared_at")))


def endings_to_settle(viewer: Viewer) -> list[RelationLine]:
    """What colleagues asked the viewer, their line manager, to end, the oldest first."""
    if viewer.staff_id is None:
        return []
    with viewing(viewer):
        return lines_of_relations(fetch(_asked_of, viewer.staff_id))


def _asked_of(manager: UUID) -> QuerySet[DeclaredRelation]:
    rows = DeclaredRelation.objects.filter(
        staff__manager_id=manager, withdrawn_at=None, withdrawal_asked_at__isnull=False
    )
    return rows.order_by("withdrawal_asked_at")


def _held(relation_id: UUID) -> DeclaredRelation | None:
    return DeclaredRelation.objects.select_for_update().filter(pk=relation_id, withdrawn_at=None).first()


def lines_of_relations(rows: list[DeclaredRelation]) -> list[RelationLine]:
    """As they are read. In a `viewing` block."""
    vault.warm(row.id for row in rows)
    people = staff_cards({row.staff_id for row in rows})
    return [
        RelationLine(
            id=row.id,
            staff=people[row.staff_id].name,
            kind_label=row.get_kind_display(),
            name=vault.unseal(row, "name"),
            details=vault.unseal(row, "details"),
            declared_at=row.declared_at,
            ending=row.withdrawal_asked_at is not None,
            reason=vault.unseal(row, "reason"),
            ended_at=row.withdrawn_at,
        )
        for row in rows
    ]
