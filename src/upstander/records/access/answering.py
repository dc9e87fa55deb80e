"""The answer to a request for data: each searcher puts together what they may see, another looks at it, and it is released.

A keeper's answer is made and released apart, by keepers alone; whoever handles the request learns only that each has done their part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from upstander.confidentiality.api import (
    Permission,
    StaffAsking,
    Viewer,
    acting,
    elevated,
    reading,
    staff_asking,
    vault,
)
from upstander.lib.decision import Refused, refuse
from upstander.lib.redaction import Someone
from upstander.records.access.searching import SEARCHERS, SearchLine, search_line, searcher_of
from upstander.records.access.standing import waits_of
from upstander.records.bundle import rules
from upstander.records.bundle.colleague import colleague_drafts
from upstander.records.bundle.drafts import Draft
from upstander.records.bundle.gathering import Besides, Telling, directory_draft, gather
from upstander.records.bundle.making import at_work, new_bundle, store_released
from upstander.records.bundle.pages import BundleLine, bundle_lines, given_pages
from upstander.records.bundle.printing import answer_pdf
from upstander.records.bundle.sheets import add_draft
from upstander.records.bundle.takeover import left_behind
from upstander.records.errors import NoSuchBundle
from upstander.records.models import (
    AccessCase,
    AccessPerson,
    AccessRequest,
    AccessSearcher,
    Bundle,
    BundleSheet,
)

NOTHING = Besides()


def lay_out(
    *, request_id: UUID, tell: Telling, besides: Besides = NOTHING, by: Viewer, now: datetime
) -> UUID:
    """Put everything that is confirmed, that the searcher may see, and that nobody has laid out yet into their bundle, as pages with
    suggestions. Answers with the bundle's id. Raises Refused, NoSuchRequest."""
    by.check(*SEARCHERS).enforce()
    with acting(by, now, "bundle.lay_out", subject_id=request_id) as act:
        searcher = searcher_of(by, request_id)
        if searcher.finished_at is None:
            refuse("Finish your search first.").enforce()
        settled = AccessCase.objects.select_for_update().filter(request_id=request_id).exclude(part="other")
        laid = set(BundleSheet.objects.filter(request_id=request_id).values_list("case_id", flat=True))
        fresh = [row for row in settled.order_by("settled_at", "id") if row.case_id not in laid]
        if searcher.keeper and fresh:  # an entry about a keeper's answer is for those who may see its cases
            act.case_id = fresh[0].case_id
        asked = Someone(
            (vault.unseal(searcher.request, "name"),), (vault.unseal(searcher.request, "contact"),)
        )
        entries = _own_entries(by, searcher, besides) if None not in laid else []
        if not fresh and not entries:
            refuse(
                "There is nothing to put together that you see and that nobody has begun already."
            ).enforce()
        bundle = Bundle.objects.filter(
            request_id=request_id, maker_id=searcher.staff_id, released_at=None
        ).first()
        if bundle is None:
            bundle = new_bundle(
                kind="access", request_id=request_id, case_id=None, purpose="", by=by, now=now
            )
        for draft, own in entries:
            start = rules.first_state("survivor", "directory", own=True, reporters=False)
            add_draft(
                bundle,
                draft,
                start,
                case_id=None,
                others=(),
                own=_both(own, asked),
                alleged=False,
                now=now,
            )
        for row in fresh:
            _lay_out_case(bundle, row, asked, tell, besides, by, now)
        bundle.handed_at = bundle.checked_at = bundle.checked_by_id = None
        bundle.version += 1
        bundle.save()
        searcher.answered_at = None
        searcher.save()
        return bundle.id


def _lay_out_case(
    bundle: Bundle,
    row: AccessCase,
    asked: Someone,
    tell: Telling,
    besides: Besides,
    by: Viewer,
    now: datetime,
) -> None:
    held = gather(by, row.case_id, party_id=row.party_id, tell=tell, besides=besides, now=now)
    own = _both(held.own, asked)
    for draft in held.drafts:
        start = rules.first_state(held.part, draft.kind, own=draft.own, reporters=draft.reporters)
        add_draft(
            bundle, draft, start, case_id=row.case_id, others=held.others, own=own, alleged=held.part in rules.ALLEGED, now=now
        )  # fmt: skip


def _both(one: Someone, other: Someone) -> Someone:
    return Someone((*one.names, *other.names), (*one.texts, *other.texts))


def _own_entries(by: Viewer, searcher: AccessSearcher, besides: Besides) -> list[tuple[Draft, Someone]]:
    """What is held about them apart from any case: their entry in the directory, and their account where they are a colleague. An
    ordinary searcher puts it together, so that a keeper's answer holds what is sealed and nothing else."""
    person = _own_entry(by, searcher.request)
    if searcher.keeper:
        return []
    entry = directory_draft(by, person) if person else None
    colleague = _colleague(searcher.request, person)
    drafts = [entry] if entry else []
    if colleague:
        drafts += [each for each in colleague_drafts(colleague, besides) if each[0].lines]
    return drafts


