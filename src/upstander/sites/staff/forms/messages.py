"""Forms for messages to people on a case."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from upstander.cases.api import ENDINGS
from upstander.cases.queries.api import MessageLine, PartyCard
from upstander.messages.api import (
    KINDS,
    LONGEST,
    OWN_WORDS,
    PARTS,
    By,
    check_contact,
    next_allowed,
    wording_faults,
)
from upstander.sites.staff.forms.base import CaseForm, HappenedForm, StaffForm, choice, offer, words
from upstander.sites.staff.words import WAYS

_SENT_BY = (By.TEXT, By.EMAIL, By.POST)
_WHAT = [
    *((slug, kind.label) for slug, kind in KINDS.items() if not kind.made),
    (OWN_WORDS, "In your own words"),
]


class MessageForm(CaseForm):
    """One message to one person, by one safe way."""

    to = choice((), "Choose whom to write to, and how.")
    kind = choice(_WHAT, "Choose what to say.")
    day = words(longest=40)
    time = words(longest=20)
    words = words(longest=LONGEST["letter"])

    def prepare(self) -> None:
        """Each safe number or address is a choice of its own; the form carries its place in the list, never the number."""
        self.ways: dict[str, tuple[UUID, str, str]] = {}
        self.hints: dict[str, str] = {}
        self.unsafe: list[tuple[str, str]] = []
        labels: dict[str, str] = {}
        for party in self.page.parties:
            if party.role == "perpetrator":
                continue
            for way in _SENT_BY:
                labels |= self._offered(party, way)
        self.by_letter = {party_id for party_id, way, _to in self.ways.values() if way == By.POST}
        offer(self, "to", labels.items())
        if self.page.head.state != "closed":
            offer(self, "kind", [each for each in _WHAT if each[0] != "closure"])

    def _offered(self, party: PartyCard, way: By) -> dict[str, str]:
        card, now, found = party.safe_contact, self.desk.now, {}
        name = party.name or party.role_label
        for place, to in enumerate(card.destinations(way) if card else ()):
            when = next_allowed(card, way, at=now, to=to)
            if when is None:
                continue
            code = f"{party.id}.{way.value}.{place}"
            self.ways[code] = (party.id, way.value, to)
            found[code] = f"{name}: {WAYS[way.value].lower()}"
            line = ", ".join(part.strip(" ,\r") for part in to.split("\n"))
            self.hints[code] = line if when <= now else f"{line}. It waits until the safe hours begin."
        if not found:
            decision = check_contact(card, way, at=now)
            self.unsafe.append(
                (f"{name}, {WAYS[way.value].lower()}", decision.reason or "No number or address is known.")
            )
        return found

    def chosen(self) -> tuple[UUID, str, str]:
        """Person, way, and number or address."""
        return self.ways[self.cleaned_data["to"]]

    def refused_at(self) -> str | None:
        kind = self.cleaned_data.get("kind")
        return "words" if kind == OWN_WORDS else "day" if kind in KINDS and KINDS[kind].asks else "to"


class WordingForm(StaffForm):
    """The words of one kind of message in one language, part by part."""

    subject = words("Write the subject.")
    text = words("Write the text message.")
    email = words("Write the email.")
    discreet = words("Write what goes to a device that others use.")
    letter = words("Write the letter.")
    number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def words(self) -> dict[str, str]:
        """What was typed, by part."""
        return {part: str(self[part].value() or "").replace("\r\n", "\n") for part in PARTS}

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for part, faults in wording_faults(self.words()).items():
            if part not in self.errors:
                self.add_error(part, " ".join(faults))
        return told


class SettleForm(HappenedForm):
    """What becomes of one message."""

    ending = choice((), "Say what becomes of it.")
    override = words()
    field_order = ("ending", "on", "at", "fold", "override")

    def for_message(self, line: MessageLine) -> SettleForm:
        """Fit the form to this message."""
        offer(self, "ending", [(code, ENDINGS[code]) for code in line.endings])
        return self

    def refused_at(self) -> str | None:
        return "override" if self.cleaned_data.get("ending") == "sent" else "ending"
