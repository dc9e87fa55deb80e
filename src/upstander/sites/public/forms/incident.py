"""Questions about what happened."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upstander.lib.languages import full_day, month_and_year, months
from upstander.sites.public.forms.base import (
    LONG,
    NARRATIVE,
    Choice,
    Question,
    any_of,
    language,
    one_of,
    said,
    words,
)

DATE_PARTS = ("day", "month", "year")
_OLDEST = 100  # years; before that it is a slip of the keyboard


class Danger(Question):
    """Asked first. `unsure` is treated as yes until somebody has spoken with them."""

    danger = one_of(_("Are you, or is anyone else, in danger right now?"))

    def ask(self) -> None:
        self.offer(
            "danger",
            [
                Choice("yes", _("Yes")),
                Choice(
                    "unsure", _("I am not sure"), _("We treat this as a yes until we have spoken with you")
                ),
                Choice("no", _("No, not right now")),
            ],
        )


class What(Question):
    """The only answer that is needed."""

    what = words(_("What happened?"), most=NARRATIVE)

    def clean_what(self) -> str:
        text: str = self.cleaned_data["what"]
        if not text.strip():
            raise forms.ValidationError(_("Tell us what happened, in as few words as you like."))
        return text


class Kind(Question):
    """Which behaviours, in the words of the landlord's own policy."""

    kinds = any_of(_("What kind of thing was it?"))
    kind_words = words(_("In your own words"), most=500)

    def ask(self) -> None:
        self.offer(
            "kinds",
            [Choice(each.id, said(each.label), said(each.hint)) for each in self.asking.edition.behaviours],
        )


class WhenWhere(Question):
    """Time and place, as far as known."""

    when = one_of(_("When did it happen?"))
    day = forms.CharField(required=False, label=_("Day"))
    month = forms.CharField(required=False, label=_("Month"))
    year = forms.CharField(required=False, label=_("Year"))
    when_words = words(_("Time of day, or how often"))
    where = any_of(_("Where did it happen?"))
    place = words(_("Address, postcode or a few words about the place"), most=500)

    def ask(self) -> None:
        self.offer(
            "when",
            [
                Choice("today", _("Today")),
                Choice("yesterday", _("Yesterday")),
                Choice("day", _("On another day")),
                Choice("around", _("Around a date, I am not sure exactly")),
                Choice("ongoing", _("It keeps happening")),
                Choice("unknown", _("I do not know")),
            ],
        )
        self.offer(
            "where",
            [
                Choice("home", _("At home"), _("Inside, or at the door, windows, garden or drive")),
                Choice(
                    "shared", _("In a shared area"), _("Stairs, lift, landing, car park or a shared garden")
                ),
                Choice("nearby", _("In the street or nearby")),
                Choice("work", _("At work, school or college")),
                Choice("online", _("Online, or by phone or message")),
                Choice("elsewhere", _("Somewhere else")),
            ],
        )

    def anchor(self, name: str) -> str:
        return "day" if name in DATE_PARTS else name

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        told["date"], told["date_words"] = None, ""
        typed = [str(told.get(part) or "").strip() for part in DATE_PARTS]
        chosen = told.get("when")
        if chosen in ("today", "yesterday"):
            told["date"] = self.asking.today - timedelta(days=chosen == "yesterday")
        elif any(typed):
            self._clean_date(told, *typed)
        return told

    def _clean_date(self, told: dict[str, Any], day: str, month: str, year: str) -> None:
        if (
            year
            and not day
            and (not month or _month(month))
            and year.isdigit()
            and self._reasonable_year(int(year))
        ):
            told["date_words"] = " ".join(
                [month_and_year(date(int(year), _month(month), 1), language())] if month else [year]
            )
            return
        if not (day and month and year):
            self.add_error(
                "day", _("Give day, month and year, or only what you remember in the box for words below.")
            )
            return
        try:
            found = date(_full_year(year), _month(month), _number(day))
        except ValueError:
            self.add_error(
                "day",
                _(
                    "That is not a date in the calendar. Check the day, month and year, for example 27 3 2026."
                ),
            )
            return
        if found > self.asking.today:
            self.add_error(
                "day", _("That date is still to come. Check the day, month and year, or leave it empty.")
            )
        elif not self._reasonable_year(found.year):
            self.add_error("day", _("Check the year. Give all four numbers, for example 2026."))
        else:
            told["date"] = found

    def _reasonable_year(self, year: int) -> bool:
        return self.asking.today.year - _OLDEST <= year <= self.asking.today.year

    def rows(self) -> list[tuple[str, str]]:
        told = self.told()
        when = self._when(told)
        lines = [when, told.get("when_words", "")]
        shown = "\n".join(line for line in lines if line)
        rows = [(str(self.fields["when"].label), shown)] if shown else []
        places = [*(self.words_of("where", each) for each in told.get("where", [])), told.get("place", "")]
        where = "\n".join(place for place in places if place)
        return [*rows, (str(self.fields["where"].label), where)] if where else rows

    def _when(self, told: dict[str, Any]) -> str:
        """`Yesterday, Thursday 19 November 2026`, `Around March 2026`, `It keeps happening`."""
        chosen = told.get("when") or ""
        on = told.get("date")
        spoken = full_day(on, language()) if on else str(told.get("date_words") or "")
        if chosen == "around" and spoken:
            return _("Around %(date)s") % {"date": spoken}
        if chosen in ("", "day"):
            return spoken or self.words_of("when", chosen)
        return ", ".join(part for part in (self.words_of("when", chosen), spoken) if part)


def _number(text: str) -> int:
    """A number of at most four plain figures. 0, which no calendar has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0


def _month(text: str) -> int:
    """A month by number or name, also shortened. 0 for anything else."""
    if number := _number(text):
        return number if number <= 12 else 0
    typed = text.strip().lower()
    named = (
        at
        for at, names in enumerate(months(language()), 1)
        if any(len(typed) >= 3 and name.startswith(typed) for name in names)
    )
    return next(named, 0)


def _full_year(text: str) -> int:
    """Two figures mean this century."""
    return _number(text) + 2000 if len(text) == 2 else _number(text)


class Why(Question):
    """The person's own view is enough for every one of these, and may be none of them (clause 3.1.3)."""

    why = any_of(_("Why do you think it happened?"))
    why_words = words(_("In your own words"), most=500)

    def ask(self) -> None:
        strands = [Choice(each.id, said(each.label), said(each.hint)) for each in self.asking.edition.strands]
        self.offer(
            "why", [*strands, Choice("other", _("Something else")), Choice("unknown", _("I do not know"))]
        )


class Who(Question):
    """Whoever did it, as far as known."""

    who = one_of(_("Who did it?"))
    who_name = words(_("Their name, if you know it"))
    who_words = words(_("Anything else you can say about them"), most=LONG)

    def ask(self) -> None:
        landlord = {"landlord": self.asking.landlord}
        self.offer(
            "who",
            [
                Choice("customer", _("A neighbour, or somebody else in a %(landlord)s home") % landlord),
                Choice("public", _("Somebody else I know, or know by sight")),
                Choice("stranger", _("Somebody I do not know")),
                Choice("employee", _("Somebody who works for %(landlord)s") % landlord),
                Choice("contractor", _("A contractor of %(landlord)s, such as a repair worker") % landlord),
            ],
        )


class Files(Question):
    """Photos and files: nothing is typed. They are added on a page of their own."""
