"""Who is told that something of theirs is due, once for each thing: training, to the person and then to their manager; the policy
register and the calendar, to whoever keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from upstander.confidentiality.api import Permission, Viewer, acting, everybody
from upstander.governance.awareness.queries import campaign_tasks
from upstander.governance.keeping.rules import ACTION_WARNING
from upstander.governance.models import ImpactAction, Reminder
from upstander.governance.tasks import register_tasks
from upstander.governance.training.queries import TrainingLine, everybodys_training
from upstander.governance.training.rules import GAPS, State
from upstander.lib.days import london_day

MANAGER_AFTER = timedelta(days=14)  # elapsed days after the person was told, before their line manager is
KEPT = timedelta(days=730)


KINDS = ("training", "team", "register")


def due_notes(*, by: Viewer, now: datetime) -> list[tuple[UUID, str]]:
    """Whom to tell today, and of which kind; nobody twice of the same thing. As the system.

    Writes down that they are told: inside the caller's transaction, so that the emails exist exactly when this does.
    """
    with acting(by, now, "reminders") as act:
        Reminder.objects.filter(at__lt=now - KEPT).delete()
        told: set[tuple[UUID, str]] = set()
        for staff_id, kind, subject in [*_training(now), *_register(now)]:
            _, new = Reminder.objects.get_or_create(
                staff_id=staff_id, kind=kind, subject=subject, defaults={"id": uuid4(), "at": now}
            )
            if new:
                told.add((staff_id, kind))
        act.detail["told"] = len(told)
        return sorted(told)


def _training(now: datetime) -> Iterator[tuple[UUID, str, str]]:
    """The person when it is due soon, and again when it has lapsed or was never done; their manager two weeks after that."""
    for line in everybodys_training(now=now):
        state = line.standing.state
        if state is State.CURRENT:
            continue
        subject = _subject(line)
        yield line.person.id, "training", subject
        if state in GAPS and line.person.manager_id:
            first = Reminder.objects.filter(staff_id=line.person.id, kind="training", subject=subject).first()
            if first is not None and first.at <= now - MANAGER_AFTER:
                yield line.person.manager_id, "team", f"{line.person.id}/{subject}"


def _subject(line: TrainingLine) -> str:
    until = line.standing.until
    stage = "soon" if line.standing.state is State.SOON else "gap"
    return f"{line.course.id}/{until or 'never'}/{stage}"


def _register(now: datetime) -> Iterator[tuple[UUID, str, str]]:
    for person, viewer in everybody():
        if viewer.may(Permission.POLICY_KEEP) or viewer.may(Permission.AWARENESS_KEEP):
            for task in [*register_tasks(viewer, now=now), *campaign_tasks(viewer, now=now)]:
                yield person.id, "register", f"{task.id}/{'late' if task.overdue else 'due'}"
    today = london_day(now)
    for row in ImpactAction.objects.filter(done_on=None, due_on__lte=today + ACTION_WARNING):
        yield row.owner_id, "register", f"action:{row.id}/{'late' if row.due_on < today else 'due'}"
