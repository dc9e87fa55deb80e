"""Papers of enforcement and statements of witnesses as PDFs, and how they stand (clause 2.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from upstander.cases.errors import NoSuchCase
from upstander.cases.measures.papers import PaperTold, content_of, paper_of
from upstander.cases.models import Case, Paper, Party, Statement
from upstander.confidentiality.api import Permission, Viewer, reading, staff_cards, vault, viewing
from upstander.lib.days import london_day
from upstander.lib.pdf import make_pdf
from upstander.messages.api import safe_contact_of

# Civil Procedure Rules, practice direction 22, as in force since April 2020.
TRUTH = (
    "I believe that the facts stated in this witness statement are true. I understand that proceedings for contempt of court may be"
    " brought against anyone who makes, or causes to be made, a false statement in a document verified by a statement of truth without"
    " an honest belief in its truth."
)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """How the paper of a measure stands. `mine`: this viewer wrote it last, so that somebody else reads it."""

    measure_id: UUID
    title: str
    told: PaperTold
    written_at: datetime
    written_by: str
    mine: bool
    read_at: datetime | None
    read_by: str


def paper_line(viewer: Viewer, case_id: UUID, measure_id: UUID) -> PaperLine | None:
    """The paper of a measure, None when it has none; part of the page's own read."""
    with viewing(viewer):
        row = Paper.objects.filter(measure=measure_id, case=case_id).first()
        if row is None:
            return None
        names = staff_cards({each for each in (row.written_by_id, row.read_by_id) if each})
        return PaperLine(
            row.measure_id,
            paper_of(row.kind)["title"],
            content_of(row),
            row.written_at,
            names[row.written_by_id].name if row.written_by_id in names else "",
            row.written_by_id == viewer.staff_id,
            row.read_at,
            names[row.read_by_id].name if row.read_by_id in names else "",
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
            "day": f"{day.day} {day:%B %Y}",
            "title": shipped["title"],
            "blocks": _blocks(told.words),
            "signs": signs,
            "reference": "",  # the reference of the case is the survivor's
            "large": told.large,
            "draft": row.read_at is None,
            "foot": landlord["phone"],
        }
    return make_pdf("cases/measures/paper.typ", data, title=shipped["title"], now=now)


def statement_pdf(
    *,
    viewer: Viewer,
    case_id: UUID,
    statement_id: UUID,
    exhibits: list[str],
    court: str,
    claim: str,
    now: datetime,
) -> bytes:
    """A statement as a court takes it, with a statement of truth to be signed. `exhibits`: those of the case. Raises NoSuchCase."""
    viewer.check(Permission.CASE_WORK).enforce()
    with reading(viewer, now, "statement.print", case_id=case_id, subject_id=statement_id):
        case = Case.objects.filter(pk=case_id).first()
        row = Statement.objects.filter(pk=statement_id, case=case_id).first()
        whose = Party.objects.filter(pk=row.party_id, case=case_id).first() if row else None
        if case is None or row is None or whose is None:
            raise NoSuchCase
        before = Statement.objects.filter(case=case, party_id=row.party_id, taken_at__lt=row.taken_at).count()
        alleged = Party.objects.filter(case=case, role="perpetrator").first()
        card = safe_contact_of(whose.id)
        name = vault.unseal(whose, "name") or "…"
        day = london_day(row.taken_at)
        data: dict[str, Any] = {  # Any: what JSON holds
            "court": court.strip() or "In the County Court at …",
            "claim": claim.strip() or "…",
            "claimant": settings.LANDLORD["name"],
            "defendant": (vault.unseal(alleged, "name") if alleged else "") or "…",
            "witness": name,
            "number": before + 1,
            "opening": f"I, {name}, say as follows. What I say is from my own knowledge unless I say otherwise.",
            "paragraphs": [
                " ".join(part.split())
                for part in re.split(r"\n\s*\n", vault.unseal(row, "words"))
                if part.strip()
            ],
            "exhibits": exhibits,
            "truth": TRUTH,
            "taken": f"{day.day} {day:%B %Y}",
            "large": card is not None and "large_print" in card.needs,
            "foot": f"Witness statement of {name}",
        }
    return make_pdf("cases/measures/statement.typ", data, title="Witness statement", now=now)


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
