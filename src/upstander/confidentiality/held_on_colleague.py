"""What is held on a colleague apart from any case and any account: for their own answer when they ask for their data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.confidentiality.acting import elevated
from upstander.confidentiality.models import Absence, DeclaredRelation, SignIn
from upstander.confidentiality.relations import RelationLine, lines_of_relations
from upstander.confidentiality.sign_ins import SignInLine, lines_of_sign_ins


@dataclass(frozen=True, slots=True)
class HeldOnColleague:
    """Sign-ins of the last thirty days, whom they declared to know (ended ones too), and when they were away, the newest first."""

    sign_ins: tuple[SignInLine, ...]
    relations: tuple[RelationLine, ...]
    absences: tuple[tuple[datetime, datetime], ...]


def held_on_colleague(staff_id: UUID) -> HeldOnColleague:
    """All of it, whoever puts the answer together. Part of a larger action, which is audited."""
    with elevated("answer to a colleague"):
        relations = DeclaredRelation.objects.filter(staff_id=staff_id).order_by("-declared_at")
        return HeldOnColleague(
            tuple(lines_of_sign_ins(SignIn.objects.filter(staff_id=staff_id).order_by("-at"))),
            tuple(lines_of_relations(list(relations))),
            tuple(
                Absence.objects.filter(staff_id=staff_id)
                .order_by("-starts_at")
                .values_list("starts_at", "ends_at")
            ),
        )
