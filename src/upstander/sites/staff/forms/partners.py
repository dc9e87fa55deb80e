"""Forms for the register of bodies and for sharing agreements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from upstander.partners.api import (
    BODIES,
    INFORMATION,
    PURPOSES,
    SCOPES,
    AgencyCard,
    AgencyTold,
    AgreementTold,
)
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import MarkedForm, StaffForm, choice, read_day, several, words
from upstander.sites.staff.times import (
    NoSuchTime,
    british_date,
    london_moment,
    read_date,
    read_time,
    same_minute,
    typed_date,
    typed_time,
)


class AgencyForm(StaffForm):
    """One body."""

    kind = choice((("", "Choose"), *BODIES.items()), "Choose what kind of body it is.")
    name = words("Give the body's name.", longest=120)
    area = words(longest=120)
    services = words()
    reach = words("Say how to reach them securely. Somebody may need it at night.")
    out_of_hours = words()
    mailbox = forms.EmailField(
        required=False, error_messages={"invalid": "Give an email address, like referrals@example.org."}
    )
    checked_on = words("Give the day on which somebody made sure of all this.", longest=40)
    version = forms.IntegerField(required=False)

    @staticmethod
    def start(card: AgencyCard | None, today: str) -> dict[str, Any]:
        """What the fields start from. Any: values of several kinds."""
        if card is None:
            return {"checked_on": today, "version": 1}
        names = ("kind", "name", "area", "services", "reach", "out_of_hours", "mailbox", "version")
        return {**{name: getattr(card, name) for name in names}, "checked_on": british_date(card.checked_on)}

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["day"] = read_day(self, "checked_on")
        return told

    def told(self, duties: tuple[str, ...] = ()) -> AgencyTold:
        """The frozen value for the action."""
        t = self.cleaned_data
        return AgencyTold(
            t["kind"],
            t["name"],
            t["reach"],
            t["day"],
            t["area"],
            t["services"],
            t["out_of_hours"],
            duties,
            t["mailbox"],
        )


class AgreementDatesForm(MarkedForm):
    """When an agreement ends and is looked at again. Other terms are another agreement."""

    DAYS: ClassVar[tuple[str, ...]] = ("ends_on", "review_on")

    ends_on = words(longest=40)
    review_on = words("Give the day on which it is looked at again.", longest=40)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for name in self.DAYS:
            told[name] = read_day(self, name)
        return told


class AgreementForm(AgreementDatesForm):
    """One sharing agreement."""

    DAYS = ("starts_on", "ends_on", "review_on")

    title = words("Give the agreement's title.", longest=160)
    purposes = words("Say in their words what it is for.")
    uses = several(PURPOSES.items())
    kinds = several(INFORMATION.items())
    starts_on = words("Give its first day.", longest=40)

    def told(self) -> AgreementTold:
        """The frozen value for the action."""
        t = self.cleaned_data
        return AgreementTold(
            t["title"],
            t["purposes"],
            tuple(t["kinds"]),
            t["starts_on"],
            t["review_on"],
            t["ends_on"],
            tuple(t["uses"]),
        )


class TokenForm(StaffForm):
    """A new token of a body."""

    label = words("Say which computer or programme of theirs uses it.", longest=80)
    scopes = several(SCOPES.items())
    ends_on = words("Give its last day.", longest=40)

    @staticmethod
    def start(desk: Desk) -> dict[str, Any]:
        """What the fields start from. Any: values of several kinds."""
        return {
            "scopes": [each for each in SCOPES if each != "housing:write"],
            "ends_on": british_date((desk.now + timedelta(days=365)).date()),
        }

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        told["day"] = read_day(self, "ends_on")
        return told

    def told(self) -> dict[str, Any]:
        """What the action takes."""
        t = self.cleaned_data
        return {"label": t["label"], "scopes": t["scopes"], "ends_on": t["day"]}


class HandedOverForm(StaffForm):
    """When a file of reports reached us, which is when the landlord was told. Somebody may have had it since yesterday."""

    on = words("Give the day on which we got it.", longest=40)
    at = words("Give the time at which we got it.", longest=20)

    def __init__(self, data: QueryDict | None = None, *, desk: Desk) -> None:
        self.desk = desk
        super().__init__(data, initial={"on": typed_date(desk.now), "at": typed_time(desk.now)})

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for name, reader in (("on", read_date), ("at", read_time)):
            try:
                told[f"{name}_read"] = reader(str(told.get(name, "")))
            except NoSuchTime as said:
                if name in told:
                    self.add_error(name, str(said))
        if self.errors:
            return told
        try:
            moment = london_moment(told["on_read"], told["at_read"], 0)
        except NoSuchTime as said:
            self.add_error("at", str(said))
            return told
        if same_minute(moment, self.desk.now):
            moment = self.desk.now
        if moment > self.desk.now or self.desk.now - moment > timedelta(days=31):
            self.add_error("on", "Give a day and time within the last month, and not in the future.")
        told["moment"] = moment
        return told
