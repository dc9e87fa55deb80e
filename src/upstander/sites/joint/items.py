"""One case at a meeting: put forward, what each body may be given, what was decided, taken out."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from upstander.cases.joint.api import (
    OUT,
    STATES,
    STOPPED,
    ItemLine,
    items_of_case,
    joint_item,
    joint_meeting,
    meetings_ahead,
    put_forward,
    record_item,
    share_item,
    take_item_out,
)
from upstander.cases.queries.api import NO_ENTRIES, case_page
from upstander.confidentiality.api import Permission
from upstander.sites.joint.forms import owners
from upstander.sites.joint.item_forms import OutForm, PutForm, RecordForm, ShareForm
from upstander.sites.joint.meetings import colleagues
from upstander.sites.staff.change import FOLLOWED, change_case
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import keeps

WORK = Permission.CASE_WORK
_ANY = ("received", "open", "joined", "routed", "closed")


@staff_page(WORK)
def choose(request: HttpRequest, desk: Desk, case_id: UUID) -> HttpResponse:
    """For which meeting a case is put forward, and where it was before."""
    context = {
        "page": case_page(desk.viewer, case_id, now=desk.now, entries=NO_ENTRIES),
        "ahead": meetings_ahead(desk.viewer, now=desk.now),
        "items": items_of_case(desk.viewer, case_id, now=desk.now),
    }
    return show(request, desk, "joint/choose.html", context)


@staff_page(WORK, "GET", "POST")
@keeps
def put(request: HttpRequest, desk: Desk, case_id: UUID, meeting_id: UUID) -> HttpResponse:
    """Put a case forward for one meeting."""
    meeting = joint_meeting(desk.viewer, meeting_id, now=desk.now)

    def save(form: PutForm, version: int) -> None:
        put_forward(
            case_id=case_id,
            meeting_id=meeting_id,
            item=form.item(),
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    return change_case(
        request,
        desk,
        case_id,
        partial(PutForm, meeting=meeting),
        "joint/put.html",
        save,
        done="recorded",
        states=FOLLOWED,
        context=lambda form, page: _sharing(form, desk),
    )


@staff_page(None)
def one(request: HttpRequest, desk: Desk, agenda_id: UUID) -> HttpResponse:
    """One item, for those who may see its case."""
    item = joint_item(desk.viewer, agenda_id, now=desk.now)
    context = {
        "item": item,
        "works": desk.viewer.may(WORK),
        "begun": item.at <= desk.now,
        "states": STATES,
        "stopped": STOPPED,
        "out": OUT,
    }
    return show(request, desk, "joint/item.html", context)


@staff_page(WORK, "GET", "POST")
@keeps
def share(request: HttpRequest, desk: Desk, agenda_id: UUID) -> HttpResponse:
    """What further bodies may be given."""
    item = joint_item(desk.viewer, agenda_id, now=desk.now)
    meeting = joint_meeting(desk.viewer, item.meeting_id, now=desk.now)

    def save(form: ShareForm, version: int) -> None:
        share_item(
            case_id=item.case_id,
            item_id=agenda_id,
            shares=form.shares(),
            terms=form.terms(),
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    return _change(
        request,
        desk,
        item,
        partial(ShareForm, meeting=meeting, item=item),
        "joint/share.html",
        save,
        FOLLOWED,
        lambda form, page: _sharing(form, desk),
    )


@staff_page(WORK, "GET", "POST")
@keeps
def out(request: HttpRequest, desk: Desk, agenda_id: UUID) -> HttpResponse:
    """Take it off the agenda, or out of one body's pack."""
    item = joint_item(desk.viewer, agenda_id, now=desk.now)
    bodies = [(str(each.agency_id), f"{each.agency} alone") for each in item.shares if not each.stopped_at]

    def save(form: OutForm, version: int) -> None:
        told = form.cleaned_data
        take_item_out(
            case_id=item.case_id,
            item_id=agenda_id,
            why=told["why"],
            words=told["words"],
            agency_id=UUID(told["agency"]) if told["agency"] else None,
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    return _change(
        request,
        desk,
        item,
        partial(OutForm, bodies=bodies),
        "joint/out.html",
        save,
        _ANY,
    )


@staff_page(WORK, "GET", "POST")
@keeps
def record(request: HttpRequest, desk: Desk, agenda_id: UUID) -> HttpResponse:
    """What was said and decided, and who does what by when."""
    item = joint_item(desk.viewer, agenda_id, now=desk.now)
    meeting = joint_meeting(desk.viewer, item.meeting_id, now=desk.now)

    def save(form: RecordForm, version: int) -> None:
        told = form.cleaned_data
        record_item(
            case_id=item.case_id,
            item_id=agenda_id,
            said=told["said"],
            decision=told["decision"],
            minute=told["minute"],
            minute_kinds=told["minute_kinds"],
            actions=told["actions"],
            version=version,
            by=desk.viewer,
            now=desk.now,
        )

    return _change(
        request,
        desk,
        item,
        RecordForm,
        "joint/record.html",
        save,
        FOLLOWED,
        lambda form, page: {"item": item, "owners": owners(meeting, colleagues())},
        initial={
            "said": item.said,
            "decision": item.decision,
            "minute": item.minute,
            "minute_kinds": list(item.minute_kinds),
        },
    )


def _change(
    request: HttpRequest,
    desk: Desk,
    item: ItemLine,
    form_class: Any,  # Any: one of the forms above, closed over what it needs
    template: str,
    save: Any,
    states: tuple[str, ...],
    context: Any = None,
    initial: dict[str, str | list[str]] | None = None,
) -> HttpResponse:
    """`change_case`, and back to the item."""
    given: Any = context or (lambda form, page: {})
    return change_case(
        request,
        desk,
        item.case_id,
        form_class,
        template,
        save,
        done="recorded",
        states=states,
        context=lambda form, page: {"item": item, **given(form, page)},
        initial=initial,
        to=reverse("joint:item", args=[item.id]),
    )


def _sharing(form: PutForm | ShareForm, desk: Desk) -> dict[str, Any]:
    bodies = [
        {
            "field": form.field_of(each.agency_id),
            "name": each.name,
            "agreed": sorted(form.agreed.get(each.name, ())),
        }
        for each in form.meeting.members
    ]
    return {"meeting": form.meeting, "bodies": bodies, "manager": desk.viewer.may(Permission.CASE_CLOSE)}
