"""What staff read of joint action groups. Of cases everybody sees theirs: an item of a case that somebody may not know is in none of
their lists, sums or packs, and nothing is numbered over it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from upstander.cases.errors import NoSuchCase, NoSuchMeeting
from upstander.cases.joint.cards import (
    About,
    ActionLine,
    ComesLine,
    GivenItem,
    GroupLine,
    GroupPage,
    ItemLine,
    MeetingLine,
    MeetingPage,
    MemberLine,
    PackPreview,
    StrategicLine,
)
from upstander.cases.joint.given import about_nobody, given_items, who_was_there
from upstander.cases.joint.groups import group_told
from upstander.cases.joint.held import who_came
from upstander.cases.joint.lines import actions_of_rows, actions_told, items_of, items_of_rows
from upstander.cases.joint.packs import told_in
from upstander.cases.joint.terms import ASKS
from upstander.cases.merged import merged_into
from upstander.cases.models import (
    AgendaItem,
    Attendance,
    GroupMember,
    ItemShare,
    JointAction,
    JointGroup,
    Meeting,
    Pack,
    PackItem,
    StrategicItem,
)
from upstander.cases.rows import case_row
from upstander.confidentiality.api import Permission, Viewer, fetch, reading, vault, viewing
from upstander.lib.days import london_day
from upstander.partners.api import INFORMATION, agency_names, people_to_come

_BEFORE = timedelta(days=400)


def joint_groups(viewer: Viewer, *, now: datetime, ended: bool = False) -> list[GroupLine]:
    """Every group, with its next meeting."""
    with viewing(viewer):
        rows = JointGroup.objects.order_by("name", "area")
        return [_group(row, now) for row in (rows if ended else rows.filter(ended_at=None))]


def joint_group(viewer: Viewer, group_id: UUID, *, now: datetime) -> GroupPage:
    """One group. Raises NoSuchMeeting."""
    with viewing(viewer):
        row = JointGroup.objects.filter(pk=group_id).first()
        if row is None:
            raise NoSuchMeeting
        meetings = list(Meeting.objects.filter(group=row, at__gt=now - _BEFORE).order_by("at"))
        lines = [_meeting(each, row) for each in meetings]
        members = GroupMember.objects.filter(group=row, ended_at=None).values_list("agency_id", flat=True)
        today = london_day(now)
        return GroupPage(
            _group(row, now),
            group_told(row),
            row.version,
            tuple(members),
            tuple(each for each in lines if london_day(each.at) >= today and each.state != "held"),
            tuple(reversed([each for each in lines if london_day(each.at) < today or each.state == "held"])),
        )


def meetings_ahead(viewer: Viewer, *, now: datetime) -> list[MeetingLine]:
    """Meetings for which a case can be put forward, the soonest first."""
    with viewing(viewer):
        rows = Meeting.objects.filter(state="planned", at__gt=now - timedelta(hours=12), group__ended_at=None)
        return [_meeting(row, row.group) for row in rows.select_related("group").order_by("at")[:40]]


def joint_meeting(viewer: Viewer, meeting_id: UUID, *, now: datetime) -> MeetingPage:
    """One meeting, with what the viewer may know of its agenda. Audited. Raises NoSuchMeeting, Refused."""
    viewer.check(Permission.CASE_WORK, Permission.FORUM_KEEP).enforce()
    with reading(viewer, now, "joint.read", subject_id=meeting_id):
        row = Meeting.objects.select_related("group").filter(pk=meeting_id).first()
        if row is None:
            raise NoSuchMeeting
        items = items_of(AgendaItem.objects.filter(meeting=row, out_at=None).order_by("put_at"), now)
        strategic = list(StrategicItem.objects.filter(meeting=row).order_by("put_at"))
        came = list(Attendance.objects.filter(meeting=row).order_by("agency_id", "id"))
        names, called = agency_names({a.agency_id for a in came if a.agency_id}), who_came(came)
        return MeetingPage(
            _meeting(row, row.group),
            row.version,
            tuple(items),
            tuple(
                StrategicLine(
                    each.id,
                    About(each.kind, each.neighbourhood, vault.unseal(each, "words")),
                    vault.unseal(each, "decision"),
                )
                for each in strategic
            ),
            tuple(_members(row, "pack")),
            tuple(_members(row, "minutes")) if row.state == "held" else (),
            tuple(
                ComesLine(
                    each.id,
                    called[each.id],
                    names.get(each.agency_id, "") if each.agency_id else "",
                    each.came,
                    each.promised_at,
                    each.promised_how,
                )
                for each in came
            ),
            tuple(actions_told(JointAction.objects.filter(meeting=row), now)),
            tuple(
                each
                for each in actions_told(
                    JointAction.objects.filter(meeting__group=row.group, meeting__at__lt=row.at), now
                )
                if each.state == "agreed"
            ),
            vault.unseal(row, "notes"),
        )


def joint_item(viewer: Viewer, item_id: UUID, *, now: datetime) -> ItemLine:
    """One item, for somebody who may see its case. Audited. Raises NoSuchMeeting."""
    with viewing(viewer):
        case_id = AgendaItem.objects.filter(pk=item_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NoSuchMeeting
    with reading(viewer, now, "case.joint_read", case_id=case_id, subject_id=item_id):
        return items_of(AgendaItem.objects.filter(pk=item_id), now)[0]


def items_of_case(viewer: Viewer, case_id: UUID, *, now: datetime) -> tuple[ItemLine, ...]:
    """Where a case was put forward, the latest first; part of the case page's own read. Raises NoSuchCase."""
    with viewing(viewer):
        case = case_row(case_id)
        if case is None:
            raise NoSuchCase
        return tuple(items_of_rows(fetch(_items, [case_id, *merged_into(case)]), now))


