"""Cells for CSV and spreadsheets. What somebody typed into a report must never run as a formula on the desk that opens the export."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal

Cell = str | int | float | Decimal | bool | date | datetime | time | None

# What makes Excel, LibreOffice or Google Sheets read a cell as a formula: also in full width, also behind white space, marks of
# direction and other characters that show nothing.
_FORMULA = re.compile(
    r"[\s\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]*[=+\-@|%＝＋－＠]"
)
# XML 1.0 cannot hold these; openpyxl raises IllegalCharacterError on the first of them.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767  # characters that Excel keeps in one cell
_LINE_STARTERS = ("\t", "\r", "\n")


def safe_cell(value: Cell) -> Cell:
    """The value as it may stand in a cell. Text that could be read as a formula gets an apostrophe in front, characters that a
    spreadsheet cannot hold become a space, and text longer than a cell is cut with an ellipsis. Numbers, dates and times stay."""
    if not isinstance(value, str):
        return value
    text = _NOT_IN_XML.sub(" ", value)
    if _FORMULA.match(text) or text.startswith(_LINE_STARTERS):
        text = f"'{text}"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def safe_row(values: Iterable[Cell]) -> list[Cell]:
    """Every cell of a row made safe: what `openpyxl`'s `append` and a csv writer are handed."""
    return [safe_cell(value) for value in values]


def csv_lines(header: Sequence[str], rows: Iterable[Iterable[Cell]]) -> Iterator[bytes]:
    """A CSV file line by line, for a streaming answer: UTF-8 with a byte-order mark (Excel asks for it), every text in quotes."""
    line = io.StringIO()
    write = csv.writer(line, quoting=csv.QUOTE_NONNUMERIC)
    write.writerow(safe_row(header))
    yield ("\ufeff" + line.getvalue()).encode()
    for row in rows:
        line.seek(0)
        line.truncate()
        write.writerow(safe_row(row))
        yield line.getvalue().encode()
