"""What somebody fills in about a case in their account."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upstander.cases.api import ContactWish, MoreWish
from upstander.lib.phones import dialled
from upstander.messages.api import By, DayPart, SafeContactCard
from upstander.sites.public.forms.base import LONG, SHORT, Choice, Question, any_of, words
from upstander.sites.public.forms.people import Contact


class AnotherTime(Question):
    """Another time for an appointment."""

    when = words(_("Which days and times are good for you?"), most=LONG)

    def clean_when(self) -> str:
        text: str = self.cleaned_data["when"]
        if not text.strip():
            raise forms.ValidationError(_("Say which days and times are good for you."))
        return text


class ReachMe(Contact):
    """How we may reach them: what they told us stands ticked. Numbers and addresses are typed only to change them."""

    ways = any_of(_("How can we reach you safely?"))
    times = any_of(_("When is it safe?"))
    more = any_of(_("What should we know?"))
    note = words(_("Anything else about reaching you safely"), most=SHORT)
    field_order = ("ways", "phone", "email", "times", "more", "note")

    def __init__(self, card: SafeContactCard, *args: Any, **options: Any) -> None:
        self.card = card
        super().__init__(*args, **options)

    def ask(self) -> None:
        super().ask()
        del self.fields["post"]
        # A new address for letters is for somebody to check: it goes by message.
        kept = [each for each in self.picks["ways"] if each.value != "post" or self.card.address]
        self.offer("ways", kept)
        self.offer(
            "times",
            [
                Choice("morning", _("Mornings, 8 to 12")),
                Choice("afternoon", _("Afternoons, 12 to 5")),
                Choice("evening", _("Evenings, 5 to 8")),
            ],
        )
        self.offer(
            "more",
            [
                Choice("voicemail", _("You may leave a voicemail")),
                Choice("shared", _("Somebody else sees my phone or email")),
                Choice("not_home", _("Do not come to my home")),
            ],
        )
        self.initial = {
            "ways": [way.value for way in self.card.ways if way is not By.VISIT],
            "times": [part.value for part in self.card.times if part is not DayPart.ANY],
            "more": [
                name
                for name, told in (
                    ("voicemail", self.card.voicemail_ok),
                    ("shared", self.card.shared_device),
                    ("not_home", self.card.not_at_home),
                )
                if told
            ],
        }

    def clean(self) -> dict[str, Any]:
        told = super(Contact, self).clean() or self.cleaned_data
        ways = set(told.get("ways") or ())
        if not ways and "ways" not in self.errors:
            self.add_error("ways", _("Tick what is safe from now on, or “Do not contact me”."))
        if "none" in ways and len(ways) > 1:
            self.add_error("ways", _("Untick either “Do not contact me” or the others."))
        if (
            ways & {"phone", "text"}
            and not (told.get("phone") or self.card.phone)
            and "phone" not in self.errors
        ):
            self.add_error(
                "phone", _("Add the number that is safe to call or text, or untick calls and texts.")
            )
        if "email" in ways and not (told.get("email") or self.card.email) and "email" not in self.errors:
            self.add_error("email", _("Add the email address that is safe, or untick email."))
        return told

    def wish(self) -> ContactWish:
        """The frozen value for the action. A visit that was safe stays so: it is agreed each time."""
        told = self.told()
        ways = [By(way) for way in told["ways"] if way != "none"]
        if By.VISIT in self.card.ways and ways:
            ways.append(By.VISIT)
        more = told.get("more") or []
        return ContactWish(
            tuple(ways),
            dialled(told["phone"]) if told.get("phone") else "",
            told.get("email") or "",
            told.get("note") or "",
            MoreWish(
                tuple(DayPart(each) for each in told.get("times") or ()),
                "voicemail" in more,
                "shared" in more,
                "not_home" in more,
            ),
        )
