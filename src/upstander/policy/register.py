"""The shelf of editions: which governs when, whether its review is overdue, and the log of what changed (clauses 7 and 10).

Editions of one landlord follow each other: each is in force from its date until the day before the next one's, or until the
last day it names itself. Two may not be in force on one day, nor may a day between them be left without any.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from upstander.policy.calendars import add_months
from upstander.policy.clocks import Unit
from upstander.policy.difference import Change, difference
from upstander.policy.edition import Edition
from upstander.policy.errors import EditionError
from upstander.policy.loading import load_edition
from upstander.policy.wording import spoken_date

_FROM = re.compile(r"^\s*effective_from:")
_UNTIL = re.compile(r"^\s*effective_until:")


@dataclass(frozen=True)
class Period:
    """An edition and the time it governs, UTC. The first edition also governs what began before it."""

    edition: Edition
    start: datetime | None
    end: datetime | None

    def holds(self, at: datetime) -> bool:
        """Whether what begins at that moment is governed by this edition."""
        return (self.start is None or at >= self.start) and (self.end is None or at < self.end)


@dataclass(frozen=True, slots=True)
class Review:
    """The review clock (clause 7). `months_over` counts whole months since it was due, 0 while it is not."""

    due: date
    overdue: bool
    months_over: int


@dataclass(frozen=True)
class Amendment:
    """One line of the amendment log: an edition, what it said of itself, and what it changed from the one before it."""

    edition: Edition
    before: Edition | None
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Volume:
    """An edition on the shelf with the text it was read from."""

    edition: Edition
    file: str
    text: str


class Shelf:
    """Every edition there is, by landlord and by date."""

    def __init__(self, volumes: Iterable[Volume]) -> None:
        self.volumes = tuple(volumes)
        self._by_id: dict[str, Volume] = {}
        for volume in self.volumes:
            other = self._by_id.setdefault(volume.edition.id, volume)
            if other is not volume:
                raise EditionError(
                    volume.file,
                    1,
                    f"edition {volume.edition.id!r} is on the shelf twice, also as {other.file}.",
                )
        landlords = dict.fromkeys(volume.edition.landlord for volume in self.volumes)
        self._series = {landlord: tuple(self._in_order(landlord)) for landlord in landlords}

    def volume(self, id: str) -> Volume:
        """The edition of that id with its text. Raises KeyError."""
        return self._by_id[id]

    def edition(self, id: str) -> Edition:
        """The edition of that id. Raises KeyError."""
        return self._by_id[id].edition

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def periods(self, landlord: str) -> tuple[Period, ...]:
        """The landlord's editions in order, each with the time it governs. Raises KeyError for a landlord without any."""
        return self._series[landlord]

    def in_force(self, landlord: str, at: datetime) -> Edition:
        """The edition that governs what begins at that moment."""
        return next(period.edition for period in reversed(self._series[landlord]) if _begun(period, at))

    def amendments(self, landlord: str) -> tuple[Amendment, ...]:
        """The landlord's log of amendments, latest first."""
        editions = [period.edition for period in self._series[landlord]]
        log = [Amendment(editions[0], None, ())]
        log += [Amendment(new, old, difference(old, new)) for old, new in pairwise(editions)]
        return tuple(reversed(log))

    def _in_order(self, landlord: str) -> Iterator[Period]:
        own = [volume for volume in self.volumes if volume.edition.landlord == landlord]
        own.sort(key=lambda volume: volume.edition.governance.effective_from)
        for old, new in pairwise(own):
            _check(old, new)
        starts = [None, *(_midnight(v.edition, v.edition.governance.effective_from) for v in own[1:])]
        for volume, start, end in zip(own, starts, [*starts[1:], None], strict=True):
            yield Period(volume.edition, start, end)


def shelve(texts: Iterable[tuple[str, str]]) -> Shelf:
    """The shelf of these editions, given as (file, text). Raises EditionError, with file and line, for the first fault."""
    return Shelf(Volume(load_edition(text, file), file, text) for file, text in texts)


def review(edition: Edition, today: date, approved_on: date | None = None) -> Review:
    """How the edition's review stands on that day. `approved_on`: when it was last approved, perhaps again after a review; the time
    to the next runs from there, and never ends before the day that the edition itself names."""
    due = edition.governance.review_due
    if approved_on is not None:
        due = max(due, next_review(edition, approved_on))
    months = 0
    while add_months(due, months + 1) <= today:
        months += 1
    return Review(due, today > due, months)


def next_review(edition: Edition, done_on: date) -> date:
    """When the next review falls due after one done on that day."""
    every = edition.governance.review_every
    return add_months(done_on, every.count * (12 if every.unit is Unit.CALENDAR_YEARS else 1))


def _check(old: Volume, new: Volume) -> None:
    last, first = old.edition.governance.effective_until, new.edition.governance.effective_from
    before = f"{old.edition.id} ({old.file})"
    if old.edition.governance.effective_from == first:
        raise EditionError(
            new.file,
            _line(new, _FROM),
            f"it takes effect on {spoken_date(first)}, as {before} does.",
            "Editions of one landlord may not overlap: give it another day.",
        )
    if last is not None and last >= first:
        raise EditionError(
            new.file,
            _line(new, _FROM),
            f"it takes effect on {spoken_date(first)}, while {before} is in force until {spoken_date(last)}.",
            "Editions of one landlord may not overlap: end the earlier one the day before.",
        )
    if last is not None and last + timedelta(days=1) < first:
        raise EditionError(
            old.file,
            _line(old, _UNTIL),
            f"it ends on {spoken_date(last)} and {new.edition.id} ({new.file}) takes effect on {spoken_date(first)}.",
            "No edition would be in force in between.",
        )


def _line(volume: Volume, wanted: re.Pattern[str]) -> int:
    lines = enumerate(volume.text.splitlines(), start=1)
    return next((number for number, line in lines if wanted.match(line)), 1)


def _midnight(edition: Edition, day: date) -> datetime:
    return datetime.combine(day, time(), edition.calendar.tz).astimezone(UTC)


def _begun(period: Period, at: datetime) -> bool:
    return period.start is None or at >= period.start
