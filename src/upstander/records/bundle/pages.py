"""Reading bundles: where each stands, its pages, one page with its words, its pictures, and the file as it leaves or left."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from upstander.cases.api import reference_of
from upstander.confidentiality.api import (
    Permission,
    Viewer,
    elevated,
    reading,
    staff_cards,
    system,
    vault,
    viewing,
)
from upstander.intake.api import attachment_content
from upstander.lib.decision import refuse
from upstander.records.bundle.drafts import SHOWS
from upstander.records.bundle.making import SEES
from upstander.records.bundle.printing import LEAF_EDGE, Given, answer_pdf, covered, evidence_pdf
from upstander.records.bundle.sheets import Mark, text_of
from upstander.records.bundle.takeover import can_go_on
from upstander.records.bundle.withdrawn import withdrawn_sheets
from upstander.records.errors import NoSuchBundle
from upstander.records.models import AccessRequest, Bundle, BundlePiece, BundleSheet


@dataclass(frozen=True, slots=True)
class BundleLine:
    """A bundle in one line. `stage`: making, second_look, checked, released, ended (nothing was given) or forgotten."""

    id: UUID
    kind: str
    stage: str
    mine: bool
    maker: str
    pages: int
    decided: int
    made_at: datetime
    checked_by: str
    released_at: datetime | None
    way: str
    sha256: str
    size: int
    left: bool = False  # its maker is gone or away: somebody else takes it over


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A page in one line."""

    id: UUID
    number: int
    title: str
    part: int
    kind: str
    state: str
    proposed: str
    forced: bool
    left_out: int
    copyable: bool = False
    copied: bool = False
    picture: bool = False
    withdrawn: bool = False  # its exhibit was, since


@dataclass(frozen=True, slots=True)
class BundlePage:
    """A bundle with its pages."""

    line: BundleLine
    version: int
    request_id: UUID | None
    request_reference: str
    case_id: UUID | None
    purpose: str
    note: str
    sheets: tuple[SheetLine, ...]
    whole: bool

    @property
    def given(self) -> int:
        """How many pages are given."""
        return sum(each.state == "give" for each in self.sheets)

    @property
    def undecided(self) -> SheetLine | None:
        """The first page that nobody has decided on."""
        return next((each for each in self.sheets if not each.state and not each.forced), None)


@dataclass(frozen=True, slots=True)
class SheetPage:
    """One page with its words and where each stands; `hidden` gives by place why a word is left out."""

    bundle: BundlePage
    sheet: SheetLine
    lines: tuple[tuple[str, list[tuple[int, str]]], ...]
    hidden: dict[int, Mark]
    kept: tuple[tuple[str, Mark], ...]
    picture: bool
    boxes: tuple[tuple[int, int, int, int], ...]
    why: str
    reason: str
    before: UUID | None
    after: UUID | None


def bundle_page(viewer: Viewer, bundle_id: UUID, *, now: datetime) -> BundlePage:
    """A bundle that the viewer may see every page of, or made. Audited. Raises Refused, NoSuchBundle."""
    viewer.check(*SEES).enforce()
    with viewing(viewer):
        row = _bundle(bundle_id)
        case_id = row.case_id or next(
            (each.case_id for each in row.pages.all() if each.case_id and row.keeper), None
        )
        with reading(viewer, now, "bundle.read", case_id=case_id, subject_id=bundle_id):
            return _page(viewer, row, now)


def sheet_page(viewer: Viewer, sheet_id: UUID, *, now: datetime) -> SheetPage:
    """One page of a bundle. Audited. Raises Refused, NoSuchBundle."""
    viewer.check(*SEES).enforce()
    with viewing(viewer):
        sheet = BundleSheet.objects.filter(pk=sheet_id).first()
        if sheet is None:
            raise NoSuchBundle
        with reading(viewer, now, "bundle.page", case_id=sheet.case_id, subject_id=sheet_id):
            page = _page(viewer, _bundle(sheet.bundle_id), now)
            text = text_of(sheet)
            order = [each.id for each in page.sheets if not each.forced or each.id == sheet_id]
            here = order.index(sheet_id)
            words = {at: word for _, line in text.numbered() for at, word in line}
            return SheetPage(
                bundle=page,
                sheet=next(each for each in page.sheets if each.id == sheet_id),
                lines=tuple(text.numbered()),
                hidden={
                    at: mark for mark in text.marks if not mark.off for at in range(mark.first, mark.last + 1)
                },
                kept=tuple(
                    (" ".join(words.get(at, "") for at in range(mark.first, mark.last + 1)), mark)
                    for mark in text.marks
                    if mark.off
                ),
                picture=_has_picture(sheet),
                boxes=tuple((a, b, c, d) for a, b, c, d in sheet.boxes),
                why=sheet.why,
                reason=vault.unseal(sheet, "reason"),
                before=order[here - 1] if here else None,
                after=order[here + 1] if here + 1 < len(order) else None,
            )


