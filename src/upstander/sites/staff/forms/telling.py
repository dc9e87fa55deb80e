"""Telling another body something: the same questions on every form that records it (clause 3.5.2)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from upstander.cases.queries.api import CasePage
from upstander.cases.sharing.api import (
    ASKED_BY,
    EMERGENCIES,
    GROUNDS,
    INFORMED,
    LAWFUL,
    METHODS,
    PURPOSES,
    SharingTold,
)
from upstander.partners.api import INFORMATION, agencies
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import HappenedForm, choice, offer, several, words

_AT_ONCE = ("identity", "address", "account", "risk")  # what whoever comes to help has to know


class TellingForm(HappenedForm):
    """Who was told what, and on which ground. The rule asks for what is missing; nothing is asked twice here.

    `quick`: an emergency, with everything filled in that can be, so that three clicks and a line are enough.
    """

    lacks_consent = False  # then what was typed can be kept while consent is recorded
    ground = choice(GROUNDS.items())
    agency = choice(())
    body = words(longest=200)
    kinds = several(INFORMATION.items())
    about = several(())
    purpose = choice(PURPOSES.items())
    method = choice(METHODS.items())
    asked_by = choice(ASKED_BY.items())
    informed = choice(INFORMED.items())
    not_informed = words()
    recipient = words(longest=200)
    items = words()
    emergency = choice(EMERGENCIES.items())
    risk = words()
    lawful = choice((code, each.label) for code, each in LAWFUL.items())
    necessity = words()
    risk_of_not = words()
    quick = False

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        survivor = next((str(p.id) for p in page.parties if p.role == "survivor"), None)
        return {
            **super().starting(page, desk),
            "about": [survivor] if survivor else [],
            "purpose": "safety",
            "method": "phone",
            "asked_by": "us",
            "informed": "later",
        }

    def prepare(self) -> None:
        super().prepare()
        self.bodies = agencies(self.desk.viewer, now=self.desk.now)
        offer(self, "agency", [("", "Choose"), *((str(each.id), each.called) for each in self.bodies)])
        offer(self, "about", [(str(p.id), p.name or p.role_label) for p in self.page.parties])

    def hurry(self) -> None:
        """Start as an emergency."""
        self.quick = True
        self.initial.update(ground="emergency", kinds=list(_AT_ONCE))

    def sharing(self) -> SharingTold:
        """The frozen value for the action."""
        t = self.cleaned_data
        return SharingTold(
            ground=t["ground"],
            agency_id=UUID(t["agency"]) if t["agency"] else None,
            kinds=tuple(t["kinds"]),
            about=tuple(UUID(each) for each in t["about"]),
            purpose=t["purpose"],
            method=t["method"],
            asked_by=t["asked_by"],
            informed=t["informed"],
            body=t["body"],
            recipient=t["recipient"],
            items=t["items"],
            emergency=t["emergency"],
            lawful=t["lawful"],
            reason=t["risk"],
            necessity=t["necessity"],
            risk_of_not=t["risk_of_not"],
            not_informed=t["not_informed"],
        )

    def refuse(self, reason: str, clause: str = "") -> None:
        super().refuse(reason, clause)
        self.lacks_consent = clause == "3.5.2" and self.cleaned_data.get("ground") == "consent"

    def refused_at(self) -> str | None:
        t = self.cleaned_data
        if not t.get("ground"):
            return "ground"
        if not t.get("kinds"):
            return "kinds"
        if t["ground"] == "emergency":
            return "emergency" if t.get("agency") or t.get("body") else "agency"
        if not t.get("agency"):
            return "agency"
        if t.get("informed") == "no" and not t.get("not_informed"):
            return "not_informed"
        return "ground"
