"""One thing done on many cases: an act for each with its own gates, looked at first, undone for an hour.

What would happen is found out by doing it and taking it back, so that the preview knows every rule that there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from upstander.cases.actions.common import closed_to
from upstander.cases.actions.plan import set_plan_review
from upstander.cases.actions.work import answer_duty, take_back_answer
from upstander.cases.errors import NoSuchCase
from upstander.cases.joint.agenda import ItemTold, put_forward, take_item_out
from upstander.cases.models import Duty, DutyState
from upstander.cases.sharing.rules import SharingTold
from upstander.cases.told import Answer
from upstander.confidentiality.api import Permission, StaleEdit, Viewer, viewing
from upstander.lib.decision import ALLOWED, Decision, Refused, refuse

AT_MOST = 100  # cases in one act, as many as a list shows
UNDO_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DutyNot:
    """A duty that cannot be done, or where it is for us to consider is not fitting, with the reason that stands on every case."""

    slug: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReviewOn:
    """The day on which the plan is looked at together with the survivor."""

    day: date


@dataclass(frozen=True, slots=True)
class ForMeeting:
    """Each case goes on the agenda of a meeting. No body is given anything yet: what each may see is chosen on the case."""

    meeting_id: UUID
    asks: tuple[str, ...]
    words: str


Deal = DutyNot | ReviewOn | ForMeeting


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """One case: done, with what undoing it needs (an id or a day), or refused, with why and the clause.

    `answer`: what the duty is answered with there. The policy may close on one case what it asks for on another.
    """

    case_id: UUID
    before: str = ""
    answer: str = ""
    refused: str = ""
    clause: str = ""


def look_at_many(deal: Deal, *, cases: Sequence[UUID], by: Viewer, now: datetime) -> list[CaseOutcome]:
    """What would become of each case. Changes nothing. Raises Refused without the right to work on cases."""
    by.check(Permission.CASE_WORK).enforce()
    check_number(len(cases)).enforce()
    return [_look(deal, case_id, by, now) for case_id in cases]


def do_many(deal: Deal, *, cases: Sequence[tuple[UUID, int]], by: Viewer, now: datetime) -> list[CaseOutcome]:
    """Do it on each case that has not changed since it was shown (its version). One that refuses does not stop the others."""
    by.check(Permission.CASE_WORK).enforce()
    check_number(len(cases)).enforce()
    return [_try(deal, case_id, version, by, now) for case_id, version in cases]


def undo_many(
    deal: Deal, *, done: Sequence[tuple[UUID, str]], at: datetime, by: Viewer, now: datetime
) -> list[CaseOutcome]:
    """Take back what was done `at`, within the hour; where a case has gone on since, it says so and stays."""
    by.check(Permission.CASE_WORK).enforce()
    if now - at > UNDO_WITHIN:
        refuse("That was more than an hour ago. Change it on each case.").enforce()
    return [_undo(deal, case_id, before, at, by, now) for case_id, before in done]


def check_number(cases: int) -> Decision:
    """One case at least and a hundred at most: none that somebody ticked is left out without a word."""
    if not cases:
        return refuse("Choose at least one case.")
    if cases > AT_MOST:
        return refuse(f"{AT_MOST} cases are taken at a time, and you chose {cases}. Nothing was done.")
    return ALLOWED


class _TakenBack(Exception):
    """It went well, and is not to stand."""


def _look(deal: Deal, case_id: UUID, by: Viewer, now: datetime) -> CaseOutcome:
    found = CaseOutcome(case_id)
    try:
        with transaction.atomic():
            found = _try(deal, case_id, None, by, now)
            raise _TakenBack
    except _TakenBack:
        return found


def _try(deal: Deal, case_id: UUID, version: int | None, by: Viewer, now: datetime) -> CaseOutcome:
    try:
        return _do(deal, case_id, version, by, now)
    except Refused as refused:
        return CaseOutcome(case_id, refused=refused.reason, clause=refused.clause)
    except StaleEdit:
        return CaseOutcome(
            case_id, refused="A colleague changed this case while you looked. Open it and see."
        )
    except NoSuchCase:
        return CaseOutcome(case_id, refused="This case is not open to you.")


def _do(deal: Deal, case_id: UUID, version: int | None, by: Viewer, now: datetime) -> CaseOutcome:
    if isinstance(deal, DutyNot):
        answer = Answer(deal.slug, _not_done(deal.slug, case_id, by, now), deal.reason)
        answer_duty(case_id=case_id, answer=answer, at=now, version=version, by=by, now=now)
        return CaseOutcome(case_id, answer=answer.outcome)
    if isinstance(deal, ReviewOn):
        was = set_plan_review(case_id=case_id, review_on=deal.day, version=version, by=by, now=now)
        return CaseOutcome(case_id, before=was.isoformat() if was else "")
    item = ItemTold(deal.asks, {"account": deal.words}, {}, SharingTold("consent"))
    placed = put_forward(
        case_id=case_id, meeting_id=deal.meeting_id, item=item, version=version, by=by, now=now
    )
    return CaseOutcome(case_id, before=str(placed))


def _not_done(slug: str, case_id: UUID, by: Viewer, now: datetime) -> str:
    """What the answer is called: of what the policy closes here (3.1.4), that it is not fitting. In danger or at high risk it is
    decided for them alone, and never along with others."""
    with viewing(by):
        open_now = Duty.objects.filter(case_id=case_id, slug=slug, state=DutyState.OPEN)
        duty = open_now.select_related("case").order_by("due_at").first()
        closed = duty is not None and closed_to(duty.case, slug, now)
    if duty is not None and (duty.case.danger or duty.case.risk_level == "high"):
        why = "Somebody is in immediate danger or at high risk here. Open the case and decide for them alone."
        refuse(why, "3.3.1").enforce()
    return "could_not" if duty is None or (duty.kind == "must" and not closed) else "not_appropriate"


def _undo(deal: Deal, case_id: UUID, before: str, at: datetime, by: Viewer, now: datetime) -> CaseOutcome:
    try:
        if isinstance(deal, DutyNot):
            take_back_answer(case_id=case_id, slug=deal.slug, recorded_at=at, by=by, now=now)
        elif isinstance(deal, ReviewOn):
            was = date.fromisoformat(before) if before else None
            set_plan_review(case_id=case_id, review_on=was, instead_of=deal.day, by=by, now=now)
        else:
            words = "Put forward with other cases, and taken back"
            take_item_out(case_id=case_id, item_id=UUID(before), why="other", words=words, by=by, now=now)
    except Refused as refused:
        return CaseOutcome(case_id, refused=refused.reason, clause=refused.clause)
    except NoSuchCase:
        return CaseOutcome(case_id, refused="This case is not open to you.")
    return CaseOutcome(case_id)
