"""Reports that staff write down: at the telephone, at the door, from a letter. Each is a sealed draft that only its writer opens.

The token of such a draft is not in a cookie, which a crash would take along: it is worked out from the writer, the draft's id and the
master keys, so that the writer finds it again after signing in, on any machine, and a dump of the database opens nothing.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from upstander.cases.api import lock_where_it_goes_on, reporter_sent_files
from upstander.confidentiality.api import Permission, Viewer, acting, key_of, seed_of_today, system, viewing
from upstander.intake.actions.receive import receive
from upstander.intake.actions.storing import add_to_report
from upstander.intake.drafts import (
    DraftFileCard,
    OpenDraft,
    add_file,
    begin_draft,
    discard_draft,
    file_view,
    open_draft,
    remove_file,
    return_code_of,
    save_answers,
    submit_draft,
    unique_of,
)
from upstander.intake.errors import DraftGone
from upstander.intake.models import Report, Taking
from upstander.intake.receipts import receipt, told_otherwise
from upstander.intake.tokens import submit_key
from upstander.intake.told import FileTold, Receipt, ReportReceived
from upstander.lib.days import london_day

TAKING_LASTS = timedelta(hours=8)  # from the last key pressed: a shift, and no night in between
WORDS_SHOWN = timedelta(minutes=15)  # how long the words to come back with can be read out after a report
_RAISED = "raised"
_SAID_NOTHING_YET = "Raised at once by the member of staff who is speaking with them: immediate danger."

Build = Callable[[OpenDraft, tuple[FileTold, ...]], ReportReceived]


@dataclass(frozen=True, slots=True)
class TakingCard:
    """One that is not sent yet, as its writer is offered it: nothing of what is in it."""

    id: UUID
    channel: str
    begun_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenTaking:
    """What was typed so far. `raised` is the reference of the report that was made at once, in danger."""

    answers: Mapping[str, Any]
    files: tuple[DraftFileCard, ...]
    raised: str = ""


def new_taking() -> UUID:
    """An id for a draft that begins now. It says under which key, so that the draft outlives the bringing in of a new one."""
    return UUID(int=seed_of_today(uuid4().int))


def unfinished(viewer: Viewer, *, now: datetime) -> list[TakingCard]:
    """What this viewer began and has not sent, the newest first."""
    if viewer.staff_id is None:
        return []
    with viewing(viewer):
        rows = list(Taking.objects.filter(staff_id=viewer.staff_id, expires_at__gt=now).order_by("-begun_at"))
    return [
        TakingCard(row.id, row.channel, row.begun_at, row.expires_at)
        for row in rows
        if open_draft(_token(viewer, row.id), now) is not None
    ]


def open_taking(viewer: Viewer, taking_id: UUID, *, now: datetime) -> OpenTaking | None:
    """What was typed so far, or None when it was sent, put away, is too old, or is somebody else's."""
    draft = open_draft(_token(viewer, taking_id), now)
    if draft is None:
        return None
    answers = dict(draft.answers)
    return OpenTaking(answers.get("typed", {}), draft.files, answers.get(_RAISED, ""))


def keep_taking(
    *, taking_id: UUID, channel: str, typed: Mapping[str, Any], by: Viewer, now: datetime
) -> None:
    """Keep everything typed on the page. Raises Refused, DraftGone when this report was sent already."""
    token = _begun(taking_id, channel, by, now)
    save_answers(token, {"typed": dict(typed)}, now)
    with viewing(by):
        Taking.objects.filter(pk=taking_id).update(expires_at=now + TAKING_LASTS)


def add_page(*, taking_id: UUID, channel: str, file: FileTold, by: Viewer, now: datetime) -> None:
    """Keep a checked file with it: a page of a letter, a photograph. Raises FileRefused, Refused, DraftGone."""
    add_file(_begun(taking_id, channel, by, now), file, now)


