"""One meeting: its agenda, packs, who comes, what is decided about no case, and that it was held."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from upstander.cases.api import NoSuchMeeting
from upstander.cases.joint.api import (
    CAME,
    PROMISE,
    SORTS,
    STATES,
    MeetingPage,
    cancel_meeting,
    hold_meeting,
    joint_meeting,
    move_meeting,
    note_attendance,
    pack_pdf,
    pack_preview,
    put_strategic,
    record_strategic,
    send_pack,
    settle_action,
)
from upstander.confidentiality.api import StaffCard, StaleEdit, everybody
from upstander.lib.decision import Refused
from upstander.lib.marks import mark_of
from upstander.partners.api import called_people
from upstander.people.api import neighbourhoods
from upstander.sites.joint.forms import (
    CameForm,
    DecidedForm,
    HeldForm,
    PackForm,
    SettleForm,
    StrategicForm,
    TimeForm,
    comers,
    owners,
)
from upstander.sites.joint.groups import KEEP, READERS, to
from upstander.sites.paper import pdf
from upstander.sites.refusals import STALE
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.forms.base import StaffForm
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.keeping import forget_typed, is_to_keep, keep_typed, typed_or_kept

Save = Callable[[dict[str, Any]], HttpResponseRedirect]  # Any: values of several kinds of fields


def colleagues() -> list[StaffCard]:
    """Who works here now."""
    return [card for card, _ in everybody()]


@staff_page(READERS)
def meeting(request: HttpRequest, desk: Desk, meeting_id: UUID) -> HttpResponse:
    """One meeting, as far as the viewer may know its agenda."""
    page = joint_meeting(desk.viewer, meeting_id, now=desk.now)
    begun = page.line.at <= desk.now
    context = {
        "page": page,
        "keeps": desk.viewer.may(KEEP),
        "begun": begun,
        "open": page.line.state == "planned",
        "sorts": SORTS,
        "came": CAME,
        "states": STATES,
    }
    return show(request, desk, "joint/meeting.html", context)


@staff_page(READERS, "GET", "POST")
def strategic(request: HttpRequest, desk: Desk, meeting_id: UUID) -> HttpResponse:
    """Put forward something about no case."""
    typed, kept = typed_or_kept(request, desk)
    form = StrategicForm(typed)

    def save(told: dict[str, Any]) -> HttpResponseRedirect:
        put_strategic(
            meeting_id=meeting_id,
            sort=told["sort"],
            words=told["words"],
            neighbourhood=told["neighbourhood"],
            by=desk.viewer,
            now=desk.now,
        )
        return to("meeting", meeting_id, done="recorded")

    places = [("", "Everywhere"), *((each, each) for each in neighbourhoods(desk.viewer))]
    return _step(request, desk, meeting_id, form, save, "joint/strategic.html", places=places, kept=kept)


@staff_page(READERS, "GET", "POST")
def decided(request: HttpRequest, desk: Desk, meeting_id: UUID, about_id: UUID) -> HttpResponse:
    """What was decided about something that is about no case."""
    typed, kept = typed_or_kept(request, desk)
    form = DecidedForm(typed)

    def save(told: dict[str, Any]) -> HttpResponseRedirect:
        record_strategic(
            item_id=about_id,
            decision=told["decision"],
            actions=told["actions"],
            mark=told["mark"],
            by=desk.viewer,
            now=desk.now,
        )
        return to("meeting", meeting_id, done="recorded")

    def start(page: MeetingPage) -> dict[str, Any]:
        said = next((each.decision for each in page.strategic if each.id == about_id), "")
        return {"decision": said, "mark": mark_of(said)}

    return _step(
        request, desk, meeting_id, form, save, "joint/decided.html", start=start, about_id=about_id, kept=kept
    )


@staff_page(READERS, "GET", "POST")
def action(request: HttpRequest, desk: Desk, meeting_id: UUID, undertaking_id: UUID) -> HttpResponse:
    """An action about no case is done, or is not."""
    typed, kept = typed_or_kept(request, desk)
    form = SettleForm(typed)

    def save(told: dict[str, Any]) -> HttpResponseRedirect:
        settle_action(
            action_id=undertaking_id, state=told["state"], answer=told["answer"], by=desk.viewer, now=desk.now
        )
        return to("meeting", meeting_id, done="recorded")

    return _step(
        request, desk, meeting_id, form, save, "joint/action.html", action_id=undertaking_id, kept=kept
    )


@staff_page(KEEP, "GET", "POST")
def move(request: HttpRequest, desk: Desk, meeting_id: UUID) -> HttpResponse:
    """Another time or place, or none at all."""
    form = TimeForm(request.POST if request.method == "POST" else None)

    def save(told: dict[str, Any]) -> HttpResponseRedirect:
        where: dict[str, Any] = {
            "meeting_id": meeting_id,
            "version": told["version"] or 0,
            "by": desk.viewer,
            "now": desk.now,
        }
        if request.POST.get("do") == "cancel":
            cancel_meeting(**where)
        else:
            move_meeting(at=told["moment"], place=told["place"], **where)
        return to("meeting", meeting_id, done="recorded")

    return _step(request, desk, meeting_id, form, save, "joint/move.html", start=TimeForm.start)


@staff_page(KEEP, "GET", "POST")
def attendance(request: HttpRequest, desk: Desk, meeting_id: UUID) -> HttpResponse:
    """Who is expected, came, or sent apologies, and who undertook to keep it confidential."""
    form = CameForm(request.POST if request.method == "POST" else None, initial={"came": "came"})

    def save(told: dict[str, Any]) -> HttpResponseRedirect:
        note_attendance(
            meeting_id=meeting_id,
            name=told["name"],
            came=told["came"],
            promised=told["promised"],
            by=desk.viewer,
            now=desk.now,
            **form.whose(),
        )
        return to("attendance", meeting_id, done="recorded")

    def more(page: MeetingPage) -> dict[str, Any]:
        people = called_people(desk.viewer, {each.agency_id for each in page.members})
        return {"options": comers(page, people, colleagues()), "promise": PROMISE, "came": CAME}

    return _step(request, desk, meeting_id, form, save, "joint/attendance.html", more)


@staff_page(KEEP, "GET", "POST")
def held(request: HttpRequest, desk: Desk, meeting_id: UUID) -> HttpResponse:
    """The meeting took place."""
    typed, kept = typed_or_kept(request, desk)
    form = HeldForm(typed)

    def save(told: dict[str, Any]) -> HttpResponseRedirect:
        hold_meeting(
            meeting_id=meeting_id,
            notes=told["notes"],
            version=told["version"] or 0,
            by=desk.viewer,
            now=desk.now,
        )
        return to("meeting", meeting_id, done="recorded")

    def start(page: MeetingPage) -> dict[str, Any]:
        return {"notes": page.notes, "version": page.version}

    return _step(request, desk, meeting_id, form, save, "joint/held.html", start=start, kept=kept)


@staff_page(KEEP, "GET", "POST")
def pack(request: HttpRequest, desk: Desk, meeting_id: UUID, agency_id: UUID) -> HttpResponse:
    """What one body gets, and sending it."""
    return _handing_over(request, desk, meeting_id, agency_id, "pack")


@staff_page(KEEP, "GET", "POST")
def minutes(request: HttpRequest, desk: Desk, meeting_id: UUID, agency_id: UUID) -> HttpResponse:
    """What one body's minutes say, and sending them."""
    return _handing_over(request, desk, meeting_id, agency_id, "minutes")