def sheet_picture(viewer: Viewer, sheet_id: UUID, *, grid: bool, now: datetime) -> bytes:
    """The picture of a page as it would leave, or with a grid to choose parts by. Raises Refused, NoSuchBundle, NoSuchReport."""
    viewer.check(*SEES).enforce()
    with viewing(viewer):
        sheet = BundleSheet.objects.filter(pk=sheet_id, kind="file", attachment_id__isnull=False).first()
        if sheet is None:
            raise NoSuchBundle
        with reading(viewer, now, "bundle.page", case_id=sheet.case_id, subject_id=sheet_id):
            return _picture(sheet, viewer, grid=grid, now=now)


def bundle_file(viewer: Viewer, bundle_id: UUID, *, now: datetime) -> bytes:
    """The file that was released, or how it would leave now. Audited. Raises Refused, NoSuchBundle."""
    viewer.check(*SEES).enforce()
    with viewing(viewer):
        row = _bundle(bundle_id)
        case_id = row.case_id or next(
            (each.case_id for each in row.pages.all() if each.case_id and row.keeper), None
        )
        with reading(viewer, now, "bundle.file", case_id=case_id, subject_id=bundle_id):
            if row.sha256 is not None:
                pieces = BundlePiece.objects.filter(bundle=row, sheet=None).order_by("number")
                return b"".join(vault.unseal_bytes(piece, "content") for piece in pieces)
            if row.pages.count() != row.sheets:
                refuse("You do not see every page of it.").enforce()
            pages = given_pages(row, viewer, now=now)
            if not pages:
                refuse("No page of it is given, so there is no file.").enforce()
            return answer_pdf(pages, now=now) if row.request_id else evidence_file(row, pages, now=now)


def evidence_file(bundle: Bundle, pages: list[Given], *, now: datetime) -> bytes:
    """A bundle of evidence as it leaves. In a `viewing` block."""
    found = reference_of(bundle.case_id) if bundle.case_id else None
    return evidence_pdf(
        [_described(page) for page in pages],
        reference=found[0] if found else "",
        purpose=vault.unseal(bundle, "purpose"),
        now=now,
    )


def _described(page: Given) -> Given:
    """An exhibit with what it shows in its title, as far as that is given: an index of numbers helps no judge."""
    shows = next((text for name, text in page.lines if name == SHOWS), "")
    return replace(page, title=f"{page.title}: {shows}") if shows else page


def given_pages(bundle: Bundle, viewer: Viewer, *, now: datetime) -> list[Given]:
    """The pages that are given, in order, without what is left out of them. Inside a `viewing` block."""
    given = []
    for sheet in BundleSheet.objects.filter(bundle=bundle, state="give", forced=False).order_by("position"):
        picture = _picture(sheet, viewer, grid=False, now=now) if _has_picture(sheet) else b""
        lines = text_of(sheet).given()
        if sheet.copy_sha256 is not None:
            name, digest = f"file-{sheet.position}{sheet.copy_ending}", bytes(sheet.copy_sha256).hex()
            lines.append(
                ("", f"It comes with this document as a file of its own: {name}. Its SHA-256 is {digest}.")
            )
        given.append(Given(sheet.item_id, vault.unseal(sheet, "title"), lines, picture, leaf=sheet.drawn))
    return given


def bundle_lines(
    viewer: Viewer, *, request_id: UUID | None = None, case_id: UUID | None = None, now: datetime
) -> list[BundleLine]:
    """Bundles of a request or from a case, of what the viewer may see. In a `viewing` block."""
    found = (
        Bundle.objects.filter(case_id=case_id) if case_id else Bundle.objects.filter(request_id=request_id)
    ).order_by("made_at")
    return [_line(viewer, row, now) for row in found]


