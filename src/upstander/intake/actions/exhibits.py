"""Making a file an exhibit, and writing down where it goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Max

from upstander.cases.api import NoSuchCase, lock_case, note_exhibit, note_withdrawal
from upstander.confidentiality.api import Permission, Viewer, acting, vault, viewing
from upstander.intake.actions.storing import store_attachment
from upstander.intake.custody import ACTS, BY_HAND, may_become, stands_withdrawn, write_custody
from upstander.intake.models import Attachment, Exhibit
from upstander.intake.queries import attachment_content
from upstander.intake.told import FileTold
from upstander.lib.decision import Refused, refuse


def add_exhibit(
    *,
    case_id: UUID,
    title: str,
    taken_at: datetime,
    taken_by: str = "",
    place: str = "",
    attachment_id: UUID | None = None,
    file: FileTold | None = None,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> UUID:
    """Make a file of the case an exhibit, or a new one that passed the checks. Answers with its id.

    Raises Refused, NoSuchCase, StaleEdit.
    """
    with viewing(by):
        if lock_case(case_id) is None:
            raise NoSuchCase
        last = Exhibit.objects.filter(case_id=case_id).aggregate(last=Max("number"))["last"] or 0
        note_exhibit(case_id=case_id, number=last + 1, at=taken_at, version=version, by=by, now=now)
        if by.staff_id is None or not title.strip():
            raise Refused("Say in a few words what it shows.")
        came = ""
        if file is not None and attachment_id is None:
            attachment = store_attachment(case_id, None, file, now)
        elif attachment_id is None or file is not None:
            raise Refused("Choose a file of the case, or add a new one.")
        else:
            found = may_become(case_id).filter(pk=attachment_id).first()
            if found is None:
                raise Refused("This file is an exhibit already, or not of this case.")
            attachment, came = (found, "") if found.case_id == case_id else _copied(found, case_id, by, now)
        row = Exhibit(
            id=uuid4(), case_id=case_id, attachment=attachment, number=last + 1, added_by_id=by.staff_id
        )
        row.taken_at, row.added_at = taken_at, now
        vault.seal(row, title=title.strip(), taken_by=taken_by.strip(), place=place.strip())
        row.save(force_insert=True)
        write_custody(
            row,
            "taken",
            at=taken_at,
            words=", ".join(filter(None, (taken_by.strip(), place.strip()))),
            by=by,
            now=now,
        )
        write_custody(row, "added", at=now, words=came, by=by, now=now)
        return row.id


def _copied(found: Attachment, case_id: UUID, by: Viewer, now: datetime) -> tuple[Attachment, str]:
    """A file of a report that was joined to the case, as a file of the case itself, under its key: it stays when the report leaves.
    With the words for its chain. Raises Refused for one that the scanner found something in."""

    def content(variant: str) -> Callable[[], Iterator[bytes]]:
        return lambda: attachment_content(by, found.id, variant=variant, now=now)[1]

    file = FileTold(
        vault.unseal(found, "filename"),
        found.media_type,
        found.size,
        bytes(found.sha256),
        content("original"),
        content("view") if found.view_size else None,
        found.view_media_type,
        found.view_size,
    )
    report = found.report.reference if found.report else ""
    came = f"A copy of the file that came with report {report}, which keeps it."
    return store_attachment(case_id, None, file, now), came


def with_photos(
    *,
    case_id: UUID,
    act: Callable[[], object],
    photos: Sequence[FileTold],
    title: str,
    taken_at: datetime,
    place: str = "",
    by: Viewer,
    now: datetime,
) -> None:
    """Do `act` and make its photos exhibits, each with its fingerprint and custody: all or nothing. Raises what `act` does."""
    with viewing(by):
        act()
        for number, photo in enumerate(photos, start=1):
            name = title if len(photos) == 1 else f"{title}, {number} of {len(photos)}"
            add_exhibit(
                case_id=case_id, title=name, taken_at=taken_at, place=place, file=photo, by=by, now=now
            )


def record_custody(
    *, exhibit_id: UUID, act: str, at: datetime, words: str, by: Viewer, now: datetime
) -> None:
    """An exhibit was moved, copied, given out or given back. Raises Refused, NoSuchCase."""
    by.check(Permission.CASE_WORK).enforce()
    with acting(by, now, "case.custody", subject_id=exhibit_id) as act_done:
        row = Exhibit.objects.filter(pk=exhibit_id).first()
        if row is None or lock_case(row.case_id) is None:
            raise NoSuchCase
        act_done.case_id = row.case_id
        if act not in BY_HAND or act not in ACTS:
            refuse("Say what was done with it.").enforce()
        if at > now or at < row.taken_at:
            refuse("Give the time it happened: after it was taken, and not in the future.").enforce()
        if not words.strip():
            refuse("Write down from whom to whom, and where it lies now.").enforce()
        write_custody(row, act, at=at, words=words, by=by, now=now)
        act_done.detail["act"] = act


def withdraw_exhibit(
    *,
    exhibit_id: UUID,
    back: bool = False,
    reason: str,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Take an exhibit out of the evidence, or put it `back`: it keeps its number, its file and its chain, and goes into no bundle and
    no statement for a court while it is out. Raises Refused, NoSuchCase, StaleEdit."""
    with viewing(by):
        row = Exhibit.objects.filter(pk=exhibit_id).first()
        if row is None or lock_case(row.case_id) is None:
            raise NoSuchCase
        note_withdrawal(
            case_id=row.case_id, number=row.number, back=back, reason=reason, version=version, by=by, now=now
        )
        if (stands_withdrawn(row.custody.all()) is not None) != back:
            raise Refused("It was put back already." if back else "It was withdrawn already.")
        write_custody(row, "put_back" if back else "withdrawn", at=now, words=reason, by=by, now=now)