def _handing_over(
    request: HttpRequest, desk: Desk, meeting_id: UUID, agency_id: UUID, sort: str
) -> HttpResponse:
    form = PackForm(request.POST if request.method == "POST" else None)

    def save(told: dict[str, Any]) -> HttpResponseRedirect:
        send_pack(
            meeting_id=meeting_id,
            agency_id=agency_id,
            way=told["way"],
            to_whom=told["to_whom"],
            sort=sort,
            by=desk.viewer,
            now=desk.now,
        )
        return to(sort, meeting_id, agency_id, done="recorded")

    def more(page: MeetingPage) -> dict[str, Any]:
        lines = page.minutes if sort == "minutes" else page.members
        member = next((each for each in lines if each.agency_id == agency_id), None)
        if member is None:
            raise NoSuchMeeting
        preview = pack_preview(desk.viewer, meeting_id, agency_id, sort=sort, now=desk.now)
        return {"member": member, "pack": preview, "sorts": SORTS, "states": STATES}

    return _step(request, desk, meeting_id, form, save, f"joint/{sort}.html", more)


@staff_page(READERS)
def paper(request: HttpRequest, desk: Desk, meeting_id: UUID, agency_id: UUID) -> HttpResponse:
    """The pack as a PDF, as far as the viewer may know it."""
    return _on_paper(request, desk, meeting_id, agency_id, "pack")


@staff_page(READERS)
def minutes_paper(request: HttpRequest, desk: Desk, meeting_id: UUID, agency_id: UUID) -> HttpResponse:
    """The minutes as a PDF, as far as the viewer may know them."""
    return _on_paper(request, desk, meeting_id, agency_id, "minutes")


def _on_paper(request: HttpRequest, desk: Desk, meeting_id: UUID, agency_id: UUID, sort: str) -> HttpResponse:
    found = pack_preview(desk.viewer, meeting_id, agency_id, sort=sort, now=desk.now)
    return pdf(pack_pdf(found, now=desk.now), sort)


def _keep(request: HttpRequest, desk: Desk, meeting_id: UUID) -> HttpResponse:
    return keep_typed(request, desk, lambda done: to("meeting", meeting_id, done=done))


def _step(
    request: HttpRequest,
    desk: Desk,
    meeting_id: UUID,
    form: StaffForm,
    save: Save,
    template: str,
    more: Callable[[MeetingPage], dict[str, Any]] | None = None,
    *,
    start: Callable[[MeetingPage], dict[str, Any]] | None = None,
    **given: object,
) -> HttpResponse:
    """A form about one meeting, one action, and where it leads; or the form again with what is wrong. One with
    words to write is given `kept`, when they were kept or None; the others keep nothing. `start`: what the form starts from, where
    it takes the place of what stands."""
    keeps, stale = "kept" in given, False
    if keeps and is_to_keep(request):
        return _keep(request, desk, meeting_id)
    if request.method == "POST" and form.is_valid():
        try:
            onward = save(form.cleaned_data)
            if keeps:
                forget_typed(request, desk)
            return onward
        except Refused as refused:
            form.refuse(refused.reason, refused.clause)
        except StaleEdit:
            stale = True
    page = joint_meeting(desk.viewer, meeting_id, now=desk.now)
    stands = start(page) if start else {}
    form.initial.update(stands)
    if stale:
        mark = "mark" if "mark" in stands else "version"
        form.stale(STALE, stands[mark], mark=mark, stands=stands)
    context = {
        "page": page,
        "form": form,
        "errors": form.complaints(),
        "owners": owners(page, colleagues()),
        **given,
        **(more(page) if more else {}),
    }
    return show(request, desk, template, context, status=422 if context["errors"] else 200)
