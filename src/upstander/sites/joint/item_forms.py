"""Forms about one case at a meeting: putting it forward, what each body may be given, what was decided, taking it out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from upstander.cases.joint.api import ASKS, OUT, SHAREABLE, ItemLine, ItemTold, MeetingPage
from upstander.cases.queries.api import CasePage, sharing_of_case
from upstander.cases.sharing.api import EMERGENCIES, GROUNDS, INFORMED, LAWFUL, PURPOSES, SharingTold
from upstander.partners.api import INFORMATION
from upstander.sites.joint.forms import ActionsMixin
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import CaseForm, choice, offer, several, words


class SharesForm(CaseForm):
    """Which kinds each body at the table may be given, and on what ground. `meeting` says who is at the table."""

    ground = choice(GROUNDS.items(), "Say on what ground they are told.")
    about = several(())
    purpose = choice(PURPOSES.items(), "Say what it is for. Consent has to cover it.")
    informed = choice(INFORMED.items(), "Say whether the person knows.")
    not_informed = words(longest=2_000)
    emergency = choice(EMERGENCIES.items())
    risk = words(longest=2_000)
    lawful = choice((code, each.label) for code, each in LAWFUL.items())
    necessity = words(longest=2_000)
    risk_of_not = words(longest=2_000)
    kinds: tuple[str, ...] = SHAREABLE

    def __init__(self, *args: Any, meeting: MeetingPage, **given: Any) -> None:  # Any: as CaseForm takes them
        self.meeting = meeting
        super().__init__(*args, **given)

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        survivor = next((str(p.id) for p in page.parties if p.role == "survivor"), None)
        return {
            **super().starting(page, desk),
            "about": [survivor] if survivor else [],
            "purpose": "safety",
            "informed": "yes",
            "ground": "consent",
        }

    def prepare(self) -> None:
        offer(
            self,
            "about",
            [(str(p.id), p.name or p.role_label) for p in self.page.parties if p.role != "perpetrator"],
        )
        self.agreed = {
            line.agency: set(line.kinds)
            for line in sharing_of_case(self.desk.viewer, self.page.head.id, now=self.desk.now).live
        }
        for body in self.meeting.members:
            name = self.field_of(body.agency_id)
            self.fields[name] = several([(kind, INFORMATION[kind]) for kind in self.kinds])
            self.fields[name].initial = [k for k in self.kinds if k in self.agreed.get(body.name, ())]

    @staticmethod
    def field_of(agency_id: UUID) -> str:
        """The field with the kinds of one body."""
        return f"body_{agency_id.hex}"

    def shares(self) -> dict[UUID, tuple[str, ...]]:
        """Bodies that are given something, and which kinds."""
        found = {
            body.agency_id: tuple(self.cleaned_data.get(self.field_of(body.agency_id)) or ())
            for body in self.meeting.members
        }
        return {agency_id: kinds for agency_id, kinds in found.items() if kinds}

    def terms(self) -> SharingTold:
        """The ground, for all of them."""
        t = self.cleaned_data
        return SharingTold(
            ground=t["ground"],
            about=tuple(UUID(each) for each in t["about"]),
            purpose=t["purpose"],
            method="portal",
            informed=t["informed"],
            not_informed=t["not_informed"],
            emergency=t["emergency"],
            lawful=t["lawful"],
            reason=t["risk"],
            necessity=t["necessity"],
            risk_of_not=t["risk_of_not"],
        )

    def refused_at(self) -> str | None:
        return "ground"


class PutForm(SharesForm):
    """A case for a meeting: what is asked of it, what it is told, and who may know which part."""

    asks = several(ASKS.items())

    def prepare(self) -> None:
        super().prepare()
        for kind in SHAREABLE:
            self.fields[f"told_{kind}"] = words(longest=4_000)
            self.fields[f"told_{kind}"].initial = self._first(kind)

    def _first(self, kind: str) -> str:
        if kind != "identity":
            return ""
        return next((p.name for p in self.page.parties if p.role == "survivor"), "")

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not told.get("asks"):
            self.add_error("asks", "Tick what is asked of the meeting.")
        written = {kind for kind in SHAREABLE if (told.get(f"told_{kind}") or "").strip()}
        if not written:
            self.add_error("told_account", "Write at least one thing that the meeting is to know.")
        # What was ticked beforehand because they agreed to it, and nothing was written of it, is not meant.
        for body in self.meeting.members:
            name = self.field_of(body.agency_id)
            told[name] = [kind for kind in told.get(name) or () if kind in written]
        return told

    def item(self) -> ItemTold:
        """The frozen value for the action."""
        texts = {kind: self.cleaned_data.get(f"told_{kind}") or "" for kind in SHAREABLE}
        return ItemTold(tuple(self.cleaned_data["asks"]), texts, self.shares(), self.terms())


class ShareForm(SharesForm):
    """Further bodies, or other kinds or another ground for one that has it."""

    def __init__(self, *args: Any, item: ItemLine, **given: Any) -> None:  # Any: as CaseForm takes them
        self.kinds = tuple(kind for kind, _ in item.told)
        self.now_given = {each.agency_id: each.kinds for each in item.shares if each.stopped_at is None}
        super().__init__(*args, **given)

    def prepare(self) -> None:
        super().prepare()
        for body in self.meeting.members:
            self.fields[self.field_of(body.agency_id)].initial = list(self.now_given.get(body.agency_id, ()))

    def shares(self) -> dict[UUID, tuple[str, ...]]:
        """Bodies for which something changes; nothing for one that is to be given it no more."""
        found = {}
        for body in self.meeting.members:
            wanted = tuple(self.cleaned_data.get(self.field_of(body.agency_id)) or ())
            if set(wanted) != set(self.now_given.get(body.agency_id, ())):
                found[body.agency_id] = wanted
        return found

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not self.shares():
            self.add_error(None, "Nothing is changed. Tick or untick something first.")
        return told


class OutForm(CaseForm):
    """Taking it out, of everything or of one body's pack."""

    why = choice(OUT.items(), "Say why it is taken out.")
    agency = forms.ChoiceField(required=False)
    words = words(longest=2_000)

    def __init__(
        self, *args: Any, bodies: list[tuple[str, str]], **given: Any
    ) -> None:  # Any: as CaseForm takes them
        self.bodies = bodies
        super().__init__(*args, **given)

    def prepare(self) -> None:
        offer(self, "agency", [("", "All of them: it comes off the agenda"), *self.bodies])

    def refused_at(self) -> str | None:
        return "words"


class RecordForm(CaseForm, ActionsMixin):
    """What was said and decided about a case, and who does what."""

    said = words(longest=8_000)
    decision = words("Write down what was decided, even if it is that nothing more is done.", longest=4_000)
    minute = words(longest=2_000)
    minute_kinds = several((kind, INFORMATION[kind]) for kind in SHAREABLE)

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if (told.get("minute") or "").strip() and not told.get("minute_kinds"):
            self.add_error("minute_kinds", "Tick what the words for the minutes tell of.")
        return told

    def refused_at(self) -> str | None:
        return "decision"
