"""What stands out across reports, in plain sentences. Pure: when and in which part, in; sentences, out. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from upstander.cases.queries.api import EarlierReport

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_WEEK = 7


def sentences(earlier: Sequence[EarlierReport], received_at: datetime) -> tuple[str, ...]:
    """`Same survivor, same door: three reports in 5 weeks, with this one.` The most telling first; nothing when nothing stands out."""
    said = []
    same = [each for each in earlier if each.survivor or each.place or each.caller]
    if same:
        shared = [
            words
            for name, words in (
                ("survivor", "same survivor"),
                ("caller", "same caller"),
                ("place", "same door"),
            )
            if any(getattr(each, name) for each in same)
        ]
        said.append(_counted(", ".join(shared), same, received_at))
    accused = [each for each in earlier if each.perpetrator]
    if accused:
        said.append(_counted("same person said to be responsible", accused, received_at))
    if any(each.accused_survivor for each in earlier):
        said.append(
            "Whoever suffers here is said to be responsible in another report. Either may be true, and both may: hear each for"
            " themselves, and tell neither of the other."
        )
    if any(each.accused_by_perpetrator for each in earlier):
        said.append(
            "Whoever is said to be responsible here has reported something done to them. Keep the two apart: nobody hears of the"
            " other's report."
        )
    return tuple(said)


def _counted(what: str, earlier: Sequence[EarlierReport], received_at: datetime) -> str:
    count = len(earlier) + 1
    first = min(each.received_at for each in earlier)
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{what[:1].upper()}{what[1:]}: {number} reports in {_span(first, received_at)}, with this one."


def _span(first: datetime, last: datetime) -> str:
    """The time between, in the unit that people say it in; never less than it is."""
    days = max((last.date() - first.date()).days, 0) + 1
    if days <= 2 * _WEEK:
        return "one day" if days == 1 else f"{days} days"
    if days <= 12 * _WEEK:
        return f"{-(-days // _WEEK)} weeks"
    return f"{-(-days // 30)} months"
