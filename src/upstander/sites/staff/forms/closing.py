"""The form that proposes closing: why, what the survivor says, how they are told, and what becomes of what is still open."""

from __future__ import annotations

from upstander.cases.api import CLOSURE_REASONS, SURVIVOR_VIEWS
from upstander.cases.closing.api import Becomes, ClosingPage
from upstander.sites.staff.forms.base import CaseForm, choice, offer, words
from upstander.sites.staff.words import WAYS

_NOBODY_WRITES = "none"


class ProposalForm(CaseForm):
    """A proposal to close."""

    reason = choice(CLOSURE_REASONS.items(), "Choose why the case is closing.")
    explanation = words("Explain the reason in plain words, for the record.")
    survivor_view = choice(
        SURVIVOR_VIEWS.items(),
        "Record what the survivor says about closing, or that it could not be obtained.",
    )
    survivor_words = words()
    letter_way = choice((), "Choose how they are told in writing, or that nobody writes.")
    letter_words = words(longest=2_000)

    def for_closing(self, closing: ClosingPage) -> ProposalForm:
        """Ask of each measure that is still open what becomes of it."""
        self.closing = closing
        ways = [(way, f"{WAYS[way]} to {' '.join(to.split(chr(10)))}") for way, to in closing.ways]
        offer(self, "letter_way", [*ways, (_NOBODY_WRITES, "Nobody writes to them")])
        self._go_on_from(closing)
        self.initial.setdefault("letter_way", ways[0][0] if ways else _NOBODY_WRITES)
        for line in closing.open:
            self.fields[f"becomes_{line.id}"] = choice(line.may, f"Say what becomes of this: {line.label}.")
            self.fields[f"after_{line.id}"] = words(
                f"Say who looks after it, or how it ended: {line.label}.", longest=2_000
            )
        return self

    def _go_on_from(self, closing: ClosingPage) -> None:
        """What a manager sent back is not typed anew. Whether they agree is asked again: weeks may lie between."""
        last = closing.sent_back
        if last is None:
            return
        for name in ("survivor_words", "reason", "explanation", "letter_words"):
            self.initial.setdefault(name, getattr(last, name))
        if not last.letter_way or last.letter_way in dict(closing.ways):
            self.initial.setdefault("letter_way", last.letter_way or _NOBODY_WRITES)
        for each in last.left_open:
            self.initial.setdefault(f"becomes_{each.measure_id}", each.what)
            self.initial.setdefault(f"after_{each.measure_id}", each.words)

    def way(self) -> str:
        """How they are written to; empty when nobody writes."""
        chosen = str(self.cleaned_data["letter_way"])
        return "" if chosen == _NOBODY_WRITES else chosen

    def left_open(self) -> tuple[Becomes, ...]:
        """What was said of each."""
        told = self.cleaned_data
        return tuple(
            Becomes(line.id, told[f"becomes_{line.id}"], told[f"after_{line.id}"])
            for line in self.closing.open
        )

    def refused_at(self) -> str | None:
        return "letter_words" if self.cleaned_data.get("letter_words") or self.closing.ways else None
