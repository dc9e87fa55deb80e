"""A second person reads what one put on the register: what came of a consultation, what was decided on a call for a review, an
equality impact assessment. It counts once they agreed; otherwise it goes back to whoever wrote it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from upstander.confidentiality.api import Permission, Viewer, acting
from upstander.governance.keeping import rules
from upstander.governance.models import Consultation, ImpactAssessment, ReviewCall
from upstander.lib.decision import Refused

Entry = Consultation | ReviewCall | ImpactAssessment


def agree_entry(kind: str, row_id: UUID, *, by: Viewer, now: datetime) -> None:
    """It is right as it stands. Raises Refused for whoever wrote it, and when nothing waits."""
    by.check(Permission.POLICY_APPROVE, Permission.POLICY_KEEP).enforce()
    with acting(by, now, "register.agreed", subject_id=row_id) as act:
        act.detail["kind"] = kind
        row = _waiting(kind, row_id, by)
        row.agreed_by_id, row.agreed_at = by.staff_id, now
        row.save(update_fields=["agreed_by_id", "agreed_at"])


def send_back_entry(kind: str, row_id: UUID, *, by: Viewer, now: datetime) -> None:
    """It is not right: it is to be written again, and until then is as open as before. Raises Refused likewise."""
    by.check(Permission.POLICY_APPROVE, Permission.POLICY_KEEP).enforce()
    with acting(by, now, "register.sent_back", subject_id=row_id) as act:
        act.detail["kind"] = kind
        row = _waiting(kind, row_id, by)
        if isinstance(row, Consultation):
            row.responses = row.ended_at = row.ended_by_id = None
            row.summary = row.changed = None
        elif isinstance(row, ReviewCall):
            row.outcome, row.settled_at, row.settled_by_id, row.reason = "", None, None, None
        else:
            row.void_at = now
        row.save()


def _waiting(kind: str, row_id: UUID, by: Viewer) -> Entry:
    row: Entry | None = None
    if kind == "consultation":
        row = Consultation.objects.select_for_update().filter(pk=row_id, ended_at__isnull=False).first()
    elif kind == "call":
        row = ReviewCall.objects.select_for_update().filter(pk=row_id, settled_at__isnull=False).first()
    elif kind == "assessment":
        row = ImpactAssessment.objects.select_for_update().filter(pk=row_id, void_at=None).first()
    if row is None or row.agreed_at is not None:
        raise Refused("Nothing of it waits: it has been agreed to or sent back already.")
    rules.check_agrees(writer_of(row), by.staff_id).enforce()
    return row


def writer_of(row: Entry) -> UUID | None:
    """Who wrote what is to be agreed to; None when nothing is written yet."""
    if isinstance(row, Consultation):
        return row.ended_by_id
    return row.settled_by_id if isinstance(row, ReviewCall) else row.by_id
