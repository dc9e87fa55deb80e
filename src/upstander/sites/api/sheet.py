"""Reports in a file: one row each, with the fields of the interface as columns. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from upstander.intake.api import TellingOfPartner, faults
from upstander.policy.api import Edition
from upstander.sites.api.problems import field_of, message_of
from upstander.sites.api.schemas import ReportIn, same_words, telling_of

MOST_ROWS = 200
LARGEST = 512 * 1024

_WORDS = "Words"
_YES = "yes or no; empty is no"
# Column, where it goes, what may stand in it, what it is for.
COLUMNS: tuple[tuple[str, str, str, str], ...] = (
    ("your_reference", "your_reference", _WORDS, "Needed. Your own name for this report; the same one is never taken twice"),
    ("what_happened", "what_happened", _WORDS, "Needed. In the person's own words where you have them"),
    ("danger", "danger", _YES, "Somebody is in danger now. Ring 999 as well"),
    ("reporter", "reporter", "professional, third_party or witness; empty is professional", "Who reports"),
    ("worker_name", "worker.name", _WORDS, "Who of yours passes it on"),
    ("worker_email", "worker.email", "An email address", "Told that it was received, and no more"),
    ("worker_phone", "worker.phone", "A number", ""),
    ("survivor_name", "survivor.name", _WORDS, "The person it happened to"),
    ("survivor_address", "survivor.address", _WORDS, ""),
    ("survivor_tie", "survivor.tie", "customer, household_member, employee, contractor, public or unknown", "What they are to us"),
    ("survivor_age", "survivor.age", "under_16, 16_17, adult or unknown", "Under 18 we raise it as a concern about a child"),
    ("survivor_phone", "survivor.phone", "A number", ""),
    ("survivor_email", "survivor.email", "An email address", ""),
    ("safe_ways", "survivor.safe_ways", "Any of phone; text; email; post", "Only what they themselves called safe"),
    ("shared_device", "survivor.shared_device", _YES, "Others see their phone or email"),
    ("not_at_home", "survivor.not_at_home", _YES, "They must not be visited at home"),
    ("contact_note", "survivor.contact_note", _WORDS, "About reaching them safely"),
    ("survivor_knows", "survivor.knows", "yes, no or not_known", "Whether they know that it is passed on"),
    ("perpetrator_name", "perpetrator.name", _WORDS, ""),
    ("perpetrator_details", "perpetrator.details", _WORDS, ""),
    ("incident_on", "incident_on", "2026-11-20 or 20/11/2026", "Day of the latest incident"),
    ("where", "where", _WORDS, ""),
    ("at_home", "at_home", _YES, "It happened at their home"),
    ("behaviours", "behaviours", "Codes with ; between them", "What was done"),
    ("motivations", "motivations", "Codes with ; between them", "What they feel it is about"),
    ("crime_likely", "crime_likely", "yes, no, or empty", ""),
    ("safeguarding", "safeguarding", "Any of adult; child", ""),
    ("cannot_stay_tonight", "cannot_stay_tonight", _YES, ""),
    ("communication_need", "communication_need", _YES, "An interpreter or another format is needed"),
)  # fmt: skip
_PLACE = {column: place for column, place, _, _ in COLUMNS}
_COLUMN_OF = {place: column for column, place, _, _ in COLUMNS}
_TICKS = {column for column, _, taken, _ in COLUMNS if taken == _YES} | {"crime_likely"}
_LISTS = {"safe_ways", "behaviours", "motivations", "safeguarding"}
_SAYS = {"yes": True, "y": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}


class SheetRefused(Exception):
    """The file as a whole cannot be read. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `line` as a spreadsheet counts them. Without `telling` when `wrong` has anything: column and what to do."""

    line: int
    reference: str
    excerpt: str
    danger: bool
    telling: TellingOfPartner | None
    body: bytes
    wrong: tuple[tuple[str, str], ...]


def decoded(content: bytes) -> str:
    """The file's words: UTF-8, or what older spreadsheets write. Raises SheetRefused."""
    if len(content) > LARGEST:
        raise SheetRefused("This file is too large. Send up to 200 rows and half a megabyte at a time.")
    if content.startswith((b"PK", b"\xd0\xcf")):
        raise SheetRefused("This is a spreadsheet. Save it as CSV first.")
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = content.decode("cp1252", "replace")
    if "\x00" in words:
        raise SheetRefused("This is not a CSV file. Save it as CSV first.")
    return words