def remove_page(*, taking_id: UUID, file_id: UUID, by: Viewer, now: datetime) -> None:
    """Take one off again. Raises DraftGone."""
    remove_file(_token(by, taking_id), file_id, now)


def page_view(viewer: Viewer, taking_id: UUID, file_id: UUID, *, now: datetime) -> tuple[str, bytes] | None:
    """Media type and content of the copy to look at while typing. None when there is none."""
    return file_view(_token(viewer, taking_id), file_id, now)


def discard_taking(*, taking_id: UUID, by: Viewer, now: datetime) -> None:
    """Delete it unsent, for good. What was raised in danger stays: it is a report."""
    discard_draft(_token(by, taking_id))
    with viewing(by):
        Taking.objects.filter(pk=taking_id).delete()


def raise_danger(
    *, taking_id: UUID, channel: str, typed: Mapping[str, Any], build: Build, by: Viewer, now: datetime
) -> Receipt:
    """Make a report at once of whatever there is, in danger, while the talk goes on. What follows is told as the rest of it.

    Pressed twice it is one report. A protective action waits for no form: nothing at all needs to be typed. Raises Refused,
    DraftGone when the whole was sent already.
    """
    keep_taking(taking_id=taking_id, channel=channel, typed=typed, by=by, now=now)
    token = _token(by, taking_id)
    draft = open_draft(token, now)
    if draft is None:
        raise DraftGone
    told = build(draft, ())
    narrative = told.narrative.strip() or _SAID_NOTHING_YET
    now_in_danger = replace(
        told,
        unique=_unique_of_danger(token),
        narrative=narrative,
        immediate_danger=True,
        said=(),
        follows=b"",
    )
    made = receive(report=now_in_danger, by=by, now=now)
    save_answers(token, {_RAISED: made.reference}, now)
    return made


def send_taking(
    *,
    taking_id: UUID,
    channel: str,
    typed: Mapping[str, Any],
    build: Build,
    way_back: bool,
    by: Viewer,
    now: datetime,
) -> Receipt:
    """Make the report and delete the draft. Sending twice, also at the same moment, gives the receipt of the one report.

    What was typed after it had arrived, because the line broke before anybody heard so, goes on the same case as a report of its own.
    Raises Refused when nothing was told.
    """
    by.check(Permission.REPORT_TAKE).enforce()
    token = _token(by, taking_id)
    if (known := receipt(unique_of(token), now)) is not None:
        _add_the_rest(token, typed, build, by, now)
        return known
    keep_taking(taking_id=taking_id, channel=channel, typed=typed, by=by, now=now)

    def whole(draft: OpenDraft, files: tuple[FileTold, ...]) -> ReportReceived:
        raised = _unique_of_danger(token) if draft.answers.get(_RAISED) else b""
        told = build(draft, files)
        return replace(
            told,
            unique=unique_of(token),
            follows=raised,
            immediate_danger=told.immediate_danger or bool(raised),
            narrative=told.narrative.strip() or (_SAID_NOTHING_YET if raised else ""),
        )

    made = submit_draft(token, whole, by=by, now=now, way_back=way_back)
    with viewing(by):
        Taking.objects.filter(pk=taking_id).delete()
    return made


def _add_the_rest(token: str, typed: Mapping[str, Any], build: Build, by: Viewer, now: datetime) -> None:
    unique = unique_of(token)
    told = build(OpenDraft({"typed": dict(typed)}, (), now), ())
    if told_otherwise(unique, told):
        words = json.dumps([told.narrative.strip(), told.answers]).encode()
        rest = hashlib.sha256(unique + words).digest()
        receive(report=replace(told, unique=rest, follows=unique, said=()), by=by, now=now)


