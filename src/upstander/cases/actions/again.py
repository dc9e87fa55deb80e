"""A report after closure is a new case, and is linked to the old one of the same survivor (decision 0034)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from upstander.cases.links import links_of, person_token
from upstander.cases.models import Case, CaseLink, CaseState, Party, PartyRole
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import Viewer, blind_index
from upstander.messages.api import SafeContactCard, safe_contact_of, set_safe_contact
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
        last = closed.order_by("-closed_at").values("pk")[:_MOST]
        rows = Party.objects.filter(case__in=last, role=PartyRole.SURVIVOR).select_related("case")
        before = [row for row in rows.order_by("-case__closed_at") if links_of(row)[0] in entries]
        found |= {row.case_id for row in before}
        if survivor is not None:
            _offer_formats(case, survivor, before, by=by, now=now)
    for other in found:
        first, second = sorted((case.id, other), key=str)
        CaseLink.objects.get_or_create(
            case_id=first,
            other=second,
            ended_at=None,
            defaults={"id": uuid4(), "why": "again", "at": now, "by_id": by.staff_id},
        )


def _offer_formats(case: Case, survivor: Party, before: list[Party], *, by: Viewer, now: datetime) -> None:
    """The language and formats that they last asked for stand on the new case too, to be asked about (clause 1.6.1); how they may be
    reached does not. Nothing comes from a sealed case, and no word says from where."""
    said = safe_contact_of(survivor.id) or SafeContactCard()
    cards = [safe_contact_of(row.id) for row in before if not row.case.sealed]
    known = next((each for each in cards if each and (each.language or each.needs)), said)
    offered = replace(said, language=said.language or known.language, needs=said.needs or known.needs)
    if offered == said:
        return
    # A mark for staff: a note would go to other bodies.
    card = replace(offered, extra={**said.extra, "formats": "before"})
    set_safe_contact(card, case_id=case.id, person_on_case_id=survivor.id, by=by, now=now)
    if survivor.communication_need_at is None:
        survivor.communication_need_at = now
        survivor.save(update_fields=["communication_need_at"])
    write_entry(case, "formats_offered", by=by, at=now, now=now)