def rows_of(words: str, agency: str, edition: Edition, today: date) -> list[Row]:
    """Every row, ready or with what is wrong in it. Raises SheetRefused."""
    words = re.sub(r"\r\n?", "\n", words)
    head = words.split("\n", 1)[0]
    delimiter = ";" if head.count(";") > head.count(",") else ","
    try:
        reader = csv.DictReader(io.StringIO(words), delimiter=delimiter, strict=True, restkey="", restval="")
        names = [name.strip().lower() for name in reader.fieldnames or []]
        _check_names(names)
        reader.fieldnames = names
        found = [
            (
                reader.line_num,
                {name: text.strip() if isinstance(text, str) else text for name, text in row.items()},
            )
            for row in reader
        ]
    except csv.Error as error:
        raise SheetRefused(f"This is not a CSV file that we can read: {error}.") from None
    found = [(line, row) for line, row in found if any(row.values())]
    if not found:
        raise SheetRefused("There is no row below the names of the columns.")
    if len(found) > MOST_ROWS:
        raise SheetRefused(f"There are {len(found)} rows. Send up to {MOST_ROWS} at a time.")
    return list(_judged(found, agency, edition, today))


def _check_names(names: list[str]) -> None:
    if missing := [each for each in ("your_reference", "what_happened") if each not in names]:
        raise SheetRefused(f"The first line must name the columns. Missing: {', '.join(missing)}.")
    if unknown := [each for each in names if each not in _PLACE]:
        raise SheetRefused(f"We do not know these columns: {', '.join(unknown)}. Look at their spelling.")
    if len(set(names)) < len(names):
        raise SheetRefused("A column stands there twice.")


def _judged(
    found: list[tuple[int, dict[str, Any]]], agency: str, edition: Edition, today: date
) -> Iterator[Row]:
    seen: set[str] = set()
    for line, given in found:
        wrong: list[tuple[str, str]] = []
        if given.pop("", None):
            wrong.append(
                ("", "There are more fields than columns. Put words that hold a comma in quotation marks.")
            )
        reference = given.get("your_reference", "")
        if not reference:
            wrong.append(("your_reference", "This is needed, so that the row is never taken twice."))
        elif reference in seen:
            wrong.append(("your_reference", "Another row has the same one."))
        seen.add(reference)
        report = _report(given, wrong)
        telling = telling_of(report, agency)
        wrong += [(_COLUMN_OF.get(name, name), says) for name, says in faults(telling, edition, today)]
        excerpt = " ".join(given.get("what_happened", "").split())[:120]
        yield Row(
            line,
            reference,
            excerpt,
            report.danger,
            None if wrong else telling,
            b"" if wrong else same_words(report),
            tuple(wrong),
        )


def _report(given: dict[str, Any], wrong: list[tuple[str, str]]) -> ReportIn:
    """The report without what is wrong in it, which joins `wrong`: so that the rest is judged at the same time."""
    nested: dict[str, Any] = {"what_happened": ""}
    for column, text in given.items():
        if text == "":
            continue
        value: Any = text
        if column in _TICKS:
            value = _SAYS.get(text.lower())
            if value is None:
                wrong.append((column, "Write yes or no, or leave it empty."))
                continue
        elif column in _LISTS:
            value = [part.strip() for part in re.split(r"[;,]", text) if part.strip()]
        elif column == "incident_on":
            value = re.sub(r"^(\d{1,2})/(\d{1,2})/(\d{4})$", lambda m: f"{m[3]}-{m[2]:0>2}-{m[1]:0>2}", text)
        _put(nested, _PLACE[column], value)
    try:
        return ReportIn.model_validate(nested)
    except ValidationError as error:
        for fault in error.errors():
            place = field_of(each for each in fault["loc"] if isinstance(each, str))
            wrong.append((_COLUMN_OF.get(place, place), message_of(dict(fault))))
            _take_out(nested, place)
        return ReportIn.model_validate({"what_happened": "-", **nested})


def _take_out(nested: dict[str, Any], place: str) -> None:
    *above, last = place.split(".")
    for part in above:
        nested = nested.get(part, {})
    nested.pop(last, None)


def _put(nested: dict[str, Any], place: str, value: Any) -> None:
    *above, last = place.split(".")
    for part in above:
        nested = nested.setdefault(part, {})
    nested[last] = value
