"""Answering the duties of a case as its officer would: one by one as the script says, or whatever is open when it is time."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from upstander.cases.api import (
    Answer,
    answer_duty,
    assess_risk,
    current_edition,
    record_contact,
    record_finding,
    record_visit,
    settle_step,
)
from upstander.cases.closing.api import Becomes, closing_page, propose_closure
from upstander.cases.queries.api import CasePage, DutyLine, case_page
from upstander.confidentiality.api import Viewer
from upstander.lib.decision import Refused
from upstander.operations.demo.events import Event
from upstander.operations.demo.lists import dice, read_list
from upstander.operations.demo.load_enforcement import enforce
from upstander.operations.demo.load_sharing import Sharing
from upstander.operations.demo.risk import answers_for
from upstander.policy.api import RiskLevel

_ROUNDS = 2
_DECIDED = timedelta(days=4)  # what falls due before the manager has decided
_AHEAD = timedelta(hours=20)
_SETTLED = {"taken", "done"}
_ELSEWHERE = frozenset(
    {
        "acknowledge",
        "risk-assessment",
        "risk-review",
        "validate",
        "visit",
        "action-plan",
        "triage",
        "first-contact",
    }
)


def answers_of(case_id: UUID, event: Event, by: Viewer, sharing: Sharing) -> list[Answer]:
    """The duties that a contact or a visit saw to besides its own."""
    return [
        _answer(
            case_id, each.slug, each.outcome, each.words, each.ground, by=by, at=event.at, sharing=sharing
        )
        for each in event.answers
    ]


def answer(case_id: UUID, event: Event, by: Viewer, sharing: Sharing, reader: Viewer) -> None:
    """What the script says of one duty; `reader` reads what the officer wrote. Refused when the policy has not asked for it."""
    if event.slug == "enforcement" and event.outcome == "taken":
        enforce(case_id, event.words, by=by, reader=reader, at=event.at)
        return
    if event.slug == "acknowledge" and event.outcome in _SETTLED:
        _acknowledge(case_page(by, case_id, now=event.at), by, event.at, said=event.words)
        return
    told = _answer(
        case_id, event.slug, event.outcome, event.words, event.ground, by=by, at=event.at, sharing=sharing
    )
    answer_duty(case_id=case_id, answer=told, at=event.at, note=event.words, by=by, now=event.at)


def catch_up(case_id: UUID, by: Viewer, at: datetime, *, speak_to: UUID | None) -> None:
    """Do what is due by the end of the day, or was due before."""
    page = case_page(by, case_id, now=at)
    due = [duty for duty in page.open_duties if duty.due_at <= at + _AHEAD]
    _see_to(page, due, by, at, speak_to=speak_to, said="Went through what was outstanding together.")


def close_down(case_id: UUID, event: Event, by: Viewer, *, speak_to: UUID | None) -> None:
    """Finish the plan and what must still happen, then propose closing."""
    at = event.at
    page = case_page(by, case_id, now=at)
    for step in page.plan.steps if page.plan else ():
        done = dice(step.position, case_id).random() < 0.85
        reason = "" if done else "No longer needed; they asked us to leave it."
        settle_step(case_id=case_id, step_id=step.id, done=done, reason=reason, by=by, now=at)
    said = "Asked how they see it and what they want if it starts again."
    for _ in range(_ROUNDS):
        still_open = [duty for duty in page.open_duties if not duty.repeats or duty.due_at < at + _DECIDED]
        _see_to(page, still_open, by, at, speak_to=speak_to, said=said)
        try:
            _propose(case_id, event, by)
            return
        except Refused:
            # What was just settled made the policy ask for something more.
            page = case_page(by, case_id, now=at)
    _propose(case_id, event, by)


def _propose(case_id: UUID, event: Event, by: Viewer) -> None:
    propose_closure(
        case_id=case_id,
        reason=event.reason,
        explanation=event.words,
        survivor_view=event.view,
        survivor_words="They would have wished for more." if event.view == "disagrees" else "",
        letter_words="Told on the telephone, as they asked.",
        left_open=tuple(
            Becomes(each.id, "goes_on", "The team looks at it in a month.")
            for each in closing_page(by, case_id, now=event.at).open
        ),
        by=by,
        now=event.at,
    )


def _see_to(
    page: CasePage, duties: list[DutyLine], by: Viewer, at: datetime, *, speak_to: UUID | None, said: str
) -> None:
    """The duties that have pages of their own one by one; all others in one talk, or one by one where there can be none."""
    case_id = page.head.id
    for duty in duties:
        if duty.slug in _ELSEWHERE:
            _settle(page, duty, by, at)
    answers = [_plain_answer(duty) for duty in duties if duty.slug not in _ELSEWHERE]
    card = next((party.safe_contact for party in page.parties if party.id == speak_to), None)
    if speak_to is None or card is None or not card.ways:
        for one in answers:
            answer_duty(case_id=case_id, answer=one, at=at, by=by, now=at)
    elif answers:
        record_contact(
            case_id=case_id,
            party_id=speak_to,
            way=card.ways[0],
            outcome="spoke",
            inbound=True,  # they rang, wrote or came in: no time is unsafe that they choose
            at=at,
            said=said,
            answers=answers,
            by=by,
            now=at,
        )


def _settle(page: CasePage, duty: DutyLine, by: Viewer, at: datetime) -> None:
    """A duty with a page of its own, done in the plainest true way."""
    case_id, tool = page.head.id, current_edition().risk
    if duty.slug in ("risk-assessment", "risk-review"):
        level = RiskLevel(page.head.risk_level or "standard")
        answers = answers_for(tool, level, hate=True, chance=dice(0, "risk", duty.id))
        assess_risk(case_id=case_id, answers=answers, at=at, by=by, now=at)
    elif duty.slug == "validate":
        reasons = "Two accounts agree in part; the rest cannot be shown."
        try:
            record_finding(
                case_id=case_id, validity="partly", evidence="some", reasons=reasons, by=by, now=at
            )
        except Refused as refusal:  # nothing but messages online: advised on, not investigated (3.1.4)
            told = Answer(duty.slug, "not_appropriate", reason=str(refusal))
            answer_duty(case_id=case_id, answer=told, at=at, by=by, now=at)
    elif duty.slug == "visit":
        found = read_list("happenings.yaml")["visit"][0]
        record_visit(case_id=case_id, at=at, seen=True, where="At home", found=found, by=by, now=at)
    elif duty.slug == "action-plan":
        why = "Looked at again after the review: the plan agreed before is still the right one."
        answer_duty(case_id=case_id, answer=Answer(duty.slug, "could_not", reason=why), at=at, by=by, now=at)
    elif duty.slug == "first-contact":
        told = Answer(duty.slug, "could_not", reason=read_list("happenings.yaml")["could_not"][0])
        answer_duty(case_id=case_id, answer=told, at=at, by=by, now=at)
    elif duty.slug == "acknowledge":
        _acknowledge(page, by, at, said="Told them that we have their report.")


def _acknowledge(page: CasePage, by: Viewer, at: datetime, *, said: str) -> None:
    """Whoever reported rang to ask, and heard that we have it. Nobody to tell: said so."""
    case_id, people = page.head.id, {party.role: party for party in page.parties}
    told = people.get("reporter") or people.get("survivor")
    if told is None:
        nobody = Answer("acknowledge", "could_not", reason=read_list("happenings.yaml")["could_not"][0])
        answer_duty(case_id=case_id, answer=nobody, at=at, by=by, now=at)
        return
    ways = told.safe_contact.ways if told.safe_contact else ()
    record_contact(
        case_id=case_id,
        party_id=told.id,
        way=ways[0] if ways else "phone",
        outcome="spoke",
        inbound=True,  # no time is unsafe that they choose
        at=at,
        said=said,
        by=by,
        now=at,
    )


def _plain_answer(duty: DutyLine) -> Answer:
    if duty.kind == "consider":
        return Answer(
            duty.slug, "not_appropriate", "Considered at this point; nothing in the case calls for it."
        )
    if current_edition().duty(duty.slug).discloses:
        return Answer(duty.slug, "could_not", read_list("happenings.yaml")["could_not"][duty.due_at.day % 2])
    return Answer(duty.slug)


def _answer(
    case_id: UUID,
    slug: str,
    outcome: str,
    words: str,
    ground: str,
    *,
    by: Viewer,
    at: datetime,
    sharing: Sharing,
) -> Answer:
    positive = outcome in _SETTLED
    told = None
    if positive and current_edition().duty(slug).discloses:
        told = sharing.told(case_id, slug, ground, words, by=by, at=at)
    return Answer(slug, outcome, "" if positive else words, told)
