"""Passing a complaint to whoever handles it, and what they do. Nothing of the case waits for any of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

from upstander.cases.actions.common import working
from upstander.cases.editions import edition
from upstander.cases.landlord_data import landlord_data
from upstander.cases.models import Case, Complaint, ComplaintStep, Party
from upstander.confidentiality.api import (
    Permission,
    Viewer,
    acting,
    conflicted_staff,
    elevated,
    staff_with,
    vault,
)
from upstander.lib.decision import ALLOWED, Decision, NotThere, Refused, refuse
from upstander.policy.api import Clock, due

STEPS = {
    "acknowledged": "Acknowledged",
    "extended": "Takes longer, and they know why",
    "answered": "Answered",
    "next_stage": "They ask for the next stage",
    "ended": "It has ended",
}


class NoSuchComplaint(NotThere):
    """There is none, or it is not theirs to handle."""


@dataclass(frozen=True, slots=True)
class ComplaintTold:
    """`reach`: how it is safe to reach them, for somebody who sees nothing of the case."""

    party_id: UUID
    handler_id: UUID
    reference: str
    about: str
    reach: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage; clocks as an edition writes them."""

    id: str
    label: str
    acknowledge: str
    answer: str
    extend: str


@cache
def stages() -> tuple[Stage, ...]:
    """The stages, as the landlord's complaints policy has them. A fault in the file stops start-up."""
    found: Any = landlord_data("upstander.cases.complaints", "complaints.yaml")
    made = tuple(Stage(*(each[name] for name in Stage.__slots__)) for each in found["stages"])
    for stage in made:
        for clock in (stage.acknowledge, stage.answer, stage.extend):
            Clock.parse(clock)
    return made


def stage(id: str) -> Stage:
    """The stage of that id; the last one when the landlord has none of that name any more."""
    return next((each for each in stages() if each.id == id), stages()[-1])


def handlers_for(case: Case, by: Viewer) -> list[tuple[UUID, str]]:
    """Who may handle a complaint about this case: not its officer, not whoever passes it on, nobody in conflict with it."""
    out = conflicted_staff(case.id) | {case.officer_id, by.staff_id}
    return [(card.id, card.name) for card in staff_with(Permission.COMPLAINT_HANDLE) if card.id not in out]


def raise_complaint(
    *, case_id: UUID, told: ComplaintTold, version: int | None = None, by: Viewer, now: datetime
) -> None:
    """Pass a complaint on. Of what, only its handler reads. Raises Refused, NoSuchCase, StaleEdit."""
    with working(
        case_id, by=by, now=now, action="case.complaint", version=version, after_closure=True
    ) as work:
        case = work.case
        if by.staff_id is None:
            raise Refused("A person passes a complaint on.")
        if case.sealed:
            refuse(
                "This case is sealed: a complaint about it goes to People and Learning, under their own policy.",
                "4.3",
            ).enforce()
        party = Party.objects.filter(pk=told.party_id, case=case).first()
        if party is None or not told.about.strip() or not told.reference.strip():
            raise Refused("Say who complains, of what, and under which reference.")
        if not told.reach.strip():
            refuse(
                "Say how it is safe to reach them: whoever handles it does not see the case.", "3.5.1"
            ).enforce()
        with elevated("complaint"):
            if told.handler_id not in {each for each, _ in handlers_for(case, by)}:
                raise Refused("Choose somebody who has nothing to do with the case.")
            first = stages()[0]
            row = Complaint(
                id=uuid4(), case=case, reference=told.reference.strip()[:40], handler_id=told.handler_id, raised_by_id=by.staff_id,
                received_at=now, stage=first.id, stage_at=now, due_at=_due(case, first.acknowledge, now),
            )  # fmt: skip
            said = {
                "who": vault.unseal(party, "name"),
                "about": told.about.strip(),
                "reach": told.reach.strip(),
            }
            vault.seal(row, content=json.dumps(said))
            row.save(force_insert=True)
        work.entry("complaint", codes={"what": "raised"})


def check_complaint_step(row: Complaint, code: str, words: str) -> Decision:
    """What may be done next. Pure."""
    if row.ended_at is not None:
        return refuse("That complaint has ended.")
    if code not in STEPS:
        return refuse("Choose what was done.")
    if code == "acknowledged" and row.acknowledged_at is not None:
        return refuse("It is acknowledged already.")
    if code in ("extended", "answered") and row.acknowledged_at is None:
        return refuse("Acknowledge it first.")
    if code == "extended" and (row.extended or row.answered_at is not None):
        return refuse("It can take longer once, before it is answered.")
    if code == "next_stage" and (row.answered_at is None or row.stage == stages()[-1].id):
        return refuse(
            "The next stage comes after an answer. After the last stage there is the Housing Ombudsman."
        )
    if code == "ended" and row.answered_at is None and not words.strip():
        return refuse("It was not answered: say why it ends.")
    if code in ("extended", "answered") and not words.strip():
        return refuse("Write down what they were told.")
    return ALLOWED


def take_complaint_step(*, complaint_id: UUID, code: str, words: str, by: Viewer, now: datetime) -> None:
    """The handler does something about it. Raises Refused, NoSuchComplaint."""
    by.check(Permission.COMPLAINT_HANDLE).enforce()
    with acting(by, now, "complaint.step", subject_id=complaint_id) as act:
        row = Complaint.objects.select_for_update().filter(pk=complaint_id).first()
        if row is None or by.staff_id is None:
            raise NoSuchComplaint
        check_complaint_step(row, code, words).enforce()
        act.detail["code"] = code
        with elevated("complaint"):
            case = Case.objects.get(pk=row.case_id)
            _move(row, case, code, now)
            row.save()
            step = ComplaintStep(id=uuid4(), case=case, complaint=row, code=code, at=now, by_id=by.staff_id)
            if words.strip():
                vault.seal(step, words=words.strip())
            step.save(force_insert=True)


def _move(row: Complaint, case: Case, code: str, now: datetime) -> None:
    at = stage(row.stage)
    if code == "acknowledged":
        row.acknowledged_at, row.due_at = now, _due(case, at.answer, now)
    elif code == "extended" and row.due_at is not None:
        # A day ends as it closes: counted from then, it would be the next one's.
        row.extended, row.due_at = True, _due(case, at.extend, max(row.due_at - timedelta(minutes=1), now))
    elif code == "answered":
        row.answered_at, row.due_at = now, None
    elif code == "next_stage":
        following = stages()[[each.id for each in stages()].index(at.id) + 1]
        row.stage, row.stage_at, row.extended = following.id, now, False
        row.acknowledged_at, row.answered_at = None, None
        row.due_at = _due(case, following.acknowledge, now)
    elif code == "ended":
        row.ended_at, row.due_at = now, None


def _due(case: Case, clock: str, start: datetime) -> datetime:
    return due(Clock.parse(clock), start, edition(case.edition).calendar)
