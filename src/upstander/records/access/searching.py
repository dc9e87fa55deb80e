"""Searching for a requester: people named by the data-protection officer look with their own eyes, and confirm each find.

The officer learns who has finished and nothing of what was found, so that a sealed case stays unknown (clause 4.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db.models import QuerySet

from upstander.cases.api import NoSuchCase
from upstander.cases.queries.api import CasePage, NamingCase, case_page, cases_naming, contact_tokens
from upstander.confidentiality.api import (
    Act,
    AuditLine,
    Permission,
    StaffCard,
    Viewer,
    acting,
    blind_index,
    fetch,
    readers_of_case,
    reading,
    vault,
    viewing,
)
from upstander.intake.api import ReportContent, reports_of_case
from upstander.lib.decision import Refused, refuse
from upstander.people.api import PersonCard, people_like, person_cards
from upstander.records.access.naming import KEEPERS, searchers, without_ties
from upstander.records.access.standing import clock
from upstander.records.errors import NoSuchRequest
from upstander.records.models import AccessCase, AccessPerson, AccessRequest, AccessSearcher

SEARCHERS = (Permission.CASE_READ_ALL, Permission.CASE_READ_SEALED)


@dataclass(frozen=True, slots=True)
class SearchLine:
    """A request that somebody is named to."""

    id: UUID
    reference: str
    due_on: date | None
    finished: bool


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case that may be about the requester. `part`: empty while nobody has looked, else "party", "named" or "other"."""

    case: NamingCase
    part: str
    party_id: UUID | None


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What one searcher sees of a request."""

    line: SearchLine
    name: str
    contact: str
    wanted: str
    person: PersonCard | None
    person_confirmed: bool
    people: tuple[PersonCard, ...]
    cases: tuple[FoundCase, ...]


@dataclass(frozen=True, slots=True)
class HeldPage:
    """What one case holds about the requester. `alleged`: they are the alleged perpetrator on it."""

    page: CasePage
    reports: tuple[ReportContent, ...]
    readers: tuple[AuditLine, ...]
    part: str
    role_label: str
    alleged: bool


def searchers_to_name(viewer: Viewer, request_id: UUID) -> list[tuple[StaffCard, bool]]:
    """Who can be named to this request, and whether each is a keeper of sealed cases. Raises Refused without `access.requests`,
    NoSuchRequest."""
    viewer.check(Permission.ACCESS_REQUESTS).enforce()
    with viewing(viewer):
        row = AccessRequest.objects.filter(pk=request_id).first()
        if row is None:
            raise NoSuchRequest
        return without_ties(row, searchers())


def second_readers(viewer: Viewer, request_id: UUID) -> list[StaffCard]:
    """Who can be appointed to read a keeper's answer of this request: nobody, while two keepers can be named to it. Whoever is kept
    from a case that may be about the requester is left out without a word. Raises Refused, NoSuchRequest."""
    found = searchers_to_name(viewer, request_id)
    enough = sum(keeper for _, keeper in found) >= KEEPERS
    return [] if enough else [card for card, keeper in found if not keeper]


def name_searcher(
    *, request_id: UUID, staff_id: UUID, second: bool = False, by: Viewer, now: datetime
) -> None:
    """Let one person search for what this request asks for; a second time changes nothing. `second`: for want of a second keeper
    they also read what a keeper puts together for it, and nothing else that is sealed. Raises Refused, NoSuchRequest."""
    found = [keeper for card, keeper in searchers_to_name(by, request_id) if card.id == staff_id]
    if second and staff_id not in {card.id for card in second_readers(by, request_id)}:
        raise Refused("Name a second keeper of sealed cases: there is one. Or choose somebody from the list.")
    with acting(by, now, "access.name_second" if second else "access.name_searcher", subject_id=request_id):
        row = AccessRequest.objects.select_for_update().filter(pk=request_id).first()
        if row is None:
            raise NoSuchRequest
        if row.ended_on is not None:
            raise Refused("This request has ended.")
        if not found:
            raise Refused("Choose somebody who reads cases as part of their work.")
        if not row.identity:
            refuse(
                "Confirm first who they are. Nobody searches for somebody whose identity is not known."
            ).enforce()
        AccessSearcher.objects.bulk_create(
            [AccessSearcher(id=uuid4(), request=row, staff_id=staff_id, keeper=found[0], named_at=now)],
            ignore_conflicts=True,
        )
        if second:
            AccessSearcher.objects.filter(request=row, staff_id=staff_id).update(second=True)


def my_searches(viewer: Viewer, *, now: datetime) -> list[SearchLine]:
    """Requests that the viewer is named to and that have not ended, what is due first."""
    if viewer.staff_id is None or not viewer.check(*SEARCHERS):
        return []
    with viewing(viewer):
        mine = AccessSearcher.objects.filter(staff_id=viewer.staff_id).select_related("request")
        lines = [search_line(row, now) for row in mine if row.request.ended_on is None]
    return sorted(lines, key=lambda line: (line.finished, line.due_on or date.max))


def open_searches(viewer: Viewer) -> int:
    """How many requests the viewer is named to, for the way there. Codes and counts only."""
    if viewer.staff_id is None or not viewer.check(*SEARCHERS):
        return 0
    with viewing(viewer):
        return len(fetch(_named_to, viewer.staff_id))


def _named_to(staff_id: UUID) -> QuerySet[AccessSearcher, UUID]:
    named = AccessSearcher.objects.filter(staff_id=staff_id, request__ended_on=None)
    return named.values_list("id", flat=True)


def search_page(viewer: Viewer, request_id: UUID, *, now: datetime) -> SearchPage:
    """The request with everything that may be about the requester, of what the viewer may see. Audited. Raises NoSuchRequest."""
    with reading(viewer, now, "access.search", subject_id=request_id):
        searcher = searcher_of(viewer, request_id)
        row = searcher.request
        name, contact = vault.unseal(row, "name"), vault.unseal(row, "contact")
        confirmed = _person_of(row)
        may_look = viewer.may(Permission.DIRECTORY_SEARCH)
        known = person_cards(viewer, [confirmed]) if confirmed and may_look else {}
        settled = {each.case_id: each for each in AccessCase.objects.filter(request=row)}
        found = cases_naming(viewer, name=name, contact=contact, people=[confirmed] if confirmed else [])
        return SearchPage(
            line=search_line(searcher, now),
            name=name,
            contact=contact,
            wanted=vault.unseal(row, "wanted"),
            person=known.get(confirmed) if confirmed else None,
            person_confirmed=confirmed is not None,
            people=tuple(_people(viewer, name, contact)) if may_look and not confirmed else (),
            cases=tuple(_found(case, settled.get(case.id)) for case in found),
        )


def confirm_person(*, request_id: UUID, person_id: UUID, by: Viewer, now: datetime) -> None:
    """The requester is this entry of the directory; may be corrected until the search is finished. Raises Refused, NoSuchRequest."""
    by.check(Permission.DIRECTORY_SEARCH).enforce()
    with _searching(request_id, "access.person", by=by, now=now) as (searcher, _):
        if person_id not in person_cards(by, [person_id]) or by.staff_id is None:
            raise Refused("There is no such person in the directory.")
        row = AccessPerson.objects.filter(request=searcher.request).first()
        row = row or AccessPerson(id=uuid4(), request=searcher.request)
        row.confirmed_at, row.confirmed_by_id = now, by.staff_id
        vault.seal(row, person=str(person_id))
        row.save()


def settle_case(
    *, request_id: UUID, case_id: UUID, part: str, party_id: UUID | None = None, by: Viewer, now: datetime
) -> None:
    """Say what the requester is in this case: one of its people ("party"), named in it, or somebody else ("other").

    Raises Refused, NoSuchRequest, NoSuchCase when the viewer may not see it.
    """
    with _searching(request_id, "access.case", by=by, now=now) as (searcher, act):
        people = [each.id for each in case_page(by, case_id, now=now).parties]
        if part not in ("party", "named", "other") or (part == "party" and party_id not in people):
            raise Refused("Say who of them it is, or that it is somebody else.")
        if by.staff_id is None:
            raise Refused("This is settled by a person.")
        act.case_id = case_id
        row = AccessCase.objects.filter(request=searcher.request, case_id=case_id).first()
        row = row or AccessCase(id=uuid4(), request=searcher.request, case_id=case_id)
        row.part, row.party_id = part, party_id if part == "party" else None
        row.settled_at, row.settled_by_id = now, by.staff_id
        row.save()


def finish_search(*, request_id: UUID, by: Viewer, now: datetime) -> None:
    """Everything that the searcher may see was looked at. Raises Refused while a case still waits, NoSuchRequest."""
    page = search_page(by, request_id, now=now)
    with _searching(request_id, "access.finish", by=by, now=now) as (searcher, _):
        if any(not found.part for found in page.cases):
            refuse("Look at each case first, and say whether it is about them.").enforce()
        searcher.finished_at = now
        searcher.save()


def held_page(viewer: Viewer, request_id: UUID, case_id: UUID, *, now: datetime) -> HeldPage:
    """Everything that a confirmed case holds, for a searcher who may see the case. Audited. Raises NoSuchRequest, NoSuchCase."""
    with reading(viewer, now, "access.held", case_id=case_id, subject_id=request_id):
        searcher = searcher_of(viewer, request_id)
        page = case_page(viewer, case_id, now=now)
        row = AccessCase.objects.filter(request=searcher.request, case_id=case_id).first()
        if row is None or row.part == "other":
            raise NoSuchCase
        party = next((each for each in page.parties if each.id == row.party_id), None)
        return HeldPage(
            page=page,
            reports=tuple(reports_of_case(viewer, case_id, [each.id for each in page.reports])),
            readers=readers_of_case(viewer, case_id, limit=500),
            part=row.part,
            role_label=party.role_label if party else "",
            alleged=party is not None and party.role == "perpetrator",
        )


@contextmanager
def _searching(
    request_id: UUID, action: str, *, by: Viewer, now: datetime
) -> Iterator[tuple[AccessSearcher, Act]]:
    with acting(by, now, action, subject_id=request_id) as act:
        searcher = searcher_of(by, request_id)
        if searcher.finished_at is not None:
            raise Refused("Your search is finished.")
        yield searcher, act


def searcher_of(viewer: Viewer, request_id: UUID) -> AccessSearcher:
    """The viewer's part in a request that runs. In a `viewing` block. Raises Refused, NoSuchRequest."""
    viewer.check(*SEARCHERS).enforce()
    if viewer.staff_id is None:
        raise NoSuchRequest
    row = (
        AccessSearcher.objects.select_related("request")
        .filter(request_id=request_id, staff_id=viewer.staff_id, request__ended_on=None)
        .first()
    )
    if row is None:
        raise NoSuchRequest
    return row


def _person_of(row: AccessRequest) -> UUID | None:
    found = AccessPerson.objects.filter(request=row).first()
    return UUID(vault.unseal(found, "person")) if found else None


def _people(viewer: Viewer, name: str, contact: str) -> list[PersonCard]:
    exact, parts = contact_tokens(contact), blind_index.name_parts(name)
    return [card for card, _ in people_like(viewer, exact=exact, parts=parts, homes=set(), limit=50)][:20]


def _found(case: NamingCase, row: AccessCase | None) -> FoundCase:
    return FoundCase(case, row.part if row else "", row.party_id if row else None)


def search_line(row: AccessSearcher, now: datetime) -> SearchLine:
    """A request as its searcher sees it."""
    # Their questions to the requester are not for searchers, who are told the day as it would be without a standstill.
    return SearchLine(
        row.request_id, row.request.reference, clock(row.request, now).due_on, row.finished_at is not None
    )
