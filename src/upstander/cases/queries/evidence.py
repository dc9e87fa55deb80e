"""Incidents, statements and what the evidence of a case still lacks. Part of the read of a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from upstander.cases.cards import CasePage
from upstander.cases.models import Case, Incident, Party, Statement
from upstander.confidentiality.api import StaffCard, Viewer, staff_cards, vault, viewing


@dataclass(frozen=True, slots=True)
class IncidentLine:
    """One incident that staff wrote down."""

    id: UUID
    source: str
    at: datetime
    what: str
    place: str
    recorded_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One statement. Without a party it is the own statement of whoever took it."""

    id: UUID
    party_id: UUID | None
    role: str
    name: str
    role_label: str
    words: str
    taken_at: datetime
    taken_by: str
    confirmed_at: datetime | None
    confirmed_how: str


@dataclass(frozen=True, slots=True)
class MergedLine:
    """A case that was merged into another, and how much evidence in words stands on it still."""

    case_id: UUID
    reference: str
    incidents: int
    statements: int


def merged_into(viewer: Viewer, case_id: UUID) -> list[MergedLine]:
    """Cases that ended in this one, of those that the viewer may see: their evidence, plan and measures stay with them."""
    with viewing(viewer):
        rows = Case.objects.filter(joined_to_id=case_id).exclude(opened_at=None)
        rows = rows.annotate(
            told=Count("incidents", distinct=True), said=Count("statements", distinct=True)
        ).order_by("opened_at")
        return [MergedLine(row.id, row.reference, row.told, row.said) for row in rows]


def incidents_of_case(viewer: Viewer, case_id: UUID) -> list[IncidentLine]:
    """The log that staff keep, the latest first; of a case that the viewer may see."""
    with viewing(viewer):
        rows = list(Incident.objects.filter(case_id=case_id).order_by("-at"))
        names = staff_cards({row.recorded_by_id for row in rows})
        return [
            IncidentLine(
                row.id,
                row.source,
                row.at,
                vault.unseal(row, "what"),
                vault.unseal(row, "place"),
                row.recorded_at,
                names[row.recorded_by_id].name if row.recorded_by_id in names else "",
            )
            for row in rows
        ]


def statements_of_case(viewer: Viewer, case_id: UUID) -> list[StatementLine]:
    """Statements in the order in which they were taken; of a case that the viewer may see."""
    with viewing(viewer):
        rows = list(Statement.objects.filter(case_id=case_id).order_by("taken_at"))
        names = staff_cards({row.taken_by_id for row in rows})
        people = {each.id: each for each in Party.objects.filter(case_id=case_id)}
        return [
            StatementLine(
                row.id,
                row.party_id,
                *_speaker(people.get(row.party_id) if row.party_id else None, row, names),
                vault.unseal(row, "words"),
                row.taken_at,
                names[row.taken_by_id].name if row.taken_by_id in names else "",
                row.confirmed_at,
                row.confirmed_how,
            )
            for row in rows
        ]


def _speaker(party: Party | None, row: Statement, names: Mapping[UUID, StaffCard]) -> tuple[str, str, str]:
    """Role, name and the role in words of whoever speaks in a statement."""
    if party is not None:
        return party.role, vault.unseal(party, "name"), party.get_role_display()
    if row.party_id is None:
        return "officer", names[row.taken_by_id].name if row.taken_by_id in names else "", "Officer"
    return "", "", ""


def evidence_gaps(
    page: CasePage, *, statements: Iterable[StatementLine], exhibits: int, incidents: int
) -> tuple[str, ...]:
    """What is still missing before the evidence carries weight, in plain sentences; nothing is sought where the policy has us advise
    and no more. Pure."""
    if any(each.id == "advice-only" for each in page.restrictions):
        return (
            "Everything reported is personal messages online: we advise, and gather no evidence (policy 3.1.4).",
        )
    statements = list(statements)
    roles = {each.role for each in statements}
    gaps = []
    if "survivor" not in roles:
        gaps.append("The survivor's statement has not been taken.")
    witnesses = {each.id: each.name or "A witness" for each in page.parties if each.role == "witness"}
    heard = {each.party_id for each in statements}
    spoke = {each.name for each in statements}  # on a case that became part of this one they are another row
    gaps += [
        f"{name} saw something and has made no statement."
        for party, name in witnesses.items()
        if party not in heard and name not in spoke
    ]
    alleged = [each for each in page.parties if each.role == "perpetrator"]
    if not alleged:
        gaps.append("Nobody has been named as the person said to be responsible.")
    elif not roles & {"perpetrator"}:
        gaps.append(
            "The person said to be responsible has not been heard. Ask only when it is safe for the survivor."
        )
    if any(each.confirmed_at is None for each in statements):
        gaps.append("A statement is neither signed nor confirmed.")
    behaviours = {code for report in page.reports for code in report.behaviours}
    if not exhibits:
        gaps.append(
            "Damage or material was reported, and there is no photo or file of it."
            if behaviours
            & {"damage", "graffiti", "discriminatory_material", "arson", "abusive_communications"}
            else "There is no photo, recording or document."
        )
    if not incidents and len(page.reports) < 2:
        gaps.append("The log holds one incident. A diary of what comes before and after shows a pattern.")
    return tuple(gaps)
