"""Forms for what officers record: contact, visits, answers to duties, findings, notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from upstander.cases.api import CONTACT_OUTCOMES, EVIDENCE, VALIDITIES, Answer
from upstander.cases.queries.api import CasePage, ConsentLine, DutyLine, PartyCard
from upstander.policy.api import Deed
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.duties import answered_in_passing
from upstander.sites.staff.forms.base import CaseForm, HappenedForm, choice, offer, several, words
from upstander.sites.staff.forms.telling import TellingForm
from upstander.sites.staff.words import OUTCOMES, WAYS

_MUST = ("done", "declined", "could_not")
_CONSIDER = ("taken", "not_appropriate", "declined")
_NOT_INVESTIGATED = (
    "Everything reported is personal messages online. The policy has us advise, and not investigate (3.1.4)."
)
_PLACES = (("home", "At their home"), ("office", "At one of our offices"), ("elsewhere", "Somewhere else"))


class ContactForm(HappenedForm):
    """One contact with one person."""

    party = choice((), "Say who it was.")
    direction = choice((("out", "We contacted them"), ("in", "They contacted us")), "Say who contacted whom.")
    way = choice(WAYS.items(), "Say how.")
    outcome = choice(CONTACT_OUTCOMES.items(), "Say whether you spoke.")
    said = words("Write down what was said, or what was left as a message.")
    override = words()
    duties = several(())
    field_order = ("party", "direction", "way", "on", "at", "fold", "outcome", "said", "override", "duties")

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        survivor = next((p for p in page.parties if p.role == "survivor"), None)
        return {
            **super().starting(page, desk),
            "party": str(survivor.id) if survivor else "",
            "direction": "out",
            "way": _first_safe(survivor),
        }

    def prepare(self) -> None:
        self.people = [p for p in self.page.parties if p.role != "perpetrator"]
        offer(self, "party", [(str(p.id), p.name or p.role_label) for p in self.people])
        offer(self, "duties", answered_in_passing(self.page.open_duties))

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        outcome = told.get("outcome")
        if outcome in ("left_message", "no_answer"):
            named = [d for d in self.page.open_duties if d.slug in told.get("duties", ())]
            short = [d.label for d in named if not (d.by_message and outcome == "left_message")]
            if short:
                why = "Nobody was reached" if outcome == "no_answer" else "They have not answered yet"
                self.add_error("duties", f"{why}, so this was an attempt. Untick: {', '.join(short)}.")
        return told

    def answers(self) -> list[Answer]:
        """The duties ticked."""
        return ticked(self.cleaned_data["duties"], self.page.open_duties)

    def refused_at(self) -> str | None:
        return "override"


class VisitForm(HappenedForm):
    """One visit."""

    where = choice(_PLACES, "Say where.")
    seen = choice((("yes", "Yes"), ("no", "No")), "Say whether you saw them.")
    found = words("Write down what you found, or that nobody answered.")
    duties = several(())

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        card = next((p.safe_contact for p in page.parties if p.role == "survivor"), None)
        # Who is not to be visited at home was seen elsewhere, or it is said that they were.
        return {**super().starting(page, desk), "where": "" if card and card.not_at_home else "home"}

    def prepare(self) -> None:
        offer(self, "duties", answered_in_passing(self.page.open_duties))

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if told.get("seen") == "no" and told.get("duties"):
            self.add_error("duties", "You did not see them, so this visit answers no duty. Untick these.")
        return told

    def answers(self) -> list[Answer]:
        """The duties ticked."""
        return ticked(self.cleaned_data["duties"], self.page.open_duties)


class DutyForm(TellingForm):
    """The answer to one duty: done, or not and why; for one that tells another body, whom it told what on which ground."""

    outcome = choice((), "Say what was done or decided.")
    reason = words()
    note = words()
    field_order = (
        "outcome",
        "ground",
        "emergency",
        "risk",
        "body",
        "lawful",
        "agency",
        "kinds",
        "about",
        "on",
        "at",
        "fold",
        "note",
        "reason",
    )

    def for_duty(
        self, duty: DutyLine, *, discloses: bool, quick: bool = False, agreed: Sequence[ConsentLine] = ()
    ) -> DutyForm:
        """Fit the form to this duty. `agreed`: consents in force; what one says of the usual body is filled in."""
        self.duty, self.discloses = duty, discloses
        possible: tuple[str, ...] = _MUST if duty.kind == "must" else _CONSIDER
        if Deed.FINDING in duty.deeds and any(each.id == "advice-only" for each in self.page.restrictions):
            possible = ("not_appropriate", "could_not")
            self.initial.update(outcome="not_appropriate", reason=_NOT_INVESTIGATED)
        if duty.made_elsewhere:  # done on a page of its own
            possible = tuple(code for code in possible if code not in ("done", "taken"))
        offer(self, "outcome", [(code, OUTCOMES[code]) for code in possible])
        if discloses:
            usual = next((str(each.id) for each in self.bodies if duty.slug in each.duties), "")
            self.initial["agency"] = usual
            said = next((each for each in agreed if each.given and str(each.agency_id) == usual), None)
            if said is not None:
                self.initial.update(
                    ground="consent",
                    kinds=list(said.kinds),
                    about=[str(said.party_id)],
                    purpose=said.purposes[0] if said.purposes else "safety",
                    informed="yes",
                )
        if discloses and quick:
            self.hurry()
            self.initial["outcome"] = possible[0]
        return self

    def answer(self) -> Answer:
        """The frozen value for the action."""
        told = self.cleaned_data
        shares = self.discloses and told["outcome"] in ("done", "taken")
        return Answer(self.duty.slug, told["outcome"], told["reason"], self.sharing() if shares else None)

    def refused_at(self) -> str | None:
        if self.cleaned_data.get("outcome") in ("done", "taken"):
            return super().refused_at() if self.discloses else None
        return "reason"


class FindingForm(CaseForm):
    """What enquiries found."""

    validity = choice(VALIDITIES.items(), "Say what was found.")
    evidence = choice(EVIDENCE.items(), "Say how strong the evidence is.")
    reasons = words()

    def starting(self, page: CasePage, desk: Desk) -> dict[str, Any]:
        return {"validity": page.head.validity, "evidence": page.head.evidence}

    def refused_at(self) -> str | None:
        return "reasons"


class NoteForm(CaseForm):
    """A note."""

    text = words("Write the note first.")


class MailboxForm(CaseForm):
    """A message into a reporter's mailbox."""

    text = words("Write the message first.", longest=5_000)
    asking = words(longest=2_000)
    duties = several(())

    def prepare(self) -> None:
        offer(self, "duties", answered_in_passing(self.page.open_duties))

    def answers(self) -> list[Answer]:
        """The duties ticked."""
        return ticked(self.cleaned_data["duties"], self.page.open_duties)

    def refused_at(self) -> str | None:
        return "duties" if self.cleaned_data.get("duties") else "asking"


class SettleForm(CaseForm):
    """Messages that need no answer."""

    reason = words(longest=2_000)

    def refused_at(self) -> str | None:
        return "reason"


class AssignForm(CaseForm):
    """Who works on the case."""

    officer = choice((), "Choose who takes the case.")


class LetInForm(CaseForm):
    """Who else may see a sealed case."""

    staff = choice((), "Choose whom to let in.")


class DecisionForm(CaseForm):
    """A manager's decision on closing."""

    decision = choice((("approve", "Close the case"), ("refuse", "Send it back")), "Say what you decide.")
    note = words()

    def refused_at(self) -> str | None:
        return "note" if self.cleaned_data.get("decision") == "refuse" else None


def ticked(slugs: list[str], duties: tuple[DutyLine, ...]) -> list[Answer]:
    """Answers for duties that were ticked: done, or for a decision: taken."""
    kinds = {duty.slug: duty.kind for duty in duties}
    return [Answer(slug, "taken" if kinds.get(slug) == "consider" else "done") for slug in slugs]


def _first_safe(survivor: PartyCard | None) -> str:
    """The first way that is safe at this moment; nothing when none is."""
    if survivor is None:
        return ""
    return next((way for way, decision in survivor.contact_now.items() if decision and way != "visit"), "")
