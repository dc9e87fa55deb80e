"""Telling another body something, and a manager's look at an emergency afterwards."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from upstander.cases import rules
from upstander.cases.actions.common import working
from upstander.cases.actions.disclosing import check_leaving_now
from upstander.cases.models import Disclosure, Referral
from upstander.cases.sharing.rules import SharingTold, check_review
from upstander.confidentiality.api import Permission, Viewer, vault
from upstander.lib.decision import Refused


def share_information(
    *,
    case_id: UUID,
    told: SharingTold,
    at: datetime,
    leaves_now: bool = False,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> UUID:
    """Record that a body was told something; answers with the disclosure's id. The gate is asked for the moment it happened, and for
    what leaves by this very act (`leaves_now`) as it stands now.

    Raises Refused (with what is missing), NoSuchCase, StaleEdit.
    """
    with working(
        case_id, by=by, now=now, action="case.disclose", version=version, after_closure=True
    ) as work:
        rules.check_happened(at, received_at=work.case.received_at, now=now).enforce()
        if leaves_now:
            check_leaving_now(work.case, told, by=by, now=now)
        entry = work.entry("shared", at=at, codes={"ground": told.ground, "kinds": list(told.kinds)})
        row = work.shared(told, at=at, entry=entry)
        work.act.subject_id = row.id
        work.act.detail.update(ground=told.ground, kinds=len(told.kinds))
    return row.id


def review_sharing(
    *,
    case_id: UUID,
    disclosure_id: UUID,
    upheld: bool,
    reason: str,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """A manager other than whoever shared says whether the emergency was one. When not, the body reads its page no more.

    Raises Refused, NoSuchCase, StaleEdit."""
    with working(
        case_id,
        by=by,
        now=now,
        action="case.review_sharing",
        version=version,
        permission=Permission.CASE_CLOSE,
        any_state=True,
    ) as work:
        row = Disclosure.objects.filter(pk=disclosure_id, case=work.case, review_due_at__isnull=False).first()
        if row is None or row.reviewed_at is not None:
            raise Refused("That has been reviewed already.")
        manager = by.may(Permission.CASE_CLOSE)
        check_review(reviewer=by.staff_id, disclosed_by=row.by_id, manager=manager, reason=reason).enforce()
        row.reviewed_at, row.reviewed_by_id, row.upheld = now, by.staff_id, upheld
        vault.seal(row, review_reason=reason.strip())
        row.save()
        pages = Referral.objects.filter(disclosure=row, closed_at=None)
        if not upheld and pages.update(closed_at=now):
            work.entry("referral", codes={"what": "closed"})
        work.entry("sharing_reviewed", codes={"upheld": upheld}, body=reason.strip())
        work.act.detail["upheld"] = upheld