def add_late(*, taking_id: UUID, files: Sequence[FileTold], by: Viewer, now: datetime) -> int:
    """Photos that come after the report had arrived and nobody heard so: they are kept with it at once, whatever else is on the page.

    The same file twice is kept once; whoever works on the case is told. Returns how many were new. Raises FileRefused past the limits
    of a report, and DraftGone when there is no such report.
    """
    by.check(Permission.REPORT_TAKE).enforce()
    with acting(by, now, "report.files", seeing=system("intake.receive")) as act:
        row = Report.objects.filter(submit_key=submit_key(unique_of(_token(by, taking_id)))).first()
        if row is None:
            raise DraftGone
        case = lock_where_it_goes_on(row.case_id)
        act.case_id, act.subject_id = case.id, row.id
        new = add_to_report(row, files, now)
        if new:
            reporter_sent_files(case_id=case.id, reference=row.reference, files=new, by=by, now=now)
        return new


def taken_receipt(
    viewer: Viewer, taking_id: UUID, *, now: datetime, danger: bool = False
) -> tuple[Receipt, tuple[str, ...]] | None:
    """The receipt for whoever took the report, to be read out, and the words to come back with while they may still be read out.

    `danger`: of the report that was raised at once. None when there is none, or somebody else took it.
    """
    token = _token(viewer, taking_id)
    found = receipt(_unique_of_danger(token) if danger else unique_of(token), now)
    if found is None:
        return None
    fresh = found.way_back and found.recorded_at is not None and now - found.recorded_at <= WORDS_SHOWN
    return found, return_code_of(token) if fresh else ()


def submit_key_of(viewer: Viewer, taking_id: UUID) -> bytes:
    """What makes the report of this draft the one it is."""
    return submit_key(unique_of(_token(viewer, taking_id)))


def page_key(viewer: Viewer, taking_id: UUID, day: date, *, now: datetime) -> bytes | None:
    """The key to what a page kept of this draft on its own device, on that day in London, while the line was down (decision 0056).

    It is given to a signed-in page alone, which holds it in memory: what lies on the device opens to nobody else, and to nobody at
    all once the next day is over. None then.
    """
    today = london_day(now)
    if day not in (today, today - timedelta(days=1)):
        return None
    seed = _seed(viewer, taking_id) + day.isoformat().encode()
    return key_of("copy of a draft on a device", seed, taking_id.int)


def sweep_takings(*, by: Viewer, now: datetime) -> int:
    """Forget those whose time is over; their drafts go with the sweep of drafts. Returns how many."""
    with viewing(by):
        return Taking.objects.filter(expires_at__lte=now).delete()[0]


def _begun(taking_id: UUID, channel: str, by: Viewer, now: datetime) -> str:
    by.check(Permission.REPORT_TAKE).enforce()
    token = _token(by, taking_id)
    writer = _writer(by)
    if open_draft(token, now) is None:
        if receipt(unique_of(token), now) is not None:
            raise DraftGone  # sent from another window, or before the line broke
        with viewing(by):
            try:
                with transaction.atomic():
                    Taking.objects.get_or_create(
                        pk=taking_id,
                        defaults={
                            "staff_id": writer,
                            "channel": channel,
                            "begun_at": now,
                            "expires_at": now + TAKING_LASTS,
                        },
                    )
            except IntegrityError:
                raise DraftGone from None  # somebody else's id: nobody comes upon one by chance
        begin_draft(token, now, lifetime=TAKING_LASTS)
    return token


def _seed(viewer: Viewer, taking_id: UUID) -> bytes:
    return _writer(viewer).bytes + taking_id.bytes


def _writer(viewer: Viewer) -> UUID:
    if viewer.staff_id is None:
        raise DraftGone
    return viewer.staff_id


def _token(viewer: Viewer, taking_id: UUID) -> str:
    digest = key_of("draft of a member of staff", _seed(viewer, taking_id), taking_id.int)
    return urlsafe_b64encode(digest).decode().rstrip("=")


def _unique_of_danger(token: str) -> bytes:
    return unique_of(token) + b" raised"
