"""Forms for consent, for taking it back, for telling a body something, and for what follows from it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from upstander.cases.queries.api import CasePage, sharing_of_case
from upstander.cases.sharing.api import CAPACITY, GIVEN, METHODS, PURPOSES, ConsentTold
from upstander.partners.api import INFORMATION, agencies
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import (
    CaseForm,
    HappenedForm,
    choice,
    offer,
    read_day,
    several,
    words,
)
from upstander.sites.staff.forms.telling import TellingForm
from upstander.sites.staff.times import LONDON


class ConsentForm(HappenedForm):
    """What one person says about one or several bodies."""

    party = choice((), "Choose whose consent it is.")
    said = choice((("yes", "They agree"), ("no", "They refuse")), "Say whether they agree or refuse.")
    agencies = several(())
    kinds = several(INFORMATION.items())
    purposes = several(PURPOSES.items())
    how = choice(GIVEN.items(), "Say how they told us.")
    capacity = choice(CAPACITY.items(), "Say who decided.")
    until = words(longest=40)
    words = words()

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        survivor = next((str(p.id) for p in page.parties if p.role == "survivor"), "")
        return {**super().starting(page, desk), "party": survivor, "capacity": "presumed", "how": "phone"}

    def prepare(self) -> None:
        people = [p for p in self.page.parties if p.role != "perpetrator"]
        offer(self, "party", [(str(p.id), p.name or p.role_label) for p in people])
        bodies = agencies(self.desk.viewer, now=self.desk.now)
        offer(self, "agencies", [(str(each.id), each.called) for each in bodies])

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        told["day"] = read_day(self, "until")
        return told

    def told(self) -> ConsentTold:
        """The frozen value for the action."""
        t = self.cleaned_data
        last = t["day"]
        ends = datetime.combine(last + timedelta(days=1), time(), LONDON).astimezone(UTC) if last else None
        return ConsentTold(
            UUID(t["party"]),
            tuple(UUID(each) for each in t["agencies"]),
            tuple(t["kinds"]),
            tuple(t["purposes"]),
            t["said"] == "yes",
            t["how"],
            t["moment"],
            t["capacity"],
            t["words"],
            ends,
        )

    def refused_at(self) -> str | None:
        t = self.cleaned_data
        for name in ("agencies", "kinds", "purposes"):
            if not t.get(name):
                return name
        return "words" if t.get("capacity") != "presumed" and not t.get("words") else "capacity"


class WithdrawForm(HappenedForm):
    """What they take back."""

    consents = several(())

    def prepare(self) -> None:
        self.lines = sharing_of_case(self.desk.viewer, self.page.head.id, now=self.desk.now).live
        offer(self, "consents", [(str(each.id), f"{each.party}: {each.agency}") for each in self.lines])

    def refused_at(self) -> str | None:
        return "at" if self.cleaned_data.get("consents") else "consents"


class AcknowledgeForm(CaseForm):
    """What the body said when it was told that consent was taken back."""

    answer = words("Say who there acknowledged it, and what they will do with what they have.", longest=2_000)


class ReviewForm(CaseForm):
    """A manager's look at an emergency."""

    upheld = choice(
        (("yes", "It was an emergency, and this much was needed"), ("no", "It was not, or it was too much")),
        "Say what you find.",
    )
    reason = words("Give the reason. The record must show it.")

    def refused_at(self) -> str | None:
        return "upheld"


_BUNDLES = {
    "court": ("legal", ("legal",)),
    "police": ("crime", ("police",)),
    "rehousing": ("housing", ("homelessness", "council", "landlord", "other")),
}


class ShareForm(TellingForm):
    """A body was told something, apart from any duty."""

    field_order = (
        "ground",
        "emergency",
        "risk",
        "lawful",
        "agency",
        "body",
        "kinds",
        "about",
        "on",
        "at",
        "fold",
    )


class ReleaseForm(ShareForm):
    """A bundle of evidence leaves: what it is for and what it tells are known, and a file does not go by telephone."""

    def for_bundle(self, kind: str, kinds: Collection[str]) -> ReleaseForm:
        """Fit the form to a bundle of this kind (records) that tells these kinds of information."""
        purpose, bodies = _BUNDLES[kind]
        self.initial.update(purpose=purpose, method="secure_mail", kinds=sorted(kinds))
        fitting = [body for body in self.bodies if body.kind in bodies]
        rest = [body for body in self.bodies if body.kind not in bodies]
        offer(self, "agency", [("", "Choose"), *((str(each.id), each.called) for each in (*fitting, *rest))])
        offer(self, "method", [(code, name) for code, name in METHODS.items() if code != "phone"])
        if len(fitting) == 1:
            self.initial["agency"] = str(fitting[0].id)
        return self
