"""Questions to somebody under 18 who tells us themselves, in words that a child reads (clauses 3.2.1 and 3.3.1)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from upstander.sites.public.forms.base import LONG, Choice, Question, any_of, one_of, words
from upstander.sites.public.forms.people import AGES


class Age(Question):
    """Under 16 we see whether they understand each decision; from 16 on they are presumed to decide for themselves (1.6.2)."""

    age = one_of(_("How old are you?"))

    def ask(self) -> None:
        self.offer("age", AGES)


class Trusted(Question):
    """Who may know. A parent is nobody that we assume: it may be the parent they are afraid of."""

    tell = any_of(_("Who is it safe for us to talk to?"))
    trusted = words(_("Who is that, and how do we reach them?"), most=500)
    not_tell = words(_("Is there anybody who must not know?"), most=LONG)

    def ask(self) -> None:
        self.offer(
            "tell",
            [
                Choice("home", _("Somebody at home")),
                Choice("school", _("Somebody at school or college")),
                Choice("worker", _("A youth worker, nurse or social worker")),
                Choice("other", _("Another adult")),
                Choice("me", _("Only me")),
            ],
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        ticked = told.get("tell") or []
        if "me" in ticked and (len(ticked) > 1 or told.get("trusted")):
            self.add_error(
                "tell",
                forms.ValidationError(
                    _("You said “Only me”, and somebody else too. Which is right? Untick the other one.")
                ),
            )
        return told
