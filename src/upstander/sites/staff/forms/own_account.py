"""Whether the survivor sees a case in their own account, and a witness their plan."""

from __future__ import annotations

from typing import Any

from upstander.cases.queries.api import CasePage
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import CaseForm, choice, offer
from upstander.sites.staff.words import ROLES

SHOWN = (
    ("yes", "Yes: they want to see it, and nobody else gets into their email, texts or portal"),
    ("no", "No: it is not safe, or they do not want to"),
)


class OwnAccountForm(CaseForm):
    """What they said when they were asked."""

    whose = choice((), "Choose whom you asked.")
    shown = choice(SHOWN, "Say what they answered.")

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        return {"whose": next((str(each.id) for each in page.parties if each.role == "survivor"), "")}

    def prepare(self) -> None:
        sealed = self.page.head.sealed
        asked = [
            each
            for each in self.page.parties
            if (each.role == "survivor" or (each.role in ("witness", "household") and not sealed))
            and each.affiliation != "employee"
        ]
        offer(
            self,
            "whose",
            [
                (str(each.id), f"{each.name or 'Name not known'} ({ROLES[each.role].lower()})")
                for each in asked
            ],
        )
