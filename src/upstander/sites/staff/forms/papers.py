"""Forms about papers that are served or signed, and statements for a court."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from django.conf import settings

from upstander.cases.measures.api import HANDED_TO, PREPARED, CourtTold, PaperLine, PaperTold
from upstander.cases.queries.api import CasePage, StatementLine
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import CaseForm, HappenedForm, choice, several, tick, words


class PaperForm(CaseForm):
    """What a paper says."""

    line: PaperLine | None = None
    addressee = words("Say whom it is for.", longest=200)
    address = words(longest=500)
    words = words("Write what it says.")
    large = tick()

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        told = self.line.told if self.line else None
        return (
            {"addressee": told.addressee, "address": told.address, "words": told.words, "large": told.large}
            if told
            else {}
        )

    def told(self) -> PaperTold:
        """The frozen value for the action."""
        given = self.cleaned_data
        return PaperTold(
            given["addressee"].strip(),
            given["address"].strip(),
            given["words"].replace("\r\n", "\n").strip(),
            bool(given["large"]),
        )

    def refused_at(self) -> str | None:
        return "words"


class CourtStatementForm(CaseForm):
    """What a court asks of a statement beside its words."""

    line: StatementLine | None = None
    last: CourtTold | None = None  # what was given the last time
    prepared = choice(PREPARED.items(), "Say how it was prepared.")
    language = words(longest=100)
    address = words("Give an address for service, or “care of” us.", longest=500)
    occupation = words("Give the occupation or post, or “none”.", longest=200)
    belief = words(longest=2000)
    exhibits = several(())
    court = words(longest=200)
    claim = words(longest=100)
    claimant = words(longest=300)
    defendant = words(longest=300)
    behalf = words(longest=300)
    field_order = (
        *("prepared", "language", "address", "occupation", "belief", "exhibits"),
        *("court", "claim", "claimant", "defendant", "behalf"),
    )

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        """What was given the last time. The first time never the home of whoever says it: the other side reads this."""
        if self.last is not None:
            return asdict(self.last)
        ours = self.line is not None and self.line.role == "officer"
        named = (
            re.findall(r"exhibit\s+(?:no\.?\s*)?(\d+)", self.line.words, re.IGNORECASE) if self.line else []
        )
        landlord = settings.LANDLORD
        alleged = [each.name for each in page.parties if each.role == "perpetrator" and each.name]
        theirs = self.line is not None and self.line.role == "perpetrator"
        return {
            "address": f"{'' if ours else 'care of '}{landlord['name']}, {landlord['address']}",
            "prepared": "self" if ours else "",
            "occupation": desk.staff.post
            if ours and self.line and self.line.taken_by == desk.staff.name
            else "",
            "exhibits": named,
            "claimant": landlord["name"],
            "defendant": " and ".join(alleged),
            "behalf": self.line.name if theirs and self.line else landlord["name"],
        }

    def told(self) -> CourtTold:
        """The frozen value for the printing."""
        given = self.cleaned_data
        return CourtTold(
            **{name: given[name] for name in self.field_order if name != "exhibits"},
            exhibits=tuple(given["exhibits"]),
        )

    def refused_at(self) -> str | None:
        return "prepared"


class HandedInForm(HappenedForm):
    """A statement left for the court."""

    to = choice(HANDED_TO.items(), "Say who has it now.")
    field_order = ("to", "on", "at", "fold")

    def refused_at(self) -> str | None:
        return "to"
