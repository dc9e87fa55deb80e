"""Forms of disposal: a reason, a hold, a date that retention counts from."""

from __future__ import annotations

from typing import Any

from upstander.policy.api import StartEvent
from upstander.records.api import EVENTS
from upstander.sites.staff.forms.base import MarkedForm, StaffForm, choice, read_day, words


class ReasonForm(StaffForm):
    """Why a case is taken out of a run."""

    reason = words("Say why it is taken out.")


class HoldForm(StaffForm):
    """Why a case must be kept, and until when before somebody looks again."""

    reason = words("Say why the case must be kept.")
    review_on = words("Give the day on which somebody looks at the hold again.", longest=40)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["day"] = read_day(self, "review_on")
        return told


class HeldForm(MarkedForm):
    """A hold that is in force: keep it until another day, or release it with why."""

    do = choice(
        (("review", "Keep it on hold"), ("release", "Release it")), "Choose whether it stays on hold."
    )
    review_on = words(longest=40)
    reason = words()

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("do") == "review":
            told["day"] = read_day(self, "review_on")
            if not told.get("review_on"):
                self.add_error("review_on", "Give the day on which somebody looks at the hold again.")
        elif told.get("do") == "release" and not told.get("reason"):
            self.add_error("reason", "Say why it need not be kept any longer.")
        return told


class DayForm(StaffForm):
    """A date that no other record holds."""

    event = choice([(event.value, label) for event, label in EVENTS.items()], "Choose which date it is.")
    day = words("Give the date.", longest=40)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["date"] = read_day(self, "day")
        if told.get("event"):
            told["event"] = StartEvent(told["event"])
        return told