def _colleague(request: AccessRequest, person: UUID | None) -> StaffAsking | None:
    return staff_asking(vault.unseal(request, "name"), vault.unseal(request, "contact"), person)


def _own_entry(by: Viewer, request: AccessRequest) -> UUID | None:
    found = AccessPerson.objects.filter(request=request).first()
    if found is None or not by.may(Permission.DIRECTORY_SEARCH):
        return None
    return UUID(vault.unseal(found, "person"))


def release_answer(*, bundle_id: UUID, way: str, safe: bool, version: int, by: Viewer, now: datetime) -> None:
    """Print it for the last time, seal the copy, and record how it is sent. It can be downloaded from then on. When no page
    is given, it ends without anything being sent. Raises Refused, NoSuchBundle, StaleEdit."""
    with at_work(bundle_id, "bundle.release", by=by, now=now, version=version) as (bundle, act):
        if bundle.request_id is None:
            raise NoSuchBundle
        searcher = searcher_of(by, bundle.request_id)
        if by.staff_id not in (bundle.maker_id, bundle.checked_by_id):
            raise Refused("One of the two who worked on it releases it.")
        pages = given_pages(bundle, by, now=now)
        whole = BundleSheet.objects.filter(bundle=bundle).count() == bundle.sheets
        rules.check_release(
            checked=bundle.checked_at is not None, whole=whole, way=way, safe=safe, given=bool(pages)
        ).enforce()
        _check_requester(searcher.request)
        store_released(
            bundle, answer_pdf(pages, now=now) if pages else b"", way=way if pages else "none", by=by, now=now
        )
        act.detail["given"] = bool(pages)


def _check_requester(request: AccessRequest) -> None:
    """Data leaves only for somebody whose identity and authority are shown; what was asked of them is for whoever handles requests."""
    with elevated("release of an answer"):  # locked, so that nobody ends it meanwhile
        ended = (
            AccessRequest.objects.select_for_update().values_list("ended_on", flat=True).get(pk=request.pk)
        )
        waits = waits_of(request)
    if ended is not None:
        raise Refused("This request has ended. Nothing leaves for it.")
    if not request.identity or any(wait.answered_on is None for wait in waits):
        refuse("Nothing leaves yet: the data-protection officer waits for an answer from them.").enforce()
    if request.behalf != "self" and not any(wait.kind == "authority" for wait in waits):
        refuse(
            "Nothing leaves yet: they ask for somebody else, and their authority has not been shown."
        ).enforce()


def finish_answer(*, request_id: UUID, by: Viewer, now: datetime) -> None:
    """Everything that this searcher may see and give has been released, or there was nothing. Raises Refused, NoSuchRequest."""
    by.check(*SEARCHERS).enforce()
    with acting(by, now, "access.answered", subject_id=request_id):
        searcher = searcher_of(by, request_id)
        if searcher.finished_at is None:
            refuse("Finish your search first.").enforce()
        if Bundle.objects.filter(
            request_id=request_id, maker_id=searcher.staff_id, released_at=None
        ).exists():
            refuse("What you put together has not been released yet.").enforce()
        if left_behind(request_id, by):
            refuse(
                "Somebody who is no longer there put a part of it together. Take that over first."
            ).enforce()
        laid = set(BundleSheet.objects.filter(request_id=request_id).values_list("case_id", flat=True))
        settled = AccessCase.objects.filter(request_id=request_id).exclude(part="other")
        if set(settled.values_list("case_id", flat=True)) - laid:
            refuse("A case that is about them has not been put together yet. Do that first.").enforce()
        searcher.answered_at = now
        searcher.save()


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """A searcher's part of an answer. `waiting`: how many confirmed cases of theirs nobody has put together; `entry`: the one in the
    directory waits; `bundles`: theirs, and those that they may look at."""

    line: SearchLine
    name: str
    waiting: int
    entry: bool
    bundles: tuple[BundleLine, ...]
    answered: bool


def answer_page(viewer: Viewer, request_id: UUID, *, now: datetime) -> AnswerPage:
    """What a searcher still has to do for the answer. Audited. Raises Refused, NoSuchRequest."""
    with reading(viewer, now, "access.search", subject_id=request_id):
        searcher = searcher_of(viewer, request_id)
        laid = set(BundleSheet.objects.filter(request_id=request_id).values_list("case_id", flat=True))
        settled = AccessCase.objects.filter(request_id=request_id).exclude(part="other")
        person = _own_entry(viewer, searcher.request)
        waits = None not in laid and not searcher.keeper
        return AnswerPage(
            line=search_line(searcher, now),
            name=vault.unseal(searcher.request, "name"),
            waiting=len(set(settled.values_list("case_id", flat=True)) - laid),
            entry=waits and bool(person or _colleague(searcher.request, person)),
            bundles=tuple(bundle_lines(viewer, request_id=request_id, now=now)),
            answered=searcher.answered_at is not None,
        )
