"""Legal holds, and the dates that retention counts from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID, uuid4

from upstander.cases.api import NoSuchCase, current_edition, lock_case
from upstander.cases.queries.api import conflicts_of
from upstander.confidentiality.api import Permission, StaleEdit, Viewer, acting, elevated, vault
from upstander.lib.decision import refuse
from upstander.lib.marks import mark_of
from upstander.policy.api import StartEvent
from upstander.records import rules
from upstander.records.falling_due import held_back, to_look_at_again
from upstander.records.models import LegalHold, RetentionDay


def place_hold(*, case_id: UUID, reason: str, review_on: date, by: Viewer, now: datetime) -> None:
    """Keep a case from destruction, whatever its age. Takes the case's lock: a run that has not come to it stops before it.

    Whoever prepares disposal may hold a case without reading it. Raises Refused, NoSuchCase.
    """
    with acting(by, now, "records.hold", case_id=case_id), _held_by(case_id, by):
        today = current_edition(now).calendar.local(now).date()
        held = LegalHold.objects.filter(case_id=case_id, released_at=None).exists()
        rules.check_hold(reason, review_on, today=today, held=held).enforce()
        row = LegalHold(
            id=uuid4(), case_id=case_id, placed_at=now, placed_by_id=by.staff_id, review_on=review_on
        )
        vault.seal(row, reason=reason.strip())
        row.save(force_insert=True)
        held_back(case_id)


def review_hold(
    *, case_id: UUID, review_on: date, mark: str | None = None, by: Viewer, now: datetime
) -> None:
    """Somebody looked at the hold: it stays until that day. `mark` as it was shown. Raises Refused, NoSuchCase, StaleEdit."""
    with acting(by, now, "records.review_hold", case_id=case_id), _held_by(case_id, by):
        today = current_edition(now).calendar.local(now).date()
        row = LegalHold.objects.filter(case_id=case_id, released_at=None).first()
        if row is None:
            refuse("This case is not on hold.").enforce()
            return
        if mark not in (None, mark_of(row.review_on)):
            raise StaleEdit
        rules.check_review(review_on, today=today).enforce()
        row.review_on = review_on
        row.save()


def release_hold(*, case_id: UUID, reason: str, by: Viewer, now: datetime) -> None:
    """End a hold, with why. Raises Refused, NoSuchCase."""
    with acting(by, now, "records.release_hold", case_id=case_id), _held_by(case_id, by):
        row = LegalHold.objects.filter(case_id=case_id, released_at=None).first()
        if row is None:
            refuse("This case is not on hold.").enforce()
            return
        if not reason.strip():
            refuse("Say why it need not be kept any longer.", rules.CLAUSE).enforce()
        to_look_at_again(case_id)
        row.released_at, row.released_by_id = now, by.staff_id
        vault.seal(row, release_reason=reason.strip())
        row.save()


def record_day(*, case_id: UUID, event: StartEvent, day: date, by: Viewer, now: datetime) -> None:
    """Record when an order or an employment ends, or when the youngest child was born. The latest of each counts."""
    with acting(by, now, "records.day", case_id=case_id) as act, _held_by(case_id, by):
        if event not in (StartEvent.CHILD_18, StartEvent.ORDER_ENDS, StartEvent.EMPLOYMENT_ENDS):
            refuse("This date is known from the case itself.").enforce()
        if event is StartEvent.CHILD_18 and day > current_edition(now).calendar.local(now).date():
            refuse("A birth date is not in the future. Check the year.").enforce()
        row = RetentionDay(
            id=uuid4(), case_id=case_id, event=event.value, recorded_at=now, recorded_by_id=by.staff_id
        )
        vault.seal(row, day=day.isoformat())
        row.save(force_insert=True)
        to_look_at_again(case_id)
        act.detail["event"] = event.value


@contextmanager
def _held_by(case_id: UUID, by: Viewer) -> Iterator[None]:
    """The case under lock, for its managers; for whoever prepares disposal as well, unless it is sealed or they are in conflict."""
    by.check(Permission.CASE_HOLD).enforce()
    if lock_case(case_id) is not None:
        yield
        return
    if not by.may(Permission.DISPOSAL_PREPARE) or case_id in conflicts_of(by):
        raise NoSuchCase
    with elevated("hold by whoever prepares disposal"):
        found = lock_case(case_id)
        if found is None or found[1]:
            raise NoSuchCase
        yield
