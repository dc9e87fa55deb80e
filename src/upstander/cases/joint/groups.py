"""Groups, their members, and the meetings that their schedule gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from upstander.cases.editions import current_edition
from upstander.cases.errors import NoSuchMeeting
from upstander.cases.joint.rules import AHEAD, GroupTold, check_group, days_of
from upstander.cases.models import AgendaItem, GroupMember, JointGroup, Meeting
from upstander.cases.officers import holders, tell
from upstander.confidentiality.api import (
    Act,
    Permission,
    StaleEdit,
    Viewer,
    acting,
    elevated,
    vault,
)
from upstander.lib.days import london_day
from upstander.lib.decision import Refused, refuse
from upstander.lib.marks import mark_of
from upstander.partners.api import agencies

_LONDON = ZoneInfo("Europe/London")


def add_group(*, told: GroupTold, by: Viewer, now: datetime) -> UUID:
    """Begin a group, with the meetings that its schedule gives for the next hundred days. Raises Refused."""
    by.check(Permission.FORUM_KEEP).enforce()
    check_group(told).enforce()
    with acting(by, now, "joint.group") as act:
        row = JointGroup(id=uuid4(), **_fields(told))
        act.subject_id = row.id
        with elevated("key of a joint group"):
            vault.create_key(row.id, "group")
        row.save(force_insert=True)
        _plan(row, now)
    return row.id


def change_group(*, group_id: UUID, told: GroupTold, version: int, by: Viewer, now: datetime) -> None:
    """Change a group. Meetings ahead on days that the new rule does not give are called off, whatever they hold, and whoever has a
    case there is told. Raises Refused, StaleEdit."""
    by.check(Permission.FORUM_KEEP).enforce()
    check_group(told).enforce()
    with acting(by, now, "joint.group_change", subject_id=group_id):
        row = _locked_group(group_id)
        if row.version != version:
            raise StaleEdit(row.version)
        for name, value in _fields(told).items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        days = set(days_of(told, until=london_day(now) + AHEAD))
        ahead = Meeting.objects.filter(group=row, state="planned", at__gt=now)
        if told.every != "byhand":
            for meeting in ahead:
                if meeting.planned_on not in days:
                    _call_off(meeting, now)
        _plan(row, now)


def end_group(*, group_id: UUID, by: Viewer, now: datetime) -> None:
    """The group meets no more. What it held stays. Again: no change. Raises Refused."""
    by.check(Permission.FORUM_KEEP).enforce()
    with acting(by, now, "joint.group_end", subject_id=group_id):
        row = _locked_group(group_id)
        if row.ended_at is None:
            row.ended_at = now
            row.version += 1
            row.save()
            for meeting in Meeting.objects.filter(group=row, state="planned", at__gt=now):
                _call_off(meeting, now)


def set_members(
    *, group_id: UUID, agency_ids: Iterable[UUID], mark: str | None = None, by: Viewer, now: datetime
) -> None:
    """Which bodies belong to the group from now on. `mark`: of those that were shown. Raises Refused, StaleEdit."""
    by.check(Permission.FORUM_KEEP).enforce()
    wanted = set(agency_ids)
    with acting(by, now, "joint.members", subject_id=group_id) as act:
        row = _locked_group(group_id)
        if not wanted <= {each.id for each in agencies(by, now=now)}:
            raise Refused("One of these bodies is no longer in use. Choose again.")
        there = {each.agency_id: each for each in GroupMember.objects.filter(group=row, ended_at=None)}
        if mark not in (None, mark_of(list(there))):
            raise StaleEdit
        for agency_id in there.keys() - wanted:
            there[agency_id].ended_at = now
            there[agency_id].save(update_fields=["ended_at"])
        for agency_id in wanted - there.keys():
            GroupMember.objects.create(group=row, agency_id=agency_id, since=now)
        act.detail["members"] = len(wanted)


def add_meeting(*, group_id: UUID, at: datetime, by: Viewer, now: datetime) -> UUID:
    """A meeting outside the schedule. Raises Refused."""
    by.check(Permission.FORUM_KEEP).enforce()
    with acting(by, now, "joint.meeting") as act:
        group = _locked_group(group_id)
        _check_ahead(at, now)
        day = london_day(at)
        row = Meeting.objects.filter(group=group, planned_on=day).first()
        if row is not None and row.state != "cancelled":
            raise Refused("The group meets on that day already.")
        row = row or Meeting(id=uuid4(), group=group, planned_on=day)
        row.at, row.place, row.state = at, group.place, "planned"
        row.save()
        act.subject_id = row.id
    return row.id


def move_meeting(
    *, meeting_id: UUID, at: datetime, place: str, version: int, by: Viewer, now: datetime
) -> None:
    """Another time or place. Raises Refused, NoSuchMeeting, StaleEdit."""
    with keeping(meeting_id, "joint.meeting_move", by=by, now=now, version=version) as (row, _):
        if row.state != "planned":
            refuse("This meeting is over or called off.").enforce()
        _check_ahead(at, now)
        row.at, row.place = at, place.strip()[:200]


def cancel_meeting(*, meeting_id: UUID, version: int, by: Viewer, now: datetime) -> None:
    """Call a meeting off. What was put forward for it stays on the cases. Raises Refused, NoSuchMeeting, StaleEdit."""
    with keeping(meeting_id, "joint.meeting_cancel", by=by, now=now, version=version) as (row, _):
        if row.state != "planned":
            refuse("This meeting is over or called off already.").enforce()
        _call_off(row, now)


def plan_ahead(*, by: Viewer, now: datetime) -> int:
    """The meetings of every group for the next hundred days are there. Doing it twice plans them once. Returns how many are new."""
    with acting(by, now, "joint.plan_ahead") as act:
        made = sum(_plan(row, now) for row in JointGroup.objects.filter(ended_at=None))
        act.detail["planned"] = made
    return made


@contextmanager
def keeping(
    meeting_id: UUID,
    action: str,
    *,
    by: Viewer,
    now: datetime,
    version: int | None = None,
    permission: Permission = Permission.FORUM_KEEP,
) -> Iterator[tuple[Meeting, Act]]:
    """A meeting under change, saved at the end. Raises Refused, NoSuchMeeting, StaleEdit."""
    by.check(permission).enforce()
    with acting(by, now, action, subject_id=meeting_id) as act:
        row = Meeting.objects.select_for_update().filter(pk=meeting_id).first()
        if row is None:
            raise NoSuchMeeting
        if version is not None and version != row.version:
            raise StaleEdit(row.version)
        yield row, act
        row.version += 1
        row.save()


def _fields(told: GroupTold) -> dict[str, str | int | date | time]:
    return {
        "name": told.name.strip()[:120],
        "area": told.area.strip()[:120],
        "place": told.place.strip()[:200],
        "every": told.every,
        "week": told.week,
        "weekday": told.weekday,
        "at": told.at,
        "first_on": told.first_on,
    }


def group_told(row: JointGroup) -> GroupTold:
    """The group as the rules read it."""
    return GroupTold(row.name, row.every, row.weekday, row.at, row.first_on, row.week, row.area, row.place)


def _plan(row: JointGroup, now: datetime) -> int:
    """Meetings on the days that the rule gives; one that falls on a bank holiday is on the next working day."""
    off = current_edition(now).calendar
    today, made = london_day(now), 0
    known = set(
        Meeting.objects.filter(group=row).values_list("planned_on", flat=True)
    )  # one called off stays so
    for planned in days_of(group_told(row), until=today + AHEAD):
        day = planned
        if off.day_off(day) not in (None, "weekend"):
            while not off.is_working_day(day):
                day += timedelta(days=1)
        at = datetime.combine(day, row.at, _LONDON).astimezone(UTC)
        if planned in known or at <= now:
            continue
        Meeting.objects.create(group=row, planned_on=planned, at=at, place=row.place)
        made += 1
    return made


def _call_off(meeting: Meeting, now: datetime) -> None:
    """Whoever has a case on its agenda is told. As the system: also of cases that the keeper may not know."""
    meeting.state = "cancelled"
    meeting.save(update_fields=["state"])
    with elevated("joint meeting called off"):
        for item in AgendaItem.objects.filter(meeting=meeting, out_at=None).select_related("case"):
            tell(item.case, holders(item.case, now=now), "joint_called_off", now)


def _check_ahead(at: datetime, now: datetime) -> None:
    if at <= now:
        refuse("That time has passed. Give one that is ahead.").enforce()


def _locked_group(group_id: UUID) -> JointGroup:
    row = JointGroup.objects.select_for_update().filter(pk=group_id, ended_at=None).first()
    if row is None:
        raise NoSuchMeeting
    return row
