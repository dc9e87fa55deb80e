"""Files that come by a page or from the housing system's own computer: stored sealed, tried, and taken in once somebody agreed.

Trying and taking in are jobs: a file of 150,000 people takes longer than somebody waits for a page.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import IO, TextIO
from uuid import UUID, uuid4

from upstander.confidentiality.api import (
    Erased,
    Permission,
    Viewer,
    ViewerKind,
    acting,
    destroy_keys,
    elevated,
    vault,
    viewing,
)
from upstander.lib.decision import Refused, refuse
from upstander.people.housing.columns import LAYOUTS
from upstander.people.housing.following import HousingRun, follow_housing_system, shown_run
from upstander.people.models import HousingImport, HousingPart, HousingUpload

LARGEST = 60 * 1024 * 1024  # bytes, of all files together
KEPT = timedelta(hours=24)
_PIECE = 512 * 1024
State = HousingUpload.State


@dataclass(frozen=True, slots=True)
class UploadCard:
    """Files that were handed over, and the last run over them."""

    id: UUID
    at: datetime
    state: str
    words: str
    only_running: bool
    run: HousingRun | None


def hand_over(
    files: Mapping[str, IO[bytes]], *, only_running: bool, at_once: bool = False, token_id: UUID | None = None,
    by: Viewer, now: datetime,
) -> UUID:  # fmt: skip
    """Store the files, sealed, to be tried by the job. `at_once`: taken in after a trial that refused nothing. Raises Refused."""
    if by.kind is not ViewerKind.SYSTEM:
        by.check(Permission.STAFF_ADMINISTER).enforce()
    known = [layout.file for layout in LAYOUTS if layout.file in files]
    if not known:
        refuse(f"Choose at least one of {', '.join(layout.file for layout in LAYOUTS)}.").enforce()
    row = HousingUpload(
        id=uuid4(), at=now, by_id=by.staff_id, token_id=token_id, only_running=only_running, at_once=at_once
    )
    with acting(by, now, "people.hand_over", subject_id=row.id) as act, elevated("a housing file"):
        vault.create_key(row.id, "upload")
        row.save(force_insert=True)
        size = 0
        for name in known:
            for number, piece in enumerate(_pieces(files[name])):
                size += len(piece)
                if size > LARGEST:
                    raise Refused(
                        f"The files are larger than {LARGEST // 1024 // 1024} MB together. Send one after the other, or use"
                        " `upstander housing take`."
                    )
                part = HousingPart(id=uuid4(), upload=row, file=name, number=number)
                part.content = vault.seal_bytes(part, "content", piece)
                part.save(force_insert=True)
        act.detail.update(bytes=size, files=len(known))
    return row.id


def agree_upload(upload_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Take in what was tried. Raises Refused."""
    by.check(Permission.STAFF_ADMINISTER).enforce()
    with acting(by, now, "people.agree_upload", subject_id=upload_id), elevated("a housing file"):
        done = HousingUpload.objects.filter(pk=upload_id, state=State.TRIED).update(state=State.AGREED)
        if not done:
            raise Refused("These files have been taken in or given up already. Hand them over again.")


def give_up_upload(upload_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Destroy the files without taking them in."""
    by.check(Permission.STAFF_ADMINISTER).enforce()
    with acting(by, now, "people.give_up_upload", subject_id=upload_id), elevated("a housing file"):
        row = HousingUpload.objects.select_for_update().filter(pk=upload_id).first()
        if row is not None and row.state in (State.WAITING, State.TRIED):
            _end(row, State.GIVEN_UP, now)


def work_on_upload(upload_id: UUID, *, by: Viewer, now: datetime) -> bool:
    """Try what waits, take in what was agreed to. True when it is to be called again, to take in what was tried. As the system."""
    with viewing(by):
        row = HousingUpload.objects.filter(pk=upload_id, state__in=[State.WAITING, State.AGREED]).first()
    if row is None:
        return False
    trial = row.state == State.WAITING
    with viewing(by):
        files = _texts(row)
    run = follow_housing_system(files=files, by=by, now=now, trial=trial, only_running=row.only_running)
    with acting(by, now, "people.upload", subject_id=row.id) as act:
        row = HousingUpload.objects.select_for_update().get(pk=upload_id)
        row.run_id = run.id
        act.detail.update(trial=trial, refused=bool(run.refused))
        if not trial or run.refused:
            _end(row, State.GIVEN_UP if run.refused else State.DONE, now)
            return False
        if row.state == State.WAITING:
            row.state = State.AGREED if row.at_once else State.TRIED
            row.save()
        return row.state == State.AGREED


def forget_uploads(*, by: Viewer, now: datetime) -> int:
    """Destroy files that nobody agreed to within a day. As the system."""
    with acting(by, now, "people.forget_uploads") as act:
        rows = HousingUpload.objects.select_for_update().filter(ended_at=None, at__lt=now - KEPT)
        old = list(rows)
        for row in old:
            _end(row, State.GIVEN_UP, now)
        act.detail["uploads"] = len(old)
        return len(old)


def uploads(viewer: Viewer, *, limit: int = 5) -> list[UploadCard]:
    """The last sets of files, the latest first. Raises Refused without `staff.administer`."""
    viewer.check(Permission.STAFF_ADMINISTER).enforce()
    with viewing(viewer):
        return [_card(row) for row in HousingUpload.objects.order_by("-at")[:limit]]


def upload_of_token(upload_id: UUID, token_id: UUID, *, by: Viewer) -> UploadCard | None:
    """What became of files that this token handed over. As the system, for the token's holder."""
    with viewing(by):
        row = HousingUpload.objects.filter(pk=upload_id, token_id=token_id).first()
        return _card(row) if row else None


def _card(row: HousingUpload) -> UploadCard:
    run = HousingImport.objects.filter(pk=row.run_id).first() if row.run_id else None
    return UploadCard(
        row.id, row.at, row.state, row.get_state_display(), row.only_running, shown_run(run) if run else None
    )


def _texts(row: HousingUpload) -> dict[str, TextIO]:
    """The files as text. In a `viewing` block of the system."""
    whole: dict[str, io.BytesIO] = {}
    for part in row.parts.order_by("file", "number").iterator(chunk_size=8):
        whole.setdefault(part.file, io.BytesIO()).write(vault.unseal_bytes(part, "content"))
    made: dict[str, TextIO] = {}
    for name, content in whole.items():
        content.seek(0)
        made[name] = io.TextIOWrapper(content, encoding="utf-8-sig", newline="")
    return made


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(_PIECE):
        yield piece


def _end(row: HousingUpload, state: str, now: datetime) -> None:
    row.state, row.ended_at = state, now
    row.save()
    parts = HousingPart.objects.filter(upload=row)
    parts._raw_delete(parts.db)
    destroy_keys([row.id], Erased(), now=now)


def waiting_uploads(*, by: Viewer) -> Iterator[UUID]:
    """What the job has still to work on, after a worker died. As the system."""
    with viewing(by):
        yield from HousingUpload.objects.filter(state__in=[State.WAITING, State.AGREED]).values_list(
            "id", flat=True
        )
