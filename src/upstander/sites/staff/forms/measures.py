"""A form for any step of any measure: the questions come from its kind; what leaves the house goes through `TellingForm`."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any
from uuid import UUID

from upstander.cases.api import edition
from upstander.cases.measures.api import (
    Ask,
    Item,
    Kind,
    MeasureLine,
    SecurePage,
    Step,
    StepTold,
    band,
    law,
)
from upstander.cases.queries.api import PartyCard
from upstander.cases.sharing.api import SharingTold
from upstander.lib.days import london_day
from upstander.messages.api import By, beyond_print, configured
from upstander.sites.staff.forms.base import choice, offer, read_day, several, tick, words
from upstander.sites.staff.forms.telling import TellingForm
from upstander.sites.staff.shareable import shareable
from upstander.sites.staff.times import NoSuchTime, british_date, read_date
from upstander.sites.staff.words import AFFILIATIONS

_HOW = (
    ("other", "In another way, named below"),
    ("page", "On a secure page, with a code sent to their mailbox"),
)

_UNREACHED = " (no secure page)"
_NO_EMAIL = (
    "Not possible: this system sends no email, so nobody would learn of the page. Tell them another way."
)
_NO_MAILBOX = (
    "Not to a body marked “no secure page”: it has no mailbox on the register. A manager can add one."
)

_PURPOSE = {
    "police": "crime",
    "support": "support",
    "hate-helpline": "support",
    "homelessness": "housing",
    "home": "housing",
    "access": "support",
    "together": "safety",
}


def _called(person: PartyCard) -> str:
    """Their name with what decides what may be done about them, and what tells two apart whose names are not known."""
    part = person.role_label.lower()
    if person.role == "perpetrator":
        known = person.affiliation != "unknown"
        part += (
            f"; {AFFILIATIONS[person.affiliation].lower() if known else 'whether our customer is not known'}"
        )
    said = "" if person.name else person.details.strip()[:80]
    return f"{person.name or 'Name not known'} ({part})" + (f": {said}" if said else "")


class StepForm(TellingForm):
    """One step."""

    whom = choice(())
    how = choice(_HOW)
    picked = several(())
    own = words(longest=5_000)
    line: MeasureLine | None = None
    no_page = ""  # why a secure page reaches nobody, or not everybody on the list
    photographed = False  # photos came with it
    council = ""  # in whose area their home lies, where that is asked

    def for_step(self, kind: Kind, step: Step, line: MeasureLine | None) -> StepForm:
        """Fit the form to this step of this kind; `line`: the measure that it belongs to, None when it begins one."""
        self.kind, self.step, self.line = kind, step, line
        today = london_day(self.desk.now)
        for ask in step.asks:
            self.fields[f"ask_{ask.name}"] = _field(ask, today)
            if ask.name == "band":
                offer(self, "ask_band", self._bands(ask, today))
            in_force = [
                code for code in ask.choices if ask.name == "power" and not _standing(ask, code, today)
            ]
            if len(in_force) == 1:
                self.initial.setdefault("ask_power", in_force[0])
        people = [p for p in self.page.parties if p.role in kind.about]
        if kind.id == "spoken-copy":
            needs = {need for p in people if p.role == "survivor" for need in beyond_print(p.safe_contact)}
            if len(needs) == 1:
                self.initial.setdefault("ask_form", needs.pop())
        offer(
            self,
            "whom",
            [(str(p.id), _called(p)) for p in people],
        )
        if len(people) == 1 or (people and people[0].role == "survivor"):
            self.initial.setdefault("whom", str(people[0].id))
        self.found = shareable(self.page, edition(self.page.head.edition), london_day(self.desk.now))
        offer(self, "picked", [(each.key, each.label) for each in self.found])
        self.previews = {each.key: each.text for each in self.found}
        self.initial.setdefault("how", "other")
        if step.discloses:
            self.initial["purpose"] = _PURPOSE.get(kind.id, _PURPOSE.get(kind.group, "safety"))
            fitting = [b for b in self.bodies if b.kind in kind.bodies] or self.bodies
            unreached = (
                {b.id for b in fitting if not b.mailbox} if configured(By.EMAIL) and not self.quick else set()
            )
            said = ((str(b.id), b.called + (_UNREACHED if b.id in unreached else "")) for b in fitting)
            offer(self, "agency", [("", "Choose"), *said])
            if not configured(By.EMAIL):
                self.no_page = _NO_EMAIL
            elif unreached:
                self.no_page = _NO_MAILBOX
            self.initial.setdefault("ask_area", self.council)
            theirs = [b for b in fitting if self.council and b.area.casefold() == self.council.casefold()]
            if self.quick:  # 999 is whom one calls first
                theirs = [b for b in fitting if b.kind == "emergency"]
            if len(theirs) == 1:
                self.initial.setdefault("agency", str(theirs[0].id))
            if len(fitting) == 1:
                self.initial.setdefault("agency", str(fitting[0].id))
        return self

    def _bands(self, ask: Ask, today: date) -> list[tuple[str, str]]:
        """Those that held on the day of application; once it was made, on any day since."""
        first = london_day(self.line.opened_at) if self.line else today
        if self.line is None:
            with suppress(NoSuchTime):
                first = today = read_date(str(self.data.get("on") or british_date(today)))
        held = [code for code in ask.choices if (found := band(code)) and found.held(first, today)]
        return [("", "Choose"), *((code, ask.choices[code]) for code in held)]

    def interpreter_for(self, day: date | None) -> None:
        """What is known already: the language on their card, and the day of the visit or of the booking."""
        survivor = next((p for p in self.page.parties if p.role == "survivor"), None)
        if survivor and survivor.safe_contact:
            self.initial.setdefault("ask_language", survivor.safe_contact.language)
        if day:
            self.initial.setdefault("ask_on_day", british_date(day))
            self.initial.setdefault("ask_way", "in_person")

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        for ask in self.step.asks:
            if ask.sort == "day":
                told[f"day_{ask.name}"] = read_day(self, f"ask_{ask.name}")
        if self.by_page and not told.get("picked") and not str(told.get("own", "")).strip():
            self.add_error("picked", "Tick what they can read on the page, or write it below.")
        return told

    def told(self) -> StepTold:
        """The frozen value for the action."""
        t = self.cleaned_data
        answers = {}
        for ask in self.step.asks:
            value = t.get(f"ask_{ask.name}")
            if ask.sort == "day":
                day = t.get(f"day_{ask.name}")
                answers[ask.name] = day.isoformat() if day else ""
            elif ask.sort == "money":
                answers[ask.name] = str(value or "").replace("£", "").replace(",", "").strip()
            else:
                answers[ask.name] = ("yes" if value else "") if ask.sort == "tick" else str(value or "")
        if self.step.photos and self.photographed:
            answers["photos"] = "yes"
        return StepTold(
            kind=self.kind.id,
            step=self.step.code,
            told=answers,
            at=t["moment"],
            measure_id=self.line.id if self.line else None,
            about_id=UUID(t["whom"]) if t["whom"] else None,
            sharing=self._sharing(),
            page=self._secure_page(),
        )

    @property
    def by_page(self) -> bool:
        """True when it goes on a secure page."""
        return self.step.discloses and self.cleaned_data.get("how") == "page"

    def _chosen(self) -> list[Item]:
        wanted = set(self.cleaned_data["picked"])
        found = [Item(each.kind, each.label, each.text) for each in self.found if each.key in wanted]
        own = self.cleaned_data["own"].strip()
        return [*found, *([Item("account", "What happened, and what is asked", own)] if own else [])]

    def _secure_page(self) -> SecurePage | None:
        return SecurePage(tuple(self._chosen())) if self.by_page else None

    def _sharing(self) -> SharingTold | None:
        if not self.step.discloses:
            return None
        told = self.sharing()
        if not self.by_page:
            return told
        chosen = self._chosen()
        kinds = tuple(dict.fromkeys(each.kind for each in chosen))
        names = "; ".join(each.label for each in chosen)
        wanted = set(self.cleaned_data["picked"])
        # Whoever stands on the page is asked for, whether or not they were ticked.
        people = (
            *told.about,
            *(each.party_id for each in self.found if each.key in wanted and each.party_id),
        )
        return SharingTold(
            **{
                **{name: getattr(told, name) for name in SharingTold.__slots__},
                "kinds": kinds,
                "about": tuple(dict.fromkeys(people)),
                "method": "portal",
                "items": f"On a secure page: {names}.",
            }
        )

    def refused_at(self) -> str | None:
        return super().refused_at() if self.step.discloses and not self.cleaned_data.get("ground") else None


def _standing(ask: Ask, code: str, today: date) -> str:
    """What the law is not known to give today says so before it is chosen."""
    power = law().power(code) if ask.name == "power" else None
    return "" if power is None or power.holds(today) else " (not known to be in force)"


def _field(ask: Ask, today: date) -> Any:  # Any: fields of several kinds
    missing = f"Answer this: {ask.label.rstrip('?.')}." if ask.needed else ""
    if ask.sort == "tick":
        return tick()
    if ask.sort == "choice":
        return choice(
            [
                ("", "Choose"),
                *((code, name + _standing(ask, code, today)) for code, name in ask.choices.items()),
            ],
            missing,
        )
    return words(
        missing, longest=40 if ask.sort in ("day", "money") else 20_000 if ask.sort == "words" else 300
    )
