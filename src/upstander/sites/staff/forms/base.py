"""What every staff form shares: complaints beside what was typed, the case's version, and London times."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, cast

from django import forms
from django.http import QueryDict

from upstander.cases.queries.api import CasePage
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.times import (
    HappenedTwice,
    NoSuchTime,
    london_moment,
    read_date,
    read_time,
    same_minute,
    typed_date,
    typed_time,
)

LONGEST = 20_000
_WRONG = {
    "max_length": "This is too long: %(show_value)s characters, where %(limit_value)s fit. It is all still here; shorten it.",
    "null_characters_not_allowed": "Something in it cannot be stored. Type it, or paste it as plain text.",
    "min_value": "Give a number from %(limit_value)s up.",
    "max_value": "Give a number up to %(limit_value)s.",
}  # where a field has no words of its own: what to do, never Django's
Choices = Iterable[tuple[str, str]]


def words(missing: str = "", *, longest: int = LONGEST) -> forms.CharField:
    """Words that somebody types. `missing` is what to do when there are none; empty: they may be left out."""
    return forms.CharField(
        required=bool(missing),
        max_length=longest,
        error_messages={**_WRONG, "required": missing},
    )


def choice(choices: Choices, missing: str = "") -> forms.ChoiceField:
    """One of several. `missing` as in `words`."""
    wrong = missing or "Choose one of these."
    return forms.ChoiceField(
        choices=list(choices),
        required=bool(missing),
        error_messages={"required": missing, "invalid_choice": wrong},
    )


def several(choices: Choices) -> forms.MultipleChoiceField:
    """Any of several, or none."""
    return forms.MultipleChoiceField(
        choices=list(choices), required=False, error_messages={"invalid_choice": "Choose from these only."}
    )


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    """Give a field its choices, once they are known."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


def tick() -> forms.BooleanField:
    """A box that may be ticked."""
    return forms.BooleanField(required=False)


class StaffForm(forms.Form):
    """Complaints are shown only after the form was sent to be saved, not after a step in between (a search, another row)."""

    checked = False
    where_it_stands = "On record now"
    kept: datetime | None = None  # when what stands in it was kept for its writer
    _stands: Mapping[str, Any] = MappingProxyType({})  # what a colleague saved meanwhile, by field

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        for field in self.fields.values():
            field.error_messages = {**_WRONG, **field.error_messages}

    def is_valid(self) -> bool:
        self.checked = True
        return super().is_valid()

    def complaint(self, name: str) -> str:
        """What is wrong with one field, or nothing."""
        return str(self.errors[name][0]) if self.checked and name in self.errors else ""

    def complaints(self) -> list[dict[str, str]]:
        """What is wrong, for the summary on top, each leading to its place."""
        if not self.checked:
            return []
        wrong = self.errors
        found = [
            {"text": str(wrong[name][0]), "href": f"#id_{name}"} for name in self.fields if name in wrong
        ]
        return [*found, *({"text": str(text), "href": "#form"} for text in wrong.get("__all__", ()))]

    def stands_now(self, name: str) -> Any | None:
        """What a colleague saved in this field meanwhile, where it is not what was typed. Any: as the field's value."""
        if name not in self._stands:
            return None
        stands, typed = self._stands[name], self[name].value()
        return None if _plain(stands) == _plain(typed) else stands

    def refuse(self, reason: str, clause: str = "") -> None:
        """A rule said no: show its words where errors are shown."""
        cited = f" (Policy {clause})" if clause and clause[0].isdigit() else ""
        self.add_error(self.refused_at(), f"{reason}{cited}")

    def refused_at(self) -> str | None:
        """The field that answers a refusal, when there is one."""
        return None

    def stale(
        self,
        reason: str,
        version: int | str,
        *,
        mark: str = "version",
        stands: Mapping[str, Any] | None = None,
    ) -> None:
        """Somebody else saved meanwhile: say so, and carry the new version (in the field `mark`) with everything that was typed.
        `stands`: what they saved, where each field takes the place of what stands (0211). Any: as the fields start."""
        self.refuse(reason)
        self.data = self.sent()
        self.data[mark] = str(version)
        self._stands = stands or {}

    def sent(self) -> QueryDict:
        """What was typed, as a copy that may be changed."""
        return self.data.copy() if isinstance(self.data, QueryDict) else QueryDict(mutable=True)


