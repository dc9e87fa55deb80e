"""Forms for the register of bodies and for sharing agreements."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from upstander.partners.api import BODIES, INFORMATION, AgencyCard, AgencyTold, AgreementTold
from upstander.sites.staff.forms.base import StaffForm, choice, read_day, several, words
from upstander.sites.staff.times import british_date


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


class AgreementDatesForm(StaffForm):
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
    purposes = words("Say what it is for.")
    kinds = several(INFORMATION.items())
    starts_on = words("Give its first day.", longest=40)

    def told(self) -> AgreementTold:
        """The frozen value for the action."""
        t = self.cleaned_data
        return AgreementTold(
            t["title"], t["purposes"], tuple(t["kinds"]), t["starts_on"], t["review_on"], t["ends_on"]
        )
