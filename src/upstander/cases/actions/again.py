"""A report after closure is a new case, and is linked to the old one of the same survivor (decision 0034)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from upstander.cases.links import links_of, person_token
from upstander.cases.models import Case, CaseLink, CaseState, Party, PartyRole
from upstander.confidentiality.api import Viewer, blind_index
from upstander.people.api import same_people

_MOST = 20


def link_to_closed(case: Case, *, by: Viewer, now: datetime, earlier: UUID | None = None) -> None:
    """Link it to every closed case of the same person in the directory, and to `earlier`, the one that its reporter came back from.

    Inside an elevated step: whoever opens the case need not see the others, and is shown none that they may not see.
    """
    found = {earlier} if earlier else set()
    survivor = Party.objects.filter(case=case, role=PartyRole.SURVIVOR).first()
    person = links_of(survivor)[0] if survivor else None
    if person is not None:
        entries = same_people([person])[person]
        tokens = blind_index.typed([person_token(each) for each in entries])
        closed = Case.objects.filter(state=CaseState.CLOSED, index_tokens__overlap=tokens).exclude(pk=case.pk)
        for row in Party.objects.filter(
            case__in=closed.order_by("-closed_at").values("pk")[:_MOST], role=PartyRole.SURVIVOR
        ):
            if links_of(row)[0] in entries:
                found.add(row.case_id)
    for other in found:
        first, second = sorted((case.id, other), key=str)
        CaseLink.objects.get_or_create(
            case_id=first,
            other=second,
            ended_at=None,
            defaults={"id": uuid4(), "why": "again", "at": now, "by_id": by.staff_id},
        )
