"""A year of reports to the demo landlord, each with what was done about it. `stories()` tells them in the order of receipt.

Everything is invented. Narratives are put together from what is written in data/stories/ and data/telling.yaml; no slur is spelled
out in them. Times are relative to `now`, so that some duties are due today, some overdue, and some reports wait for triage.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from upstander.operations.demo.aftermath import Course, aftermath, joining
from upstander.operations.demo.events import Event, EventKind
from upstander.operations.demo.landlord import SEED, Home
from upstander.operations.demo.lists import dice
from upstander.operations.demo.parties import Party, PartyMaker, SafeContact
from upstander.operations.demo.people import Household
from upstander.operations.demo.placing import Placement, Shape, placements, review_due
from upstander.operations.demo.residents import Residents
from upstander.operations.demo.seeds import StorySeed, story_seeds
from upstander.operations.demo.telling import Scene, tell, tell_again


class Standing(StrEnum):
    """Where a story stands now."""

    QUEUE = "queue"
    OPEN = "open"
    CLOSED = "closed"
    ROUTED = "routed"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class Story:
    """One report as it was told, and the script of what was done about it up to now. Codes are those of policy.md §3.

    `follows` is the number of the story whose case this report belongs with. `taken_by` is the slug of whoever wrote down what was
    told to them; None when the person wrote it themselves. `sealed`: an employee is survivor or alleged perpetrator.
    """

    number: int
    seed: str
    shape: Shape
    received_at: datetime
    channel: str
    reporter_role: str
    survivor: Party
    reporter: Party | None
    perpetrator: Party | None
    contact: SafeContact | None
    narrative: str
    incident_on: date
    place: str
    where: str
    home: Home | None
    behaviours: tuple[str, ...]
    motivations: tuple[str, ...]
    immediate_danger: bool
    incident_at_home: bool
    material_on_landlord_property: bool
    crime_likely: bool | None
    safeguarding: tuple[str, ...]
    cannot_stay_tonight: bool
    wants_female_staff: bool
    wants_to_move: bool
    support_needs: bool
    capacity_concern: bool
    communication_need: bool
    wants_updates: bool
    photo: bool
    level: str
    taken_by: str | None
    officer: str
    events: tuple[Event, ...]
    follows: int | None = None

    @property
    def sealed(self) -> bool:
        """Whether only People and Learning may know of it (4.3, 2.6)."""
        people = (self.survivor, self.perpetrator)
        return any(person is not None and person.affiliation == "employee" for person in people)

    @property
    def standing(self) -> Standing:
        """Where the story stands after its last event."""
        triage = next((event for event in self.events if event.kind is EventKind.TRIAGE), None)
        if triage is None:
            return Standing.QUEUE
        if triage.outcome != "open":
            return Standing.JOINED if triage.outcome == "join" else Standing.ROUTED
        closed = any(event.kind is EventKind.DECIDE_CLOSURE for event in self.events)
        return Standing.CLOSED if closed else Standing.OPEN


def stories(
    households: Sequence[Household], *, now: datetime, quick: bool = False, seed: int = SEED
) -> Iterator[Story]:
    """The year's reports, first received first. The same households, `now` and seed tell the same stories."""
    told = list(_Teller(households, now, quick, seed).all())
    told.sort(key=lambda story: story.received_at)
    numbers = {story.number: place for place, story in enumerate(told, start=1)}
    for story in told:
        yield replace(
            story,
            number=numbers[story.number],
            follows=numbers[story.follows] if story.follows is not None else None,
        )


@dataclass(frozen=True, slots=True)
class _Told:
    """A story with what is needed to tell that it happened again."""

    story: Story
    scene: Scene
    ended_at: datetime | None