class MarkedForm(StaffForm):
    """A form about something without a version: it carries a mark of what stood when it was opened (lib/marks.py)."""

    mark = forms.CharField(required=False, max_length=32)


class CaseForm(StaffForm):
    """A form about one case. It carries the version of the case it was opened on, so that a stale edit is noticed."""

    where_it_stands = "On the case now"
    replaces = False  # does saving put every field in the place of what stands on the case?

    version = forms.IntegerField(
        min_value=1, error_messages={"required": "Open this form again from the case."}
    )
    opened = forms.CharField(required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        page: CasePage,
        desk: Desk,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.page = page
        self.desk = desk
        start = {"version": page.head.version, "opened": desk.now.isoformat()}
        super().__init__(data, initial={**start, **self.starting(page, desk), **(initial or {})})
        self.prepare()

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        """What the fields start from. Any: values of many kinds of fields."""
        return {}

    def prepare(self) -> None:
        """Give fields their choices, which depend on the case."""

    def take_step(self, step: str) -> bool:
        """Carry out a step in between that changes nothing on the case; True when it was one."""
        return False

    def opened_at(self) -> datetime:
        """When the form was opened; it only decides what is shown as having changed since."""
        try:
            moment = datetime.fromisoformat(str(self["opened"].value()))
        except ValueError:
            return self.desk.now
        return min(moment, self.desk.now) if moment.tzinfo else self.desk.now

    def renew(self, page: CasePage) -> None:
        """Carry the case's new version from now on, with everything that was typed."""
        data = self.sent()
        data["version"] = str(page.head.version)
        data["opened"] = self.desk.now.isoformat()
        self.data = data
        self.page = page
        self._stands = self.starting(page, self.desk) if self.replaces else {}


def _plain(value: Any) -> Any:  # Any: a field's value, as it starts or as it was sent
    if isinstance(value, (list, tuple, set, frozenset)):
        return sorted(str(each) for each in value)
    if value in (None, False, "", "False"):
        return ""
    return "on" if value in (True, "True") else "\n".join(str(value).split())


class HappenedForm(CaseForm):
    """A form about something that happened at a London time, now unless said otherwise."""

    on = forms.CharField(max_length=40, error_messages={"required": "Give the date."})
    at = forms.CharField(max_length=20, error_messages={"required": "Give the time."})
    fold = forms.ChoiceField(
        choices=[("0", "The first (summer time)"), ("1", "The second (winter time)")], required=False
    )
    twice = False

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        return {"on": typed_date(desk.now), "at": typed_time(desk.now)}

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        day, clock = self._read("on", read_date), self._read("at", read_time)
        if day is None or clock is None:
            return told
        fold = told.get("fold")
        try:
            told["moment"] = self._exact(london_moment(day, clock, int(fold) if fold else None))
        except HappenedTwice as said:
            self.twice = True
            self.add_error("fold", str(said))
        except NoSuchTime as said:
            self.add_error("at", str(said))
        return told

    def still_now(self, since: datetime) -> None:
        """A time that nobody touched since the form was opened goes on as now."""
        began = (typed_date(since), typed_time(since))
        if (self.data.get("on"), self.data.get("at")) == began:
            data = self.sent()
            data["on"], data["at"] = typed_date(self.desk.now), typed_time(self.desk.now)
            self.data = data

    def _read(self, name: str, reader: Any) -> Any:  # Any: a date or a time, as the reader gives
        text = self.cleaned_data.get(name)
        if not text:
            return None
        try:
            return reader(text)
        except NoSuchTime as said:
            self.add_error(name, str(said))
            return None

    def _exact(self, typed: datetime) -> datetime:
        """A clock without seconds leaves a minute open; within it, take the moment that is known better.

        Otherwise something done in the minute after a report came in would count as done before it.
        """
        for known in (self.desk.now, self.opened_at(), self.page.head.received_at):
            if same_minute(typed, known):
                return known.astimezone(UTC)
        return typed


def read_day(form: forms.Form, name: str) -> date | None:
    """A date from a field that may be left empty; complains beside the field."""
    text = form.cleaned_data.get(name)
    if not text:
        return None
    try:
        return read_date(str(text))
    except NoSuchTime as said:
        form.add_error(name, str(said))
        return None
