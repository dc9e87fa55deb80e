"""Storing documents as pages with suggestions, and reading them back. Parts of larger actions and reads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Max

from upstander.confidentiality.api import vault
from upstander.lib.redaction import Someone, suggest, without, words_of
from upstander.records.bundle.drafts import Draft, Line, pages_of
from upstander.records.bundle.rules import NUMBERS, Start
from upstander.records.models import Bundle, BundleMark, BundlePiece, BundleSheet

PIECE = 1024 * 1024  # bytes of one sealed piece


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to leave out of a page, by their places in it; `off`: they stay in, and why."""

    id: UUID
    first: int
    last: int
    found: str
    why: str
    off: str
    reason: str


@dataclass(frozen=True, slots=True)
class SheetText:
    """A page with its words and marks, all plain."""

    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]

    @property
    def hidden(self) -> dict[int, str]:
        """Places of words that are left out, and why."""
        return {
            at: mark.why for mark in self.marks if not mark.off for at in range(mark.first, mark.last + 1)
        }

    def numbered(self) -> list[tuple[str, list[tuple[int, str]]]]:
        """Each line with its words and their places in the page."""
        at, lines = 0, []
        for name, text in self.lines:
            words = words_of(text)
            lines.append((name, list(enumerate(words, at))))
            at += len(words)
        return lines

    def given(self) -> list[Line]:
        """The lines as they leave: without the words that are left out, each gap of one length whatever was there."""
        hidden = self.hidden
        lines = []
        for name, words in self.numbered():
            gone = {at - words[0][0] for at, _ in words if at in hidden} if words else set()
            why = next((hidden[at] for at, _ in words if at in hidden), "other")
            lines.append(
                (name, without([word for _, word in words], gone, f"[left out {NUMBERS.get(why, 1)}]"))
            )
        return lines


def add_draft(
    bundle: Bundle,
    draft: Draft,
    start: Start,
    *,
    case_id: UUID | None,
    others: Iterable[Someone],
    own: Someone,
    alleged: bool,
    now: datetime,
) -> None:
    """Put a document at the end of a bundle, its pages with suggestions of what to leave out."""
    item = uuid4()
    last = BundleSheet.objects.filter(bundle=bundle).aggregate(last=Max("position"))["last"] or 0
    for number, lines in enumerate(pages_of(draft), 1):
        sheet = BundleSheet(
            id=uuid4(),
            bundle=bundle,
            request_id=bundle.request_id,
            keeper=bundle.keeper,
            case_id=case_id,
            position=last + number,
            kind=draft.kind,
            item_id=item,
            part=number,
            attachment_id=draft.attachment_id if number == 1 and not draft.leaves else None,
            proposed=start.proposed,
            forced=start.forced,
            copyable=start.copyable and number == 1,
            why=start.why,
        )
        vault.seal(sheet, title=draft.title, words=json.dumps(lines))
        sheet.save(force_insert=True)
        bundle.sheets += 1
        if not start.forced:
            _suggest(sheet, lines, others=list(others), own=own, alleged=alleged, now=now)
    if draft.leaves:
        _add_leaves(bundle, draft, start, item, case_id=case_id)


def _add_leaves(bundle: Bundle, draft: Draft, start: Start, item: UUID, *, case_id: UUID | None) -> None:
    """Each page of a PDF file as a page of the bundle, with its picture."""
    last = BundleSheet.objects.filter(bundle=bundle).aggregate(last=Max("position"))["last"] or 0
    for number, picture in enumerate(draft.leaves, 1):
        sheet = BundleSheet(
            id=uuid4(), bundle=bundle, request_id=bundle.request_id, keeper=bundle.keeper, case_id=case_id,
            position=last + number, kind="file", item_id=item, part=1, attachment_id=draft.attachment_id, drawn=True,
            proposed=start.proposed,
        )  # fmt: skip
        title = f"{draft.title}, page {number} of {len(draft.leaves)}"
        vault.seal(sheet, title=title, words="[]")
        sheet.save(force_insert=True)
        for piece, begin in enumerate(range(0, len(picture), PIECE)):
            row = BundlePiece(id=uuid4(), bundle=bundle, case_id=case_id, sheet=sheet, number=piece)
            row.content = vault.seal_bytes(row, "content", picture[begin : begin + PIECE])
            row.save(force_insert=True)
        bundle.sheets += 1


def _suggest(
    sheet: BundleSheet,
    lines: Iterable[Line],
    *,
    others: list[Someone],
    own: Someone,
    alleged: bool,
    now: datetime,
) -> None:
    at, marks = 0, []
    for _, text in lines:
        for found in suggest(text, others=others, own=own, about_alleged=alleged):
            marks.append(
                BundleMark(
                    id=uuid4(),
                    bundle_id=sheet.bundle_id,
                    sheet=sheet,
                    case_id=sheet.case_id,
                    first=at + found.first,
                    last=at + found.last,
                    found=found.why,
                    why="other",
                    at=now,
                )
            )
        at += len(words_of(text))
    BundleMark.objects.bulk_create(marks)


def text_of(sheet: BundleSheet) -> SheetText:
    """The words and marks of one page. Inside a `viewing` block."""
    lines = tuple((name, text) for name, text in json.loads(vault.unseal(sheet, "words") or "[]"))
    marks = tuple(
        Mark(row.id, row.first, row.last, row.found, row.why, row.off, vault.unseal(row, "reason"))
        for row in sorted(sheet.marks.all(), key=lambda row: (row.first, row.last))
    )
    return SheetText(lines, marks)
