"""Keeping staff from cases about themselves, their household or people they declared, and naming staff to a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from upstander.confidentiality import blind_index, vault
from upstander.confidentiality.fetching import fetch
from upstander.confidentiality.models import Conflict, DeclaredRelation, NamedAccess, Staff
from upstander.confidentiality.viewer import system, viewing

SELF, RELATION = "self", "relation"
# Asked for every report: what a question costs to put together is more than what it costs to answer.
_DECLARED = (
    "SELECT id, staff_id, person_id, name FROM confidentiality_declaredrelation WHERE withdrawn_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Ties:
    """Whom a colleague is tied to. `own`: their entry in the directory; `people` and `names`: those they declared, `names` of those
    whose entry is not known, `known_names` of the others."""

    own_name: str
    own: UUID | None
    people: frozenset[UUID]
    names: tuple[str, ...]
    known_names: tuple[str, ...] = ()


def staff_tied_to(
    people: set[UUID], names: Iterable[str], *, unmatched: Iterable[str] = (), employed: Iterable[str]
) -> dict[UUID, str]:
    """Who works here and is one of these people, declared one of them, or declared somebody of one of these names; and why.

    `unmatched` are the names of those among them whom nobody has found in the directory: they may be anybody of that name.
    `employed` are names of people who work here: the colleague of that name is taken to be that person, which no directory of
    residents would show. As the system.
    """
    names, unmatched, employed = list(names), list(unmatched), list(employed)
    tied: dict[UUID, str] = {}
    declarations = list(DeclaredRelation.objects.raw(_DECLARED))
    if names:
        vault.warm(relation.id for relation in declarations)
    for relation in declarations:
        known = relation.person_id in people
        candidates = unmatched if relation.person_id else names
        if not known and candidates:
            declared = vault.unseal(relation, "name")
            known = any(blind_index.same_name(declared, name) for name in candidates)
        if known:
            tied[relation.staff_id] = RELATION
    for staff in Staff.objects.filter(person_id__in=people) if people else ():
        tied[staff.id] = SELF
    if employed:
        for staff in Staff.objects.all():
            if any(blind_index.same_name(staff.name, name) for name in employed):
                tied[staff.id] = SELF
    return tied


def ties_of(staff_id: UUID) -> Ties:
    """Whom this colleague is tied to now. As the system."""
    staff = Staff.objects.get(pk=staff_id)
    relations = list(DeclaredRelation.objects.filter(staff_id=staff_id, withdrawn_at=None))
    return Ties(
        own_name=staff.name,
        own=staff.person_id,
        people=frozenset(r.person_id for r in relations if r.person_id),
        names=tuple(vault.unseal(r, "name") for r in relations if not r.person_id),
        known_names=tuple(vault.unseal(r, "name") for r in relations if r.person_id),
    )


def tied_staff() -> list[UUID]:
    """Colleagues who have an entry in the directory or declared somebody: those for whom a move can matter."""
    declared = DeclaredRelation.objects.filter(withdrawn_at=None).values_list("staff_id", flat=True)
    linked = Staff.objects.filter(person_id__isnull=False).values_list("id", flat=True)
    return sorted({*declared, *linked})


def exclude(case_id: UUID, tied: Mapping[UUID, str], *, now: datetime) -> None:
    """Keep these colleagues from the case from this moment (clause 3.5.1). Part of a larger action, as the system."""
    there = {row.staff_id: row for row in Conflict.objects.filter(case_id=case_id, staff_id__in=list(tied))}
    fresh = [
        Conflict(case_id=case_id, staff_id=staff_id, found_at=now, because=because)
        for staff_id, because in tied.items()
        if staff_id not in there
    ]
    Conflict.objects.bulk_create(fresh, ignore_conflicts=True)
    for staff_id, row in there.items():
        if row.ended_at is not None or (row.because == RELATION and tied[staff_id] == SELF):
            row.because, row.ended_at = tied[staff_id], None
            row.save(update_fields=["because", "ended_at"])


def end_withdrawn(staff_id: UUID, still: set[UUID], *, now: datetime) -> None:
    """End what stood on a declaration that no longer holds; `still` are the cases that another one keeps them from."""
    gone = Conflict.objects.filter(staff_id=staff_id, because=RELATION, ended_at=None)
    gone.exclude(case_id__in=still).update(ended_at=now)


def conflicted_staff(case_id: UUID) -> set[UUID]:
    """Who is kept from the case. Inside a `viewing` block; never shown to anyone."""
    with viewing(system("conflict guard")):
        return set(fetch(_kept_out, case_id))


def _kept_out(case_id: UUID) -> QuerySet[Conflict, UUID]:
    return Conflict.objects.filter(case_id=case_id, ended_at=None).values_list("staff_id", flat=True)


def cases_kept_from(staff_id: UUID) -> list[UUID]:
    """From which cases this person is kept. As the system; never shown to anyone."""
    return list(Conflict.objects.filter(staff_id=staff_id, ended_at=None).values_list("case_id", flat=True))


def name_to_case(case_id: UUID, staff_id: UUID, *, now: datetime, until: datetime | None = None) -> None:
    """Let one person open the case whatever their team, unless a conflict excludes them. Part of a larger action, as the system.

    `until` lets them in for a time only, and never shortens what they have without end.
    """
    row, made = NamedAccess.objects.get_or_create(
        case_id=case_id, staff_id=staff_id, defaults={"given_at": now, "until": until}
    )
    if not made and row.until is not None:
        row.given_at, row.until = now, until
        row.save(update_fields=["given_at", "until"])


def named_to(case_id: UUID) -> dict[UUID, datetime | None]:
    """Who is named to the case, each with the moment at which that ends by itself, if it does. As the system."""
    return dict(NamedAccess.objects.filter(case_id=case_id).values_list("staff_id", "until"))


def cases_named_to(staff_id: UUID) -> QuerySet[NamedAccess, UUID]:
    """Ids of the cases this colleague is named to, sealed ones too, for a query. Inside an elevated step: what comes of it is for
    this colleague alone, once the database has said of each case that they see it."""
    return NamedAccess.objects.filter(staff_id=staff_id, until=None).values_list("case_id", flat=True)


def end_timed_access(case_id: UUID, staff_id: UUID, *, now: datetime) -> None:
    """End access that was given for a time. Part of a larger action, as the system."""
    NamedAccess.objects.filter(case_id=case_id, staff_id=staff_id, until__gt=now).update(until=now)
