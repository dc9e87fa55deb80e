"""Disposal: prepared by one, approved by another, carried out case by case, each in one transaction."""

from __future__ import annotations

import logging
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection
from procrastinate.contrib.django import app

from upstander.cases.api import (
    EndedCase,
    cases_brought_back,
    check_disposal_gate,
    current_edition,
    dispose_of,
    dispose_of_returned,
    ended_case,
    goes_on,
    named_elsewhere,
    unit_of,
)
from upstander.confidentiality.api import (
    Act,
    Erased,
    Permission,
    Viewer,
    acting,
    elevated,
    erasing,
    staff_of_person,
    system,
    vault,
    viewing,
)
from upstander.intake.api import leave_mailboxes
from upstander.lib.decision import Refused, refuse
from upstander.people.api import erase_person, left_on, people_brought_back, same_people
from upstander.policy.api import period_ends
from upstander.records import rules
from upstander.records.bundle.making import bundles_of, forget_bundles
from upstander.records.falling_due import look, note
from upstander.records.models import DisposalItem, DisposalRun
from upstander.records.retention import asked_for, is_held, keeping_of

logger = logging.getLogger(__name__)

_PREPARE = (Permission.DISPOSAL_PREPARE, Permission.SEALED_DISPOSE)
_APPROVE = (Permission.DISPOSAL_APPROVE, Permission.SEALED_DISPOSE)
_MOST = 200
_KEYS_AT_ONCE = 500
_RECORDED = (
    "retention_elapsed",
    "no_legal_hold",
    "two_people",
)  # of the policy's gate, once `_why_left` found nothing


def prepare_disposal(*, by: Viewer, now: datetime) -> UUID:
    """A run of what is due and that the preparer may know of, the longest due first, at most 200. Raises Refused.

    Each case is worked out here, and noted, so that a next run goes on behind those that turned out not to be due.
    """
    by.check(*_PREPARE).enforce()
    sealed = not by.may(Permission.DISPOSAL_PREPARE)
    with acting(by, now, "disposal.prepare") as act:
        if by.staff_id is None:
            raise Refused("A person prepares disposal.")
        with elevated("preparing disposal"):
            looked = look(by, sealed=sealed, most=_MOST, now=now)
            note(looked, now=now)
        found = [each.case for each in looked if not each.left][:_MOST]
        if not found:
            refuse("Nothing is due that is not on a run already.").enforce()
        run = DisposalRun(id=uuid4(), sealed=sealed, prepared_at=now, prepared_by_id=by.staff_id)
        with elevated("preparing disposal"):
            run.save(force_insert=True)
            DisposalItem.objects.bulk_create([_item(run, case) for case in found])
        act.subject_id, act.detail["cases"] = run.id, len(found)
        if sealed:  # an entry on a sealed case is for its keepers alone
            act.case_id = found[0].id
        return run.id


def take_out(*, item_id: UUID, reason: str, by: Viewer, now: datetime) -> UUID:
    """Leave one case out of a run, with why. It falls due again on the next. Answers with the run."""
    by.check(*_PREPARE, *_APPROVE).enforce()
    with acting(by, now, "disposal.take_out", subject_id=item_id) as act:
        item = DisposalItem.objects.filter(pk=item_id).first()
        if item is None:
            raise Refused("This case is not on a run that you may see.")
        with elevated("preparing disposal"):  # nobody approves it meanwhile
            run = DisposalRun.objects.select_for_update().get(pk=item.run_id)
        item.refresh_from_db(fields=["settled_at"])
        if item.settled_at is not None or run.approved_at is not None or run.cancelled_at is not None:
            refuse("This run was decided already. Put the case on hold to keep it.", rules.CLAUSE).enforce()
        if not reason.strip():
            refuse("Say why it is taken out.").enforce()
        act.case_id = item.subject_id
        item.left, item.left_by_id, item.settled_at = "taken_out", by.staff_id, now
        with elevated("preparing disposal"):
            vault.seal(item, left_reason=reason.strip())
            item.save()
        return item.run_id


