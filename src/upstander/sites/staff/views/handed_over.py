"""Reports that another body handed over in a file: looked at row by row, then taken in, each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from upstander.cases.api import current_edition
from upstander.confidentiality.api import Permission
from upstander.intake.api import KeyReused, known_to_us, receive_from_partner
from upstander.lib.days import london_day
from upstander.partners.api import AgencyCard, agency
from upstander.sites.api.sheet import COLUMNS, MOST_ROWS, Row, SheetRefused, decoded, rows_of
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.partners import HandedOverForm
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page


@dataclass(frozen=True, slots=True)
class Line:
    """A row as shown. `state`: ready, wrong, known (taken in before), or taken, with the reference it was given."""

    row: Row
    state: str
    reference: str = ""
    wrong: tuple[tuple[str, str], ...] = ()


@staff_page(Permission.REPORT_TAKE, "GET", "POST")
def upload(request: HttpRequest, desk: Desk, agency_id: UUID) -> HttpResponse:
    """Choose a file, look at its rows, take in those that are ready. Pressed twice, nothing is taken twice."""
    card = agency(desk.viewer, agency_id, now=desk.now)
    form = HandedOverForm(request.POST if request.method == "POST" else None, desk=desk)
    if request.method != "POST":
        return _draw(request, desk, card, form)
    file = request.FILES.get("file")
    try:
        words = request.POST.get("content") or (decoded(file.read()) if file is not None else "")
        if not words:
            form.add_error(None, "Choose the file first.")
            form.checked = True
            return _draw(request, desk, card, form)
        rows = rows_of(words, card.called, current_edition(desk.now), london_day(desk.now))
    except SheetRefused as refused:
        form.add_error(None, str(refused))
        form.checked = True
        return _draw(request, desk, card, form)
    lines = [_line(agency_id, row) for row in rows]
    if not form.is_valid():
        return _draw(request, desk, card, form, lines, words)
    if request.POST.get("step") == "take":
        lines = [_taken(desk, card, line, form.cleaned_data["moment"]) for line in lines]
    return _draw(request, desk, card, form, lines, words)


@staff_page(Permission.REPORT_TAKE)
def columns(request: HttpRequest, desk: Desk, agency_id: UUID) -> HttpResponse:
    """An empty file with the names of the columns."""
    response = HttpResponse(",".join(name for name, _, _, _ in COLUMNS) + "\r\n", content_type="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="reports.csv"'
    return response


def _line(agency_id: UUID, row: Row) -> Line:
    if row.telling is None:
        return Line(row, "wrong", wrong=row.wrong)
    known = known_to_us(agency_id, _key(row), row.body)
    if known == "other":
        wrong = (
            "your_reference",
            "We have another report under this one. Nothing of it is changed from here.",
        )
        return Line(row, "wrong", wrong=(wrong,))
    return Line(row, "known" if known else "ready")


def _taken(desk: Desk, card: AgencyCard, line: Line, received_at: datetime) -> Line:
    if line.state not in ("ready", "known") or line.row.telling is None:
        return line
    try:
        receipt = receive_from_partner(
            agency_id=card.id,
            token_id=None,
            key=_key(line.row),
            body=line.row.body,
            told=line.row.telling,
            received_at=received_at,
            by=desk.viewer,
            now=desk.now,
        )
    except KeyReused:  # a colleague was faster, with other words
        return _line(card.id, line.row)
    return Line(line.row, "taken", receipt.reference)


def _key(row: Row) -> str:
    return f"file:{row.reference}"


def _draw(
    request: HttpRequest,
    desk: Desk,
    card: AgencyCard,
    form: HandedOverForm,
    lines: Sequence[Line] = (),
    words: str = "",
) -> HttpResponse:
    counts = {
        state: sum(line.state == state for line in lines) for state in ("ready", "wrong", "known", "taken")
    }
    # Danger first, then what has to be put right.
    order = {"wrong": 0, "ready": 1, "known": 2, "taken": 3}
    shown = sorted(lines, key=lambda line: (not line.row.danger, order[line.state], line.row.line))
    errors = form.complaints()
    context = {
        "body": card,
        "form": form,
        "errors": errors,
        "lines": shown,
        "counts": counts,
        "content": words,
        "columns": COLUMNS,
        "most": MOST_ROWS,
        "edition": current_edition(desk.now),
    }
    return show(request, desk, "staff/handed_over.html", context, status=422 if errors else 200)
