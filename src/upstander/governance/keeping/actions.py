"""Keeping the register. Every act is one person's; what counts as approved is agreed to by another."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import IntegrityError

from upstander.confidentiality.api import Permission, Viewer, acting, active_staff, elevated, vault
from upstander.governance.keeping import rules
from upstander.governance.keeping.texts import digest_of
from upstander.governance.models import (
    Approval,
    Consultation,
    ImpactAction,
    ImpactAssessment,
    PostHolder,
    ReviewCall,
)
from upstander.lib.days import london_day
from upstander.lib.decision import Refused, refuse

OUTCOMES = {
    "none": "No change is needed",
    "review": "The policy is reviewed because of it",
    "done": "The policy was changed",
}


def put_approval(*, edition: str, body: str, on: date, minutes: str, by: Viewer, now: datetime) -> UUID:
    """Put down that a body approved the edition as it is written today. It counts once another has agreed. Raises Refused."""
    who = _keeper(by)
    rules.check_past(on, today=london_day(now)).enforce()
    row = Approval(
        id=uuid4(), edition=edition, digest=digest_of(edition), body=_said(body), on=on, by_id=who, at=now
    )
    with acting(by, now, "register.approval", subject_id=row.id):
        _seal(row, minutes=_said(minutes))
        try:
            row.save(force_insert=True)
        except IntegrityError:
            raise Refused("This approval is on the register already.") from None
    return row.id


def agree_approval(approval_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Agree that it was approved so. Raises Refused for whoever put it down, and when the edition's text has changed since."""
    by.check(Permission.POLICY_APPROVE, Permission.POLICY_KEEP).enforce()
    with acting(by, now, "register.approval_agreed", subject_id=approval_id):
        row = (
            Approval.objects.select_for_update().filter(pk=approval_id, void_at=None, agreed_at=None).first()
        )
        if row is None:
            raise Refused("This approval has been agreed to or taken back already.")
        rules.check_agrees(row.by_id, by.staff_id).enforce()
        if row.digest != digest_of(row.edition):
            refuse(
                "The edition has been written anew since. Take this back and put down the approval of the new text."
            ).enforce()
        row.agreed_by_id, row.agreed_at = by.staff_id, now
        row.save(update_fields=["agreed_by_id", "agreed_at"])


def void_approval(approval_id: UUID, *, by: Viewer, now: datetime) -> None:
    """Take back what was put down by mistake, while nobody has agreed to it."""
    _keeper(by)
    with acting(by, now, "register.approval_void", subject_id=approval_id):
        if not Approval.objects.filter(pk=approval_id, void_at=None, agreed_at=None).update(void_at=now):
            raise Refused(
                "This approval stands: it has been agreed to. Put down a new one when the policy changes."
            )


def open_consultation(
    *, edition: str, whom: str, asked: str, opened_on: date, closes_on: date, invited: int | None, by: Viewer,
    now: datetime,
) -> UUID:  # fmt: skip
    """People are asked about the policy. Raises Refused."""
    who = _keeper(by)
    digest_of(edition)
    if closes_on < opened_on:
        refuse("It cannot close before it opens.", "6.1").enforce()
    row = Consultation(
        id=uuid4(), edition=edition, whom=whom, opened_on=opened_on, closes_on=closes_on, invited=invited,
        by_id=who, at=now,
    )  # fmt: skip
    with acting(by, now, "register.consultation", subject_id=row.id):
        _seal(row, asked=_said(asked))
        row.save(force_insert=True)
    return row.id


def end_consultation(
    consultation_id: UUID, *, responses: int, summary: str, changed: str, by: Viewer, now: datetime
) -> None:
    """What came of it: how many answered, what they said, and what changed because of it. It stays so, once another has agreed to it.
    Raises Refused."""
    who = _keeper(by)
    with acting(by, now, "register.consultation_ended", subject_id=consultation_id):
        row = Consultation.objects.select_for_update().filter(pk=consultation_id, ended_at=None).first()
        if row is None:
            raise Refused("What came of this is on record already.")
        rules.check_past(row.opened_on, today=london_day(now), what="The day it opens").enforce()
        row.responses, row.ended_at, row.ended_by_id = responses, now, who
        vault.seal(row, summary=summary.strip(), changed=_said(changed))
        row.save()


def call_for_review(
    *, edition: str, kind: str, on: date, what: str, due_on: date, by: Viewer, now: datetime
) -> UUID:
    """Say that something calls for a review before its time; anybody who reads the policy may. Raises Refused."""
    by.check(Permission.POLICY_READ).enforce()
    digest_of(edition)
    rules.check_past(on, today=london_day(now)).enforce()
    row = ReviewCall(id=uuid4(), edition=edition, kind=kind, on=on, due_on=due_on, by_id=_person(by), at=now)
    with acting(by, now, "register.call", subject_id=row.id):
        _seal(row, what=_said(what))
        row.save(force_insert=True)
    return row.id


