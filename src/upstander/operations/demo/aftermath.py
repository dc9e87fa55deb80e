"""What was done about a report, up to now: composed from its facts, the way the policy asks, at the pace of real people.

The script follows policy.md §2 closely enough that the duties it answers are the duties the engine opens; what it does not
foresee is left to `CATCH_UP` events. Nobody here is perfect: some things are late, some are left undone, and some people never
ring back.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from upstander.operations.demo.events import Answered, Event, EventKind
from upstander.operations.demo.lists import read_list
from upstander.operations.demo.placing import Shape
from upstander.operations.demo.script import ADVISERS, DAY, HOUR, Course, ScriptWriter
from upstander.policy.api import working_moment

__all__ = ["Aftermath", "Course", "aftermath", "joining"]

_ON_THEIR_OWN = frozenset({"enforcement", "staff-route", "emergency-services", "without-notice-injunction"})
_SAME_SITTING = timedelta(hours=5)
# Days from one review to the next, and from one update to the next: a little less than the edition allows.
_CADENCE = {"high": (6.6, 6.6), "medium": (12.5, 12.5), "standard": (26, 12.5)}


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
    return Aftermath(tuple(_folded(past)), script.adviser, script.officer, script.ended_at)


def _folded(events: list[Event]) -> list[Event]:
    """What was seen to within hours of a talk or a visit is recorded with it, as an officer would write it up."""
    folded: list[Event] = []
    talk: int | None = None
    for event in events:
        if event.kind in (EventKind.CONTACT, EventKind.VISIT) and event.outcome not in (
            "no_answer",
            "left_message",
        ):
            talk = len(folded)
        elif (
            event.kind is EventKind.ANSWER
            and event.slug not in _ON_THEIR_OWN
            and talk is not None
            and event.at - folded[talk].at <= _SAME_SITTING
            and event.by == folded[talk].by
        ):
            seen = Answered(event.slug, event.outcome, event.words, event.ground)
            folded[talk] = replace(folded[talk], answers=(*folded[talk].answers, seen))
            continue
        folded.append(event)
    return folded


def joining(
    received: datetime,
    *,
    opened_at: datetime,
    ends_at: datetime,
    officer: str,
    level: str,
    now: datetime,
    chance: random.Random,
) -> tuple[Event, ...]:
    """A report that belongs to a case already open: triaged into it before it ends, then the officer looks at the risk again."""
    at = working_moment(max(received, opened_at) + timedelta(minutes=chance.randint(15, 110)))
    at += timedelta(minutes=chance.randint(1, 25))
    if at >= now:
        return ()
    lists = read_list("happenings.yaml")
    at = min(at, max(received, ends_at - HOUR))
    words = chance.choice(lists["triage_joined"])
    join = Event(EventKind.TRIAGE, at, chance.choice(ADVISERS), words=words, outcome="join")
    looked = working_moment(at + timedelta(hours=chance.uniform(1, 6)))
    if looked >= min(now, ends_at - HOUR):
        return (join,)
    words = chance.choice(lists["risk-review"])
    return (join, Event(EventKind.RISK, looked, officer, words=words, level=level))


class _Script(ScriptWriter):
    """The ways a case can go."""

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
        for kept in ("staff-support", "staff-work", "staff-police"):
            at = self._answer(kept, at, (0.1, 0.5), by="esther")
        if "online_abuse" in self._seed.behaviours:
            self._note(at, (20, 30))
        if self._course.perpetrator and self._course.perpetrator.affiliation == "employee":
            at = self._answer("conduct-referral", at, (1, 4))
        at = self._note(at, (70, 160))
        self._close(at, days=(14, 45), reason="elsewhere")

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
        at = self._choose(
            "emergency-services", opened, (0.1, 0.5), taken=0.85, any_hour=True, ground="emergency"
        )
        if self._seed.by == "anonymous":
            self._choose("fire-referral", at, (0.3, 1), taken=1, any_hour=True, ground="emergency")
            at = self._finding(at, (30, 60))
            self._close(
                at, days=(6, 15), reason="not_substantiated", words="closure_short", view="unobtainable"
            )
            return
        # Those whose day is running out have had the call, and little more.
        late = 30 if self._course.shape is Shape.DUE_TODAY else 0
        at = self._contact(at, (0.3, 1.5), any_hour=True)
        seen = self._event(EventKind.VISIT, at, (2 + late, 15 + late), pool="visit", any_hour=True)
        risk = self._risk(seen, (0.5, 2), any_hour=True)
        planned = self._plan(risk, (0.2, 1), any_hour=True)
        taken = {
            "target-hardening": 0.9,
            "social-services": 0.3,
            "homelessness-referral": 0.3,
            "fire-referral": 0.3,
        }
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
        if self._course.female_staff:
            self._answer("female-staff", at, (0.2, 1), any_hour=True)
        self._choose("police-referral", at, (1, 5), taken=0.95, any_hour=True)
        if self._course.contact and self._course.contact.needs:
            self._answer("accessible-format", at, (0.1, 2), any_hour=True)
        self._rest(planned)

    def _ordinary(self, opened: datetime) -> None:
        at = opened
        if self._seed.by == "anonymous":
            at = self._finding(at, (8, 60))
            if self._seed.material:
                self._answer("offensive-material-removal", opened, (1, 12))
            self._close(
                at, days=(10, 30), reason="not_substantiated", words="closure_short", view="unobtainable"
            )
            return
        if self._seed.by in ("third_party", "witness", "professional") and self._course.survivor.name:
            at = self._answer("discreet-enquiry", at, (2, 7))
        if self._dice.random() < 0.28:
            outcome = (
                "left_message" if self._course.contact and self._course.contact.voicemail_ok else "no_answer"
            )
            at = self._contact(at, (1, 4), outcome=outcome, pool="contact-attempt")
        if self._seed.by != "survivor" and self._course.contact:
            self._answer("acknowledge", opened, (0.3, 3))
        at = self._contact(at, (26, 60) if self._slow else (1, 6))
        if "online_abuse" in self._seed.behaviours:
            self._answer("online-abuse-advice", at, (0.1, 1))
        if self._seed.online_only:
            self._offer_support(at, (2, 10))
            self._close(at, days=(9, 20), reason="advice_given", words="closure_short")
            return
        if self._seed.material:
            self._answer("offensive-material-removal", opened, (1, 7))
        self._first_talk(at)
        if self._dice.random() < 0.6 or self._seed.level == "high":
            at = self._event(EventKind.VISIT, at, (4, 26), pool="visit")
        risk = self._risk(at, (0.3, 6))
        self._rest(self._plan(risk, (0.5, 20)) if self._seed.level != "standard" else risk)

    def _first_talk(self, talk: datetime) -> None:
        """What is settled while they are on the telephone, or within hours of it."""
        seed = self._seed
        if seed.safeguarding:
            self._choose("social-services", talk, (0.3, 3), taken=1)
        if seed.crime:
            self._choose("police-referral", talk, (0.2, 3), taken=0.7)
        if {"damage", "arson", "threats"} & set(seed.behaviours) and seed.place == "home":
            self._choose("target-hardening", talk, (0.2, 4), taken=0.8)
        if self._course.female_staff:
            self._answer("female-staff", talk, (0.1, 1))
        if self._course.contact and self._course.contact.needs:
            self._answer("accessible-format", talk, (0.1, 2))

    def _rest(self, at: datetime) -> None:
        """What every case of a customer goes on with, to its end."""
        seed = self._seed
        self._offer_support(at, (1, 30))
        if self._course.wants_to_move:
            self._answer("rehousing-advice", at, (10, 60))
        if seed.support_needs:
            self._choose("independent-living-referral", at, (20, 60), taken=0.6)
        if seed.capacity:
            self._answer("capacity-assessment", at, (10, 50), ground="consent")
        person = self._course.perpetrator
        if person and person.affiliation in ("customer", "household_member"):
            found = self._finding(at, (8, 40))
            if self.events[-1].evidence == "strong":
                self._choose("enforcement", found, (3, 30), taken=0.7)
        if person and person.affiliation in ("employee", "contractor"):
            self._answer("conduct-referral", at, (1, 6))
        # Most end within a month, some go on for two.
        length = min(60, 11 + int(self._dice.expovariate(1 / (14 if seed.level == "high" else 9))))
        if self._course.shape in (Shape.OPEN, Shape.REVIEW_TODAY, Shape.OVERDUE):
            length += (self._course.now - at).days + 3
        self._keep_going(at, at + timedelta(days=length))
        self._close(at, days=(length, length + 3))

    def _keep_going(self, since: datetime, until: datetime) -> None:
        """Updates and reviews, as often as the level asks, with a note now and then."""
        review, update = (timedelta(days=days) for days in _CADENCE[self._seed.level])
        last = since if self._course.reviewed_at is None else max(since, self._course.reviewed_at)
        at = self._course.received_at + update
        while at < until:
            self._talk("progress-update", at, (0, 5))
            at += update
        at = last + review
        while at < until:
            self._risk(at, (0, 5), again=True)
            at += review
        if self._dice.random() < 0.5:
            self._note(since, (30, 200))
        age = self._course.now - since
        if self._course.shape is Shape.OPEN and age > 6 * DAY and self._dice.random() < 0.8:
            self._event(
                EventKind.CATCH_UP, self._course.now - timedelta(hours=self._dice.randint(3, 30)), (0, 0)
            )
