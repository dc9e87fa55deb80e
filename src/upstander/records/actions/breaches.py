"""Raising a breach of personal data, and what the data-protection officer does about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection

from upstander.confidentiality.api import Act, Permission, StaleEdit, Viewer, acting, elevated, vault
from upstander.lib.decision import Refused, refuse
from upstander.lib.references import make_reference
from upstander.records import breach_rules as rules
from upstander.records.errors import NoSuchBreach
from upstander.records.models import Breach, BreachAction, BreachTold


def raise_breach(
    *,
    happened: str,
    aware_at: datetime,
    kinds: Sequence[str] = (),
    people: int | None = None,
    contained: str = "",
    by: Viewer,
    now: datetime,
) -> str:
    """Put a breach on the log; anybody on staff may. Answers with its reference. Raises Refused."""
    by.check(Permission.BREACH_REPORT).enforce()
    if by.staff_id is None:
        raise Refused("A breach is raised by a person.")
    if not happened.strip():
        refuse("Say what happened, in a sentence or two.").enforce()
    rules.check_aware(aware_at, now=now).enforce()
    with acting(by, now, "breach.raise") as act:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('records_breach_number_seq')")
            number = int(cursor.fetchone()[0])
        row = Breach(
            id=uuid4(),
            number=number,
            reference=make_reference("B", number),
            raised_by_id=by.staff_id,
            raised_at=now,
            aware_at=aware_at,
            kinds=sorted(set(kinds) & set(rules.KINDS)),
            people_affected=people,
        )
        with elevated("key of a breach"):
            vault.create_key(row.id, "breach")
        vault.seal(row, happened=happened.strip(), contained=contained.strip())
        row.save(force_insert=True)
        act.subject_id = row.id
    return row.reference


@contextmanager
def _handling(
    breach_id: UUID, action: str, *, version: int | None, by: Viewer, now: datetime
) -> Iterator[tuple[Breach, Act]]:
    by.check(Permission.BREACH_HANDLE).enforce()
    with acting(by, now, action, subject_id=breach_id) as act:
        row = Breach.objects.select_for_update().filter(pk=breach_id).first()
        if row is None:
            raise NoSuchBreach
        if version is not None and version != row.version:
            raise StaleEdit(row.version)
        if row.closed_at is not None:
            raise Refused("This breach is closed. Raise a new one if something more happened.")
        yield row, act
        row.version += 1
        row.save()


def assess_breach(
    *,
    breach_id: UUID,
    risk: str,
    reportable: bool,
    reason: str,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Decide how likely a risk to people is, and whether the regulator is told. May be done again. Raises Refused, StaleEdit."""
    with _handling(breach_id, "breach.assess", version=version, by=by, now=now) as (row, act):
        rules.check_assessment(risk, reportable, reason).enforce()
        if row.reported_at is not None and not reportable:
            refuse("The regulator was told of this already.").enforce()
        row.risk, row.reportable, row.assessed_at = risk, reportable, now
        vault.seal(row, reason=reason.strip())
        act.detail.update(risk=risk, reportable=reportable)


def record_regulator_told(
    *,
    breach_id: UUID,
    at: datetime,
    late_reason: str = "",
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Record when the regulator was told. Raises Refused when that was late and no reason is given, StaleEdit."""
    with _handling(breach_id, "breach.regulator_told", version=version, by=by, now=now) as (row, _):
        if row.reportable is not True:
            refuse("Assess it as reportable first.").enforce()
        rules.check_reported(aware_at=row.aware_at, at=at, now=now, late_reason=late_reason).enforce()
        row.reported_at = at
        vault.seal(row, late_reason=late_reason.strip())


def record_people_told(
    *,
    breach_id: UUID,
    at: datetime,
    way: str,
    people: int,
    safe: bool,
    words: str = "",
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Record that people affected were told, or why not. Raises Refused unless the way was checked to be safe, StaleEdit."""
    with _handling(breach_id, "breach.people_told", version=version, by=by, now=now) as (row, act):
        rules.check_told(way=way, safe=safe, words=words).enforce()
        rules.check_aware(at, now=now).enforce()
        if by.staff_id is None:
            raise Refused("This is recorded by a person.")
        told = BreachTold(id=uuid4(), breach=row, at=at, way=way, people=people, recorded_by_id=by.staff_id)
        vault.seal(told, words=words.strip())
        told.save(force_insert=True)
        act.detail.update(way=way, people=people)


def add_breach_action(
    *,
    breach_id: UUID,
    what: str,
    owner: str,
    due_on: date,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Add something to be done, with its owner. Raises Refused, StaleEdit."""
    with _handling(breach_id, "breach.action", version=version, by=by, now=now) as (row, _):
        if not what.strip() or not owner.strip():
            refuse("Say what is to be done, and who does it.").enforce()
        made = BreachAction(id=uuid4(), breach=row, due_on=due_on)
        vault.seal(made, what=what.strip(), owner=owner.strip())
        made.save(force_insert=True)


def finish_breach_action(*, breach_id: UUID, action_id: UUID, by: Viewer, now: datetime) -> None:
    """Mark an action as done; doing it twice changes nothing. Raises NoSuchBreach."""
    with _handling(breach_id, "breach.action_done", version=None, by=by, now=now) as (row, _):
        found = BreachAction.objects.filter(pk=action_id, breach=row).first()
        if found is None:
            raise NoSuchBreach
        if found.done_at is None:
            found.done_at = now
            found.save()


def close_breach(*, breach_id: UUID, version: int | None = None, by: Viewer, now: datetime) -> None:
    """Close it, when nothing is left to do. Raises Refused with what is missing, StaleEdit."""
    with _handling(breach_id, "breach.close", version=version, by=by, now=now) as (row, _):
        rules.check_closing(
            reportable=row.reportable,
            reported=row.reported_at is not None,
            risk=row.risk,
            told=BreachTold.objects.filter(breach=row).count(),
            open_actions=BreachAction.objects.filter(breach=row, done_at=None).count(),
        ).enforce()
        row.closed_at = now
