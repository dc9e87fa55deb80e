"""How figures are said: lengths of time, shares, months, and the words of codes. Nothing is decided here."""

from __future__ import annotations

from datetime import date

from upstander.cases.api import CLOSURE_REASONS, current_edition
from upstander.cases.measures.api import ANSWERS, KINDS
from upstander.cases.sharing.api import GROUNDS
from upstander.cases.surveys.api import SURVEY_OVERALL
from upstander.lib.languages import month_and_year
from upstander.performance.equality import questions
from upstander.performance.numbers import Number

DIMENSIONS = {
    "channel": "How it was told",
    "risk": "Risk",
    "strand": "What the hostility is about",
    "behaviour": "What happened",
    "area": "Neighbourhood",
    "home": "Kind of home",
    "night": "Day or night",
    "code": "Kind",
    "clause": "Clause",
    "how": "What became of it",
    "language": "Language the survivor needs",
    "group": "What people say of themselves",
}
RISKS = {"standard": "Standard", "medium": "Medium", "high": "High", "not_assessed": "Not assessed"}
_OUTCOMES = {
    "done": "done",
    "taken": "made",
    "not_appropriate": "not appropriate",
    "could_not": "could not be made",
    "declined": "offered and declined",
}
_WAYS = {
    "phone": "By telephone",
    "visit": "In person",
    "email": "By email",
    "text": "By text",
    "post": "By letter",
}
PARTS = {
    "response-rate": "Answered",
    "satisfied": "Satisfied",
    "outcome": "Ended well",
    "plans-done": "Every step done",
    "overrides": "Without consent",
}
"""What a share is of, by measure; of the others it is who was there before."""
_PUT_ASIDE = {"could_not": "Could not be done", "too_late": "Late already when it was found not to apply"}
_HOW = {
    "kept": "Kept",
    "late": "Done late",
    "could_not": "Could not be done, with the reason",
    "open": "Not done yet, and late",
}
_CODES = {
    "whole": "Every step done",
    "in_part": "Some steps given up, with the reason",
    "opened": "Opened",
    "first": "First assessment",
    "rose": "Rose",
    "fell": "Fell",
    "same": "Stayed the same",
    "with_survivor": "Agreed with the survivor",
    "without_survivor": "Made without the survivor",
    "done": "Done",
    "not_done": "Given up, with the reason",
    "taken": "Asked",
    "not_appropriate": "Not asked, with the reason",
    "could_not": "Could not be asked",
    "declined": "They did not want to answer",
    "danger": "In immediate danger",
    "none": "Not in immediate danger",
    "access": "People’s requests for their own data",
    "breach": "Breaches the regulator must hear of",
}


def of_code(measure: str, dimension: str, code: str) -> str:
    """A code of one breakdown in words."""
    match dimension:
        case "strand":
            return "No strand" if code == "none" else _term(code)
        case "behaviour":
            return "Not said" if code == "none" else _term(code)
        case "channel":
            return _term(code)
        case "risk":
            return RISKS.get(code, code)
        case "area":
            return "Not known" if code == "none" else code
        case "home":
            return "Not known" if code == "none" else code.replace("_", " ").capitalize()
        case "night":
            return "Nights, weekends and bank holidays" if code == "night" else "Office hours"
        case "language":
            return code
        case "clause":
            return "Service standards" if code == "standard" else f"Clause {code}"
        case "how":
            return _HOW.get(code, code)
        case "group":
            return _group(code)
    return _kind(measure, code)


def _term(code: str) -> str:
    """A strand, behaviour or channel in the words of the edition in force."""
    edition = current_edition()
    terms = {each.id: each.label for each in (*edition.strands, *edition.behaviours, *edition.channels)}
    words = terms.get(code, code.replace("_", " "))
    return words[:1].upper() + words[1:]


def _kind(measure: str, code: str) -> str:
    slug, _, outcome = code.partition("/")
    if measure in ("sharing", "overrides"):
        return str(GROUNDS.get(code, code))
    if measure == "outcome":
        return CLOSURE_REASONS.get(code, code)
    if measure == "satisfied":
        return SURVEY_OVERALL.get(int(code), code) if code.isdigit() else code
    if measure == "response-rate":
        return _WAYS.get(code, code.replace("_", " ").capitalize())
    if measure == "body-answers":
        return ANSWERS.get(code, code)
    if measure == "help-came":
        return {"yes": "Yes", "partly": "Some of it", "no": "No"}.get(code, code)
    if measure == "training":
        return code
    if measure == "enforcement":
        return _step(slug, outcome)
    if measure == "promises":
        slug, _, how = outcome.partition("/")
        return f"{_duty(slug)}: {_HOW[how].lower()}" if how else _duty(slug)
    if measure == "put-aside":
        return f"{_PUT_ASIDE[slug]}: {_duty(outcome)}"
    if measure == "referrals":
        return f"{_duty(slug)}: {_OUTCOMES.get(outcome, outcome)}"
    if measure == "danger":
        return _duty(code)
    return _CODES.get(code, code.replace("_", " ").capitalize())


def _step(kind: str, code: str) -> str:
    known = KINDS.get(kind)
    step = known.step(code) if known else None
    return f"{known.label}: {step.past.lower()}" if known and step else f"{kind}: {code}"


def _duty(slug: str) -> str:
    try:
        return current_edition().duty(slug).label
    except KeyError:
        return slug.replace("-", " ").capitalize()


def _group(code: str) -> str:
    asked, _, answer = code.partition(":")
    for question in questions():
        if question["id"] == asked:
            return f"{question['short']}: {question['options'].get(answer, answer)}"
    return code


def month_words(month: date) -> str:
    """October 2026."""
    return month_and_year(month)


def short_month(month: date) -> str:
    """Two lines: Oct, 26."""
    return f"{month:%b}\n{month:%y}"


def length(seconds: int | None) -> str:
    """A length of time in the largest unit that says enough: 40 minutes, 3.5 hours, 12 days."""
    if seconds is None:
        return "–"
    for unit, size in (("day", 86_400), ("hour", 3_600)):
        if seconds >= size * (2 if unit == "day" else 1):
            count = seconds / size
            shown = f"{count:.0f}" if count >= 10 else f"{count:.1f}".removesuffix(".0")
            return f"{shown} {unit}{'' if shown == '1' else 's'}"
    minutes = round(seconds / 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def share(number: Number | None) -> str:
    """83% (10 of 12), or why there is none."""
    if number is None:
        return "not counted"
    if number.hidden:
        return f"fewer than 5, {number.late} of them late" if number.late else "fewer than 5"
    if number.share is None:
        return "nothing due"
    return f"{number.share:.0%} ({number.kept:,} of {number.promised:,})"


def cost(number: Number | None) -> str:
    """£1,240 for 6 homes, or why it is not said."""
    if number is None:
        return "not counted"
    if number.hidden:
        return "fewer than 5"
    if not number.priced:
        return "no cost recorded"
    return f"£{number.pence / 100:,.0f} for {number.priced:,} {'home' if number.priced == 1 else 'homes'}"


def part(measure: str) -> str:
    """What the share of a measure that shows a part is called."""
    return PARTS.get(measure, "There before")


def count(number: Number | None) -> str:
    """How many, or why it is not said."""
    if number is None:
        return "not counted"
    return "fewer than 5" if number.hidden else f"{number.count:,}"
