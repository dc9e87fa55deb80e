"""Pictures that came with a text: on record with it, fetched from the gateway afterwards, and a person's task when they cannot be."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from procrastinate.contrib.django import app

from upstander.cases.api import picture_settled
from upstander.confidentiality.api import Permission, Viewer, acting, elevated, vault, viewing
from upstander.intake.actions.storing import store_attachment
from upstander.intake.errors import FileRefused, NoSuchReport
from upstander.intake.files import check_file
from upstander.intake.models import PictureState, Report, TextPicture
from upstander.intake.told import FileTold
from upstander.lib.decision import Refused
from upstander.messages.api import Fetched, fetch_picture

# After each try that brought nothing; then a person is told.
_BACK_OFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180))


def await_picture(report: Report, number: int, address: str, now: datetime) -> None:
    """Put on record that a picture belongs to this report, and have it fetched. In the transaction that stores the report."""
    row = TextPicture(
        id=uuid4(), case_id=report.case_id, report=report, number=number, next_at=now, received_at=now
    )
    vault.seal(row, address=address)
    row.save(force_insert=True)
    _queue(row)


def due_pictures(*, by: Viewer, now: datetime) -> list[UUID]:
    """What waits for another try and whose time has come, the oldest first."""
    with viewing(by):
        rows = TextPicture.objects.filter(state=PictureState.WAITING, next_at__lte=now).order_by("next_at")
        return list(rows.values_list("id", flat=True)[:500])


def bring_picture(*, picture_id: UUID, by: Viewer, clock: Callable[[], datetime]) -> None:
    """Fetch one picture if its time has come, through the same checks as every file. Twice, or from two workers, keeps it once."""
    with viewing(by):
        row = TextPicture.objects.filter(
            pk=picture_id, state=PictureState.WAITING, next_at__lte=clock()
        ).first()
        if row is None:
            return
        address, number = vault.unseal(row, "address"), row.number
    found = fetch_picture(address)  # outside any transaction: it may take a while
    file: FileTold | None = None
    if found.kind == "here":
        try:
            file = check_file(f"text-picture-{number + 1}", io.BytesIO(found.content))
        except FileRefused:
            found = Fetched("never", why="refused")
    _settle(picture_id, found, file, by, clock())


def _settle(picture_id: UUID, found: Fetched, file: FileTold | None, by: Viewer, now: datetime) -> None:
    with acting(by, now, "picture.fetch", subject_id=picture_id) as act, elevated("intake.pictures"):
        row = TextPicture.objects.select_for_update().get(pk=picture_id)
        if row.state != PictureState.WAITING:
            return
        act.case_id, act.detail["came"] = row.case_id, found.kind
        row.attempts += 1
        if file is not None:
            row.attachment = store_attachment(row.case_id, row.report, file, now)
            row.state, row.because, row.settled_at = PictureState.HERE, "", now
        elif found.kind == "later" and row.attempts <= len(_BACK_OFF):
            row.next_at = now + _BACK_OFF[row.attempts - 1]
        else:
            row.state, row.because, row.settled_at = PictureState.FAILED, found.why, now
        row.save()
        if row.state != PictureState.WAITING:
            picture_settled(
                case_id=row.case_id,
                reference=row.report.reference,
                came=row.state == PictureState.HERE,
                by=by,
                now=now,
            )


def try_picture_again(*, picture_id: UUID, by: Viewer, now: datetime) -> tuple[UUID, UUID, bool]:
    """Somebody has one fetched again that could not be. Answers with its report, its case, and whether that waits for triage.

    Raises Refused, NoSuchReport.
    """
    by.check(Permission.REPORT_TRIAGE, Permission.SEALED_TRIAGE, Permission.CASE_WORK).enforce()
    with acting(by, now, "picture.again", subject_id=picture_id) as act:
        row = TextPicture.objects.select_for_update().filter(pk=picture_id).first()
        if row is None:
            raise NoSuchReport
        act.case_id = row.case_id
        if row.state != PictureState.FAILED:
            raise Refused("It is being fetched, or has come meanwhile. Look again in a minute.")
        row.state, row.because, row.settled_at, row.attempts = PictureState.WAITING, "", None, 0
        row.next_at, row.tried_by_id = now, by.staff_id
        row.save()
        _queue(row)
        return row.report_id, row.case_id, row.report.triaged_at is None


def _queue(row: TextPicture) -> None:
    # By the job's name: the job calls this module.
    app.configure_task("upstander.intake.jobs.bring_picture").defer(picture_id=str(row.id))