class _Teller:
    def __init__(self, households: Sequence[Household], now: datetime, quick: bool, seed: int) -> None:
        self._now = now
        self._quick = quick
        self._seed = seed
        self._residents = Residents(households, today=now.date())
        self._parties = PartyMaker(self._residents)
        self._number = 0

    def all(self) -> Iterator[Story]:
        places = placements(self._now, dice(self._seed, "placing"), quick=self._quick)
        for placement, seed in zip(places, self._allotted(places), strict=True):
            chance = dice(self._seed, "story", self._number)
            first = self._tell(placement, seed, chance)
            yield first.story
            if again := self._again(first, chance):
                yield again

    def _allotted(self, places: Sequence[Placement]) -> list[StorySeed]:
        """A seed for each placing: each is used before any is used again; rarer ones not in every round."""
        chance = dice(self._seed, "allotment")
        waiting: list[StorySeed] = []
        given = []
        rounds = 0
        for placement in places:
            wanted = _WANTED[placement.shape]
            while not (found := next((seed for seed in waiting if wanted(seed)), None)):
                waiting += _round(chance, first=rounds == 0)
                rounds += 1
            waiting.remove(found)
            given.append(found)
        return given

    def _tell(self, placement: Placement, seed: StorySeed, chance: random.Random) -> _Told:
        cast = self._parties.cast(seed, chance)
        received = placement.received_at
        wants_to_move = seed.wants_to_move or chance.random() < 0.06
        channel = chance.choice([c for c in seed.channels if c != "account" or cast.directory] or ["web"])
        days = (
            0 if seed.danger else chance.choices((0, 1, 2, 3, 6, 9, 20), weights=(30, 30, 12, 9, 9, 6, 4))[0]
        )
        scene = cast.scene(
            seed, channel=channel, incident_on=received.date() - timedelta(days=days), told_on=received.date()
        )
        contact = cast.contact(seed, channel, chance)
        course = Course(
            seed=seed,
            shape=placement.shape,
            received_at=received,
            now=self._now,
            channel=channel,
            patch=cast.patch,
            contact=contact,
            survivor=cast.survivor,
            perpetrator=cast.perpetrator,
            female_staff=seed.female_staff and cast.woman,
            wants_to_move=wants_to_move,
            reviewed_at=review_due(self._now, seed.level, chance)
            if placement.shape is Shape.REVIEW_TODAY
            else None,
        )
        after = aftermath(course, chance)
        story = Story(
            number=self._next(),
            seed=seed.id,
            shape=placement.shape,
            received_at=received,
            channel=channel,
            reporter_role=seed.by,
            survivor=cast.survivor,
            reporter=cast.reporter,
            perpetrator=cast.perpetrator,
            contact=contact,
            narrative=tell(scene, chance),
            incident_on=scene.incident_on,
            place=seed.place,
            where=cast.where(seed),
            home=cast.home,
            behaviours=seed.behaviours,
            motivations=seed.motivations,
            immediate_danger=seed.danger,
            incident_at_home=seed.place == "home",
            material_on_landlord_property=seed.material,
            crime_likely=True if seed.crime else None,
            safeguarding=seed.safeguarding,
            cannot_stay_tonight=seed.tonight,
            wants_female_staff=seed.female_staff and cast.woman,
            wants_to_move=wants_to_move,
            support_needs=seed.support_needs,
            capacity_concern=seed.capacity,
            communication_need=bool(cast.needs) or bool(seed.needs_words),
            wants_updates=seed.by == "survivor" and chance.random() < 0.9,
            photo=seed.photo and channel in ("web", "account", "email", "text"),
            level=seed.level,
            taken_by=after.taken_by if channel in _WRITTEN_DOWN else None,
            officer=after.officer,
            events=after.events,
        )
        return _Told(story, scene, after.ended_at)

    def _again(self, first: _Told, chance: random.Random) -> Story | None:
        """A second report about the same, in about every seventh case that is worked on."""
        story = first.story
        worked = story.standing in (Standing.OPEN, Standing.CLOSED)
        if not worked or story.sealed or story.contact is None or chance.random() > 0.14:
            return None
        end = min(first.ended_at or self._now, self._now)
        span = end - story.received_at
        if span < timedelta(days=2):
            return None
        received = (
            story.received_at + timedelta(days=1) + (span - timedelta(days=1)) * (0.2 + 0.6 * chance.random())
        )
        told_on = received.date()
        scene = first.scene.moved(told_on - timedelta(days=chance.randint(0, 1)), told_on)
        joined = joining(
            received,
            opened_at=story.events[0].at,
            ends_at=end,
            officer=story.officer,
            level=story.level,
            now=self._now,
            chance=chance,
        )
        return replace(
            story,
            number=self._next(),
            received_at=received,
            narrative=tell_again(scene, chance),
            incident_on=scene.incident_on,
            events=joined,
            follows=story.number,
            photo=False,
            immediate_danger=False,
        )

    def _next(self) -> int:
        self._number += 1
        return self._number


def _round(chance: random.Random, *, first: bool) -> list[StorySeed]:
    """The seeds in a new order. After the first round, half of what is rare in life is left out."""
    seeds = [seed for seed in story_seeds() if first or not _rare(seed) or chance.random() < 0.5]
    chance.shuffle(seeds)
    return seeds


def _rare(seed: StorySeed) -> bool:
    return (
        seed.danger
        or seed.who != "customer"
        or seed.perp == "employee"
        or seed.by in ("professional", "anonymous")
    )


def _ordinary(seed: StorySeed) -> bool:
    """A customer's report that is worked on as a case, in no danger, of somebody who can be reached."""
    return (
        seed.who == "customer"
        and seed.by == "survivor"
        and not (seed.danger or seed.online_only or seed.routed)
        and seed.perp != "employee"
    )


_WANTED: dict[Shape, Callable[[StorySeed], bool]] = {
    Shape.QUEUE: lambda seed: True,
    Shape.DUE_TODAY: lambda seed: seed.danger and seed.by != "anonymous",
    Shape.REVIEW_TODAY: _ordinary,
    Shape.OVERDUE: _ordinary,
    Shape.OPEN: lambda seed: not seed.danger and not seed.routed,
    Shape.CLOSED: lambda seed: True,
}
_WRITTEN_DOWN = frozenset({"phone", "in_person", "office", "text", "letter", "partner"})
