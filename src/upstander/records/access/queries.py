"""Reading the log of requests: the list with its clocks, and one request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from upstander.confidentiality.api import Permission, Viewer, audit, reading, staff_cards, vault, viewing
from upstander.records.access.rules import RequestClock
from upstander.records.access.standing import clock
from upstander.records.errors import NoSuchRequest
from upstander.records.models import AccessRequest, AccessSearcher


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One request in one line."""

    id: UUID
    reference: str
    name: str
    received_on: date
    clock: RequestClock
    ending: str


@dataclass(frozen=True, slots=True)
class WaitLine:
    """What was asked, and what came back."""

    kind: str
    asked_on: date
    answered_on: date | None
    words: str
    answer: str


@dataclass(frozen=True, slots=True)
class SearcherLine:
    """Somebody who searches. What they found is not said."""

    name: str
    keeper: bool
    finished_at: datetime | None
    answered_at: datetime | None = None
    second: bool = False


@dataclass(frozen=True, slots=True)
class RequestPage:
    """Everything about one request."""

    line: RequestLine
    version: int
    logged_by: str
    channel: str
    contact: str
    wanted: str
    behalf: str
    representative: str
    identity: str
    identity_words: str
    extension: str
    extension_told_on: date | None
    extension_reason: str
    ended_on: date | None
    ending_way: str
    ending_words: str
    waits: tuple[WaitLine, ...]
    searchers: tuple[SearcherLine, ...]

    @property
    def open_waits(self) -> list[str]:
        """Kinds of questions without an answer."""
        return [wait.kind for wait in self.waits if wait.answered_on is None]


def request_log(viewer: Viewer, *, now: datetime) -> list[RequestLine]:
    """Every request: open ones first, by the day they are due; then those that ended, the latest first. Audited.

    Raises Refused without `access.requests`.
    """
    viewer.check(Permission.ACCESS_REQUESTS).enforce()
    with viewing(viewer):
        rows = list(AccessRequest.objects.order_by("-received_on").prefetch_related("waits"))
        vault.warm(row.id for row in rows)
        lines = [_line(row, now) for row in rows]
        audit.record(by=viewer, now=now, action="access.list", shown=len(rows))
    running = sorted((line for line in lines if not line.ending), key=lambda x: x.clock.due_on or date.max)
    return running + [line for line in lines if line.ending]


def request_page(viewer: Viewer, request_id: UUID, *, now: datetime) -> RequestPage:
    """One request with its words. Audited. Raises Refused without `access.requests`, NoSuchRequest."""
    viewer.check(Permission.ACCESS_REQUESTS).enforce()
    with reading(viewer, now, "access.read", subject_id=request_id):
        row = AccessRequest.objects.filter(pk=request_id).first()
        if row is None:
            raise NoSuchRequest
        searchers = list(AccessSearcher.objects.filter(request=row).order_by("named_at"))
        staff = staff_cards({row.logged_by_id, *(each.staff_id for each in searchers)})
        return RequestPage(
            line=_line(row, now),
            version=row.version,
            logged_by=staff[row.logged_by_id].name if row.logged_by_id in staff else "",
            channel=row.channel,
            contact=vault.unseal(row, "contact"),
            wanted=vault.unseal(row, "wanted"),
            behalf=row.behalf,
            representative=vault.unseal(row, "representative"),
            identity=row.identity,
            identity_words=vault.unseal(row, "identity_words"),
            extension=row.extension,
            extension_told_on=row.extension_told_on,
            extension_reason=vault.unseal(row, "extension_reason"),
            ended_on=row.ended_on,
            ending_way=row.ending_way,
            ending_words=vault.unseal(row, "ending_words"),
            waits=tuple(
                WaitLine(
                    each.kind,
                    each.asked_on,
                    each.answered_on,
                    vault.unseal(each, "words"),
                    vault.unseal(each, "answer"),
                )
                for each in row.waits.order_by("asked_on", "kind")
            ),
            searchers=tuple(
                SearcherLine(
                    staff[each.staff_id].name if each.staff_id in staff else "",
                    each.keeper,
                    each.finished_at,
                    each.answered_at,
                    each.second,
                )
                for each in searchers
            ),
        )


def _line(row: AccessRequest, now: datetime) -> RequestLine:
    return RequestLine(
        row.id, row.reference, vault.unseal(row, "name"), row.received_on, clock(row, now), row.ending
    )
