"""Groups: the list, one group with its meetings, its schedule, its members, its calendar."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from upstander.cases.joint.api import (
    EVERY,
    WEEKDAYS,
    WEEKS,
    add_group,
    add_meeting,
    calendar_entry,
    change_group,
    end_group,
    joint_group,
    joint_groups,
    late_joint_actions,
    meetings_ahead,
    set_members,
)
from upstander.confidentiality.api import Permission, StaleEdit
from upstander.lib.decision import Refused
from upstander.lib.marks import mark_of
from upstander.partners.api import agencies
from upstander.sites.joint.forms import GroupForm, MembersForm, TimeForm
from upstander.sites.refusals import STALE, refusing
from upstander.sites.staff.desk import Desk
from upstander.sites.staff.frame import show
from upstander.sites.staff.guard import staff_page
from upstander.sites.staff.times import typed_date

READERS = (Permission.CASE_WORK, Permission.FORUM_KEEP)
KEEP = Permission.FORUM_KEEP


def to(name: str, *args: object, done: str = "") -> HttpResponseRedirect:
    """Where a form leads once it was saved."""
    address = reverse(f"joint:{name}", args=args)
    return HttpResponseRedirect(f"{address}?done={done}" if done else address)


@staff_page(READERS)
def everything(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every group, the meetings ahead, and what is late."""
    context = {
        "groups": joint_groups(desk.viewer, now=desk.now),
        "ahead": meetings_ahead(desk.viewer, now=desk.now)[:8],
        "late": late_joint_actions(desk.viewer, now=desk.now),
        "every": EVERY,
        "keeps": desk.viewer.may(KEEP),
    }
    return show(request, desk, "joint/groups.html", context)


@staff_page(READERS)
def one(request: HttpRequest, desk: Desk, group_id: UUID) -> HttpResponse:
    """One group."""
    page = joint_group(desk.viewer, group_id, now=desk.now)
    context = {"page": page, "keeps": desk.viewer.may(KEEP), "when": when_words(page.told)}
    return show(request, desk, "joint/group.html", context)


@staff_page(KEEP, "GET", "POST")
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Begin a group."""
    return _form(request, desk, None)


@staff_page(KEEP, "GET", "POST")
def change(request: HttpRequest, desk: Desk, group_id: UUID) -> HttpResponse:
    """Change a group or its schedule."""
    return _form(request, desk, group_id)


def _form(request: HttpRequest, desk: Desk, group_id: UUID | None) -> HttpResponse:
    page = joint_group(desk.viewer, group_id, now=desk.now) if group_id else None
    start = GroupForm.start(page, typed_date(desk.now))
    form = GroupForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            if page is None:
                return to("members", add_group(told=form.told(), by=desk.viewer, now=desk.now))
            version = form.cleaned_data["version"] or 0
            change_group(
                group_id=page.line.id, told=form.told(), version=version, by=desk.viewer, now=desk.now
            )
            return to("group", page.line.id, done="recorded")
        except Refused as refused:
            form.refuse(refused.reason, refused.clause)
        except StaleEdit as stale:
            form.stale(STALE, stale.current_version, stands=start)
    context = {"form": form, "page": page, "errors": form.complaints()}
    return show(request, desk, "joint/group_form.html", context, status=422 if context["errors"] else 200)


@staff_page(KEEP, "GET", "POST")
def members(request: HttpRequest, desk: Desk, group_id: UUID) -> HttpResponse:
    """Which bodies belong to it."""
    page = joint_group(desk.viewer, group_id, now=desk.now)
    bodies = agencies(desk.viewer, now=desk.now)
    start = {"members": [str(each) for each in page.member_ids], "mark": mark_of(list(page.member_ids))}
    form = MembersForm(request.POST if request.method == "POST" else None, bodies=bodies, initial=start)
    if request.method == "POST" and form.is_valid():
        with refusing(form, stands=start):
            chosen = [UUID(each) for each in form.cleaned_data["members"]]
            set_members(
                group_id=group_id,
                agency_ids=chosen,
                mark=form.cleaned_data["mark"],
                by=desk.viewer,
                now=desk.now,
            )
            return to("group", group_id, done="recorded")
    context: dict[str, Any] = {"form": form, "page": page, "errors": form.complaints()}
    return show(request, desk, "joint/members.html", context, status=422 if context["errors"] else 200)


@staff_page(KEEP, "POST")
def end(request: HttpRequest, desk: Desk, group_id: UUID) -> HttpResponse:
    """It meets no more."""
    end_group(group_id=group_id, by=desk.viewer, now=desk.now)
    return to("groups", done="recorded")


@staff_page(KEEP, "GET", "POST")
def another(request: HttpRequest, desk: Desk, group_id: UUID) -> HttpResponse:
    """A meeting outside the schedule."""
    page = joint_group(desk.viewer, group_id, now=desk.now)
    form = TimeForm(
        request.POST if request.method == "POST" else None, initial={"at": f"{page.told.at:%H:%M}"}
    )
    if request.method == "POST" and form.is_valid():
        with refusing(form):
            made = add_meeting(
                group_id=group_id, at=form.cleaned_data["moment"], by=desk.viewer, now=desk.now
            )
            return to("meeting", made)
    context = {"form": form, "group": page.line, "errors": form.complaints()}
    return show(request, desk, "joint/another.html", context, status=422 if context["errors"] else 200)


@staff_page(READERS)
def calendar(request: HttpRequest, desk: Desk, group_id: UUID) -> HttpResponse:
    """The meetings ahead, for a calendar. It says nothing of what they are for."""
    page = joint_group(desk.viewer, group_id, now=desk.now)
    answer = HttpResponse(
        calendar_entry(page.ahead, now=desk.now), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="meetings.ics"'
    return answer


def when_words(told: Any) -> str:  # Any: GroupTold, whose codes the words belong to
    """The rule by which a group meets, in words."""
    day = WEEKDAYS[str(told.weekday)]
    at = f"at {told.at:%H:%M}"
    if told.every == "byhand":
        return EVERY["byhand"]
    if told.every in ("weekly", "fortnight"):
        return f"{EVERY[told.every]} on {day}, {at}"
    return f"{EVERY[told.every]} on the {WEEKS[str(told.week)].lower()} {day}, {at}"