def settle_call(call_id: UUID, *, outcome: str, reason: str, by: Viewer, now: datetime) -> None:
    """Decide what becomes of a call for a review, with the reason. It counts once another has agreed to it. Raises Refused."""
    who = _keeper(by)
    if outcome not in OUTCOMES:
        refuse("Choose what was decided.").enforce()
    with acting(by, now, "register.call_settled", subject_id=call_id):
        row = ReviewCall.objects.select_for_update().filter(pk=call_id, settled_at=None).first()
        if row is None:
            raise Refused("This has been decided already.")
        row.outcome, row.settled_at, row.settled_by_id = outcome, now, who
        vault.seal(row, reason=_said(reason))
        row.save()


def put_assessment(
    *, edition: str, full: bool, on: date, assessor: str, result: str, by: Viewer, now: datetime
) -> UUID:
    """Put down an equality impact assessment of an edition (clause 8). It counts once another has agreed to it. Raises Refused."""
    who = _keeper(by)
    digest_of(edition)
    rules.check_past(on, today=london_day(now)).enforce()
    row = ImpactAssessment(id=uuid4(), edition=edition, full=full, on=on, by_id=who, at=now)
    with acting(by, now, "register.assessment", subject_id=row.id):
        _seal(row, who=_said(assessor), result=_said(result))
        row.save(force_insert=True)
    return row.id


def put_impact_action(
    assessment_id: UUID, *, what: str, owner: UUID, due_on: date, by: Viewer, now: datetime
) -> UUID:
    """Give somebody something that an assessment asks for. Raises Refused."""
    who = _keeper(by)
    with acting(by, now, "register.action", subject_id=assessment_id):
        found = ImpactAssessment.objects.filter(pk=assessment_id, void_at=None).first()
        if found is None or not active_staff({owner}):
            raise Refused("Choose an assessment, and somebody who works here.")
        if due_on < found.on:
            refuse("That is before the assessment was made.").enforce()
        row = ImpactAction(id=uuid4(), assessment=found, owner_id=owner, due_on=due_on, by_id=who, at=now)
        _seal(row, what=_said(what))
        row.save(force_insert=True)
    return row.id


def finish_impact_action(action_id: UUID, *, done_on: date, outcome: str, by: Viewer, now: datetime) -> None:
    """It is done: its owner says so, or whoever keeps the register. Raises Refused."""
    who = _person(by)
    rules.check_past(done_on, today=london_day(now)).enforce()
    with acting(by, now, "register.action_done", subject_id=action_id):
        row = (
            ImpactAction.objects.select_for_update(of=("self",))
            .select_related("assessment")
            .filter(pk=action_id, done_on=None)
            .first()
        )
        if row is None:
            raise Refused("This is done already.")
        if row.owner_id != who:
            by.check(Permission.POLICY_KEEP).enforce()
        if done_on < row.assessment.on:
            refuse("That is before the assessment was made.").enforce()
        row.done_on, row.done_by_id = done_on, who
        vault.seal(row, outcome=_said(outcome))
        row.save()


def put_holder(*, post: str, staff: UUID, since: date, by: Viewer, now: datetime) -> None:
    """Put down who holds a post that the policy names, from a day on. Raises Refused."""
    who = _keeper(by)
    if not active_staff({staff}):
        raise Refused("Choose somebody who works here.")
    with acting(by, now, "register.post") as act:
        PostHolder.objects.update_or_create(
            post=post, since=since, defaults={"staff_id": staff, "by_id": who, "at": now},
            create_defaults={"id": uuid4(), "staff_id": staff, "by_id": who, "at": now},
        )  # fmt: skip
        act.detail["post"] = post


def _keeper(by: Viewer) -> UUID:
    by.check(Permission.POLICY_KEEP).enforce()
    return _person(by)


def _person(by: Viewer) -> UUID:
    if by.staff_id is None:
        raise Refused("This is put down by a person.")
    return by.staff_id


def _said(words: str) -> str:
    said = words.strip()
    if not said:
        raise Refused("Something is missing. Fill in every part.")
    return said


def _seal(row: Approval | Consultation | ReviewCall | ImpactAssessment | ImpactAction, **words: str) -> None:
    with elevated("key of the policy register"):
        vault.create_key(row.id, "policy")
    vault.seal(row, **words)
