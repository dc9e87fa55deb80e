"""Planning a visit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from upstander.cases.alerts.api import own_choice
from upstander.cases.queries.api import CasePage, visit_officers
from upstander.cases.visits.api import PLACES, VisitTold
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import HappenedForm, choice, offer, tick, words

_MINUTES = (("30", "Half an hour"), ("60", "An hour"), ("90", "An hour and a half"), ("120", "Two hours"))


class PlanVisitForm(HappenedForm):
    """When, where, who goes, and what makes it safe for them and for the person they see."""

    officer = choice((), "Choose who goes.")
    second = choice(())
    where = choice(PLACES.items(), "Say where.")
    place = words(longest=500)
    ring = words(longest=40)
    minutes = choice(_MINUTES, "Say how long.")
    female_only = tick()
    interpreter = tick()
    notes = words(longest=5_000)
    because = words(longest=2_000)

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        survivor = next((p for p in page.parties if p.role == "survivor"), None)
        card = survivor.safe_contact if survivor else None
        return {
            **super().starting(page, desk),
            "where": "" if card is not None and card.not_at_home else "home",  # a place is agreed first
            "minutes": "60",
            "interpreter": card is not None and "interpreter" in card.needs,
            "female_only": bool(survivor and survivor.facts.get("wants_female_staff")),
        }

    def prepare(self) -> None:
        people = visit_officers(self.desk.viewer, self.page.head.id)
        names = [(str(card.id), card.name) for card in people]
        offer(self, "officer", [("", "Choose"), *names])
        offer(self, "second", [("", "Nobody: one person goes alone"), *names])
        mine = str(self.desk.staff.id)
        if any(code == mine for code, _ in names):
            self.initial.setdefault("officer", mine)
            self.initial.setdefault("ring", own_choice(self.desk.viewer).phone)

    def told(self) -> VisitTold:
        """The frozen value for the action."""
        t = self.cleaned_data
        return VisitTold(
            at=t["moment"],
            officer_id=UUID(t["officer"]),
            where=t["where"],
            minutes=int(t["minutes"]),
            second_id=UUID(t["second"]) if t["second"] else None,
            female_only=t["female_only"],
            interpreter=t["interpreter"],
            place=t["place"],
            notes=t["notes"],
            because=t["because"],
            ring=t["ring"],
        )

    def refused_at(self) -> str | None:
        return None
