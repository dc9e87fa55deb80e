"""Writes a story's script one event at a time: its time, who records it, and what they write."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from upstander.operations.demo.events import Answered, Event, EventKind
from upstander.operations.demo.lists import read_list
from upstander.operations.demo.parties import Party, SafeContact
from upstander.operations.demo.placing import Shape
from upstander.operations.demo.seeds import StorySeed
from upstander.policy.api import ENGLAND_AND_WALES, working_moment

ADVISERS = ("dev", "dev", "lukasz", "shanice", "moira")
_EVENINGS = "tom"
_OFFICERS = {"north": ("ben", "priya", "priya", "jo"), "south": ("declan", "declan", "selam", "selam", "ben")}
# Ben is whom the demo's guide asks to sign in as, so that much of what is urgent today is his.
_BENS_SHARE = {Shape.DUE_TODAY: 0.6, Shape.REVIEW_TODAY: 0.8, Shape.OVERDUE: 0.35}
_PART = {"morning": (9, 12), "afternoon": (13, 17), "evening": (17, 19)}
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Course:
    """What decides how a story goes on."""

    seed: StorySeed
    shape: Shape
    received_at: datetime
    now: datetime
    channel: str
    patch: str
    contact: SafeContact | None
    survivor: Party
    perpetrator: Party | None
    female_staff: bool = False
    wants_to_move: bool = False
    reviewed_at: datetime | None = None


class ScriptWriter:
    """The events of one story so far. Each method adds one and answers with its time, from which the next is counted."""

    def __init__(self, course: Course, chance: random.Random) -> None:
        self.events: list[Event] = []
        self.ended_at: datetime | None = None
        self._course = course
        self._seed = course.seed
        self._dice = chance
        self._words: dict[str, Any] = read_list("happenings.yaml")
        self.adviser = chance.choice(ADVISERS)
        if working_moment(course.received_at) != course.received_at.astimezone(UTC):
            self.adviser = _EVENINGS
        bens = chance.random() < _BENS_SHARE.get(course.shape, 0)
        self.officer = "ben" if bens else chance.choice(_OFFICERS[course.patch])
        if self._sealed:
            self.officer = chance.choice(("esther", "esther", "marcus"))
        self._slow = course.shape is Shape.CLOSED and chance.random() < 0.16

    @property
    def _sealed(self) -> bool:
        people = (self._course.survivor, self._course.perpetrator)
        return any(person is not None and person.affiliation == "employee" for person in people)

    def _triage(self) -> datetime:
        course, seed = self._course, self._seed
        if seed.danger:
            wait, any_hour = (0.15, 0.9), True
        else:
            wait, any_hour = ((4, 9) if self._slow else (0.3, 3.2)), False
        outcome, pool = ("route", "triage_routed") if seed.routed else ("open", "triage")
        words = self._words[pool]
        if seed.routed:
            words = [words[1 if seed.routed == "domestic_abuse" else 0]]
        by = "esther" if self._sealed else self.adviser
        return self._event(
            EventKind.TRIAGE,
            course.received_at,
            wait,
            by=by,
            outcome=outcome,
            reason=seed.routed,
            lines=words,
            any_hour=any_hour,
        )

    def _contact(
        self,
        after: datetime,
        wait: tuple[float, float],
        *,
        outcome: str = "spoke",
        pool: str = "first-contact",
        lines: list[str] | None = None,
        any_hour: bool = False,
    ) -> datetime:
        contact = self._course.contact
        way = "phone"
        if contact and contact.ways:
            way = "phone" if "phone" in contact.ways else contact.ways[0]
            if pool == "first-contact" and (way != "phone" or contact.language):
                pool = f"first-contact-{way}" if way != "phone" else "first-contact-interpreter"
        at = self._event(
            EventKind.CONTACT,
            after,
            wait,
            pool=pool,
            lines=lines,
            outcome=outcome,
            way=way,
            any_hour=any_hour,
        )
        if contact and contact.times and not self._seed.danger:
            at = _within(at, _PART[contact.times[0]])
            self.events[-1] = replace(self.events[-1], at=at)
        return at

    def _risk(
        self, after: datetime, wait: tuple[float, float], *, again: bool = False, any_hour: bool = False
    ) -> datetime:
        level = self._seed.level
        if again and self._dice.random() < 0.3:
            level = {"high": "medium", "medium": "standard"}.get(level, level)
        pool = "risk-review" if again else "risk-assessment"
        at = self._event(EventKind.RISK, after, wait, pool=pool, level=level, any_hour=any_hour)
        if not again and self._course.reviewed_at is not None:
            at = max(self._course.reviewed_at, self._course.received_at + HOUR)
            self.events[-1] = replace(self.events[-1], at=at)
        return at

    def _plan(self, after: datetime, wait: tuple[float, float], *, any_hour: bool = False) -> datetime:
        pool: list[list[str]] = self._dice.sample(self._words["steps"], k=self._dice.randint(1, 2))
        steps = tuple((what, "" if owner == "officer" else owner) for what, owner in pool)
        wishes: str = self._dice.choice(self._words["wishes"])
        return self._event(EventKind.PLAN, after, wait, lines=[wishes], steps=steps, any_hour=any_hour)

    def _finding(self, after: datetime, wait: tuple[float, float]) -> datetime:
        odds = (3, 3, 4) if self._seed.by == "anonymous" else (5, 3, 2)
        validity = self._dice.choices(("substantiated", "partly", "unsubstantiated"), weights=odds)[0]
        evidence = {"substantiated": "strong", "partly": "some", "unsubstantiated": "none"}[validity]
        lines = self._words["validate"][validity]
        return self._event(EventKind.FINDING, after, wait, lines=lines, validity=validity, evidence=evidence)

    def _answer(
        self,
        slug: str,
        after: datetime,
        wait: tuple[float, float],
        *,
        by: str = "",
        ground: str = "",
        any_hour: bool = False,
    ) -> datetime:
        return self._event(
            EventKind.ANSWER,
            after,
            wait,
            pool=slug,
            slug=slug,
            outcome="done",
            by=by,
            ground=ground,
            any_hour=any_hour,
        )

    def _talk(self, slug: str, after: datetime, wait: tuple[float, float], *more: Answered) -> datetime:
        """A contact whose point is one duty: an update, a call after closing."""
        words = self._dice.choice(self._words[slug])
        at = self._contact(after, wait, lines=[words])
        self.events[-1] = replace(self.events[-1], answers=(Answered(slug, "done", words), *more))
        return at

    def _choose(
        self,
        slug: str,
        after: datetime,
        wait: tuple[float, float],
        *,
        taken: float,
        any_hour: bool = False,
        ground: str = "consent",
    ) -> datetime:
        outcome = "taken" if self._dice.random() < taken else "not_appropriate"
        lines = self._words[slug].get(outcome) or self._words[slug]["taken"]
        return self._event(
            EventKind.ANSWER,
            after,
            wait,
            lines=lines,
            slug=slug,
            outcome=outcome,
            ground=ground,
            any_hour=any_hour,
        )

    def _offer_support(self, after: datetime, wait: tuple[float, float]) -> datetime:
        accepted = self._dice.random() < 0.6
        lines = self._words["support-referral"]["accepted" if accepted else "declined"]
        outcome = "done" if accepted else "declined"
        return self._event(
            EventKind.ANSWER,
            after,
            wait,
            lines=lines,
            slug="support-referral",
            outcome=outcome,
            ground="consent",
        )

    def _note(self, after: datetime, wait: tuple[float, float]) -> datetime:
        return self._event(EventKind.NOTE, after, wait, pool="note")

    def _close(
        self,
        after: datetime,
        *,
        days: tuple[int, int],
        reason: str = "",
        words: str = "closure",
        view: str = "",
    ) -> None:
        chance = self._dice
        end = after + timedelta(days=chance.randint(*days))
        number = chance.randrange(len(self._words[words]))
        if not reason:
            reason = _REASONS[number]
        if not view:
            view = (
                "disagrees"
                if chance.random() < 0.06
                else "unobtainable"
                if chance.random() < 0.08
                else "agrees"
            )
        lines = [self._words[words][number]]
        proposed = self._event(EventKind.PROPOSE_CLOSURE, end, (0, 6), lines=lines, reason=reason, view=view)
        self.ended_at = proposed
        decided = self._event(
            EventKind.DECIDE_CLOSURE,
            proposed,
            (2, 20),
            by="hilary" if self._sealed else "carol",
            outcome="approve",
        )
        self.ended_at = decided
        later = decided + timedelta(days=chance.randint(12, 24))
        if self._seed.who == "customer" and self._course.contact is None:
            self._event(
                EventKind.ANSWER,
                later,
                (0, 5),
                pool="closure-follow-up-could_not",
                slug="closure-follow-up",
                outcome="could_not",
            )
        if self._seed.who == "non_customer" or self._course.contact is None:
            self._choose("satisfaction", later, (0, 5), taken=0)
        elif self._seed.who == "customer":
            asked = "taken" if view == "agrees" and chance.random() < 0.6 else "not_appropriate"
            satisfaction = Answered("satisfaction", asked, chance.choice(self._words["satisfaction"][asked]))
            self._talk("closure-follow-up", later, (0, 5), satisfaction)

    def _event(
        self,
        kind: EventKind,
        after: datetime,
        wait: tuple[float, float],
        *,
        by: str = "",
        pool: str = "",
        lines: list[str] | None = None,
        any_hour: bool = False,
        **more: Any,  # the fields of Event that this kind uses
    ) -> datetime:
        """Adds one event some hours after another, in office hours unless it could not wait. Answers with its time."""
        at = (after + self._dice.uniform(*wait) * HOUR).astimezone(UTC)
        if not any_hour:
            at = working_moment(at)
            if ENGLAND_AND_WALES.local(at).hour == 9:
                at += timedelta(minutes=self._dice.randint(4, 55))
        lines = lines or (self._words[pool] if pool else [""])
        words = self._dice.choice(lines) if isinstance(lines, list) else ""
        event = Event(kind, at.replace(microsecond=0), by or self.officer, words=words, **more)
        self.events.append(event)
        return event.at


_REASONS = ("resolved", "moved", "action_taken", "action_taken", "not_substantiated", "survivor_wishes")


def _within(at: datetime, hours: tuple[int, int]) -> datetime:
    """The same moment if it lies within those hours of the local day, else soon after they begin, that day or the next working day."""
    local = ENGLAND_AND_WALES.local(at)
    if hours[0] <= local.hour < hours[1]:
        return at
    if local.hour >= hours[1]:
        local = ENGLAND_AND_WALES.local(working_moment(at + DAY))
    return local.replace(hour=hours[0], minute=7 + at.minute % 40).astimezone(UTC)
