"""What was done about a report, up to now: composed from its facts, the way the policy asks, at the pace of real people.

The script follows policy.md §2 closely enough that the duties it answers are the duties the engine opens; what it does not foresee is left
to `CATCH_UP` events. Nobody here is perfect: some things are late, some are left undone, and some people never ring back.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from upstander.operations.demo.events import Event, EventKind
from upstander.operations.demo.lists import read_list
from upstander.operations.demo.parties import Party, SafeContact
from upstander.operations.demo.placing import Shape
from upstander.operations.demo.seeds import StorySeed
from upstander.policy.api import ENGLAND_AND_WALES, working_moment

_ADVISERS = ("dev", "dev", "lukasz", "shanice", "moira")
_OFFICERS = {"north": ("ben", "ben", "priya", "jo"), "south": ("declan", "selam", "ben")}
_CADENCE = {"high": (7, 7), "medium": (14, 14), "standard": (28, 14)}  # days to the next review, to the next update
_PART = {"morning": (9, 12), "afternoon": (13, 17), "evening": (17, 19)}
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


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
    reviewed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Aftermath:
    """The script, who took the report down, whose case it is, and when it is to close (also when that is still to come)."""

    events: tuple[Event, ...]
    taken_by: str
    officer: str
    ended_at: datetime | None


def aftermath(course: Course, chance: random.Random) -> Aftermath:
    """The events after a report, those only that have happened by now."""
    script = _Script(course, chance)
    if course.shape is not Shape.QUEUE:
        script.write()
    past = [event for event in script.events if event.at <= course.now - timedelta(minutes=2)]
    past.sort(key=lambda event: event.at)
    if course.shape is Shape.OVERDUE:
        past = past[: chance.choice((1, 2, 2, 3))]
    return Aftermath(tuple(past), script.adviser, script.officer, script.ended_at)


def joining(
    received: datetime, *, opened_at: datetime, ends_at: datetime, now: datetime, chance: random.Random
) -> tuple[Event, ...]:
    """Triage of a report that belongs to a case already open: after that case was opened and before it ends."""
    at = working_moment(max(received, opened_at) + timedelta(minutes=chance.randint(15, 110)))
    if at >= now:
        return ()
    words = chance.choice(read_list("happenings.yaml")["triage_joined"])
    at = min(at, max(received, ends_at - _HOUR))
    return (Event(EventKind.TRIAGE, at, chance.choice(_ADVISERS), words=words, outcome="join"),)


class _Script:
    def __init__(self, course: Course, chance: random.Random) -> None:
        self.events: list[Event] = []
        self.ended_at: datetime | None = None
        self._course = course
        self._seed = course.seed
        self._dice = chance
        self._words: dict[str, Any] = read_list("happenings.yaml")
        self.adviser = chance.choice(_ADVISERS)
        if working_moment(course.received_at) != course.received_at.astimezone(UTC):
            self.adviser = "tom"
        shaped = course.shape in (Shape.DUE_TODAY, Shape.REVIEW_TODAY, Shape.OVERDUE)
        self.officer = "ben" if shaped and chance.random() < 0.55 else chance.choice(_OFFICERS[course.patch])
        if self._sealed:
            self.officer = chance.choice(("esther", "esther", "marcus"))
        self._slow = course.shape is Shape.CLOSED and chance.random() < 0.16

    @property
    def _sealed(self) -> bool:
        people = (self._course.survivor, self._course.perpetrator)
        return any(person is not None and person.affiliation == "employee" for person in people)

    @property
    def _customer(self) -> bool:
        return self._seed.who == "customer"

    def write(self) -> None:
        """The whole course of the case, also beyond now."""
        opened = self._triage()
        if self._seed.routed:
            return
        if self._seed.who == "staff":
            self._staff(opened)
        elif self._seed.who == "non_customer":
            self._outside(opened)
        elif self._seed.danger:
            self._danger(opened)
        else:
            self._ordinary(opened)

    # The ways a case can go -----------------------------------------------------------------------------------------

    def _staff(self, opened: datetime) -> None:
        at = self._answer("staff-route", opened, (1, 5), by="esther")
        if "online_abuse" in self._seed.behaviours:
            self._note(at, (20, 30))
        if self._course.perpetrator and self._course.perpetrator.affiliation == "employee":
            at = self._answer("conduct-referral", at, (1, 4))
        at = self._note(at, (70, 160))
        self._close(at, days=(14, 45), reason="elsewhere", decider="hilary")

    def _outside(self, opened: datetime) -> None:
        at = self._contact(opened, (1, 5))
        self._answer("advise-non-customer", at, (0, 1))
        self._choose("police-referral", at, (1, 3), taken=0.6)
        self._choose("stop-hate-uk-referral", at, (1, 4), taken=0.55)
        if self._seed.material:
            self._answer("offensive-material-removal", at, (1, 4))
        self._offer_support(at, (20, 60))
        self._close(at, days=(4, 14), reason="advice_given", words="closure_short")

    def _danger(self, opened: datetime) -> None:
        at = self._choose("emergency-services", opened, (0.1, 0.5), taken=0.85, any_hour=True, ground="emergency")
        if self._seed.by == "anonymous":
            self._choose("fire-referral", at, (0.3, 1), taken=1, any_hour=True, ground="emergency")
            at = self._finding(at, (30, 60))
            self._close(at, days=(6, 15), reason="not_substantiated", words="closure_short", view="unobtainable")
            return
        # Those whose day is running out have had the call, and little more.
        late = 30 if self._course.shape is Shape.DUE_TODAY else 0
        at = self._contact(at, (0.3, 1.5), any_hour=True)
        seen = self._event(EventKind.VISIT, at, (2 + late, 15 + late), pool="visit", any_hour=True)
        risk = self._risk(seen, (0.5, 2), any_hour=True)
        planned = self._plan(risk, (0.2, 1), any_hour=True)
        taken = {"target-hardening": 0.9, "social-services": 0.3, "homelessness-referral": 0.3, "fire-referral": 0.3}
        if self._seed.safeguarding:
            taken["social-services"] = 1
        if self._seed.tonight:
            taken["homelessness-referral"] = 1
        if "arson" in self._seed.behaviours:
            taken["fire-referral"] = 1
        for slug, odds in taken.items():
            if slug == "homelessness-referral" and self._seed.tonight:
                self._choose(slug, at, (0.5, 2.5), taken=1, any_hour=True, ground="emergency")
            else:
                self._choose(slug, at, (1 + late, 6 + late), taken=odds, any_hour=True, ground="emergency")
        if self._course.perpetrator and self._course.perpetrator.known:
            self._choose("without-notice-injunction", at, (4 + late, 9 + late), taken=0.4, any_hour=True)
        if self._seed.female_staff:
            self._answer("female-staff", at, (0.2, 1), any_hour=True)
        self._choose("police-referral", at, (1, 5), taken=0.95)
        self._rest(planned)

    def _ordinary(self, opened: datetime) -> None:
        at = opened
        if self._seed.by == "anonymous":
            at = self._finding(at, (8, 60))
            if self._seed.material:
                self._answer("offensive-material-removal", opened, (1, 12))
            self._close(at, days=(10, 30), reason="not_substantiated", words="closure_short", view="unobtainable")
            return
        if self._seed.by in ("third_party", "witness", "professional") and self._course.survivor.name:
            at = self._answer("discreet-enquiry", at, (2, 7))
        if self._dice.random() < 0.28:
            at = self._contact(at, (1, 4), outcome="no_answer", pool="contact-attempt")
        at = self._contact(at, (26, 60) if self._slow else (1, 6))
        if "online_abuse" in self._seed.behaviours:
            self._answer("online-abuse-advice", at, (0.1, 1))
        if self._seed.online_only:
            self._offer_support(at, (2, 10))
            self._close(at, days=(9, 20), reason="advice_given", words="closure_short")
            return
        if self._seed.material:
            self._answer("offensive-material-removal", opened, (1, 7))
        if self._dice.random() < 0.6 or self._seed.level == "high":
            at = self._event(EventKind.VISIT, at, (4, 26), pool="visit")
        risk = self._risk(at, (0.3, 6))
        self._rest(self._plan(risk, (0.5, 20)) if self._seed.level != "standard" else risk)

    def _rest(self, at: datetime) -> None:
        """What every case of a customer goes on with, to its end."""
        seed = self._seed
        self._offer_support(at, (1, 30))
        if seed.safeguarding and not seed.danger:
            self._choose("social-services", at, (0.5, 5), taken=1)
        if seed.crime and not seed.danger:
            self._choose("police-referral", at, (0.5, 4), taken=0.7)
        if not seed.danger and {"damage", "arson", "threats"} & set(seed.behaviours) and seed.place == "home":
            self._choose("target-hardening", at, (0.5, 5), taken=0.8)
        if seed.female_staff and not seed.danger:
            self._answer("female-staff", at, (0.1, 1))
        if seed.wants_to_move:
            self._answer("rehousing-advice", at, (10, 60))
        if seed.support_needs:
            self._choose("independent-living-referral", at, (20, 60), taken=0.6)
        if seed.capacity:
            self._answer("capacity-assessment", at, (10, 50), ground="consent")
        person = self._course.perpetrator
        if person and person.affiliation in ("customer", "household_member"):
            found = self._finding(at, (26, 70))
            if self.events[-1].evidence == "strong":
                self._choose("enforcement", found, (20, 70), taken=0.7)
        if person and person.affiliation in ("employee", "contractor"):
            self._answer("conduct-referral", at, (1, 6))
        if self._course.contact and self._course.contact.needs:
            self._answer("accessible-format", at, (0.1, 2))
        length = self._dice.randint(18, 46) if seed.level != "high" else self._dice.randint(30, 70)
        if self._course.shape in (Shape.OPEN, Shape.REVIEW_TODAY, Shape.OVERDUE):
            length += (self._course.now - at).days + 3
        self._keep_going(at, at + timedelta(days=length))
        self._close(at, days=(length, length + 3))

    def _keep_going(self, since: datetime, until: datetime) -> None:
        """Updates and reviews, as often as the level asks, with a note now and then."""
        review, update = (timedelta(days=days) for days in _CADENCE[self._seed.level])
        last = since if self._course.reviewed_at is None else max(since, self._course.reviewed_at)
        at = since + update
        while at < until:
            self._answer("progress-update", at - _DAY, (0, 8))
            at += update
        at = last + review
        while at < until:
            self._risk(at - _DAY, (0, 7), again=True)
            at += review
        if self._dice.random() < 0.5:
            self._note(since, (30, 200))
        self._event(EventKind.CATCH_UP, until - 2 * _DAY, (0, 4))
        age = self._course.now - since
        if self._course.shape is Shape.OPEN and age > 6 * _DAY and self._dice.random() < 0.8:
            self._event(EventKind.CATCH_UP, self._course.now - timedelta(hours=self._dice.randint(3, 30)), (0, 0))

    # One thing each -------------------------------------------------------------------------------------------------

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
            EventKind.TRIAGE, course.received_at, wait, by=by, outcome=outcome, reason=seed.routed, lines=words, any_hour=any_hour
        )

    def _contact(
        self, after: datetime, wait: tuple[float, float], *, outcome: str = "spoke", pool: str = "first-contact", any_hour: bool = False
    ) -> datetime:
        contact = self._course.contact
        way = "phone"
        if contact and contact.ways:
            way = "phone" if "phone" in contact.ways else contact.ways[0]
        at = self._event(EventKind.CONTACT, after, wait, pool=pool, outcome=outcome, way=way, any_hour=any_hour)
        if contact and contact.times and not self._seed.danger:
            at = _within(at, _PART[contact.times[0]])
            self.events[-1] = replace(self.events[-1], at=at)
        return at

    def _risk(self, after: datetime, wait: tuple[float, float], *, again: bool = False, any_hour: bool = False) -> datetime:
        level = self._seed.level
        if again and self._dice.random() < 0.3:
            level = {"high": "medium", "medium": "standard"}.get(level, level)
        pool = "risk-review" if again else "risk-assessment"
        at = self._event(EventKind.RISK, after, wait, pool=pool, level=level, any_hour=any_hour)
        if not again and self._course.reviewed_at is not None:
            at = max(self._course.reviewed_at, self._course.received_at + _HOUR)
            self.events[-1] = replace(self.events[-1], at=at)
        return at

    def _plan(self, after: datetime, wait: tuple[float, float], *, any_hour: bool = False) -> datetime:
        pool: list[list[str]] = self._dice.sample(self._words["steps"], k=self._dice.randint(2, 4))
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
        self, slug: str, after: datetime, wait: tuple[float, float], *, by: str = "", ground: str = "", any_hour: bool = False
    ) -> datetime:
        return self._event(
            EventKind.ANSWER, after, wait, pool=slug, slug=slug, outcome="done", by=by, ground=ground, any_hour=any_hour
        )

    def _choose(
        self, slug: str, after: datetime, wait: tuple[float, float], *, taken: float, any_hour: bool = False, ground: str = "consent"
    ) -> datetime:
        outcome = "taken" if self._dice.random() < taken else "not_appropriate"
        lines = self._words[slug].get(outcome) or self._words[slug]["taken"]
        return self._event(
            EventKind.ANSWER, after, wait, lines=lines, slug=slug, outcome=outcome, ground=ground, any_hour=any_hour
        )

    def _offer_support(self, after: datetime, wait: tuple[float, float]) -> datetime:
        accepted = self._dice.random() < 0.6
        lines = self._words["support-referral"]["accepted" if accepted else "declined"]
        outcome = "done" if accepted else "declined"
        return self._event(
            EventKind.ANSWER, after, wait, lines=lines, slug="support-referral", outcome=outcome, ground="consent"
        )

    def _note(self, after: datetime, wait: tuple[float, float]) -> datetime:
        return self._event(EventKind.NOTE, after, wait, pool="note")

    def _close(
        self, after: datetime, *, days: tuple[int, int], reason: str = "", words: str = "closure", view: str = "", decider: str = "carol"
    ) -> None:
        chance = self._dice
        end = after + timedelta(days=chance.randint(*days))
        number = chance.randrange(len(self._words[words]))
        if not reason:
            reason = _REASONS[number]
        if not view:
            view = "disagrees" if chance.random() < 0.06 else "unobtainable" if chance.random() < 0.08 else "agrees"
        lines = [self._words[words][number]]
        proposed = self._event(EventKind.PROPOSE_CLOSURE, end, (0, 6), lines=lines, reason=reason, view=view)
        self.ended_at = proposed
        decided = self._event(EventKind.DECIDE_CLOSURE, proposed, (2, 20), by=decider, outcome="approve")
        self.ended_at = decided

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
        at = (after + self._dice.uniform(*wait) * _HOUR).astimezone(UTC)
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
        local = ENGLAND_AND_WALES.local(working_moment(at + _DAY))
    return local.replace(hour=hours[0], minute=7 + at.minute % 40).astimezone(UTC)
