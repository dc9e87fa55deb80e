"""What is to be done on the cases that were ticked."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from upstander.cases.joint.api import ASKS
from upstander.cases.many.api import Deal, DutyNot, ForMeeting, ReviewOn
from upstander.sites.staff.forms.base import StaffForm, choice, read_day, several, words

DEALS = {
    "answer": "Say that a duty cannot be done, or is not fitting",
    "review": "Set the day on which the plan is looked at again",
    "meeting": "Put forward to a joint meeting",
}


class ManyForm(StaffForm):
    """One thing, with what it needs; the rest of the fields are of no matter then."""

    what = choice(DEALS.items(), "Choose what to do.")
    slug = choice([])
    reason = words(longest=2000)
    day = words(longest=40)
    meeting = choice([])
    asks = several(ASKS.items())
    said = words(longest=2000)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for name, missing in _NEEDS.get(told.get("what", ""), {}).items():
            if not told.get(name):
                self.add_error(name, missing)
        if told.get("what") == "review" and told.get("day"):
            told["day"] = read_day(self, "day")
        return told

    def deal(self) -> Deal:
        """The frozen value for the action."""
        t = self.cleaned_data
        if t["what"] == "answer":
            return DutyNot(t["slug"], t["reason"])
        if t["what"] == "review":
            return ReviewOn(t["day"])
        return ForMeeting(UUID(t["meeting"]), tuple(t["asks"]), t["said"])


_NEEDS = {
    "answer": {
        "slug": "Choose the duty.",
        "reason": "Write down why. It stands on every one of these cases.",
    },
    "review": {"day": "Give the day."},
    "meeting": {
        "meeting": "Choose the meeting.",
        "asks": "Tick what is asked of the meeting.",
        "said": "Write what the meeting is to know. It stands on every one of these cases.",
    },
}
