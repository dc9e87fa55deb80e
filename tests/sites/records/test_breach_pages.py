"""The pages of the breach log: raised by anybody in one form, handled by the data-protection officer to the end."""

from __future__ import annotations

from upstander.sites.records.breach_forms import AssessForm, RaiseForm, ToldForm


def test_one_sentence_is_enough_to_raise_one() -> None:
    form = RaiseForm({"happened": "A letter went next door", "on": "20/11/2026", "at": "16:30"})
    assert form.is_valid()
    empty = RaiseForm({"happened": "", "on": "20/11/2026", "at": "16:30"})
    assert not empty.is_valid()
    assert empty.complaints()[0]["text"] == "Say what happened, in a sentence or two."
    assert not RaiseForm({"happened": "x", "on": "31/02/2026", "at": "16:30"}).is_valid()


def test_an_assessment_asks_for_the_reason() -> None:
    form = AssessForm({"risk": "high", "reportable": "yes", "reason": ""})
    assert not form.is_valid()
    assert "why" in form.complaint("reason").lower()


def test_telling_people_asks_how_many() -> None:
    assert not ToldForm({"way": "phone", "on": "20/11/2026", "at": "16:30", "people": ""}).is_valid()