def approve_disposal(*, run_id: UUID, by: Viewer, now: datetime) -> None:
    """Agree to a run that another prepared. Only what the approver may see is agreed to; the rest waits for another run.

    The destruction is queued in the same transaction. Raises Refused.
    """
    by.check(*_APPROVE).enforce()
    with acting(by, now, "disposal.approve", subject_id=run_id) as act:
        run = _open_run(run_id)
        rules.check_approver(approver=by.staff_id, prepared_by=run.prepared_by_id).enforce()
        seen = list(DisposalItem.objects.filter(run=run, settled_at=None).values_list("id", flat=True))
        if not seen:
            refuse("Nothing is left on this run to approve.").enforce()
        with elevated("approving disposal"):
            items = DisposalItem.objects.filter(run=run, settled_at=None)
            items.filter(pk__in=seen).update(approved=True)
            items.exclude(pk__in=seen).update(left="not_approved", settled_at=now)
            run.approved_at, run.approved_by_id = now, by.staff_id
            run.save()
            _queue(run_id)
        act.detail["cases"] = len(seen)
        _hide_sealed(act, run)


def cancel_disposal(*, run_id: UUID, by: Viewer, now: datetime) -> None:
    """Give up a run that is not approved. Its cases fall due again."""
    by.check(*_PREPARE, *_APPROVE).enforce()
    with acting(by, now, "disposal.cancel", subject_id=run_id) as act:
        run = _open_run(run_id)
        _hide_sealed(act, run)
        with elevated("preparing disposal"):
            run.cancelled_at, run.cancelled_by_id = now, by.staff_id
            run.save()
            DisposalItem.objects.filter(run=run, settled_at=None).update(left="not_approved", settled_at=now)


def retry_disposal(*, run_id: UUID, by: Viewer, now: datetime) -> None:
    """Try at once again what failed on an approved run, not only at the next quarter of an hour. Raises Refused."""
    by.check(*_PREPARE, *_APPROVE).enforce()
    with acting(by, now, "disposal.retry", subject_id=run_id) as act:
        waiting = DisposalItem.objects.filter(run_id=run_id, approved=True, settled_at=None)
        if not waiting.exists():
            refuse("Nothing is left to try again on this run.").enforce()
        _hide_sealed(act, DisposalRun.objects.get(pk=run_id))
        _queue(run_id)


def carry_out(*, now: datetime, run_id: UUID | None = None) -> tuple[int, int]:
    """Destroy what is approved, a case in one transaction: what fails changes nothing, and is tried again the next time.

    Answers with how many cases were destroyed and how many failed. Doing it again does no harm.
    """
    by = system("disposal")
    with viewing(by):
        waiting = DisposalItem.objects.filter(approved=True, settled_at=None)
        if run_id is not None:
            waiting = waiting.filter(run_id=run_id)
        ids = list(waiting.order_by("run__approved_at", "reference").values_list("id", flat=True))
    done = failed = 0
    for item_id in ids:
        try:
            done += _destroy(item_id, by=by, now=now)
        except Exception as error:  # one case must not keep the others from their end
            logger.error("disposal of a case failed and will be tried again: %s", type(error).__name__)
            failed += 1
            with viewing(by):
                DisposalItem.objects.filter(pk=item_id, settled_at=None).update(failed_at=now)
    with viewing(by):
        open_items = DisposalItem.objects.filter(settled_at=None).values("run_id")
        DisposalRun.objects.filter(finished_at=None).exclude(approved_at=None).exclude(
            id__in=open_items
        ).update(finished_at=now)
    return done, failed


def dispose_again(*, now: datetime) -> int:
    """After an old back-up was put back under today's keyring: erase the rows of cases and people whose key is destroyed.

    So many keys in one transaction; interrupted, it is begun again and finds what is left. A key that is missing rather than destroyed
    erases nothing. Answers with how many cases. How many is not on the audit, since sealed ones are among them.
    """
    by, last, done = system("disposal"), UUID(int=0), 0
    while True:
        with viewing(by):
            keys = vault.destroyed_after(last, limit=_KEYS_AT_ONCE)
            cases, people = cases_brought_back(keys), people_brought_back(keys)
        if cases or people:
            done += _dispose_again(cases, people, by=by, now=now)
        if len(keys) < _KEYS_AT_ONCE:
            return done
        last = keys[-1]


def _dispose_again(cases: list[UUID], people: list[UUID], *, by: Viewer, now: datetime) -> int:
    """One batch, with what was joined to its cases: that went with them then."""
    with viewing(by):
        joined = {each for case_id in cases for each in unit_of(case_id) if not vault.has_key(each)}
        found = sorted(joined.union(cases))
        bundles = bundles_of(found)
    with acting(by, now, "disposal.again"), erasing([*found, *people, *bundles]):
        leave_mailboxes(found)
        forget_bundles(bundles, Erased(), now=now)
        erased = dispose_of_returned(found, now=now)
        for person in people:
            erase_person(person, erased, now=now)
    return len(found)


