"""What a colleague says through the quiet door."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from upstander.confidentiality.api import StaffCard
from upstander.intake.api import QuietTold
from upstander.messages.api import By, SafeContactCard
from upstander.sites.staff.forms.base import StaffForm, choice, offer, words


class QuietForm(StaffForm):
    """Only what happened, and who should hear of it, is needed."""

    happened = words("Say what happened, in as few words as you like.", longest=10_000)
    danger = choice(
        (("no", "No, not right now"), ("yes", "Yes, or I am not sure")), "Say whether you are in danger."
    )
    colleague = choice(())
    other = words(longest=200)
    to = choice((), "Say who should hear of it first.")
    phone = words(longest=40)
    email = words(longest=200)
    note = words(longest=500)
    once = words(longest=64)

    def __init__(
        self, *args: Any, manager: StaffCard | None, colleagues: tuple[StaffCard, ...], **given: Any
    ) -> None:
        super().__init__(*args, **given)
        boss = [("manager", f"My line manager, {manager.name}")] if manager else []
        offer(self, "to", [*boss, ("people_and_learning", "People and Learning")])
        people = [(str(each.id), f"{each.name}, {each.post}".rstrip(", ")) for each in colleagues]
        offer(self, "colleague", [("", "Nobody of this list"), *people])
        self.fields["once"].initial = secrets.token_urlsafe(16)

    def told(self) -> QuietTold:
        """The frozen value for the action."""
        t = self.cleaned_data
        ways = tuple(way for way, held in ((By.PHONE, t["phone"]), (By.EMAIL, t["email"])) if held)
        card = SafeContactCard(ways=ways, phone=t["phone"], email=t["email"], note=t["note"])
        return QuietTold(
            words=t["happened"],
            to=t["to"],
            unique=b"quiet door:" + t["once"].encode(),
            about_id=UUID(t["colleague"]) if t["colleague"] else None,
            about=t["other"],
            danger=t["danger"] == "yes",
            contact=card if ways or t["note"] else None,
        )

    def refused_at(self) -> str | None:
        return "to"
