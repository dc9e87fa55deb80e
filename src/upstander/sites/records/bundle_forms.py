"""What is asked about a bundle and its pages. Checks the shape; the rules are asked by the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from upstander.records.api import EXEMPTIONS, KEPT, RELEASE_WAYS
from upstander.sites.staff.forms.base import StaffForm, choice, tick, words

_NOTHING = "Choose something on this page first."
TWELVE = [(str(number), str(number)) for number in range(1, 13)]


def _steps(*names: str) -> forms.ChoiceField:
    return choice([(name, name) for name in names], _NOTHING)


class AnswerForm(StaffForm):
    """Put together, or finished."""

    step = _steps("lay_out", "finish")


class BundleForm(StaffForm):
    """A step of a whole bundle."""

    step = _steps("hide", "hand_over", "send_back", "check", "release", "take_over")
    version = forms.IntegerField(required=False)
    why = choice(EXEMPTIONS.items())
    note = words(longest=2000)
    read = tick()
    way = choice(RELEASE_WAYS.items())
    safe = tick()
    words = words(longest=200)

    def clean(self) -> dict[str, Any]:  # Any: values of many kinds of fields
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("step") == "check" and not told.get("read"):
            self.add_error("read", "Tick that you have read every page as it will leave.")
        return told


class PageForm(StaffForm):
    """A step of one page. `at`: places of words."""

    step = _steps("give", "withhold", "hide", "keep", "keep_all", "cover", "uncover", "copy", "drop_copy")
    why = choice(EXEMPTIONS.items())
    reason = words(longest=2000)
    because = choice(KEPT.items())
    left = choice(TWELVE)
    top = choice(TWELVE)
    right = choice(TWELVE)
    bottom = choice(TWELVE)

    def clean(self) -> dict[str, Any]:  # Any: values of many kinds of fields
        told: dict[str, Any] = super().clean() or self.cleaned_data
        sent = self.data.getlist("at") if isinstance(self.data, QueryDict) else []
        told["at"] = [int(each) for each in sent if each.isascii() and each.isdigit() and len(each) < 7]
        if told.get("step") == "cover":
            try:
                told["box"] = tuple(int(told[each]) for each in ("left", "top", "right", "bottom"))
            except (KeyError, ValueError):
                self.add_error("left", "Choose from which column and row to which the picture is covered.")
        return told
