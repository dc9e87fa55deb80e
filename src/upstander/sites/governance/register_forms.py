"""What is asked on the policy register and the calendar. Each form says how it is laid out; `governance/form.html` draws them all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms

from upstander.governance.api import CALL_KINDS, CONSULTED, OUTCOMES, WAYS, WORK_KINDS
from upstander.lib.languages import codes, english_name
from upstander.sites.staff.forms.base import Choices, MarkedForm, StaffForm, choice, offer, read_day, words

DAY = "Like 20/11/2026."


def _day(missing: str) -> forms.CharField:
    return forms.CharField(max_length=40, error_messages={"required": missing})


def _number(missing: str = "", *, most: int = 10_000_000) -> forms.IntegerField:
    return forms.IntegerField(
        required=bool(missing),
        min_value=0,
        max_value=most,
        error_messages={
            "required": missing,
            "invalid": "Give a whole number.",
            "min_value": "Give a number from 0 on.",
            "max_value": "That is more people than can be. Check the number.",
        },
    )


class LaidOutForm(StaffForm):
    """`layout`: (kind of field, name, label, hint). Fields that end in `_on` are days and come out as such."""

    layout: ClassVar[tuple[tuple[str, str, str, str], ...]] = ()

    def __init__(
        self,
        data: Any = None,  # Any: a QueryDict, or nothing
        *,
        people: Choices = (),
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        for name in ("owner", "staff"):
            if name in self.fields:
                offer(self, name, [("", "Choose somebody"), *people])

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for name in [each for each in self.fields if each == "on" or each.endswith("_on")]:
            told[name] = read_day(self, name)
        return told

    def day(self, name: str) -> date:
        """A day that was asked for and is there."""
        found: date = self.cleaned_data[name]
        return found


class ApprovalForm(LaidOutForm):
    """Who approved the edition."""

    layout = (
        ("text", "body", "Who approved it?", "The body, as it is called in the minutes."),
        ("text", "on", "On which day?", DAY),
        ("text", "minutes", "Where is it minuted?", "For example: minutes of 16 November 2021, item 7."),
    )
    body = words("Say which body approved it.", longest=120)
    on = _day("Give the day on which it was approved.")
    minutes = words("Say where it is minuted.", longest=500)


class ConsultationForm(LaidOutForm):
    """People are asked."""

    layout = (
        ("radios", "whom", "Who is asked?", ""),
        ("long", "asked", "Which group, and how?", "For example: the tenants’ policy review group, at its meeting. No names."),
        ("text", "opened_on", "From", DAY),
        ("text", "closes_on", "To", "The same day when it was one meeting."),
        ("number", "invited", "How many were asked? (if known)", ""),
    )  # fmt: skip
    whom = choice(CONSULTED, "Choose who is asked.")
    asked = words("Say which group was asked, and how.", longest=2000)
    opened_on = _day("Give the first day.")
    closes_on = _day("Give the last day.")
    invited = _number()


class ConsultationEndForm(LaidOutForm):
    """What came of asking."""

    layout = (
        ("number", "responses", "How many answered?", "0 when nobody did."),
        ("long", "summary", "What did they say?", "Summed up, without names."),
        ("long", "changed", "What changed because of it?", "Nothing is an answer too: then say why."),
    )
    responses = _number("Say how many answered.")
    summary = words("Sum up what they said.", longest=5000)
    changed = words("Say what changed because of it, or why nothing did.", longest=5000)


class CallForm(LaidOutForm):
    """Something calls for a review."""

    layout = (
        ("radios", "kind", "What is it?", ""),
        ("text", "on", "When did it happen or take effect?", DAY),
        ("long", "what", "What is it about, and why does it touch the policy?",
         "Write no names and no addresses. A case by its reference."),
        ("text", "due_on", "By when must it be decided?", "Within 90 days unless the law is sooner."),
    )  # fmt: skip
    kind = choice(CALL_KINDS, "Choose what it is.")
    on = _day("Give the day.")
    what = words("Say what it is about.", longest=5000)
    due_on = _day("Say by when it must be decided.")


class CallEndForm(LaidOutForm):
    """What becomes of it."""

    layout = (
        ("radios", "outcome", "What was decided?", ""),
        ("long", "reason", "Why?", ""),
    )
    outcome = choice(OUTCOMES.items(), "Choose what was decided.")
    reason = words("Say why.", longest=5000)


class AssessmentForm(LaidOutForm):
    """An equality impact assessment."""

    layout = (
        ("radios", "full", "How was it assessed?", ""),
        ("text", "on", "On which day?", DAY),
        ("text", "assessor", "Who carried it out?", "By post."),
        (
            "long",
            "result",
            "What did it find?",
            "For each group that is touched: how, and what makes it better.",
        ),
    )
    full = choice(
        [("yes", "A full assessment"), ("no", "A screening, which found that none was needed")],
        "Choose how it was assessed.",
    )
    on = _day("Give the day.")
    assessor = words("Say who carried it out.", longest=500)
    result = words("Say what it found.", longest=10_000)


class ActionForm(LaidOutForm):
    """Something that an assessment asks for."""

    layout = (
        ("long", "what", "What is to be done?", ""),
        ("select", "owner", "Who does it?", ""),
        ("text", "due_on", "By when?", DAY),
    )
    what = words("Say what is to be done.", longest=2000)
    owner = choice([], "Choose who does it.")
    due_on = _day("Say by when.")

    def who(self) -> UUID:
        return UUID(self.cleaned_data["owner"])


class ActionEndForm(LaidOutForm):
    """It is done."""

    layout = (
        ("text", "done_on", "Done on", DAY),
        ("long", "outcome", "What was done?", ""),
    )
    done_on = _day("Give the day.")
    outcome = words("Say what was done.", longest=2000)


class HolderForm(LaidOutForm):
    """Who holds a post."""

    layout = (
        ("select", "staff", "Who holds it?", ""),
        ("text", "since_on", "From", DAY),
    )
    staff = choice([], "Choose who holds it.")
    since_on = _day("Say from which day.")

    def who(self) -> UUID:
        return UUID(self.cleaned_data["staff"])


class TextForm(MarkedForm, LaidOutForm):
    """Words for everybody, in one language."""

    layout = (
        ("select", "language", "Language", ""),
        ("text", "title", "Title", ""),
        ("longest", "text", "The words", "A blank line begins a paragraph. Begin a line with “- ” for a list, “## ” for a heading. "
         "Anybody may read this: no names, nothing from a case."),
    )  # fmt: skip
    language = choice([(code, english_name(code)) for code in codes()], "Choose the language.")
    title = words("Give it a title.", longest=120)
    text = words("Write the words.", longest=12_000)


class CampaignForm(LaidOutForm):
    """A campaign: a national week, or one of our own."""

    layout = (
        ("text", "name", "Name", ""),
        (
            "text",
            "starts_on",
            "First day",
            "From this day on its words stand on the public site by themselves.",
        ),
        ("text", "ends_on", "Last day", DAY),
    )
    name = words("Give it a name.", longest=120)
    starts_on = _day("Give the first day.")
    ends_on = _day("Give the last day.")


class ReachForm(LaidOutForm):
    """Whom it reached."""

    layout = (
        ("radios", "way", "How were people reached?", ""),
        ("number", "people", "How many?", "A later figure is added to this one."),
        ("text", "on", "Counted on", DAY),
    )
    way = choice(WAYS, "Choose how they were reached.")
    people = _number("Say how many.")
    on = _day("Give the day on which this was counted.")


class WorkForm(LaidOutForm):
    """Work in a neighbourhood."""

    layout = (
        ("select", "area", "Neighbourhood", ""),
        ("radios", "kind", "What was it?", ""),
        ("text", "on", "When?", DAY),
        ("number", "people", "About how many took part? (if known)", ""),
        ("long", "what", "What was done, with whom?", "No names of residents."),
    )
    area = choice([], "Choose the neighbourhood.")
    kind = choice(WORK_KINDS, "Choose what it was.")
    on = _day("Give the day.")
    people = _number()
    what = words("Say what was done.", longest=2000)
