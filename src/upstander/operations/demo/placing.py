"""When reports come in, seen from now: a few wait in the queue, some have duties due today or overdue, most are behind us."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

_YEAR = 364


class Shape(StrEnum):
    """Where a story should stand now."""

    QUEUE = "queue"  # nobody has triaged it
    DUE_TODAY = "due_today"  # danger reported less than a day ago: its 24-hour duties are running out
    REVIEW_TODAY = "review_today"  # its risk review falls due today
    OVERDUE = "overdue"  # begun and then left
    OPEN = "open"  # under way
    CLOSED = "closed"  # finished, unless its end is still to come


@dataclass(frozen=True, slots=True)
class Placement:
    """One report to be told: when it came in and where it should stand now."""

    shape: Shape
    received_at: datetime


FULL = {
    Shape.QUEUE: 9,
    Shape.DUE_TODAY: 5,
    Shape.REVIEW_TODAY: 9,
    Shape.OVERDUE: 8,
    Shape.OPEN: 58,
    Shape.CLOSED: 292,
}
QUICK = {
    Shape.QUEUE: 4,
    Shape.DUE_TODAY: 2,
    Shape.REVIEW_TODAY: 2,
    Shape.OVERDUE: 3,
    Shape.OPEN: 6,
    Shape.CLOSED: 7,
}
# Repeats of some of these bring a year to about 450 reports, a quick one to about 25.

# Minutes ago. The first is the one in danger; the last came in while the office was closed, or has been left too long.
_WAITING = (7, 21, 44, 93, 165, 260, 405, 700, 1090)
_REVIEWED_AFTER = {"high": 7, "medium": 14, "standard": 28}  # days, as the edition has it


def placements(now: datetime, chance: random.Random, *, quick: bool) -> list[Placement]:
    """Every report's placing, in the order of their receipt."""
    counts = QUICK if quick else FULL
    every = [
        Placement(shape, moment)
        for shape, number in counts.items()
        for moment in _moments(shape, number, now, chance)
    ]
    return sorted(every, key=lambda each: each.received_at)


def review_due(now: datetime, level: str, chance: random.Random) -> datetime:
    """When a risk was assessed whose review falls due later today."""
    return now - timedelta(days=_REVIEWED_AFTER[level]) + timedelta(minutes=chance.randint(70, 420))


def _moments(shape: Shape, number: int, now: datetime, chance: random.Random) -> Iterator[datetime]:
    for index in range(number):
        if shape is Shape.QUEUE:
            yield now - timedelta(minutes=_WAITING[index * len(_WAITING) // number])
        elif shape is Shape.DUE_TODAY:
            yield now - timedelta(minutes=chance.randint(14 * 60, 22 * 60))
        elif shape is Shape.REVIEW_TODAY:
            yield now - timedelta(days=8 + 7 * (index % 3), hours=chance.randint(1, 20))
        elif shape is Shape.OVERDUE:
            yield now - timedelta(days=chance.randint(4, 11), minutes=chance.randint(0, 1400))
        elif shape is Shape.OPEN:
            yield now - timedelta(days=2 + 58 * (index + chance.random()) / number)
        else:
            yield _in_the_day(
                now - timedelta(days=30 + (_YEAR - 31) * (index + chance.random()) / number), chance
            )


def _in_the_day(moment: datetime, chance: random.Random) -> datetime:
    """Most people report in the day or the evening, few at night."""
    hour = chance.choices(
        range(24), weights=[1] * 6 + [2, 4, 7, 10, 11, 10, 9, 9, 10, 10, 9, 7, 6, 6, 5, 5, 3, 2]
    )[0]
    return moment.replace(
        hour=hour, minute=chance.randint(0, 59), second=chance.randint(0, 59), microsecond=0
    )
