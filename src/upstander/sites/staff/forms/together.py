"""What has to do with a case, and what does not."""

from __future__ import annotations

from typing import Any

from upstander.cases.api import LINKS
from upstander.sites.staff.forms.base import CaseForm, choice, words

ACTS = (
    ("link", "Link another case to this one"),
    ("merge", "This case is part of another: make them one"),
    ("take_out", "A report does not belong to this case: take it out"),
)


class TogetherForm(CaseForm):
    """One act; the fields of the others are left alone."""

    act = choice(ACTS, "Choose what to do.")
    reference = words(longest=40)
    why = choice(LINKS.items())
    report = choice(())
    reason = words(longest=2000)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        act = told.get("act")
        if act in ("link", "merge") and not told.get("reference", "").strip():
            self.add_error("reference", "Give the reference of the other case.")
        if act == "link" and not told.get("why"):
            self.add_error("why", "Say what they have to do with each other.")
        if act == "take_out" and not told.get("report"):
            self.add_error("report", "Choose the report.")
        return told

    def refused_at(self) -> str | None:
        act = self.cleaned_data.get("act")
        return (
            "reason"
            if act == "take_out" or (act == "merge" and not self.cleaned_data.get("reason"))
            else "reference"
        )
