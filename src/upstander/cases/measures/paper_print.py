"""Papers of enforcement as PDFs, and how they stand (clause 2.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from upstander.cases.errors import NoSuchCase
from upstander.cases.measures.papers import PaperTold, check_paper, content_of, paper_of
from upstander.cases.models import Paper
from upstander.confidentiality.api import Permission, Viewer, reading, staff_cards, viewing
from upstander.lib.days import london_day
from upstander.lib.decision import ALLOWED
from upstander.lib.languages import plain_day
from upstander.lib.pdf import make_pdf


@dataclass(frozen=True, slots=True)
class PaperLine:
    """How the paper of a measure stands. `mine`: this viewer wrote it last, so that somebody else reads it.

    `trouble`: what it must not go with, "" when nothing was found.
    """

    measure_id: UUID
    title: str
    told: PaperTold
    written_at: datetime
    written_by: str
    mine: bool
    read_at: datetime | None
    read_by: str
    trouble: str


def paper_line(viewer: Viewer, case_id: UUID, measure_id: UUID) -> PaperLine | None:
    """The paper of a measure, None when it has none; part of the page's own read."""
    with viewing(viewer):
        row = (
            Paper.objects.filter(measure=measure_id, case=case_id)
            .select_related("case", "measure__about")
            .first()
        )
        if row is None:
            return None
        names = staff_cards({each for each in (row.written_by_id, row.read_by_id) if each})
        told = content_of(row)
        found = ALLOWED if row.read_at else check_paper(row.case, row, told)
        return PaperLine(
            row.measure_id,
            paper_of(row.kind)["title"],
            told,
            row.written_at,
            names[row.written_by_id].name if row.written_by_id in names else "",
            row.written_by_id == viewer.staff_id,
            row.read_at,
            names[row.read_by_id].name if row.read_by_id in names else "",
            "" if found.allowed else found.reason,
        )


def paper_pdf(*, viewer: Viewer, case_id: UUID, measure_id: UUID, now: datetime) -> bytes:
    """The paper; marked as a draft until somebody else has read it. Raises NoSuchCase."""
    viewer.check(Permission.CASE_WORK).enforce()
    with reading(viewer, now, "paper.print", case_id=case_id, subject_id=measure_id):
        row = Paper.objects.filter(measure=measure_id, case=case_id).first()
        if row is None:
            raise NoSuchCase
        told, shipped, landlord = content_of(row), paper_of(row.kind), settings.LANDLORD
        known = {"name": told.addressee, "landlord": landlord["name"]}
        day = london_day(row.read_at or now)
        signs = [line.format(**known) for line in shipped["signs"]]
        data = {
            "landlord": landlord["name"],
            "addressee": told.addressee,
            "address": [] if signs else [line.strip() for line in told.address.splitlines() if line.strip()],
            "day": plain_day(day),
            "title": shipped["title"],
            **_kept_together(_blocks(told.words), signs),
            "signs": signs,
            "reference": "",  # the reference of the case is the survivor's
            "large": told.large,
            "draft": row.read_at is None,
            "foot": landlord["phone"],
        }
    return make_pdf("cases/measures/paper.typ", data, title=shipped["title"], now=now)


_TOGETHER = 1_000  # characters that surely fit on a page beside the signatures, in large print too


def _kept_together(blocks: list[dict[str, Any]], signs: list[str]) -> dict[str, list[dict[str, Any]]]:
    """What is signed stays on the page of its signatures: from the last heading, or the last block, where that is not too long."""
    places = [place for place, each in enumerate(blocks) if each["kind"] == "heading"]
    for place in (*places[-1:], len(blocks) - 1) if signs and blocks else ():
        if sum(len(str(each.get("words", each.get("points")))) for each in blocks[place:]) <= _TOGETHER:
            return {"blocks": blocks[:place], "signed": blocks[place:]}
    return {"blocks": blocks, "signed": []}


def _blocks(words: str) -> list[dict[str, Any]]:
    """Headings, lists and paragraphs of what was written."""
    found: list[dict[str, Any]] = []
    for part in re.split(r"\n[ \t]*\n", words):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        while lines and lines[0].startswith("# "):
            found.append({"kind": "heading", "words": lines.pop(0)[2:].strip() or "…"})
        if lines and all(line.startswith("- ") for line in lines):
            found.append({"kind": "list", "points": [line[2:].strip() for line in lines]})
        elif lines:
            found.append({"kind": "text", "words": "\n".join(lines)})
    return found
