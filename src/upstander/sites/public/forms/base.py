"""What every question has in common: words in plain English, nothing required, and everything typed kept as it was typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from upstander.lib.languages import ENGLISH
from upstander.policy.api import Edition

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise, _StrPromise

# As typed, under the field's name: words, or a list of the boxes ticked. This is what a draft keeps.
Typed: TypeAlias = dict[str, str | list[str]]

SHORT = 200
LONG = 2_000
NARRATIVE = 10_000


@dataclass(frozen=True, slots=True)
class Asking:
    """What questions depend on: the landlord's words, today in London, and who the report is about."""

    landlord: str
    edition: Edition
    today: date
    whose: str = ""
    ways: frozenset[str] = frozenset()
    signed_in: bool = False
    young: bool = False  # under 18
    young_from_start: bool = False  # and said so before the first question

    @property
    def for_self(self) -> bool:
        """True unless they said that it happened to somebody else. Nobody has to have said."""
        return self.whose in ("", "survivor")

    @property
    def key(self) -> tuple[Hashable, ...]:
        """Equal where questions are put alike: by everything here, whatever is added to it."""
        all_of_it = (getattr(self, each.name) for each in fields(self))
        return tuple(each.id if isinstance(each, Edition) else each for each in all_of_it)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to pick."""

    value: str
    text: _StrOrPromise
    hint: _StrOrPromise = ""


class Question(forms.Form):
    """One page. Fields carry their question as label; `choices` gives the answers to pick from."""

    use_required_attribute = False

    def __init__(self, asking: Asking, typed: Mapping[str, Any] | None = None) -> None:
        super().__init__(data=dict(typed) if typed is not None else None)
        self.asking = asking
        self.picks: dict[str, list[Choice]] = {}
        self.ask()

    def ask(self) -> None:
        """Fill in words and choices that depend on `asking`; drop fields that do not apply."""

    def offer(self, name: str, choices: Sequence[Choice]) -> None:
        """The answers to pick from, for one field."""
        self.picks[name] = list(choices)
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(name)
        field.choices = [(choice.value, choice.text) for choice in choices]

    def items(self, name: str) -> list[dict[str, Any]]:
        """The choices as the GOV.UK macros take them."""
        chosen = self[name].value() or []
        return [
            {
                "value": choice.value,
                "text": str(choice.text),
                "hint": {"text": str(choice.hint)} if choice.hint else None,
                "checked": choice.value in chosen if isinstance(chosen, list) else choice.value == chosen,
            }
            for choice in self.picks[name]
        ]

    def problems(self) -> list[dict[str, str]]:
        """What the error summary links to: each field once, in the order of the page."""
        return [
            {"text": str(self.errors[name][0]), "href": f"#{self.anchor(name)}"}
            for name in self.fields
            if name in self.errors
        ]

    def anchor(self, name: str) -> str:
        """The id on the page to go to for a field."""
        return name

    def told(self) -> dict[str, Any]:
        """What was told, cleaned. A field that does not fit counts as not answered. Safe to call on anything typed."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return self.cleaned_data

    def rows(self) -> list[tuple[str, str]]:
        """Each question with what was answered, in words; for checking, and for the record. Unanswered ones are left out."""
        told = self.told()
        rows = []
        for name, field in self.fields.items():
            answer = told.get(name)
            if isinstance(answer, list):
                shown = "\n".join(self.words_of(name, value) for value in answer)
            else:
                shown = self.words_of(name, str(answer or ""))
            if shown:
                rows.append((str(field.label), shown))
        return rows

    def rows_in_english(self) -> tuple[tuple[str, str], ...]:
        """The same for the record: staff read what was asked in English, and what was answered as it was written."""
        with override(ENGLISH):
            return tuple(self.rows())

    def words_of(self, name: str, value: str) -> str:
        """A picked value in the words that were shown for it."""
        return next((str(choice.text) for choice in self.picks.get(name, []) if choice.value == value), value)


def typed_in(question: type[Question], posted: QueryDict) -> Typed:
    """Everything that was typed on this page, cleared only of characters that nobody types."""
    typed: Typed = {}
    for name, field in question.base_fields.items():
        if isinstance(field, forms.MultipleChoiceField):
            typed[name] = [plain(str(value)) for value in posted.getlist(name)]
        elif name in posted:
            typed[name] = plain(str(posted.get(name) or ""))
    return typed


def plain(text: str) -> str:
    """Lines end in one way, and there is no character that cannot be seen or stored."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})


def language() -> str:
    """The language of this page."""
    return get_language() or ENGLISH


def said(words: str) -> _StrOrPromise:
    """Words of the landlord's policy, as the catalogue beside the edition has them; nothing stays nothing."""
    return _(words) if words else ""


def words(label: _StrOrPromise, *, most: int = SHORT) -> forms.CharField:
    """A box for words; too long is told, and nothing is cut off."""
    too_long = _("Use %(limit)s characters or fewer. You have used %(used)s. Nothing has been lost.")
    return _Words(label=label, required=False, most=most, too_long=too_long)


class _Words(forms.CharField):
    def __init__(self, *, most: int, too_long: _StrPromise, **options: Any) -> None:
        super().__init__(**options)
        self.most = most
        self._too_long = too_long

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if len(text) > self.most:
            raise forms.ValidationError(
                self._too_long % {"limit": f"{self.most:,}", "used": f"{len(text):,}"}
            )
        return text


def one_of(label: _StrOrPromise) -> forms.ChoiceField:
    """Radios. None need be chosen."""
    return forms.ChoiceField(
        label=label, required=False, error_messages={"invalid_choice": _("Choose one of the answers.")}
    )


def any_of(label: _StrOrPromise) -> forms.MultipleChoiceField:
    """Tick boxes."""
    return forms.MultipleChoiceField(
        label=label, required=False, error_messages={"invalid_choice": _("Tick only answers from the list.")}
    )
