"""Forms about papers that are served or signed, and statements for a court."""

from __future__ import annotations

from typing import Any

from upstander.cases.api import CasePage, PaperLine, PaperTold
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import CaseForm, tick, words


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
