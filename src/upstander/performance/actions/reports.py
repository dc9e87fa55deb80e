"""The monthly report (clause 5.2): prepared by itself, checked by a manager who says why things changed, approved by another, sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID, uuid4

from procrastinate.contrib.django import app

from upstander.confidentiality.api import (
    Permission,
    StaleEdit,
    Viewer,
    acting,
    elevated,
    staff_in_roles,
    system,
    vault,
    viewing,
)
from upstander.lib.decision import Refused, refuse
from upstander.performance.errors import NoSuchReport
from upstander.performance.models import Month, MonthlyReport
from upstander.performance.numbers import Content
from upstander.performance.report_content import content_of


def prepare_report(*, month: date, by: Viewer, now: datetime) -> UUID | None:
    """Write down the report of a frozen month, unless it is there. Answers with its id when it was made now. A step of the system."""
    with acting(by, now, "report.prepare") as act:
        act.detail["month"] = month.isoformat()
        frozen = Month.objects.filter(pk=month, frozen_at__isnull=False).exists()
        if not frozen or MonthlyReport.objects.filter(month=month).exists():
            return None
        content = content_of(month)
        row = MonthlyReport(
            id=uuid4(), month=month, prepared_at=now, content=content, digest=digest_of(content)
        )
        vault.create_key(row.id, "report")
        row.save(force_insert=True)
        act.subject_id = row.id
        return row.id


def prepare_due(*, by: Viewer, now: datetime) -> list[date]:
    """Prepare the report of every frozen month since the first report; where there is none yet, of the last month alone."""
    with acting(by, now, "report.due"):
        done = set(MonthlyReport.objects.values_list("month", flat=True))
        frozen = (
            Month.objects.filter(frozen_at__isnull=False).order_by("month").values_list("month", flat=True)
        )
        due = [each for each in frozen if each not in done and (not done or each > min(done))]
    wanted = due if done else due[-1:]
    return [month for month in wanted if prepare_report(month=month, by=by, now=now)]


def check_report(*, report_id: UUID, why: str, version: int, by: Viewer, now: datetime) -> None:
    """A manager has checked the report and says what changed and why. Another then approves it. Raises Refused,
    StaleEdit."""
    by.check(Permission.REPORT_CHECK).enforce()
    if not why.strip():
        refuse(
            "Say what changed and why, in a few sentences. The executive sees the numbers alone otherwise.",
            "5.2",
        ).enforce()
    with _working(report_id, "report.check", version=version, by=by, now=now) as row:
        vault.seal(row, why=why.strip())
        row.checked_at, row.checked_by_id = now, by.staff_id
        row.returned_because = None


def return_report(*, report_id: UUID, because: str, version: int, by: Viewer, now: datetime) -> None:
    """The approver sends it back to be checked again, with what is to be looked at. Raises Refused, StaleEdit."""
    by.check(Permission.REPORT_APPROVE).enforce()
    if not because.strip():
        refuse("Say what should be looked at again.").enforce()
    with _working(report_id, "report.return", version=version, by=by, now=now) as row:
        if row.checked_at is None:
            refuse("Nobody has checked it yet, so there is nothing to send back.").enforce()
        vault.seal(row, returned_because=because.strip())
        row.checked_at = row.checked_by_id = None


def approve_report(*, report_id: UUID, version: int, by: Viewer, now: datetime) -> None:
    """Another manager approves what was checked. It does not change after that, and the executive
    may read it. Raises Refused, StaleEdit."""
    by.check(Permission.REPORT_APPROVE).enforce()
    with _working(report_id, "report.approve", version=version, by=by, now=now) as row:
        if row.checked_at is None:
            refuse("Somebody has to check it first and say what changed and why.", "5.2").enforce()
        if row.checked_by_id == by.staff_id:
            refuse("You checked this report. Somebody else approves it.", "5.2").enforce()
        if digest_of(row.content) != row.digest:
            raise Refused("The numbers are not what was prepared. Tell your administrator; nothing was sent.")
        row.approved_at, row.approved_by_id, row.sent_at = now, by.staff_id, now
        # By the job's name: the job calls this module.
        app.configure_task("upstander.performance.jobs.tell_executive").defer(report_id=str(row.id))


def executives() -> list[str]:
    """Where to write that a report was sent: the addresses of the executive."""
    with viewing(system("monthly report")):
        return [each.email for each in staff_in_roles(["executive"])]


def digest_of(content: Content) -> str:
    """SHA-256 of a report's content in one fixed form."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


@contextmanager
def _working(
    report_id: UUID, action: str, *, version: int, by: Viewer, now: datetime
) -> Iterator[MonthlyReport]:
    if by.staff_id is None:
        raise Refused("A report is checked and approved by people.")
    with acting(by, now, action, subject_id=report_id):
        seen = MonthlyReport.objects.filter(pk=report_id).values_list("sent_at", flat=True)
        if any(sent is not None for sent in seen):  # the database locks none that was sent
            refuse("This report is approved and sent. It does not change any more.", "5.2").enforce()
        row = MonthlyReport.objects.select_for_update().filter(pk=report_id).first()
        if row is None:
            raise NoSuchReport
        if row.version != version:
            raise StaleEdit(row.version)
        yield row
        row.version += 1
        with elevated("a report's next step"):
            row.save()
