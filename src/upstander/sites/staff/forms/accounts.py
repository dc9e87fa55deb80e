"""Forms for accounts and teams."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from upstander.confidentiality.api import ROLE_NAMES, AccountCard, AccountTold
from upstander.sites.staff.forms.base import StaffForm, choice, offer, several, words


class AccountForm(StaffForm):
    """One account."""

    name = words("Give their name.", longest=150)
    email = forms.EmailField(
        max_length=200,
        error_messages={
            "required": "Give their work email address.",
            "invalid": "Give an email address, like name@landlord.org.",
        },
    )
    post = words(longest=150)
    roles = several(ROLE_NAMES.items())
    teams = several([])
    manager = choice([])
    person = words(longest=60)
    mark = forms.CharField(required=False, max_length=32)

    def fill(self, people: list[AccountCard], teams: dict[str, str], own: UUID | None) -> None:
        """Give teams and managers to choose from."""
        offer(self, "teams", list(teams.items()))
        others = [(str(card.id), card.told.name) for card in people if card.active and card.id != own]
        offer(self, "manager", [("", "Nobody"), *others])

    @staticmethod
    def start(card: AccountCard) -> dict[str, Any]:
        """What the fields start from. Any: values of several kinds."""
        told = card.told
        return {
            "name": told.name,
            "email": told.email,
            "post": told.post,
            "roles": list(told.roles),
            "teams": list(told.teams),
            "manager": str(told.manager_id or ""),
            "mark": card.mark,
        }

    def told(self) -> AccountTold:
        """The frozen value for the action."""
        t = self.cleaned_data
        manager = UUID(t["manager"]) if t["manager"] else None
        return AccountTold(t["name"], t["email"], t["post"], tuple(t["roles"]), tuple(t["teams"]), manager)


class TeamForm(StaffForm):
    """A new team."""

    team = words("Give the team a name.", longest=100)