def _items(cases: list[UUID]) -> QuerySet[AgendaItem]:
    rows = AgendaItem.objects.filter(case__in=cases).order_by("-put_at")
    return rows.select_related("case", "meeting__group")


def pack_preview(
    viewer: Viewer, meeting_id: UUID, agency_id: UUID, *, sort: str = "pack", now: datetime
) -> PackPreview:
    """What one body was or will be given in its pack or its minutes, as far as the viewer may know. Minutes are shown as they would go
    out now. Audited. Raises NoSuchMeeting, Refused."""
    viewer.check(Permission.CASE_WORK, Permission.FORUM_KEEP).enforce()
    with reading(viewer, now, "joint.preview", subject_id=meeting_id):
        row = Meeting.objects.select_related("group").filter(pk=meeting_id).first()
        names = agency_names([agency_id])
        if row is None or agency_id not in names:
            raise NoSuchMeeting
        lines = list(
            PackItem.objects.filter(pack__meeting=row, pack__sort="pack", agency_id=agency_id, out_at=None)
            .select_related("item", "pack")
            .order_by("at", "id")
        )
        if sort == "minutes":
            lines = []
        vault.warm({line.case_id for line in lines})
        done = {line.item_id for line in lines}
        waiting = (
            ItemShare.objects.filter(
                item__meeting=row, agency_id=agency_id, stopped_at=None, item__out_at=None
            )
            .exclude(item_id__in=done)
            .select_related("item")
            .order_by("at", "id")
        )
        return PackPreview(
            names[agency_id],
            row.group.name,
            row.at,
            row.place,
            (*given_items(lines), *filter(None, (_would_get(share, sort) for share in waiting))),
            about_nobody(
                StrategicItem.objects.filter(meeting=row).order_by("put_at"), decided=sort == "minutes"
            ),
            tuple(
                each
                for each in actions_told(
                    JointAction.objects.filter(agency_id=agency_id, meeting__group=row.group), now
                )
                if (each.meeting_id == row.id if sort == "minutes" else each.state == "agreed")
            ),
            sort,
            who_was_there(row.id) if sort == "minutes" else (),
        )


