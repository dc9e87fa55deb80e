"""Reads of the intake room: the queue, one report at triage, and the reports and files of a case."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from upstander.cases.queries.api import (
    COUNTED_TO,
    CasePage,
    EarlierReport,
    WaitingCase,
    case_page,
    earlier_reports,
    waiting_cases,
)
from upstander.confidentiality.api import (
    Permission,
    Viewer,
    audit,
    blind_index,
    fetch,
    fetch_one,
    reading,
    vault,
    viewing,
)
from upstander.intake.custody import note_viewed, scan_state
from upstander.intake.errors import NoSuchReport
from upstander.intake.matching import (
    CaseMatch,
    HomeMatch,
    PersonMatch,
    case_matches,
    home_matches,
    person_matches,
)
from upstander.intake.models import Attachment, AttachmentChunk, PictureState, Report, TextPicture
from upstander.intake.patterns import sentences
from upstander.lib.decision import Refused
from upstander.messages.api import SafeContactCard


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A report that waits, with its first words where the reader of the list was to have them."""

    waiting: WaitingCase
    excerpt: str
    files: int


@dataclass(frozen=True, slots=True)
class AttachmentCard:
    """A file that came with a report. `viewable` when there is a copy without metadata to look at."""

    id: UUID
    filename: str
    media_type: str
    size: int
    sha256: str
    viewable: bool
    view_media_type: str = ""
    scan: str = ""  # clean, held, let_go; failed or empty when nobody has looked yet
    found: str = ""  # what the virus scanner calls it


@dataclass(frozen=True, slots=True)
class PictureLine:
    """A picture of a text that is not here: still on its way, or not to be had."""

    id: UUID
    number: int
    failed: bool
    because: str


@dataclass(frozen=True, slots=True)
class ReportContent:
    """A report as told: its words, each question and answer as shown, and its files."""

    id: UUID
    reference: str
    channel: str
    reporter: str
    received_at: datetime
    recorded_at: datetime
    narrative: str
    where: str
    shown: tuple[tuple[str, str], ...]
    survivor: dict[str, str]
    reporter_person: dict[str, str]
    perpetrator: dict[str, str]
    attachments: tuple[AttachmentCard, ...]
    triaged: bool
    missing: tuple[PictureLine, ...] = ()


@dataclass(frozen=True, slots=True)
class TriagePage:
    """Everything triage looks at. The case page carries version, people, duties and gates. `also`: other reports on the same case,
    such as what was said after danger was raised in a call; they are decided along with it."""

    report: ReportContent
    case: CasePage
    people: tuple[PersonMatch, ...]
    homes: tuple[HomeMatch, ...]
    cases: tuple[CaseMatch, ...]
    stands_out: tuple[str, ...] = ()
    also: tuple[ReportContent, ...] = ()


def queue(
    viewer: Viewer, *, now: datetime, first: int = 0, limit: int = COUNTED_TO, opened: int | None = None
) -> list[QueueLine]:
    """Reports nobody has triaged, danger first, then by time left: so many of them (`limit`), after the `first`. Of all but the first
    `opened` of these neither name nor words are given. One audit entry for those that are. Raises Refused."""
    with viewing(viewer):
        waiting = waiting_cases(viewer, now=now, first=first, limit=limit, named=opened)
        shown = [line.report_id for line in waiting[:opened]]
        rows: dict[UUID, Any] = {row.id: row for row in fetch(_shown, shown)}
        if rows:
            audit.record(by=viewer, now=now, action="queue.read", shown=len(rows))
        return [
            QueueLine(
                line,
                _excerpt(vault.unseal(rows[line.report_id], "narrative")) if line.report_id in rows else "",
                rows[line.report_id].files if line.report_id in rows else 0,
            )
            for number, line in enumerate(waiting)
            if line.report_id in rows or (opened is not None and number >= opened)
        ]


def _shown(reports: list[UUID]) -> QuerySet[Report]:
    files = (
        Attachment.objects.filter(report=OuterRef("pk")).order_by().values("report").annotate(n=Count("pk"))
    )
    rows = Report.objects.filter(id__in=reports).only("case_id", "narrative")
    return rows.annotate(files=Coalesce(Subquery(files.values("n")), 0))


def reports_of_case(viewer: Viewer, case_id: UUID, report_ids: Iterable[UUID]) -> list[ReportContent]:
    """The reports shown on a case page, as told. The page's own read is audited; these ids come from it."""
    with viewing(viewer):
        rows = fetch(lambda ids: Report.objects.filter(id__in=ids).order_by("received_at"), list(report_ids))
        vault.warm(row.case_id for row in rows)  # a report that was joined keeps the key it came with
        return _contents(rows)


def triage_page(viewer: Viewer, report_id: UUID, *, now: datetime) -> TriagePage:
    """One report with its likely matches. Audited. Raises Refused without `report.triage`, NoSuchReport."""
    viewer.check(Permission.REPORT_TRIAGE, Permission.SEALED_TRIAGE).enforce()
    with viewing(viewer):
        row = fetch_one(lambda report: Report.objects.filter(pk=report)[:1], report_id)
        if row is None:
            raise NoSuchReport
        case = case_page(viewer, row.case_id, now=now)
        [content] = _contents([row])
        others = [line.id for line in case.reports if line.id != report_id]
        also = tuple(reports_of_case(viewer, row.case_id, others)) if others else ()
        named = next(
            (each.survivor for each in (content, *also) if each.survivor.get("name")), content.survivor
        )
        survivor = next((p for p in case.parties if p.role == "survivor"), None)
        card = survivor.safe_contact if survivor else None
        people = person_matches(
            viewer,
            name=named.get("name", ""),
            phone=card.phone if card else "",
            email=card.email if card else "",
            address=named.get("address", ""),
        )
        homes = home_matches(viewer, named.get("address", ""), content.where)
        names: set[int] = set()
        for person in (named, content.perpetrator, content.reporter_person):
            names |= blind_index.name_tokens(person.get("name", ""))
        if card:
            names |= blind_index.phone_tokens(card.phone) | blind_index.email_tokens(card.email)
        cases = case_matches(
            viewer,
            tokens=set(row.index_tokens),
            names=names,
            people={match.card.id for match in people if match.score >= 4},
            homes={match.card.id for match in homes[:1]},
        )
        stands_out = sentences(_earlier(viewer, case, people, homes, card, now), content.received_at)
        return TriagePage(content, case, tuple(people), tuple(homes), tuple(cases), stands_out, also)


