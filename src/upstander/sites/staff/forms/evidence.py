"""Forms for evidence: incidents, statements, exhibits and where they go, and a bundle of what was chosen."""

from __future__ import annotations

from typing import Any

from upstander.cases.api import CONFIRMED, SOURCES
from upstander.cases.queries.api import CasePage
from upstander.intake.api import ACTS, BY_HAND
from upstander.records.api import BUNDLE_KINDS
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import CaseForm, HappenedForm, choice, offer, several, words

OWN = "own"  # a statement of whoever writes it down


class IncidentForm(HappenedForm):
    """One incident for the log."""

    source = choice(SOURCES.items(), "Say who told of it.")
    what = words("Write down what happened.")
    place = words(longest=400)
    field_order = ("source", "what", "place", "on", "at", "fold")


class StatementForm(HappenedForm):
    """A statement as it was taken."""

    party = choice((), "Choose whose statement it is.")
    words = words("Write down the statement in their words.")
    field_order = ("party", "words", "on", "at", "fold")

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        survivor = next((str(p.id) for p in page.parties if p.role == "survivor"), "")
        return {**super().starting(page, desk), "party": survivor}

    def prepare(self) -> None:
        offer(
            self,
            "party",
            [
                *((str(p.id), f"{p.name or 'No name'}, {p.role_label.lower()}") for p in self.page.parties),
                (OWN, "My own, of what I saw and did"),
            ],
        )


class ConfirmForm(HappenedForm):
    """They confirmed their statement."""

    how = choice(CONFIRMED.items(), "Say how they confirmed it.")
    field_order = ("how", "on", "at", "fold")


class ExhibitForm(HappenedForm):
    """A file becomes an exhibit."""

    title = words("Say in a few words what it shows.", longest=300)
    file_of_case = choice(())
    taken_by = words(longest=200)
    place = words(longest=400)
    field_order = ("title", "file_of_case", "taken_by", "place", "on", "at", "fold")


class CustodyForm(HappenedForm):
    """Where an exhibit went."""

    act = choice([(code, ACTS[code]) for code in BY_HAND], "Say what was done with it.")
    words = words("Write down from whom to whom, and where it lies now.", longest=2000)
    field_order = ("act", "words", "on", "at", "fold")


class WithdrawForm(CaseForm):
    """An exhibit is no evidence any more, or is again."""

    reason = words("Say why. It stays on record with the exhibit.", longest=2000)


class EvidenceBundleForm(CaseForm):
    """What goes into a bundle."""

    kind = choice(BUNDLE_KINDS.items(), "Say for whom it is.")
    purpose = words("Say what it is for: whoever receives it reads this first.", longest=2000)
    chosen = several(())