def released_answers(viewer: Viewer, *, now: datetime) -> list[tuple[str, BundleLine]]:
    """Answers that the viewer may see, that were given and are not forgotten, of requests that have ended; the latest first."""
    with viewing(viewer):
        rows = list(
            Bundle.objects.filter(kind="access", sha256__isnull=False, forgotten_at=None).order_by(
                "-released_at"
            )
        )
        with elevated("reference of an ended request"):
            ended = dict(
                AccessRequest.objects.filter(
                    id__in=[row.request_id for row in rows], ended_on__isnull=False
                ).values_list("id", "reference")
            )
        return [(ended[row.request_id], _line(viewer, row, now)) for row in rows if row.request_id in ended]


def _bundle(bundle_id: UUID) -> Bundle:
    row = Bundle.objects.filter(pk=bundle_id).first()
    if row is None:
        raise NoSuchBundle
    return row


def _page(viewer: Viewer, row: Bundle, now: datetime) -> BundlePage:
    sheets = list(row.pages.order_by("position").prefetch_related("marks"))
    out = withdrawn_sheets(viewer, row)
    asked = AccessRequest.objects.filter(pk=row.request_id).first() if row.request_id else None
    return BundlePage(
        line=_line(viewer, row, now),
        version=row.version,
        request_id=row.request_id,
        request_reference=asked.reference if asked else "",
        case_id=row.case_id,
        purpose=vault.unseal(row, "purpose"),
        note=vault.unseal(row, "note"),
        sheets=tuple(_sheet(number, sheet, out) for number, sheet in enumerate(sheets, 1)),
        whole=len(sheets) == row.sheets,
    )


def _sheet(number: int, row: BundleSheet, out: Container[UUID]) -> SheetLine:
    return SheetLine(
        id=row.id,
        number=number,
        title=vault.unseal(row, "title"),
        part=row.part,
        kind=row.kind,
        state=row.state,
        proposed=row.proposed,
        forced=row.forced,
        left_out=sum(not mark.off for mark in row.marks.all()),
        copyable=row.copyable,
        copied=row.copy_sha256 is not None,
        picture=_has_picture(row),
        withdrawn=row.id in out,
    )


def _line(viewer: Viewer, row: Bundle, now: datetime) -> BundleLine:
    names = staff_cards({each for each in (row.maker_id, row.checked_by_id) if each})
    pages = [(state, forced) for state, forced in row.pages.values_list("state", "forced")]
    return BundleLine(
        id=row.id,
        kind=row.kind,
        stage=_stage(row),
        mine=row.maker_id == viewer.staff_id,
        maker=names[row.maker_id].name if row.maker_id in names else "",
        pages=len(pages),
        decided=sum(bool(state) or forced for state, forced in pages),
        made_at=row.made_at,
        checked_by=names[row.checked_by_id].name if row.checked_by_id in names else "",
        released_at=row.released_at,
        way=row.way,
        sha256=bytes(row.sha256).hex() if row.sha256 else "",
        size=row.size,
        left=row.released_at is None and row.maker_id != viewer.staff_id and not can_go_on(row, now=now),
    )


def _stage(row: Bundle) -> str:
    if row.forgotten_at:
        return "forgotten"
    if row.released_at:
        return "released" if row.sha256 else "ended"
    if row.checked_at:
        return "checked"
    return "second_look" if row.handed_at else "making"


def _has_picture(sheet: BundleSheet) -> bool:
    return sheet.kind == "file" and sheet.attachment_id is not None


def _picture(sheet: BundleSheet, viewer: Viewer, *, grid: bool, now: datetime) -> bytes:
    if sheet.attachment_id is None:
        raise NoSuchBundle
    if sheet.drawn:  # made by ourselves: nothing is made anew that nobody covered
        rows = BundlePiece.objects.filter(sheet=sheet).order_by("number")
        drawn = b"".join(vault.unseal_bytes(row, "content") for row in rows)
        return covered(drawn, sheet.boxes, grid=grid, edge=LEAF_EDGE) if grid or sheet.boxes else drawn
    if sheet.keeper and not viewer.may(Permission.CASE_READ_SEALED):
        viewer = system(
            "second reader"
        )  # who sees this page and not its case; the look at the page is audited as theirs
    _, pieces = attachment_content(viewer, sheet.attachment_id, variant="view", now=now)
    return covered(b"".join(pieces), sheet.boxes, grid=grid)
