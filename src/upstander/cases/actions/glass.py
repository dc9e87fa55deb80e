"""Breaking the glass: one case, some hours, a written reason, told at once and judged afterwards (clause 3.5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import Q

from upstander.cases.merged import merged_into, name_to_matter
from upstander.cases.models import BreakGlass, Case, CaseState
from upstander.cases.officers import managers_of, tell
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import (
    Permission,
    Viewer,
    acting,
    audit,
    cases_kept_from,
    elevated,
    end_timed_access,
    vault,
    viewing,
)
from upstander.lib.decision import ALLOWED, Decision, Refused, refuse
from upstander.lib.references import read_reference

GLASS_LASTS = timedelta(hours=4)
SHORTEST_REASON = 15  # characters
_NOT_HERE = (
    "No case of this reference can be opened this way. Check each figure and the letter at the end. If you need it to keep"
    " somebody safe, ring Community Safety; in danger ring 999 first."
)


def check_glass_reason(reason: str) -> Decision:
    """A few words at least: somebody judges them afterwards."""
    if len(reason.strip()) < SHORTEST_REASON:
        return refuse("Say in a sentence why you need this case now. The data-protection officer reads it.")
    return ALLOWED


def break_glass(*, reference: str, reason: str, by: Viewer, now: datetime) -> UUID:
    """Let the actor see and work on one case for `GLASS_LASTS`; its officer and whoever reviews learn of it at once.

    A case that the actor sees anyway is answered with its id and nothing is recorded. A sealed case, one that the actor is kept from,
    and none at all are refused alike, by the same queries; the attempt is audited without saying which. Raises Refused.
    """
    by.check(Permission.CASE_BREAK_GLASS).enforce()
    if by.staff_id is None:
        raise Refused(_NOT_HERE)
    check_glass_reason(reason).enforce()
    found = read_reference(reference)
    wanted = Q(reference=found) | Q(reports__reference=found) if found else Q(pk=UUID(int=0))
    with viewing(by):
        seen = Case.objects.filter(wanted).exclude(state=CaseState.JOINED).order_by("id").first()
        if seen is not None:
            return seen.id
        with elevated("break glass"):
            kept_from = cases_kept_from(by.staff_id)
            closed = Case.objects.filter(wanted, sealed=False).exclude(state=CaseState.JOINED)
            case_id = closed.exclude(id__in=kept_from).order_by("id").values_list("id", flat=True).first()
        if case_id is not None and not _open(case_id, by.staff_id, reason.strip(), by=by, now=now):
            case_id = None  # sealed meanwhile, or kept from them
        if case_id is None:
            audit.record(by=by, now=now, action="case.break_glass_refused")
    if case_id is None:
        raise Refused(_NOT_HERE)
    return case_id


def _open(case_id: UUID, staff_id: UUID, reason: str, *, by: Viewer, now: datetime) -> bool:
    """False, and nothing is done, when the case was sealed or they were kept from it while its lock was waited for."""
    until = now + GLASS_LASTS
    with elevated("break glass"):
        case = Case.objects.select_for_update().get(pk=case_id)
        if case.sealed or case_id in cases_kept_from(staff_id):
            return False
    with acting(by, now, "case.break_glass", case_id=case_id), elevated("break glass"):
        name_to_matter(case, staff_id, now=now, until=until)
        row = BreakGlass(id=uuid4(), case=case, staff_id=staff_id, at=now, until=until)
        vault.seal(row, reason=reason)
        row.save(force_insert=True)
        write_entry(case, "glass_broken", by=by, at=now, now=now, body=reason)
        told = {case.officer_id} if case.officer_id else managers_of(case)
        tell(case, told - {staff_id}, "glass_broken", now)
    return True


def review_glass(*, opening_id: UUID, upheld: bool, reason: str, by: Viewer, now: datetime) -> None:
    """Say whether opening the case was needed. When not, access ends at once. Raises Refused."""
    by.check(Permission.GLASS_REVIEW).enforce()
    if not reason.strip():
        refuse("Say why. The record must show it.").enforce()
    with acting(by, now, "case.glass_review", subject_id=opening_id) as act:
        row = BreakGlass.objects.select_for_update().filter(pk=opening_id).first()
        if row is None or row.reviewed_at is not None:
            refuse("This has been reviewed already, or is not yours to review.").enforce()
            return
        if row.staff_id == by.staff_id:
            refuse("Nobody reviews their own access.").enforce()
        act.case_id, act.detail = row.case_id, {"upheld": upheld}
        row.reviewed_at, row.reviewed_by_id, row.upheld = now, by.staff_id, upheld
        vault.seal(row, review_reason=reason.strip())
        if not upheld:
            row.until = min(row.until, now)
        row.save()
        with elevated("break glass"):
            write_entry(row.case, "glass_reviewed", by=by, at=now, now=now, codes={"upheld": upheld})
            again = BreakGlass.objects.filter(case_id=row.case_id, staff_id=row.staff_id, until__gt=now)
            if not upheld and not again.exclude(pk=row.pk).exists():  # a later opening stands by itself
                for part in (row.case_id, *merged_into(row.case)):
                    end_timed_access(part, row.staff_id, now=now)
