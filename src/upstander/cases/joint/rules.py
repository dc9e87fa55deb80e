"""May this be planned, put forward, or given? Pure: frozen values in, a Decision or a date out."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from upstander.cases.joint.terms import ASKS, EVERY, SORTS
from upstander.lib.decision import ALLOWED, Decision, refuse
from upstander.lib.redaction import ADDRESS, CONTACT, REFERENCE, Someone, plain_word, suggest, words_of
from upstander.partners.api import INFORMATION
from upstander.policy.api import add_months

SHAREABLE = tuple(
    kind for kind in INFORMATION if kind != "files"
)  # files are exhibits, and leave as evidence does
AHEAD = timedelta(days=100)


@dataclass(frozen=True, slots=True)
class GroupTold:
    """What whoever keeps a group says of it. `week`: of the month, -1 the last. `at`: London."""

    name: str
    every: str
    weekday: int
    at: time
    first_on: date
    week: int = 1
    area: str = ""
    place: str = ""


def check_group(told: GroupTold) -> Decision:
    """A group has a name and a rule by which it meets."""
    if not told.name.strip():
        return refuse("Give the group's name.")
    if told.every not in EVERY or told.weekday not in range(7) or told.week not in (-1, 1, 2, 3, 4):
        return refuse("Say how often it meets, and on which day.")
    return ALLOWED


def days_of(told: GroupTold, *, until: date) -> Iterator[date]:
    """The days on which the group meets by its rule, from its first day until that day. Bank holidays are for the caller."""
    if told.every == "byhand":
        return
    if told.every in ("weekly", "fortnight"):
        day = told.first_on + timedelta(days=(told.weekday - told.first_on.weekday()) % 7)
        while day <= until:
            yield day
            day += timedelta(days=7 if told.every == "weekly" else 14)
        return
    month, step = told.first_on.replace(day=1), 1 if told.every == "monthly" else 3
    while month <= until:
        day = _of_month(month, told.weekday, told.week)
        if told.first_on <= day <= until:
            yield day
        month = add_months(month, step)


def _of_month(month: date, weekday: int, week: int) -> date:
    days = [
        each
        for each in calendar.Calendar().itermonthdates(month.year, month.month)
        if each.month == month.month and each.weekday() == weekday
    ]
    return days[week - 1 if week > 0 else week]


def check_open(state: str, at: datetime, *, now: datetime) -> Decision:
    """Cases are put forward for a meeting that is planned, until the end of its day."""
    if state != "planned":
        return refuse("This meeting is over or called off. Choose the next one.")
    if at + timedelta(hours=12) < now:
        return refuse("This meeting was yesterday or earlier. Choose the next one.")
    return ALLOWED


def check_item(asks: tuple[str, ...], told: Mapping[str, str]) -> Decision:
    """An item asks something, and says something of a kind of information that may be shared or not."""
    if not asks or not set(asks) <= set(ASKS):
        return refuse("Tick what is asked of the meeting.")
    if not any(words.strip() for words in told.values()) or not set(told) <= set(SHAREABLE):
        return refuse("Write at least one thing that the meeting is to know.", "3.5.2")
    return ALLOWED


def given(told: Mapping[str, str], kinds: frozenset[str]) -> dict[str, str]:
    """What a body that may have these kinds is given of an item: these kinds, where something was written, and nothing else."""
    return {kind: told[kind].strip() for kind in SHAREABLE if kind in kinds and told.get(kind, "").strip()}


def minuted(minute: str, tells_of: frozenset[str], kinds: frozenset[str]) -> dict[str, str]:
    """What a body that may have these kinds reads of an item in its minutes: all of it, when it may have all that it tells of."""
    return {"decided": minute.strip()} if minute.strip() and tells_of and tells_of <= kinds else {}


def check_minute(minute: str, tells_of: Iterable[str], names: Iterable[str]) -> Decision:
    """Words for the minutes say what they tell of, and name nobody: each body reads them as they stand, or not at all."""
    if not minute.strip():
        return ALLOWED
    if not set(tells_of) or not set(tells_of) <= set(SHAREABLE):
        return refuse("Tick what the words for the minutes tell of.", "3.5.2")
    return check_neutral(minute, names)


def check_told_to_all(words: str) -> Decision:
    """Every body at the table reads it, so no person, home or case is in it."""
    found = _telling(words)
    if found:
        return refuse(
            f"This goes to every body at the table, so it says nothing of a person, a home or a case. Leave out: {found}",
            "3.5.1",
        )
    return ALLOWED


def check_about_nobody(sort: str, words: str, neighbourhood: str) -> Decision:
    """A strategic item or a tension is about a place, never about a person: every body at the table reads it."""
    if sort not in SORTS or not words.strip():
        return refuse("Say what it is about.")
    if sort == "tension" and not neighbourhood.strip():
        return refuse("Choose the neighbourhood.")
    return check_told_to_all(words)


def check_neutral(words: str, names: Iterable[str]) -> Decision:
    """What a body reads beside its pack names nobody of the case, no home and no number: it may have been given less than that."""
    parts = {plain_word(part) for name in names for part in words_of(name)} - {""}
    named = next((word for word in words_of(words) if plain_word(word) in parts), "")
    if found := named or _telling(words):
        return refuse(
            f"The body reads these words as they stand. Say “item” and its letters instead of: {found}",
            "3.5.1",
        )
    return ALLOWED


def _telling(words: str) -> str:
    """The first words that say how to reach somebody, where they live, or which case it is."""
    for line in words.splitlines():
        for found in suggest(line, others=(), own=Someone(), about_alleged=False):
            said = " ".join(words_of(line)[found.first : found.last + 1])
            # A street is a place; a house in it is somebody's home.
            house = found.why == ADDRESS and any(each.isdigit() for each in said)
            if house or found.why in (CONTACT, REFERENCE):
                return said
    return ""


def check_action(what: str, due_on: date, *, held_on: date) -> Decision:
    """An action says what is done by when, not before the meeting."""
    if not what.strip():
        return refuse("Say what is to be done.")
    if due_on < held_on:
        return refuse("That day is before the meeting. Check the date.")
    return ALLOWED
