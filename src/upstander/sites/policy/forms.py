"""What is asked on the pages for trying out a change. Checks the shape only; the edition's own faults are found when it is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from upstander.policy.api import Clock, Number, add_months

MONTHS = {"3": "Last 3 months", "12": "Last 12 months", "36": "Last 3 years", "120": "Last 10 years"}
UNITS = {
    "working hours": "working hours",
    "working days": "working days",
    "elapsed hours": "hours, day and night",
    "elapsed days": "days, every day of the week",
    "calendar months": "calendar months",
}
_LONGEST_FILE = 500_000


@dataclass
class NumbersAsked:
    """New times for one duty. `typed` keeps what was typed; `errors` goes by field id."""

    typed: dict[str, tuple[str, str]] = field(default_factory=dict)
    changes: dict[str, Clock] = field(default_factory=dict)
    errors: list[dict[str, str]] = field(default_factory=list)

    def error(self, at: str) -> str:
        """What is wrong with the field of that id, or nothing."""
        return next((each["text"] for each in self.errors if each["href"] == f"#{at}"), "")


def read_numbers(request: HttpRequest, numbers: list[Number]) -> NumbersAsked:
    """What was asked for; only times that differ count as changes."""
    asked = NumbersAsked()
    for place, number in enumerate(numbers):
        count = request.POST.get(f"count-{place}", "").strip()
        unit = request.POST.get(f"unit-{place}", "")
        asked.typed[number.id] = count, unit
        try:
            clock = Clock.parse(f"{int(count)} {unit}")
        except ValueError:
            text = f"Write a whole number from 1 to 9999 for: {number.label}"
            asked.errors.append({"text": text, "href": f"#count-{place}"})
            continue
        if clock != number.clock:
            asked.changes[number.id] = clock
    if not asked.changes and not asked.errors:
        asked.errors.append({"text": "Change at least one time, then see the effect.", "href": "#count-0"})
    return asked


def read_draft(request: HttpRequest) -> tuple[str, str]:
    """The draft's text, pasted or uploaded, and what is wrong with how it was sent."""
    upload = request.FILES.get("file")
    if isinstance(upload, UploadedFile) and upload.size:
        if upload.size > _LONGEST_FILE:
            return "", "This file is too large for an edition. Check that it is the right one."
        try:
            return upload.read().decode("utf-8-sig"), ""
        except UnicodeDecodeError:
            return "", "This file is not text in UTF-8. Save it as plain text and send it again."
    text = request.POST.get("draft", "").replace("\r\n", "\n")
    if not text.strip():
        return "", "Paste the draft, or choose its file."
    return text, ""


def read_months(request: HttpRequest) -> str:
    """How far back to look; a year when nothing sensible was asked."""
    months = request.POST.get("months", "12")
    return months if months in MONTHS else "12"


def months_before(now: datetime, months: str) -> datetime:
    """The same time on the corresponding date that many months earlier."""
    day = add_months(now.date(), -int(months))
    return now.replace(year=day.year, month=day.month, day=day.day)
