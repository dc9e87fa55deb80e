"""What is asked about a request for data. Checks the shape; the rules are asked by the actions."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from upstander.records.api import BEHALVES, CHANNELS, ENDINGS, EXTENSIONS, IDENTITIES, SENT_WAYS, WAITS
from upstander.sites.staff.forms.base import StaffForm, choice, read_day, tick, words

ANSWERED = {kind: said for kind, said in WAITS.items() if kind != "identity"}


class DayForm(StaffForm):
    """A form with a day."""

    version = forms.IntegerField(required=False)
    on = forms.CharField(max_length=40, error_messages={"required": "Give the date."})

    def clean(self) -> dict[str, Any]:  # Any: values of many kinds of fields
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["day"] = read_day(self, "on")
        return told


class LogForm(DayForm):
    """A new request."""

    name = words("Give the name of the person whose data is asked for.", longest=200)
    contact = words("Say how they can be answered.", longest=1000)
    wanted = words("Write down what they ask for, in their words.")
    channel = choice(CHANNELS.items(), "Say how the request came.")
    behalf = choice(BEHALVES.items(), "Say whether they ask for themselves.")
    representative = words(longest=400)


class AskForm(DayForm):
    """We asked them something."""

    kind = choice(WAITS.items(), "Say what was asked for.")
    words = words("Write down what was asked.", longest=2000)


class AnswerForm(DayForm):
    """Their answer came."""

    kind = choice(ANSWERED.items(), "Say which question was answered.")
    words = words(longest=2000)


class IdentityForm(DayForm):
    """Who they are is known."""

    how = choice(IDENTITIES.items(), "Say how it was checked.")
    words = words(longest=1000)


class ExtendForm(DayForm):
    """Two more months."""

    kind = choice(EXTENSIONS.items(), "Say why.")
    reason = words("Write down why two more months are needed. The person has to be told.", longest=2000)


class EndForm(DayForm):
    """How it ended."""

    ending = choice(ENDINGS.items(), "Say how it ended.")
    way = choice(SENT_WAYS.items())
    safe = tick()
    words = words(longest=4000)


class SearcherForm(StaffForm):
    """Who searches."""

    version = forms.IntegerField(required=False)
    who = choice([], "Choose who searches.")


class FoundForm(StaffForm):
    """A find is confirmed or put aside, or the search is finished."""

    step = choice(
        [("person", "person"), ("case", "case"), ("finish", "finish")], "Choose something on this page first."
    )
    person_id = forms.UUIDField(required=False)
    case_id = forms.UUIDField(required=False)
    who = forms.CharField(required=False, max_length=50)

    def clean(self) -> dict[str, Any]:  # Any: values of many kinds of fields
        told: dict[str, Any] = super().clean() or self.cleaned_data
        step, who = told.get("step"), told.get("who", "")
        told["part"], told["party_id"] = who if who in ("named", "other") else "party", None
        if told["part"] == "party" and who:
            try:
                told["party_id"] = UUID(who)
            except ValueError:
                self.add_error("who", "Say who of them it is, or that it is somebody else.")
        if step == "case" and (not told.get("case_id") or not who):
            self.add_error("who", "Say who of them it is, or that it is somebody else.")
        if step == "person" and not told.get("person_id"):
            self.add_error("person_id", "Choose a person of the directory.")
        return told
