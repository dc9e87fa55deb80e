"""Forms for what staff say about themselves: whom they know, when they are away; and for giving out many cases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms

from upstander.confidentiality.api import RelationTold, relation_kinds
from upstander.sites.staff.forms.base import StaffForm, choice, read_day, words
from upstander.sites.staff.times import LONDON


class TieForm(StaffForm):
    """Somebody one knows."""

    kind = choice(relation_kinds(), "Say how you know each other.")
    name = words("Give their first and last name.", longest=150)
    details = words(longest=300)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if len(name.split()) < 2:
            raise forms.ValidationError(
                "Give their first and last name. One name alone fits too many people."
            )
        return name

    def told(self) -> RelationTold:
        """The frozen value for the action."""
        t = self.cleaned_data
        return RelationTold(t["kind"], t["name"], t["details"])


class TieEndForm(StaffForm):
    """Why it should end."""

    reason = words("Say why it should end. Your line manager reads it.", longest=1000)


class AwayForm(StaffForm):
    """From the first day to the last, London days, and who covers."""

    staff = choice([], "Choose who is away.")
    cover = choice([], "Choose who covers.")
    first = forms.CharField(max_length=40, error_messages={"required": "Give the first day away."})
    last = forms.CharField(max_length=40, error_messages={"required": "Give the last day away."})

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = read_day(self, "first"), read_day(self, "last")
        if first and last and last < first:
            self.add_error("last", "The last day must not be before the first.")
        told["starts_at"] = _midnight(first) if first else None
        told["ends_at"] = _midnight(last + timedelta(days=1)) if last else None
        return told


class GiveForm(StaffForm):
    """Which cases, and to whom; empty: shared out evenly."""

    case = forms.MultipleChoiceField(
        choices=[],
        error_messages={
            "required": "Choose at least one case.",
            "invalid_choice": "One of these cases is not in this list any more. Choose again.",
        },
    )
    to = choice([])

    def chosen(self) -> list[UUID]:
        """The cases that were ticked."""
        return [UUID(each) for each in self.cleaned_data["case"]]

    def receiver(self) -> UUID | None:
        """Who gets them, where they can."""
        return UUID(self.cleaned_data["to"]) if self.cleaned_data["to"] else None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC)
