"""The log of requests for one's own data, kept by the data-protection officer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import connection

from upstander.confidentiality.api import Act, Permission, StaleEdit, Viewer, acting, elevated, vault
from upstander.lib.decision import Refused, refuse
from upstander.lib.references import make_reference
from upstander.records.access import rules
from upstander.records.access.naming import searchers
from upstander.records.access.standing import clock, local_day, waits_of
from upstander.records.errors import NoSuchRequest
from upstander.records.models import AccessRequest, AccessSearcher, AccessWait


def log_request(
    *,
    name: str,
    contact: str,
    wanted: str,
    received_on: date,
    channel: str,
    behalf: str = "self",
    representative: str = "",
    by: Viewer,
    now: datetime,
) -> UUID:
    """Put a request on the log; the month begins on the day it reached anybody here. Answers with its id. Raises Refused."""
    by.check(Permission.ACCESS_REQUESTS).enforce()
    if by.staff_id is None:
        raise Refused("A request is put on the log by a person.")
    if channel not in rules.CHANNELS or behalf not in rules.BEHALVES:
        raise Refused("Say how the request came, and for whom.")
    rules.check_logging(
        name=name,
        behalf=behalf,
        representative=representative,
        received_on=received_on,
        today=local_day(now),
    ).enforce()
    with acting(by, now, "access.log") as act:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('records_access_number_seq')")
            number = int(cursor.fetchone()[0])
        row = AccessRequest(
            id=uuid4(),
            number=number,
            reference=make_reference("A", number),
            received_on=received_on,
            channel=channel,
            logged_at=now,
            logged_by_id=by.staff_id,
            behalf=behalf,
        )
        with elevated("key of a request for data"):
            vault.create_key(row.id, "access")
        who = representative.strip() if behalf != "self" else ""
        vault.seal(row, name=name.strip(), contact=contact.strip(), wanted=wanted.strip(), representative=who)
        row.save(force_insert=True)
        act.subject_id = row.id
    return row.id


@contextmanager
def _handling(
    request_id: UUID, action: str, *, version: int | None, by: Viewer, now: datetime
) -> Iterator[tuple[AccessRequest, Act]]:
    by.check(Permission.ACCESS_REQUESTS).enforce()
    with acting(by, now, action, subject_id=request_id) as act:
        row = AccessRequest.objects.select_for_update().filter(pk=request_id).first()
        if row is None:
            raise NoSuchRequest
        if version is not None and version != row.version:
            raise StaleEdit(row.version)
        if row.ended_on is not None:
            raise Refused("This request has ended. Log a new one if they ask again.")
        yield row, act
        row.version += 1
        row.save()


def ask_requester(
    *,
    request_id: UUID,
    kind: str,
    asked_on: date,
    words: str,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Record that they were asked for proof, or what they mean. Raises Refused when the time is over already, StaleEdit."""
    with _handling(request_id, "access.ask", version=version, by=by, now=now) as (row, act):
        rules.check_asking(
            kind,
            asked_on=asked_on,
            words=words,
            behalf=row.behalf,
            clock=clock(row, now),
            waits=waits_of(row),
            received_on=row.received_on,
            today=local_day(now),
        ).enforce()
        if kind == "identity" and row.identity:
            refuse("Who they are was confirmed already.").enforce()
        wait = AccessWait(id=uuid4(), request=row, kind=kind, asked_on=asked_on)
        vault.seal(wait, words=words.strip())
        wait.save(force_insert=True)
        act.detail.update(kind=kind)


def record_answer(
    *,
    request_id: UUID,
    kind: str,
    answered_on: date,
    words: str = "",
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Their answer to our open question of this kind came. Raises Refused when none is open, StaleEdit."""
    with _handling(request_id, "access.answer", version=version, by=by, now=now) as (row, act):
        if kind == "identity":
            refuse("Confirm who they are instead: that also answers the question.").enforce()
        _answer(row, kind, answered_on, words, now)
        act.detail.update(kind=kind)


def confirm_identity(
    *,
    request_id: UUID,
    how: str,
    on: date,
    words: str = "",
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Who they are is known; an open question about it is answered on that day. Raises Refused, StaleEdit."""
    with _handling(request_id, "access.identity", version=version, by=by, now=now) as (row, act):
        if how not in rules.IDENTITIES:
            refuse("Say how it was checked.").enforce()
        if row.identity:
            refuse("Who they are was confirmed already.").enforce()
        if not row.received_on <= on <= local_day(now):
            refuse("Give the day of the check: not before the request came, and not in the future.").enforce()
        if AccessWait.objects.filter(request=row, kind="identity", answered_on=None).exists():
            _answer(row, "identity", on, words, now)
        row.identity, row.identity_at = how, now
        vault.seal(row, identity_words=words.strip())
        act.detail.update(how=how)


def _answer(row: AccessRequest, kind: str, answered_on: date, words: str, now: datetime) -> None:
    wait = AccessWait.objects.filter(request=row, kind=kind, answered_on=None).first()
    if wait is None:
        raise Refused("No such question is open.")
    asked = rules.Wait(wait.kind, wait.asked_on)
    rules.check_answered(asked, answered_on=answered_on, today=local_day(now)).enforce()
    wait.answered_on = answered_on
    vault.seal(wait, answer=words.strip())
    wait.save()


def extend_request(
    *,
    request_id: UUID,
    kind: str,
    reason: str,
    told_on: date,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Two months more, when they were told why within the first. Raises Refused, StaleEdit."""
    with _handling(request_id, "access.extend", version=version, by=by, now=now) as (row, act):
        rules.check_extension(
            kind,
            reason=reason,
            told_on=told_on,
            extended=bool(row.extension),
            clock=clock(row, now),
            received_on=row.received_on,
            today=local_day(now),
        ).enforce()
        row.extension, row.extension_told_on = kind, told_on
        vault.seal(row, extension_reason=reason.strip())
        act.detail.update(kind=kind)


def end_request(
    *,
    request_id: UUID,
    ending: str,
    ended_on: date,
    way: str = "",
    safe: bool = False,
    words: str = "",
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Record how it ended and how it was sent. Raises Refused with what is missing, StaleEdit."""
    with _handling(request_id, "access.end", version=version, by=by, now=now) as (row, act):
        may_search = {card.id for card, _ in searchers()}  # who left or changed post holds nothing up
        rules.check_ending(
            ending,
            ended_on=ended_on,
            way=way,
            safe=safe,
            words=words,
            identity=row.identity,
            behalf=row.behalf,
            waits=waits_of(row),
            enough=rules.enough(
                (each.keeper, each.second)
                for each in AccessSearcher.objects.filter(request=row)
                if each.answered_at is not None or each.staff_id in may_search
            ),
            searched=rules.searched(
                (each.keeper, each.finished_at is not None)
                for each in AccessSearcher.objects.filter(request=row)
                if each.finished_at is not None or each.staff_id in may_search
            ),
            given=rules.searched(
                (each.keeper, each.answered_at is not None)
                for each in AccessSearcher.objects.filter(request=row)
                if each.answered_at is not None or each.staff_id in may_search
            ),
            received_on=row.received_on,
            today=local_day(now),
        ).enforce()
        row.ending, row.ended_on, row.ended_at = ending, ended_on, now
        row.ending_way = way if ending == "answered" else ""
        vault.seal(row, ending_words=words.strip())
        act.detail.update(ending=ending)
