"""What is asked about training."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms

from upstander.confidentiality.api import ROLE_NAMES
from upstander.governance.api import CourseTold, Scenario, scenarios
from upstander.sites.staff.forms.base import MarkedForm, StaffForm, choice, offer, read_day, several, words
from upstander.sites.staff.times import NoSuchTime, read_date

LARGEST_FILE = 5 * 1024 * 1024  # bytes


class RefresherForm(StaffForm):
    """One choice for each scenario."""

    def __init__(self, data: Any = None) -> None:  # Any: a QueryDict, or nothing
        super().__init__(data)
        for each in scenarios():
            self.fields[each.id] = choice(_answers(each), "Choose an answer.")

    def answers(self) -> dict[str, int]:
        """What was chosen, by scenario."""
        return {each.id: int(self.cleaned_data[each.id]) for each in scenarios()}


class CourseForm(MarkedForm):
    """A course."""

    name = words("Give the course a name.", longest=120)
    months = forms.IntegerField(
        min_value=1,
        max_value=120,
        error_messages={
            "required": "Say for how many months it holds.",
            "invalid": "Give a whole number of months.",
            "min_value": "It holds for at least 1 month.",
            "max_value": "It holds for at most 120 months.",
        },
    )
    roles = several(ROLE_NAMES.items())

    def told(self) -> CourseTold:
        given = self.cleaned_data
        return CourseTold(given["name"], tuple(given["roles"]), given["months"])

    def refused_at(self) -> str | None:
        return None if self.cleaned_data.get("roles") else "roles"


class RecordForm(StaffForm):
    """Who did a course, and when."""

    course = choice([], "Choose the course.")
    staff = several([])
    on = forms.CharField(max_length=40, error_messages={"required": "Give the date."})

    def __init__(self, data: Any = None, *, courses: Any, people: Any, initial: Any = None) -> None:
        # Any: pairs of id and label, and a QueryDict or nothing
        super().__init__(data, initial=initial)
        offer(self, "course", courses)
        offer(self, "staff", people)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["day"] = read_day(self, "on")
        return told


class FileForm(StaffForm):
    """A file of completions: columns email, course, done_on."""

    file = forms.FileField(
        error_messages={"required": "Choose a file.", "empty": "The file is empty."}, allow_empty_file=False
    )

    def lines(self) -> Iterator[tuple[int, Mapping[str, str], date | None]]:
        """Every line with its number, its cells and the day it names."""
        reader: csv.DictReader[str] = self.cleaned_data["reader"]
        for cells in reader:
            plain = {str(name): str(value or "") for name, value in cells.items() if name}
            yield reader.line_num, plain, _day(plain.get("done_on", ""))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("The file is larger than 5 MB.")
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError("The file is not UTF-8. Save it again as CSV UTF-8.") from None
        try:
            reader = csv.DictReader(io.StringIO(text, newline=""))
            reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
            missing = {"email", "course", "done_on"} - set(reader.fieldnames)
        except csv.Error:
            raise forms.ValidationError("The file is not a CSV file that can be read.") from None
        if missing:
            raise forms.ValidationError(
                f"The first line must name the columns email, course and done_on. Missing: {', '.join(sorted(missing))}."
            )
        self.cleaned_data["reader"] = reader
        return file


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        pass
    try:
        return read_date(text)
    except NoSuchTime:
        return None


def _answers(scenario: Scenario) -> list[tuple[str, str]]:
    return [(str(place), answer) for place, answer in enumerate(scenario.answers)]
