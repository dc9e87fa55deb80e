"""Forms about complaints: passing one on, and what its handler does."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from upstander.cases.complaints.api import ComplaintCard, ComplaintTold
from upstander.cases.queries.api import CasePage
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import CaseForm, StaffForm, choice, offer, words


class ComplaintForm(CaseForm):
    """A complaint as it is passed on."""

    who = choice((), "Say who complains.")
    about = words("Write down what they complain of, in their words.", longest=5_000)
    reach = words("Say how it is safe to reach them.", longest=1_000)
    reference = words("Give it the reference of your complaints log.", longest=40)
    handler = choice((), "Choose who handles it.")

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        survivor = next((p for p in page.parties if p.role == "survivor"), None)
        return {"who": str(survivor.id) if survivor else ""}

    def prepare(self) -> None:
        people = [
            (str(p.id), f"{p.name or 'Name not known'} ({p.role_label.lower()})") for p in self.page.parties
        ]
        offer(self, "who", people)

    def told(self) -> ComplaintTold:
        """The frozen value for the action."""
        t = self.cleaned_data
        return ComplaintTold(UUID(t["who"]), UUID(t["handler"]), t["reference"], t["about"], t["reach"])


class ComplaintStepForm(StaffForm):
    """What the handler did."""

    code = choice((), "Choose what was done.")
    words = words(longest=10_000)

    def for_card(self, card: ComplaintCard) -> ComplaintStepForm:
        """Offer what may be done next."""
        offer(self, "code", card.possible)
        return self

    def refused_at(self) -> str | None:
        return "words"