def _destroy(item_id: UUID, *, by: Viewer, now: datetime) -> int:
    with acting(by, now, "disposal.destroy", subject_id=item_id) as act:
        item = DisposalItem.objects.select_for_update().select_related("run").get(pk=item_id)
        if item.settled_at is not None:
            act.detail["done"] = False
            return 0
        act.case_id = item.subject_id
        # Before the case: a request for data that is being put on the log, or found to be about a case, is waited for.
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE records_accessrequest, records_accesscase IN SHARE ROW EXCLUSIVE MODE")
        today = current_edition(now).calendar.local(now).date()
        case = ended_case(item.subject_id, now=now, lock=True)
        left = why_left(case, item.run, today=today, now=now)
        item.settled_at, item.failed_at = now, None
        if left or case is None:
            item.left = left or "not_due"
            item.save()
            act.detail["left"] = item.left
            return 0
        bundles = bundles_of(unit_of(case.id))
        with erasing([*unit_of(case.id), *case.people, *bundles]):
            leave_mailboxes(unit_of(case.id))
            bundled = Erased()
            forget_bundles(bundles, bundled, now=now)
            erased = dispose_of(case, now=now)
            _with(erased, bundled)
            _forget_people(case, erased, today=today, now=now)
        item.destroyed_at, item.rows, item.keys = now, erased.rows, erased.keys
        item.save()
        act.detail.update(rows=sum(erased.rows.values()), keys=len(erased.keys))
        return 1


def _with(erased: Erased, more: Erased) -> None:
    """Bundles that held something of the case went with it."""
    for table, count in more.rows.items():
        erased.add(table, count)
    erased.keys += more.keys


def why_left(case: EndedCase | None, run: DisposalRun, *, today: date, now: datetime) -> str:
    """Why the case may not be destroyed now, as a code of `rules.LEFT`; empty when it may. Asked inside the transaction."""
    if case is None or case.sealed != run.sealed:
        return "not_due"
    held = is_held(unit_of(case.id), asked_for())
    left = rules.why_left(due_on=keeping_of(case).due_on, today=today, held=held, goes_on=goes_on(case))
    if not left and rules.check_approver(approver=run.approved_by_id, prepared_by=run.prepared_by_id):
        gate = check_disposal_gate(case, _RECORDED, now=now)
        return "" if gate else "gate"
    return left or "not_approved"


def _forget_people(case: EndedCase, erased: Erased, *, today: date, now: datetime) -> None:
    """People of the case who are in no other, live in no home of ours, and whose own time is over."""
    rule = next((each for each in current_edition(now).retention if each.id == "directory"), None)
    for person in case.people:
        left = left_on(person, today=today)
        if rule is None or left is None or period_ends(left, rule.keep) >= today:
            continue
        works_here = any(staff_of_person(entry) for entry in same_people([person])[person])
        if not named_elsewhere(person) and not works_here:
            erase_person(person, erased, now=now)


def _hide_sealed(act: Act, run: DisposalRun) -> None:
    """Bind the audit entry of a sealed run to a case on it, so that its keepers alone read it."""
    if run.sealed:
        act.case_id = DisposalItem.objects.filter(run=run).values_list("subject_id", flat=True).first()


def _open_run(run_id: UUID) -> DisposalRun:
    """The run under lock, while nobody has decided on it. Raises Refused."""
    if not DisposalRun.objects.filter(pk=run_id).exists():
        raise Refused("There is no such run that you may see.")
    with elevated("approving disposal"):
        run = DisposalRun.objects.select_for_update().get(pk=run_id)
    if run.approved_at is not None or run.cancelled_at is not None:
        refuse("This run was decided already.").enforce()
    return run


def _item(run: DisposalRun, case: EndedCase) -> DisposalItem:
    keeping = keeping_of(case)
    if keeping.due_on is None:
        raise RuntimeError("only what is due comes on a run")
    return DisposalItem(
        id=uuid4(),
        run=run,
        subject_id=case.id,
        reference=case.reference,
        references=list(case.references),
        edition=keeping.edition,
        rule=keeping.rule.id,
        rule_label=keeping.rule.label,
        clause=keeping.rule.clause,
        ended_on=case.ended_on,
        due_on=keeping.due_on,
    )


def _queue(run_id: UUID) -> None:
    """By the job's name: the job calls this module."""
    app.configure_task("upstander.records.jobs.dispose").defer(run_id=str(run_id))
