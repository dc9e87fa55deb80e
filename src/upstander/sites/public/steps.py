"""The order of the questions, and which of them are put to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from upstander.cases.api import current_edition
from upstander.lib.days import london_day
from upstander.lib.languages import ENGLISH, codes
from upstander.sites.public.forms import incident, people, young
from upstander.sites.public.forms.base import Asking, Question, language

_HAPPENED, _PEOPLE, _SAFETY = "happened", "people", "safety"


@dataclass(frozen=True, slots=True)
class Step:
    """One page, and the heading on the last page under which its answers stand."""

    slug: str
    question: type[Question]
    part: str


STEPS = (
    Step("danger", incident.Danger, _HAPPENED),
    Step("what", incident.What, _HAPPENED),
    Step("kind", incident.Kind, _HAPPENED),
    Step("when", incident.WhenWhere, _HAPPENED),
    Step("why", incident.Why, _HAPPENED),
    Step("who", incident.Who, _HAPPENED),
    Step("files", incident.Files, _HAPPENED),
    Step("whose", people.Whose, _PEOPLE),
    Step("them", people.Them, _PEOPLE),
    Step("about", people.About, _PEOPLE),
    Step("age", young.Age, _PEOPLE),
    Step("trusted", young.Trusted, _SAFETY),
    Step("contact", people.Contact, _SAFETY),
    Step("safety", people.Safety, _SAFETY),
    Step("needs", people.Needs, _SAFETY),
)
# People who report what happened to somebody else, and are told nothing further (clause 3.2.3).
THIRD_PARTIES = ("witness", "third_party", "professional")
ACCOUNT = "account"
"""Where a draft keeps who is signed in. No question has this name, so nothing that is posted can come here."""
YOUNG = "young"
"""Where a draft keeps that somebody under 18 asked for the shorter questions. No question has this name either."""
ONLY_TO_YOUNG = ("age", "trusted")
# Left out for them, unless they answered before they said how old they are: nothing that was told is dropped.
_NOT_TO_YOUNG = ("kind", "when", "why")
BY_SLUG = {step.slug: step for step in STEPS}

Answers = Mapping[str, Any]


def parts() -> list[tuple[str, str]]:
    """Parts of the report with their headings, in order."""
    return [
        (_HAPPENED, _("What happened")),
        (_PEOPLE, _("The people")),
        (_SAFETY, _("Staying safe and in touch")),
    ]


def asking(answers: Answers, now: datetime) -> Asking:
    """What the questions depend on, from the answers so far."""
    return Asking(
        landlord=settings.LANDLORD["name"],
        edition=current_edition(now),
        today=london_day(now),
        whose=_answer(answers, "whose", "whose"),
        ways=_ways(answers),
        signed_in=bool(answers.get(ACCOUNT)),
        young=is_young(answers),
        young_from_start=bool(answers.get(YOUNG)),
    )


def is_young(answers: Answers) -> bool:
    """True for somebody under 18: they began so, or ticked it on the way. Never for a professional."""
    ticked = (answers.get("about") or {}).get("minor") or ()
    return (
        bool(answers.get(YOUNG) or "yes" in ticked) and _answer(answers, "whose", "whose") != "professional"
    )


def put_to(answers: Answers) -> list[Step]:
    """The questions that apply, given the answers so far."""
    whose, young = _answer(answers, "whose", "whose"), is_young(answers)
    left_out = {
        **{slug: young and not any((answers.get(slug) or {}).values()) for slug in _NOT_TO_YOUNG},
        **dict.fromkeys(ONLY_TO_YOUNG, not young),
        "them": whose in ("", "survivor"),
        "safety": not _ways(answers),
        "needs": whose in THIRD_PARTIES,
        "about": bool(answers.get(ACCOUNT)) and whose in ("household", "witness", "third_party"),
    }
    return [step for step in STEPS if not left_out.get(step.slug, False)]


def question_of(step: Step, answers: Answers, now: datetime) -> Question:
    """The question with what was typed so far."""
    return step.question(asking(answers, now), answers.get(step.slug))


def filled(answers: Answers, now: datetime) -> list[tuple[Step, Question]]:
    """Every question that applies, with what was typed so far."""
    asked = asking(answers, now)
    return [(step, step.question(asked, answers.get(step.slug))) for step in put_to(answers)]


def before(step: Step, answers: Answers) -> Step | None:
    """The question before this one, or None when it is the first."""
    row = _earlier(step, answers)
    return row[-1] if row else None


def after(step: Step, answers: Answers) -> Step | None:
    """The question after this one, or None when the answers are complete."""
    row = [each for each in put_to(answers) if STEPS.index(each) > STEPS.index(step)]
    return row[0] if row else None


def progress(step: Step, answers: Answers) -> str:
    """`Question 3 of 12`. The count follows from the answers."""
    count = len(put_to(answers))
    number = min(len(_earlier(step, answers)) + 1, count)
    return _("Question %(number)s of %(count)s") % {"number": number, "count": count}


def _earlier(step: Step, answers: Answers) -> list[Step]:
    """Questions that apply and come before this one, which itself may apply no longer: an answer changed, and somebody went back."""
    return [each for each in put_to(answers) if STEPS.index(each) < STEPS.index(step)]


def first_unanswered(answers: Answers) -> Step | None:
    """Where to carry on: the first question that was not even passed over."""
    return next((step for step in put_to(answers) if step.slug not in answers), None)


def language_of(answers: Answers) -> str:
    """The language in which these answers were given last."""
    spoken = str(answers.get("language") or ENGLISH)
    return spoken if spoken in codes() else ENGLISH


def spoken_now() -> dict[str, str]:
    """What a draft keeps of the language of this page, so that whoever comes back finds their own."""
    return {"language": language()}


def _answer(answers: Answers, slug: str, field: str) -> str:
    return str((answers.get(slug) or {}).get(field) or "")


def _ways(answers: Answers) -> frozenset[str]:
    return frozenset((answers.get("contact") or {}).get("ways") or ()) - {"none"}
