"""The guard against conflicts: whoever is a party, lives with one or declared one never meets the case (clauses 2.6, 3.5.1).

It looks when somebody is put on a case, when a colleague is linked to the directory or declares a relation, and every few
minutes because people move. Nothing it does is shown to anyone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from upstander.cases.links import home_token, links_of, person_token
from upstander.cases.merged import merged_into, one_matter
from upstander.cases.models import Case, CaseState, Party
from upstander.cases.officers import possible_officers, replace_officer
from upstander.cases.planned_visits import hand_on_visits, who_goes
from upstander.cases.timeline import write_entry
from upstander.cases.told import PartyTold
from upstander.confidentiality.api import (
    blind_index,
    conflicted_staff,
    elevated,
    end_withdrawn,
    exclude,
    staff_tied_to,
    system,
    tied_staff,
    ties_of,
    vault,
    viewing,
)
from upstander.people.api import homes_of, household_of, residents_of

_WORKED = (CaseState.RECEIVED, CaseState.OPEN)


def guard_case(case: Case, parties: Sequence[PartyTold], *, now: datetime) -> None:
    """Keep from the case whoever is tied to these parties. An officer among them is replaced.

    Asked last in an act: from here on an actor who is tied to them no longer sees the case.
    """
    with elevated("conflict guard"):
        _seal_for_staff(case, parties, now=now)
        people = household_of({told.person_id for told in parties if told.person_id})
        people |= residents_of({told.home_id for told in parties if told.home_id})
        names = [told.name for told in parties if told.name]
        employed = [told.name for told in parties if told.name and told.affiliation == "employee"]
        unmatched = [told.name for told in parties if told.name and not told.person_id]
        tied = staff_tied_to(people, names, unmatched=unmatched, employed=employed)
        if not tied:
            return
        for part in one_matter({case.id}):
            exclude(part, tied, now=now)
        if case.officer_id in tied:
            replace_officer(case, now=now)
            case.save(update_fields=["officer"])
        hand_on_visits(case, tied, now=now)


def _seal_for_staff(case: Case, parties: Sequence[PartyTold], *, now: datetime) -> None:
    """A case is sealed from the moment it is known that the survivor or the alleged perpetrator works here (clauses 2.6, 4.3)."""
    works_here = any(
        told.affiliation == "employee" and told.role in ("survivor", "perpetrator") for told in parties
    )
    if case.sealed or not works_here:
        return
    case.sealed, case.team = True, None
    case.save(update_fields=["sealed", "team"])
    write_entry(case, "sealed", by=system("conflict guard"), at=now, now=now)
    # What became part of it says the same of the same people, and where it went.
    Case.objects.filter(pk__in=merged_into(case)).update(sealed=True, team=None)
    lies = case.state == CaseState.OPEN and case.officer_id is None  # no manager's board shows it any more
    able = {card.id for card in possible_officers(case)}
    if lies or (case.officer_id and case.officer_id not in able):
        replace_officer(case, now=now)
        case.save(update_fields=["officer"])
    hand_on_visits(case, who_goes(case) - able, now=now)


def guard_colleague(staff_id: UUID, *, now: datetime) -> None:
    """Keep this colleague from every case whose parties they are tied to, and let go of what a withdrawn declaration held.

    Part of a larger action or job, in its transaction.
    """
    with elevated("conflict guard"):
        ties = ties_of(staff_id)
        own = _about(household_of({ties.own})) if ties.own else set()
        own |= _naming([ties.own_name], only_employees=True)
        declared = (_about(household_of(ties.people)) if ties.people else set()) | _naming(ties.names)
        declared |= _naming(ties.known_names, only_unmatched=True)
        own, declared = one_matter(own), one_matter(declared)
        for case in Case.objects.select_for_update().filter(id__in=own | declared).order_by("id"):
            exclude(case.id, {staff_id: "self" if case.id in own else "relation"}, now=now)
            if case.officer_id == staff_id and case.state in _WORKED:
                replace_officer(case, now=now)
                case.version += 1
                case.save(update_fields=["officer", "version"])
            hand_on_visits(case, {staff_id}, now=now)
        end_withdrawn(staff_id, declared, now=now)


def guard_everybody(*, now: datetime) -> int:
    """Look again for every colleague who has ties, because people move and directories change. Returns for how many."""
    with viewing(system("guard-sweep")):
        everybody = tied_staff()
    for staff_id in everybody:
        with viewing(system("guard-sweep")):
            guard_colleague(staff_id, now=now)
    return len(everybody)


def fit_officer(case: Case, officer_id: UUID | None, *, now: datetime) -> UUID | None:
    """The officer chosen, or somebody else when the chosen one turned out to be in conflict. As the system."""
    if officer_id is None or officer_id not in conflicted_staff(case.id):
        return officer_id
    replace_officer(case, now=now)
    return case.officer_id


def _about(people: set[UUID]) -> set[UUID]:
    tokens = {person_token(each) for each in people} | {home_token(each) for each in homes_of(people)}
    return set(
        Case.objects.filter(index_tokens__overlap=blind_index.typed(tokens)).values_list("id", flat=True)
    )


def _naming(names: Sequence[str], *, only_employees: bool = False, only_unmatched: bool = False) -> set[UUID]:
    """Cases on which somebody of one of these names is a party. The index finds who may be; the sealed name decides."""
    found: set[UUID] = set()
    for name in names:
        keys = blind_index.key_tokens(name)
        if not keys:
            continue
        rows = Party.objects.filter(case__index_tokens__contains=blind_index.typed(keys), name__isnull=False)
        rows = rows.filter(affiliation="employee") if only_employees else rows
        vault.warm({row.case_id for row in rows})
        found |= {
            row.case_id
            for row in rows
            if blind_index.same_name(name, vault.unseal(row, "name"))
            and not (only_unmatched and links_of(row)[0])
        }
    return found
