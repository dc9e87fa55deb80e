"""Reading a CSV file of the housing system line by line. Of a line that was read only a hash of its key stays in memory."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable, Iterator
from typing import TextIO

from upstander.people.housing.columns import Layout, Row
from upstander.people.housing.rows import Finding

_DELIMITERS = ",;\t|"
_NUL = "\x00"  # no database keeps it


class Unreadable(Exception):
    """The file as a whole cannot be taken: the message says why and what to do."""


def read_lines(source: TextIO, layout: Layout[Row]) -> Iterator[tuple[int, Row] | Finding]:
    """Each line of the file as its value with its number, or as what is wrong with it. Raises Unreadable.

    `source` is text opened with `newline=""` and encoding `utf-8-sig`. Empty lines are passed over.
    """
    try:
        yield from _lines(source, layout)
    except UnicodeDecodeError:
        raise Unreadable(f"{layout.file} is not UTF-8. Export it again as CSV UTF-8.") from None
    except csv.Error as error:
        raise Unreadable(f"{layout.file} is not a CSV file that can be read: {error}.") from None


def _lines(source: TextIO, layout: Layout[Row]) -> Iterator[tuple[int, Row] | Finding]:
    heading = source.readline()
    if _NUL in heading:
        raise Unreadable(f"{layout.file} is no text file. Export it again as CSV UTF-8.")
    delimiter = max(_DELIMITERS, key=heading.count)
    names = [name.strip().lower() for name in next(csv.reader([heading], delimiter=delimiter), [])]
    yield from _check_heading(names, layout)
    reader = csv.reader(source, delimiter=delimiter)
    seen: set[int] = set()
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        line = reader.line_num + 1
        if len(cells) != len(names):
            yield Finding(layout.file, line, "", f"has {len(cells)} cells where the heading has {len(names)}")
            continue
        if any(_NUL in cell for cell in cells):
            yield Finding(layout.file, line, "", "holds a sign that is no text (NUL)")
            continue
        value, wrong = layout.row(dict(zip(names, cells, strict=True)))
        for column, says in wrong:
            yield Finding(layout.file, line, column, says)
        if value is None:
            continue
        key = hash(tuple(getattr(value, name) for name in layout.key))
        if key in seen:
            yield Finding(
                layout.file, line, layout.key[-1], "stands in the file twice; the first line counts"
            )
            continue
        seen.add(key)
        yield line, value


def _check_heading(names: list[str], layout: Layout[Row]) -> Iterable[Finding]:
    known = [column.name for column in layout.columns]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise Unreadable(f"{layout.file} has two columns called {', '.join(twice)}.")
    missing = [column.name for column in layout.columns if column.needed and column.name not in names]
    if missing:
        raise Unreadable(
            f"{layout.file} has no column {', '.join(missing)}. Its first line must hold the names of the columns."
        )
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f": did you mean {near[0]}?" if near else ""
            yield Finding(layout.file, 1, name[:40], f"is not a column we know, and is not read{hint}", False)
