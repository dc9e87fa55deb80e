"""What somebody may send who came back with their words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upstander.cases.api import ContactWish
from upstander.intake.api import ReportReceived
from upstander.lib.phones import dialled
from upstander.messages.api import By
from upstander.sites.public.forms.base import (
    LONG,
    NARRATIVE,
    SHORT,
    Choice,
    Question,
    any_of,
    one_of,
    said,
    words,
)
from upstander.sites.public.forms.incident import WhenWhere
from upstander.sites.public.forms.people import Contact


class Danger(Question):
    """Asked with everything that is sent."""

    danger = one_of(_("Are you, or is anyone else, in danger right now?"))

    def ask(self) -> None:
        self.offer(
            "danger",
            [
                Choice("no", _("No, not right now")),
                Choice("yes", _("Yes, or I am not sure")),
            ],
        )

    @property
    def in_danger(self) -> bool:
        """True when somebody may be."""
        return bool(self.told().get("danger") == "yes")


class Write(Danger):
    """A message."""

    text = words(_("Your message"), most=LONG)
    field_order = ("text", "danger")

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(_("Write your message first."))
        return text

    def as_report(self, now: datetime) -> ReportReceived:
        """The message as a report of danger."""
        text = str(self.told()["text"])
        return ReportReceived(b"", "web", now, text, immediate_danger=True, answers=self.rows_in_english())


class More(Danger, WhenWhere):
    """One more incident: a diary entry. Only what happened is needed."""

    what = words(_("What happened?"), most=NARRATIVE)
    who = words(_("Who did it, if you know"), most=500)
    saw = words(_("Who else saw or heard it"), most=500)
    kinds = any_of(_("Was it one of these?"))
    why = any_of(_("Is it about any of these, perhaps more than before?"))
    field_order = ("what", "danger", "when", "day", "month", "year", "who", "saw", "kinds", "why")

    def ask(self) -> None:
        Danger.ask(self)
        WhenWhere.ask(self)
        for name in ("where", "place", "when_words"):
            del self.fields[name]
        self.offer("kinds", [Choice(each.id, said(each.label)) for each in self.asking.edition.behaviours])
        self.offer("why", [Choice(each.id, said(each.label)) for each in self.asking.edition.strands])

    def clean_what(self) -> str:
        text: str = self.cleaned_data["what"]
        if not text.strip():
            raise forms.ValidationError(_("Tell us what happened, in as few words as you like."))
        return text

    def as_report(self, now: datetime) -> ReportReceived:
        """The entry as a report."""
        told = self.told()
        return ReportReceived(
            b"",
            "web",
            now,
            str(told["what"]),
            incident_on=told.get("date"),
            immediate_danger=self.in_danger,
            behaviours=tuple(told.get("kinds") or ()),
            motivations=tuple(told.get("why") or ()),
            answers=self.rows_in_english(),
        )


class Reach(Contact):
    """What is safe has changed. What was safe before is not shown: somebody else may be reading."""

    note = words(_("Anything else about reaching you safely"), most=SHORT)

    def ask(self) -> None:
        super().ask()
        del self.fields["post"]
        self.picks["ways"] = [each for each in self.picks["ways"] if each.value != "post"]
        self.offer("ways", self.picks["ways"])

    def clean(self) -> dict[str, Any]:
        told = super(Contact, self).clean() or self.cleaned_data
        ways = told.get("ways") or []
        if not ways and "ways" not in self.errors:
            self.add_error("ways", _("Tick what is safe from now on, or “Do not contact me”."))
        if "none" in ways and len(ways) > 1:
            self.add_error("ways", _("Untick either “Do not contact me” or the others."))
        return told

    def wish(self) -> ContactWish:
        """The frozen value for the action."""
        told = self.told()
        ways = tuple(By(way) for way in told["ways"] if way != "none")
        phone = dialled(told["phone"]) if told.get("phone") else ""
        return ContactWish(ways, phone, told.get("email") or "", told.get("note") or "")
