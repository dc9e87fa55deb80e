"""Reading monthly reports: the list, one of them, and the forms it goes out in."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from upstander.confidentiality.api import Permission, Viewer, audit, staff_cards, vault, viewing
from upstander.lib import charts
from upstander.lib.days import london_day
from upstander.lib.export import csv_lines, safe_cell, safe_row
from upstander.lib.languages import plain_day
from upstander.lib.pdf import make_pdf
from upstander.performance.errors import NoSuchReport
from upstander.performance.models import MonthlyReport
from upstander.performance.numbers import Content

_READERS = (Permission.MEASURES_READ, Permission.REPORT_CHECK, Permission.REPORT_APPROVE)


@dataclass(frozen=True, slots=True)
class ReportHead:
    """One report in one line. `state`: prepared, checked, returned, sent."""

    id: UUID
    month: date
    prepared_at: datetime
    state: str
    checked_by: str
    approved_by: str
    sent_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The whole report. `why` is a manager's; `returned_because` what the approver wants looked at again."""

    head: ReportHead
    content: Content
    why: str
    returned_because: str
    digest: str
    may_check: bool
    may_approve: bool


def reports(viewer: Viewer) -> list[ReportHead]:
    """Reports that the viewer may read, the latest first: all of them for whoever checks or approves, else those that were sent.

    Raises Refused without one of these permissions.
    """
    viewer.check(*_READERS).enforce()
    with viewing(viewer):
        rows = list(MonthlyReport.objects.defer("content").order_by("-month"))
        return [_head(row) for row in rows]


def report_page(viewer: Viewer, month: date, *, now: datetime) -> ReportPage:
    """One report. Audited. Raises Refused, NoSuchReport."""
    viewer.check(*_READERS).enforce()
    with viewing(viewer):
        row = MonthlyReport.objects.filter(month=month).first()
        if row is None:
            raise NoSuchReport
        audit.record(by=viewer, now=now, action="report.read", subject_id=row.id)
        open_still = row.sent_at is None
        return ReportPage(
            head=_head(row),
            content=row.content,
            why=vault.unseal(row, "why"),
            returned_because=vault.unseal(row, "returned_because"),
            digest=row.digest,
            may_check=open_still and viewer.may(Permission.REPORT_CHECK),
            may_approve=open_still
            and row.checked_at is not None
            and row.checked_by_id != viewer.staff_id
            and viewer.may(Permission.REPORT_APPROVE),
        )


def chart_svg(chart: Content, id: str) -> str:
    """A chart of a report, drawn."""
    draw = {"columns": charts.columns, "bars": charts.bars, "tiles": charts.tiles}[chart["kind"]]
    points = [charts.Point(*each) for each in chart["points"]]
    return draw(id, chart["title"], chart["description"], points)


def report_pdf(page: ReportPage, *, landlord: str) -> bytes:
    """The report as an accessible PDF; of a sent report always the same file."""
    sections = [
        {
            **section,
            "svg": chart_svg(section["chart"], f"chart-{place}") if section["chart"] else "",
            "alt": f"{section['chart']['title']}. {section['chart']['description']}"
            if section["chart"]
            else "",
        }
        for place, section in enumerate(page.content["sections"])
    ]
    sent = london_day(page.head.sent_at) if page.head.sent_at else None
    draft = "" if sent else "Draft: not approved yet"
    data = {
        **page.content,
        "sections": sections,
        "landlord": landlord,
        "why": page.why,
        "draft": draft,
        "checked": page.head.checked_by,
        "approved": page.head.approved_by,
        "sent": plain_day(sent) if sent else "",
        "digest": page.digest,
    }
    made_at = page.head.sent_at or page.head.prepared_at
    return make_pdf("performance/typ/report.typ", data, title=page.content["title"], now=made_at)


def report_csv(page: ReportPage) -> Iterator[bytes]:
    """Every table of the report as one CSV: section, row, column, value."""
    return csv_lines(["Section", "Row", "Column", "Value"], _cells(page.content))


def report_xlsx(page: ReportPage) -> bytes:
    """A workbook with a sheet of words and one for each table."""
    book = Workbook(write_only=True)
    first = book.create_sheet("Words")
    first.column_dimensions["A"].width = 120
    for line in [page.content["title"], *page.content["story"], page.why, *page.content["notes"]]:
        cell = WriteOnlyCell(first, str(safe_cell(line)))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        first.append([cell])
    for place, section in enumerate(page.content["sections"], start=1):
        sheet = book.create_sheet(f"{place} {_sheet_name(section['title'])}"[:31])
        sheet.freeze_panes = "B2"
        for column, text in enumerate(section["table"]["head"], start=1):
            longest = max((len(str(row[column - 1])) for row in section["table"]["rows"]), default=0)
            sheet.column_dimensions[get_column_letter(column)].width = max(longest, len(text)) + 3
        head = [WriteOnlyCell(sheet, str(safe_cell(text))) for text in section["table"]["head"]]
        for cell in head:
            cell.font = Font(bold=True)
        sheet.append(head)
        for row in section["table"]["rows"]:
            sheet.append(safe_row([_number(cell) for cell in row]))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(content: Content) -> Iterator[list[Any]]:
    for section in content["sections"]:
        head = section["table"]["head"]
        for row in section["table"]["rows"]:
            for column, value in zip(head[1:], row[1:], strict=True):
                yield [section["title"], row[0], column, _number(value)]


def _number(cell: str) -> str | int:
    plain = cell.replace(",", "")
    return int(plain) if plain.isdigit() else cell


def _sheet_name(title: str) -> str:
    return "".join(c for c in title if c not in "[]:*?/\\'").strip()


def _head(row: MonthlyReport) -> ReportHead:
    wanted = {each for each in (row.checked_by_id, row.approved_by_id) if each}
    staff = staff_cards(wanted)
    state = (
        "sent"
        if row.sent_at
        else "checked"
        if row.checked_at
        else "returned"
        if row.returned_because is not None
        else "prepared"
    )
    return ReportHead(
        id=row.id,
        month=row.month,
        prepared_at=row.prepared_at,
        state=state,
        checked_by=staff[row.checked_by_id].name if row.checked_by_id in staff else "",
        approved_by=staff[row.approved_by_id].name if row.approved_by_id in staff else "",
        sent_at=row.sent_at,
        version=row.version,
    )