def late_joint_actions(viewer: Viewer, *, now: datetime) -> list[ActionLine]:
    """Actions about no case that are past their day: one's own, and all of them for whoever keeps the groups."""
    keeps = viewer.may(Permission.FORUM_KEEP)
    with viewing(viewer):
        return actions_of_rows(fetch(_late, london_day(now), None if keeps else viewer.staff_id, keeps), now)


def _late(before: date, staff_id: UUID | None, of_all: bool) -> QuerySet[JointAction]:
    rows = JointAction.objects.filter(case=None, state="agreed", due_on__lt=before)
    if not of_all:
        rows = rows.filter(staff_id=staff_id)
    return rows.select_related("case").order_by("due_on", "id")


def _would_get(share: ItemShare, sort: str) -> GivenItem | None:
    texts = told_in(sort, share.item, frozenset(share.kinds))
    if not texts:
        return None
    return GivenItem(
        share.item_id,
        share.item.called,
        tuple(ASKS[each] for each in share.item.asks if each in ASKS) if sort == "pack" else (),
        tuple((INFORMATION.get(kind, "What was decided"), text) for kind, text in texts.items()),
    )


def _group(row: JointGroup, now: datetime) -> GroupLine:
    members = GroupMember.objects.filter(group=row, ended_at=None).values_list("agency_id", flat=True)
    names = agency_names(members)
    ahead = Meeting.objects.filter(group=row, state="planned", at__gt=now - timedelta(hours=3))
    coming = ahead.order_by("at").first()
    return GroupLine(
        row.id,
        row.name,
        row.area,
        row.every,
        tuple(sorted(names.values(), key=str.casefold)),
        coming.at if coming else None,
        row.ended_at is not None,
    )


def _meeting(row: Meeting, group: JointGroup) -> MeetingLine:
    items = AgendaItem.objects.filter(meeting=row, out_at=None).count()
    return MeetingLine(row.id, group.id, group.name, row.at, row.place, row.state, items)


def _members(meeting: Meeting, sort: str) -> list[MemberLine]:
    ids = set(
        GroupMember.objects.filter(group_id=meeting.group_id, ended_at=None).values_list(
            "agency_id", flat=True
        )
    )
    packs = {row.agency_id: row for row in Pack.objects.filter(meeting=meeting, sort=sort)}
    names, people = agency_names(ids | packs.keys()), people_to_come(ids)
    given_to: dict[UUID, set[UUID]] = defaultdict(set)
    lines = PackItem.objects.filter(pack__meeting=meeting, pack__sort=sort)
    for agency_id, item_id in lines.filter(out_at=None).values_list("agency_id", "item_id"):
        given_to[agency_id].add(item_id)
    # Only as the viewer may know: that something unknown to them was taken out is not said.
    changed = dict(lines.filter(out_at__isnull=False).order_by("out_at").values_list("agency_id", "out_at"))
    may_have: dict[UUID, set[UUID]] = defaultdict(set)
    shares = ItemShare.objects.filter(item__meeting=meeting, item__out_at=None, stopped_at=None)
    for share in shares.select_related("item"):
        if sort == "pack" or (
            set(share.item.minute_kinds) and set(share.item.minute_kinds) <= set(share.kinds)
        ):
            may_have[share.agency_id].add(share.item_id)
    found = []
    for agency_id in sorted(names, key=lambda each: names[each].casefold()):
        pack = packs.get(agency_id)
        found.append(
            MemberLine(
                agency_id,
                names[agency_id],
                pack.id if pack else None,
                pack.way if pack else "",
                vault.unseal(pack, "to_whom") if pack else "",
                pack.sent_at if pack else None,
                changed.get(agency_id),
                pack.notice if pack else "",
                pack.opened_at if pack else None,
                tuple((sent, read) for sent, read in pack.before if sent) if pack else (),
                len(may_have[agency_id] - given_to[agency_id]),
                len(given_to[agency_id]),
                len(people.get(agency_id, [])),
            )
        )
    return found