def _earlier(
    viewer: Viewer,
    case: CasePage,
    people: list[PersonMatch],
    homes: list[HomeMatch],
    card: SafeContactCard | None,
    now: datetime,
) -> list[EarlierReport]:
    """Other reports of the last year about whoever this one seems to be about. Only a match that is all but sure counts."""
    sure = {match.card.id for match in people if match.score >= 6}
    survivors = {p.person_id for p in case.parties if p.role == "survivor" and p.person_id} or sure
    perpetrators = {p.person_id for p in case.parties if p.role == "perpetrator" and p.person_id}
    known = {match.card.home.id for match in people if match.card.id in survivors and match.card.home}
    contacts = blind_index.phone_tokens(card.phone) | blind_index.email_tokens(card.email) if card else set()
    return earlier_reports(
        viewer,
        survivors=survivors,
        perpetrators=perpetrators,
        homes=known or ({homes[0].card.id} if len(homes) == 1 else set()),
        contacts=contacts,
        but=(case.head.id,),
        now=now,
    )


def digest_of_file(viewer: Viewer, attachment_id: UUID) -> bytes:
    """The SHA-256 of an original that the viewer may see; empty for any other."""
    with viewing(viewer):
        found = Attachment.objects.filter(pk=attachment_id).values_list("sha256", flat=True).first()
    return bytes(found or b"")


def attachment_content(
    viewer: Viewer, attachment_id: UUID, *, variant: str, held_too: bool = False, now: datetime
) -> tuple[AttachmentCard, Iterator[bytes]]:
    """A file and its plain content. Audited. Raises NoSuchReport; Refused for the original of one that the scanner found something in,
    unless the program itself reads it (`held_too`) and opens nothing."""
    with viewing(viewer):
        row = Attachment.objects.filter(pk=attachment_id).first()
    if row is None or variant not in ("original", "view") or (variant == "view" and not row.view_size):
        raise NoSuchReport
    if variant == "original" and not held_too and scan_state(row) == "held":
        raise Refused(
            f"The virus scanner found something in this file ({row.scan_found}). Do not open it. If the case needs it, a manager can"
            " let it go, with a reason."
        )
    with reading(viewer, now, "attachment.read", case_id=row.case_id, subject_id=row.id):
        pieces = [
            vault.unseal_bytes(chunk, "content")
            for chunk in AttachmentChunk.objects.filter(attachment=row, variant=variant).order_by("number")
        ]
        card = _card(row)
        note_viewed(row.id, "view" if held_too else variant, by=viewer, now=now)
    return card, iter(pieces)


def _contents(rows: list[Report]) -> list[ReportContent]:
    """Each with its files, and pictures of texts that are not here."""
    ids = [row.id for row in rows]
    files = fetch(lambda ids: Attachment.objects.filter(report__in=ids), ids)
    pictures = fetch(lambda ids: TextPicture.objects.filter(report__in=ids).order_by("number"), ids)
    return [
        _content(
            row,
            [each for each in files if each.report_id == row.id],
            [each for each in pictures if each.report_id == row.id],
        )
        for row in rows
    ]


def _content(row: Report, files: list[Attachment], pictures: list[TextPicture]) -> ReportContent:
    answers = json.loads(vault.unseal(row, "answers") or "{}")
    return ReportContent(
        id=row.id,
        reference=row.reference,
        channel=row.channel,
        reporter=row.reporter,
        received_at=row.received_at,
        recorded_at=row.recorded_at,
        narrative=vault.unseal(row, "narrative"),
        where=answers.get("where", ""),
        shown=tuple((question, answer) for question, answer in answers.get("shown", [])),
        survivor=answers.get("survivor") or {},
        reporter_person=answers.get("reporter_person") or {},
        perpetrator=answers.get("perpetrator") or {},
        attachments=tuple(_card(each) for each in files),
        triaged=row.triaged_at is not None,
        missing=tuple(
            PictureLine(each.id, each.number + 1, each.state == PictureState.FAILED, each.because)
            for each in pictures
            if each.state != PictureState.HERE
        ),
    )


def _card(row: Attachment) -> AttachmentCard:
    return AttachmentCard(
        id=row.id,
        filename=vault.unseal(row, "filename"),
        media_type=row.media_type,
        size=row.size,
        sha256=bytes(row.sha256).hex(),
        viewable=bool(row.view_size),
        view_media_type=row.view_media_type,
        scan=scan_state(row),
        found=row.scan_found,
    )


def attachment_card(viewer: Viewer, attachment_id: UUID) -> tuple[AttachmentCard, UUID]:
    """A file that the viewer may see, and its case. Raises NoSuchReport."""
    with viewing(viewer):
        row = Attachment.objects.filter(pk=attachment_id).first()
        if row is None:
            raise NoSuchReport
        return _card(row), row.case_id


def _excerpt(text: str, length: int = 140) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rsplit(" ", 1)[0] + "…"
