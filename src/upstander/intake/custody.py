"""Exhibits of a case and who had each in hand: from the moment it was taken, every look, move and copy, one under the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Q, QuerySet

from upstander.cases.queries.api import reports_of_cases
from upstander.confidentiality.api import Viewer, elevated, staff_cards, vault, viewing
from upstander.intake.models import Attachment, CustodyEntry, Exhibit

ACTS = {
    "taken": "Taken",
    "added": "Made an exhibit",
    "viewed": "Looked at",
    "downloaded": "Original downloaded",
    "moved": "Moved",
    "copied": "Copied",
    "given": "Given out",
    "returned": "Given back",
    "withdrawn": "Withdrawn",
    "put_back": "Put back",
}
BY_HAND = ("moved", "copied", "given", "returned")  # what staff write down; the rest writes itself


@dataclass(frozen=True, slots=True)
class CustodyLine:
    """Somebody had it in hand."""

    act: str
    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class ExhibitLine:
    """An exhibit with its file and its chain, the first first."""

    id: UUID
    number: int
    title: str
    taken_at: datetime
    taken_by: str
    place: str
    attachment_id: UUID
    filename: str
    media_type: str
    size: int
    sha256: str
    viewable: bool
    scan: str
    found: str
    custody: tuple[CustodyLine, ...]
    withdrawn: CustodyLine | None = None  # it is no evidence any more, and why; the file and its chain stay

    @property
    def left(self) -> bool:
        """Somebody outside may have it, or a copy of it."""
        return any(each.act in ("copied", "given") for each in self.custody)


def exhibits_of_case(viewer: Viewer, case_id: UUID) -> list[ExhibitLine]:
    """The exhibits of a case that the viewer may see, by number, withdrawn ones among them. Part of the read of its page."""
    with viewing(viewer):
        rows = list(
            Exhibit.objects.filter(case_id=case_id)
            .order_by("number")
            .select_related("attachment")
            .prefetch_related("custody")
        )
        staff = {each.by_id for row in rows for each in row.custody.all() if each.by_id}
        names = {each: card.name for each, card in staff_cards(staff).items()}
        return [_line(row, names) for row in rows]


def files_to_exhibit(viewer: Viewer, case_id: UUID) -> list[tuple[UUID, str]]:
    """Files of the case, and of reports that are on it now, of which it has no exhibit yet: id and name."""
    with viewing(viewer):
        return [(row.id, vault.unseal(row, "filename")) for row in may_become(case_id)]


def may_become(case_id: UUID) -> QuerySet[Attachment]:
    """The files that can be made an exhibit of this case. One that came with a joined report keeps its place and key: the case
    gets a copy, and once it has one the file is not offered again. Inside the read."""
    own = Q(case_id=case_id, exhibit=None)
    joined = Q(report__in=reports_of_cases([case_id])[case_id]) & ~Q(case_id=case_id)
    there = Attachment.objects.filter(exhibit__case_id=case_id).values("sha256")
    return Attachment.objects.filter(own | joined & ~Q(sha256__in=there)).order_by("received_at")


def note_viewed(attachment_id: UUID, variant: str, *, by: Viewer, now: datetime) -> None:
    """A file was shown: when it is an exhibit, that is part of its chain, also when the reader sees only the case
    that its own became part of. Inside the read."""
    with elevated("chain of a file that was shown"):
        exhibit = Exhibit.objects.filter(attachment_id=attachment_id).first()
        if exhibit is not None:
            write_custody(
                exhibit, "downloaded" if variant == "original" else "viewed", at=now, by=by, now=now
            )


def note_given(attachments: Iterable[UUID], *, by: Viewer, now: datetime) -> None:
    """A picture of these exhibits left in a bundle. Part of its release."""
    for exhibit in Exhibit.objects.filter(attachment_id__in=list(attachments)):
        write_custody(exhibit, "copied", at=now, words="A copy left in a bundle of evidence.", by=by, now=now)


def write_custody(
    exhibit: Exhibit, act: str, *, at: datetime, words: str = "", by: Viewer, now: datetime
) -> None:
    """Add to the chain of an exhibit. Part of a larger action."""
    row = CustodyEntry(
        id=uuid4(),
        case_id=exhibit.case_id,
        exhibit=exhibit,
        act=act,
        at=at,
        recorded_at=now,
        by_id=by.staff_id,
    )
    if words.strip():
        vault.seal(row, words=words.strip())
    row.save(force_insert=True)


def scan_state(row: Attachment) -> str:
    """How a file stands with the virus scanner: clean, held, let_go, failed, or empty when nobody has looked."""
    if row.scan == "found":
        return "held" if row.released_at is None else "let_go"
    return row.scan


def stands_withdrawn(custody: Iterable[CustodyEntry]) -> CustodyEntry | None:
    """What withdrew an exhibit, unless it was put back since. Nobody changes a chain: both stay in it."""
    chain = list(custody)
    out = [each for each in chain if each.act == "withdrawn"]
    back = sum(each.act == "put_back" for each in chain)
    return max(out, key=lambda each: each.recorded_at) if len(out) > back else None


def _line(row: Exhibit, names: dict[UUID, str]) -> ExhibitLine:
    file = row.attachment
    out = stands_withdrawn(row.custody.all())
    return ExhibitLine(
        id=row.id,
        number=row.number,
        title=vault.unseal(row, "title"),
        taken_at=row.taken_at,
        taken_by=vault.unseal(row, "taken_by"),
        place=vault.unseal(row, "place"),
        attachment_id=file.id,
        filename=vault.unseal(file, "filename"),
        media_type=file.media_type,
        size=file.size,
        sha256=bytes(file.sha256).hex(),
        viewable=bool(file.view_size),
        scan=scan_state(file),
        found=file.scan_found,
        custody=tuple(
            _custody(each, names)
            for each in sorted(row.custody.all(), key=lambda each: (each.at, each.recorded_at))
        ),
        withdrawn=_custody(out, names) if out else None,
    )


def _custody(row: CustodyEntry, names: dict[UUID, str]) -> CustodyLine:
    return CustodyLine(
        row.act, row.at, names.get(row.by_id, "") if row.by_id else "", vault.unseal(row, "words")
    )
