"""How somebody wants to be told outside Upstander."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms

from upstander.cases.alerts.api import BEFORE, Choice
from upstander.cases.api import Hears
from upstander.messages.api import By
from upstander.sites.staff.forms.base import StaffForm, choice
from upstander.sites.staff.times import NoSuchTime, read_time

_BEFORE = {
    0: "No reminder",
    1: "1 hour before",
    2: "2 hours before",
    4: "4 hours before",
    24: "The day before",
}


class RemindersForm(StaffForm):
    """Way, what for, when before, and hours of peace."""

    way = choice([("email", "Email to my work address"), ("text", "Text to my work phone")], "Choose a way.")
    phone = forms.CharField(required=False, max_length=40)
    hears = choice([(each.value, each.label) for each in Hears], "Choose what you want to be told of.")
    before = choice([(str(hours), _BEFORE[hours]) for hours in BEFORE], "Choose when to be reminded.")
    quiet_from = forms.CharField(required=False, max_length=20)
    quiet_to = forms.CharField(required=False, max_length=20)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = self._hour("quiet_from"), self._hour("quiet_to")
        if (begins is None) != (ends is None) and not self.errors:
            missing = "quiet_to" if ends is None else "quiet_from"
            self.add_error(missing, "Give both times, or leave both empty for no quiet hours.")
        told["quiet"] = (begins, ends)
        return told

    def told(self) -> Choice:
        """The frozen value for the action."""
        t = self.cleaned_data
        begins, ends = t["quiet"]
        return Choice(By(t["way"]), t["phone"].strip(), Hears(t["hears"]), int(t["before"]), begins, ends)

    def refused_at(self) -> str | None:
        return "phone" if self.cleaned_data.get("way") == "text" else None

    def _hour(self, name: str) -> time | None:
        text = self.cleaned_data.get(name)
        if not text:
            return None
        try:
            return read_time(str(text))
        except NoSuchTime as said:
            self.add_error(name, str(said))
            return None


def started_from(chosen: Choice) -> dict[str, str]:
    """What the form shows of a choice."""
    return {
        "way": chosen.way.value,
        "phone": chosen.phone,
        "hears": chosen.hears.value,
        "before": str(chosen.before_hours),
        "quiet_from": chosen.quiet_from.strftime("%H:%M") if chosen.quiet_from else "",
        "quiet_to": chosen.quiet_to.strftime("%H:%M") if chosen.quiet_to else "",
    }
