"""Plays the stories through the program's own actions, each at its time, so that duties, timelines and the audit are genuine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import itemgetter
from uuid import UUID

from upstander.cases.api import (
    NoSuchCase,
    PlanStep,
    add_note,
    agree_plan,
    assess_risk,
    current_edition,
    dismiss_notices,
    escalate,
    mark_overdue,
    record_contact,
    record_finding,
    record_visit,
)
from upstander.cases.closing.api import decide_closure
from upstander.cases.queries.api import case_page, waiting_cases
from upstander.confidentiality.api import PUBLIC, Viewer, system
from upstander.intake.api import TriageChoice, receive, triage
from upstander.lib.decision import Refused
from upstander.operations.demo.events import Event, EventKind
from upstander.operations.demo.lists import dice
from upstander.operations.demo.load_duties import answer, answers_of, catch_up, close_down
from upstander.operations.demo.load_sharing import Sharing
from upstander.operations.demo.load_told import Directory, report_told, triaged
from upstander.operations.demo.load_way_back import code, story_with_way_back, write_back
from upstander.operations.demo.risk import answers_for
from upstander.operations.demo.staff import staff_by_slug
from upstander.operations.demo.stories import Story
from upstander.policy.api import RiskLevel

_DEMO = system("demo")
_READ_NEWS = timedelta(hours=20)  # what staff were told before is read by now


@dataclass(slots=True)
class Running:
    """A case under way: its report, and the people on it."""

    report_id: UUID
    case_id: UUID
    survivor: UUID | None = None
    reporter: UUID | None = None
    card: bool = False  # whether they said how they may be reached


class Player:
    """Plays all stories together, moment by moment. `refused` counts what the program would not have done."""

    def __init__(self, staff: dict[str, Viewer], directory: Directory, now: datetime) -> None:
        self.refused: Counter[str] = Counter()
        self._staff = staff
        self._directory = directory
        self._sharing = Sharing(now)
        self._now = now
        self._running: dict[int, Running] = {}
        self._received: dict[int, datetime] = {}
        self._way_back: int | None = None  # the story whose reporter has a code that everybody knows

    def play(self, stories: Iterable[Story], *, say: Callable[[str], None]) -> None:
        """Receive every report and do what was done about it, in the order of time."""
        stories = list(stories)
        self._way_back = story_with_way_back(stories)
        moments = sorted(_moments(stories), key=itemgetter(0, 1))
        reports = sum(event is None for *_, event in moments)
        done = 0
        news_read = False
        for at, _, story, event in moments:
            if not news_read and at > self._now - _READ_NEWS:
                news_read = True
                for viewer in self._staff.values():
                    dismiss_notices(by=viewer, now=at)
            if event is None:
                self._receive(story)
                done += 1
                if done % 50 == 0 or done == reports:
                    say(f"  {done} of {reports} reports, {at:%B %Y}")
                continue
            try:
                self._happen(story, event)
            except (Refused, NoSuchCase) as refusal:
                self.refused[f"{event.kind} {event.slug}: {refusal}"] += 1
        if self._way_back is not None:
            write_back(self._now)
        mark_overdue(by=system("clock.overdue"), now=self._now)
        escalate(by=system("clock.escalate"), now=self._now)

    def reports(self) -> list[tuple[UUID, datetime]]:
        """Every report that was received, with when."""
        return [(self._running[n].report_id, at) for n, at in self._received.items()]

    def _receive(self, story: Story) -> None:
        by = self._staff[story.taken_by] if story.taken_by else PUBLIC
        told = report_told(story, self._directory)
        if story.number == self._way_back:
            told = replace(told, return_code=code())
        receipt = receive(report=told, by=by, now=story.received_at)
        line = next(
            line
            for line in waiting_cases(_DEMO, now=story.received_at)
            if line.reference == receipt.reference
        )
        self._running[story.number] = Running(line.report_id, line.case_id)
        self._received[story.number] = story.received_at

    def _happen(self, story: Story, event: Event) -> None:
        if event.kind is EventKind.TRIAGE:
            self._triage(story, event)
            return
        case = self._running[story.number]
        by = self._staff[event.by]
        at, case_id = event.at, case.case_id
        match event.kind:
            case EventKind.CONTACT:
                self._contact(case, event, by)
            case EventKind.VISIT:
                where = "At a place they chose" if "library" in event.words else "At home"
                record_visit(
                    case_id=case_id,
                    at=at,
                    seen=True,
                    where=where,
                    found=event.words,
                    answers=answers_of(case_id, event, by, self._sharing),
                    by=by,
                    now=at,
                )
            case EventKind.RISK:
                self._risk(story, case_id, event, by)
            case EventKind.PLAN:
                agree_plan(
                    case_id=case_id,
                    steps=_steps(event),
                    wishes=event.words,
                    agreed_with_survivor=True,
                    at=at,
                    by=by,
                    now=at,
                )
            case EventKind.FINDING:
                record_finding(
                    case_id=case_id,
                    validity=event.validity,
                    evidence=event.evidence,
                    reasons=event.words,
                    by=by,
                    now=at,
                )
            case EventKind.ANSWER:
                answer(case_id, event, by, self._sharing, self._reader(by))
            case EventKind.NOTE:
                add_note(case_id=case_id, text=event.words, by=by, now=at)
            case EventKind.CATCH_UP:
                catch_up(case_id, by, at, speak_to=case.survivor if case.card else None)
            case EventKind.PROPOSE_CLOSURE:
                close_down(case_id, event, by, speak_to=case.survivor if case.card else None)
            case EventKind.DECIDE_CLOSURE:
                decide_closure(case_id=case_id, approve=True, by=by, now=at)

    def _reader(self, writer: Viewer) -> Viewer:
        """A colleague who works on cases, to read what one wrote."""
        return next(self._staff[name] for name in ("carol", "ben") if self._staff[name] != writer)

    def _triage(self, story: Story, event: Event) -> None:
        running = self._running[story.number]
        before = self._running[story.follows] if story.follows is not None else None
        choice = TriageChoice(
            decision=event.outcome,
            triaged=triaged(story, self._directory, event.words),
            officer_id=self._staff[story.officer].staff_id if event.outcome == "open" else None,
            join_into=before.case_id if before else None,
            route_to=event.reason,
        )
        by = self._staff[event.by]
        running.case_id = triage(report_id=running.report_id, choice=choice, by=by, now=event.at)
        if event.outcome == "open" and any(each.kind is EventKind.CONTACT for each in story.events):
            page = case_page(self._staff[story.officer], running.case_id, now=event.at)
            people = {party.role: party.id for party in page.parties}
            running.survivor, running.reporter = people.get("survivor"), people.get("reporter")
            spoken_to = next(
                (p for p in page.parties if p.id == (running.survivor or running.reporter)), None
            )
            running.card = bool(spoken_to and spoken_to.safe_contact)

    def _contact(self, case: Running, event: Event, by: Viewer) -> None:
        party = case.survivor or case.reporter
        if party is None:
            raise Refused("Nobody to contact.")

        def record(override: str) -> None:
            record_contact(
                case_id=case.case_id,
                party_id=party,
                way=event.way or "phone",
                outcome=event.outcome,
                inbound=False,
                at=event.at,
                said=event.words,
                answers=answers_of(case.case_id, event, by, self._sharing),
                override=override,
                by=by,
                now=event.at,
            )

        record("" if case.card else "Agreed with them through the person who reported it.")

    def _risk(self, story: Story, case_id: UUID, event: Event, by: Viewer) -> None:
        chance = dice(story.number, "risk", event.at)
        answers = answers_for(
            current_edition().risk, RiskLevel(event.level), hate=bool(story.motivations), chance=chance
        )
        assess_risk(case_id=case_id, answers=answers, at=event.at, notes=event.words, by=by, now=event.at)


def _moments(stories: Iterable[Story]) -> Iterator[tuple[datetime, int, Story, Event | None]]:
    """Everything that happens, as (when, order among equals, whose story, what); the receipt of a report is None."""
    order = 0
    for story in stories:
        yield story.received_at, order, story, None
        for event in story.events:
            order += 1
            yield event.at, order, story, event
        order += 1


def _steps(event: Event) -> list[PlanStep]:
    officer = staff_by_slug()[event.by].name
    days = (7, 14, 21, 28)
    return [
        PlanStep(what, owner or officer, (event.at + timedelta(days=day)).date())
        for (what, owner), day in zip(event.steps, days, strict=False)
    ]
