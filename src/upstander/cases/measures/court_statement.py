"""Statements for a court, kept as printed: a second print is the same file, and what was handed in can be shown (clause 2.5)."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from upstander.cases.actions.common import working
from upstander.cases.errors import NoSuchCase
from upstander.cases.measures.statement_print import CourtTold, print_statement, printed_words
from upstander.cases.models import CourtStatement, Statement
from upstander.confidentiality.api import Permission, Viewer, reading, staff_cards, vault, viewing
from upstander.lib.decision import Refused, refuse

HANDED_TO = {"court": "The court", "solicitor": "Our solicitor"}


@dataclass(frozen=True, slots=True)
class CourtStatementLine:
    """One version. `told` stands in the form the next time; `words`: what is printed, line by line, for whoever may have it."""

    id: UUID
    statement_id: UUID
    number: int
    made_at: datetime
    made_by: str
    sha256: str
    told: CourtTold
    words: tuple[tuple[str, str], ...]
    handed_at: datetime | None
    handed_to: str


def make_court_statement(
    *,
    case_id: UUID,
    statement_id: UUID,
    told: CourtTold,
    exhibits: list[tuple[int, str]],
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> UUID:
    """Print a statement with its statement of truth, and keep it. The same again is the version there is. `exhibits`: number and title
    of those it refers to. Raises Refused, NoSuchCase, StaleEdit."""
    with working(
        case_id, by=by, now=now, action="case.court_statement", version=version, after_closure=True
    ) as work:
        row = Statement.objects.filter(pk=statement_id, case=work.case).first()
        if row is None or by.staff_id is None:
            raise NoSuchCase
        printed = printed_words(work.case, row, told, exhibits)
        content = json.dumps({"told": asdict(told), "printed": printed}, ensure_ascii=False, sort_keys=True)
        last = CourtStatement.objects.filter(statement=row).order_by("-number").first()
        if last is not None and vault.unseal(last, "content") == content:
            return last.id
        file = print_statement(printed, now=now)
        made = CourtStatement(
            id=uuid4(),
            case=work.case,
            statement=row,
            number=last.number + 1 if last else 1,
            sha256=hashlib.sha256(file).digest(),
            made_at=now,
            made_by_id=by.staff_id,
        )
        vault.seal(made, content=content)
        made.file = vault.seal_bytes(made, "file", file)
        made.save(force_insert=True)
        work.entry("court_statement", codes={"number": made.number})
        return made.id


def hand_in_statement(
    *,
    case_id: UUID,
    made_id: UUID,
    to: str,
    at: datetime,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Write down that this version was handed in, once. Raises Refused, NoSuchCase, StaleEdit."""
    with working(
        case_id, by=by, now=now, action="case.court_statement_handed", version=version, after_closure=True
    ) as work:
        row = CourtStatement.objects.select_for_update().filter(pk=made_id, case=work.case).first()
        if row is None:
            raise NoSuchCase
        if row.handed_at is not None:
            raise Refused("This version was handed in already. Another is printed as a version of its own.")
        if to not in HANDED_TO or not row.made_at.replace(second=0, microsecond=0) <= at <= now:
            refuse(
                "Say who has it now, and when they got it: after it was printed, and not in the future."
            ).enforce()
        row.handed_at, row.handed_to, row.handed_by_id = max(at, row.made_at), to, by.staff_id
        row.save()
        work.entry("court_statement_handed", at=row.handed_at, codes={"number": row.number, "to": to})


def court_statements(viewer: Viewer, case_id: UUID) -> dict[UUID, list[CourtStatementLine]]:
    """Every version by its statement, the latest first; of a case that the viewer may see."""
    with viewing(viewer):
        rows = list(CourtStatement.objects.filter(case_id=case_id).defer("file").order_by("-number"))
        names = staff_cards({row.made_by_id for row in rows})
        found: dict[UUID, list[CourtStatementLine]] = defaultdict(list)
        for row in rows:
            content = json.loads(vault.unseal(row, "content"))
            maker = names.get(row.made_by_id)
            found[row.statement_id].append(
                CourtStatementLine(
                    row.id,
                    row.statement_id,
                    row.number,
                    row.made_at,
                    maker.name if maker else "",
                    bytes(row.sha256).hex(),
                    CourtTold(**{**content["told"], "exhibits": tuple(content["told"]["exhibits"])}),
                    _lines(content["printed"]),
                    row.handed_at,
                    row.handed_to,
                )
            )
        return dict(found)


def court_statement_file(viewer: Viewer, case_id: UUID, made_id: UUID, *, now: datetime) -> bytes:
    """The file as it was printed. Audited. Raises Refused, NoSuchCase."""
    viewer.check(Permission.CASE_WORK).enforce()
    with reading(viewer, now, "statement.print", case_id=case_id, subject_id=made_id):
        row = CourtStatement.objects.filter(pk=made_id, case_id=case_id).first()
        if row is None:
            raise NoSuchCase
        return vault.unseal_bytes(row, "file")


def _lines(printed: dict[str, Any]) -> tuple[tuple[str, str], ...]:  # Any: what JSON holds
    named = {
        "court": "Court",
        "claim": "Claim number",
        "claimant": "Claimant",
        "defendant": "Defendant",
        "behalf": "On behalf of",
        "witness": "Witness",
    }
    heads = [(label, str(printed[name])) for name, label in named.items()]
    return (*heads, *(("", str(each)) for each in (*printed["opening"], *printed["paragraphs"])))
