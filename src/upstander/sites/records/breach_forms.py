"""What is asked about a breach. Checks the shape; the rules are asked by the actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from upstander.records.api import KINDS, RISKS, WAYS
from upstander.sites.staff.forms.base import StaffForm, choice, read_day, several, tick, words
from upstander.sites.staff.times import HappenedTwice, NoSuchTime, london_moment, read_date, read_time


class TimedForm(StaffForm):
    """A form with a London date and time."""

    version = forms.IntegerField(required=False)
    on = forms.CharField(max_length=40, error_messages={"required": "Give the date."})
    at = forms.CharField(max_length=20, error_messages={"required": "Give the time."})
    fold = forms.ChoiceField(
        choices=[("0", "The first (summer time)"), ("1", "The second (winter time)")], required=False
    )
    twice = False

    def clean(self) -> dict[str, Any]:  # Any: values of many kinds of fields
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not told.get("on") or not told.get("at"):
            return told
        fold = told.get("fold")
        try:
            told["moment"] = london_moment(
                read_date(told["on"]), read_time(told["at"]), int(fold) if fold else None
            )
        except HappenedTwice as said:
            self.twice = True
            self.add_error("fold", str(said))
        except NoSuchTime as said:
            self.add_error("on", str(said))
        return told

    def moment(self, now: datetime) -> datetime:
        """What was typed; within the minute that is now, exactly now."""
        typed: datetime = self.cleaned_data["moment"]
        return now if typed == now.replace(second=0, microsecond=0) else typed


class RaiseForm(TimedForm):
    """A new breach."""

    happened = words("Say what happened, in a sentence or two.")
    kinds = several(KINDS.items())
    people = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=10_000_000,
        error_messages={"invalid": "Give a whole number, or leave it empty."},
    )
    contained = words()


class AssessForm(StaffForm):
    """The assessment."""

    version = forms.IntegerField(required=False)
    risk = choice(RISKS.items(), "Say how likely a risk to people is.")
    reportable = choice(
        [("yes", "Yes, it is reported"), ("no", "No, it is not reported")], "Say whether it is reported."
    )
    reason = words("Write down why. The regulator may ask to see the reason for either decision.")


class RegulatorForm(TimedForm):
    """When the regulator was told."""

    late_reason = words()


class ToldForm(TimedForm):
    """People affected were told."""

    way = choice(WAYS.items(), "Say how they were told.")
    people = forms.IntegerField(
        min_value=0,
        max_value=10_000_000,
        error_messages={"required": "Say how many people.", "invalid": "Give a whole number."},
    )
    safe = tick()
    words = words()


class ActionForm(StaffForm):
    """Something to be done."""

    version = forms.IntegerField(required=False)
    what = words("Say what is to be done.", longest=500)
    owner = words("Say who does it.", longest=200)
    due_on = forms.CharField(max_length=40, error_messages={"required": "Give the date."})

    def clean(self) -> dict[str, Any]:  # Any: values of many kinds of fields
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["day"] = read_day(self, "due_on")
        return told


class CloseForm(StaffForm):
    """Closing asks nothing."""

    version = forms.IntegerField(required=False)
