"""The agenda: cases put forward, what each body may be given of them, what is taken out again; and items about no case.

The sharing gate is asked for each body when a case is put forward, and once more when the pack is sent: consent may be gone by then.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from upstander.cases.actions.common import Work, working
from upstander.cases.actions.disclosing import check_leaving_now
from upstander.cases.errors import NoSuchMeeting
from upstander.cases.joint.rules import check_about_nobody, check_item, check_open, given
from upstander.cases.joint.terms import OUT
from upstander.cases.merged import stands_in
from upstander.cases.models import (
    AgendaItem,
    Case,
    GroupMember,
    ItemShare,
    Meeting,
    StrategicItem,
)
from upstander.cases.shares import stop_shares
from upstander.cases.sharing.rules import SharingTold
from upstander.confidentiality.api import Permission, Viewer, acting, elevated, vault
from upstander.lib.decision import Refused, refuse

_LETTERS = "BCDFGHJKMNPQRTVWXYZ"  # no vowels, so no words; nothing that is taken for something else


@dataclass(frozen=True, slots=True)
class ItemTold:
    """A case for a meeting. `told`: one text for each kind of information. `shares`: which kinds each body may have. `terms`: the
    ground, for all of them; its body and kinds are of no matter."""

    asks: tuple[str, ...]
    told: Mapping[str, str]
    shares: Mapping[UUID, tuple[str, ...]]
    terms: SharingTold


def put_forward(
    *, case_id: UUID, meeting_id: UUID, item: ItemTold, version: int | None = None, by: Viewer, now: datetime
) -> UUID:
    """Put a case on the agenda; the gate is asked for every body that is to be given something. Answers with the item's id.

    Raises Refused (with what is missing for which body), NoSuchCase, NoSuchMeeting, StaleEdit.
    """
    with working(case_id, by=by, now=now, action="case.joint", version=version, after_closure=True) as work:
        meeting = _open_meeting(meeting_id, now)
        check_item(item.asks, item.told).enforce()
        there = AgendaItem.objects.filter(meeting=meeting, out_at=None).select_related("case")
        if any(stands_in(each.case).id == work.case.id for each in there):
            raise Refused("This case is on that agenda already. Change what the bodies may see there.")
        row = AgendaItem(
            id=uuid4(),
            case=work.case,
            meeting=meeting,
            called=_called(meeting),
            asks=list(item.asks),
            put_at=now,
            put_by_id=by.staff_id,
        )
        texts = {kind: words.strip() for kind, words in item.told.items() if words.strip()}
        vault.seal(row, told=json.dumps(texts))
        row.save(force_insert=True)
        _share(work, row, texts, item)
        work.entry("joint", codes={"what": "put_forward", "bodies": len(item.shares)})
        work.act.subject_id = row.id
        work.act.detail["bodies"] = len(item.shares)
    return row.id


def share_item(
    *,
    case_id: UUID,
    item_id: UUID,
    shares: Mapping[UUID, tuple[str, ...]],
    terms: SharingTold,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """What further bodies may be given of an item, or something else for one that has it, or nothing. The gate is asked each time.

    Raises Refused, NoSuchCase, NoSuchMeeting, StaleEdit.
    """
    with working(
        case_id, by=by, now=now, action="case.joint_share", version=version, after_closure=True
    ) as work:
        row = locked_item(work.case, item_id)
        if row.case_id != work.case.id:
            refuse(
                f"It was put forward on {row.case.reference}, which is part of this case now, with the consent that was given"
                " there. To change who may know what, take it out, and put this case forward.",
                "3.5.2",
            ).enforce()
        _open_meeting(row.meeting_id, now)
        texts: dict[str, str] = json.loads(vault.unseal(row, "told"))
        _share(work, row, texts, ItemTold((), texts, shares, terms))
        work.entry("joint", codes={"what": "shared", "bodies": len(shares)})


def take_item_out(
    *,
    case_id: UUID,
    item_id: UUID,
    why: str,
    words: str = "",
    agency_id: UUID | None = None,
    version: int | None = None,
    by: Viewer,
    now: datetime,
) -> None:
    """Take a case off the agenda, or out of one body's pack alone. Bodies that were given it read it no more, and are told that
    something changed. Raises Refused, NoSuchCase, NoSuchMeeting, StaleEdit."""
    with working(case_id, by=by, now=now, action="case.joint_out", version=version, any_state=True) as work:
        row = locked_item(work.case, item_id)
        if why not in OUT:
            raise Refused("Say why it is taken out.")
        if why == "other" and not words.strip():
            raise Refused("Write down the reason. It stands on the case alone.")
        shares = ItemShare.objects.filter(item=row, stopped_at=None)
        if agency_id is not None:
            shares = shares.filter(agency_id=agency_id)
        stop_shares(row.case, list(shares), why=why, now=now)
        if agency_id is None:
            row.out_at, row.out_why = now, why
            row.save(update_fields=["out_at", "out_why"])
        work.entry("joint", codes={"what": "out", "why": why, "all": agency_id is None}, body=words.strip())
        work.act.detail["why"] = why


def put_strategic(
    *, meeting_id: UUID, sort: str, words: str, neighbourhood: str = "", by: Viewer, now: datetime
) -> UUID:
    """Put forward something about no case. Every body of the meeting reads it. Raises Refused, NoSuchMeeting."""
    by.check(Permission.CASE_WORK, Permission.FORUM_KEEP).enforce()
    check_about_nobody(sort, words, neighbourhood).enforce()
    with acting(by, now, "joint.strategic") as act:
        meeting = _open_meeting(meeting_id, now)
        row = StrategicItem(
            id=uuid4(),
            meeting=meeting,
            group_id=meeting.group_id,
            kind=sort,
            neighbourhood=neighbourhood.strip()[:60],
            put_at=now,
            put_by_id=by.staff_id,
        )
        vault.seal(row, words=words.strip())
        row.save(force_insert=True)
        act.subject_id = row.id
    return row.id


def _share(work: Work, row: AgendaItem, texts: Mapping[str, str], item: ItemTold) -> None:
    case, act = work.case, work.act
    members = set(
        GroupMember.objects.filter(group_id=row.meeting.group_id, ended_at=None).values_list(
            "agency_id", flat=True
        )
    )
    if not set(item.shares) <= members:
        raise Refused("Only bodies that belong to the group are given anything. Choose again.")
    for agency_id, kinds in item.shares.items():
        before = ItemShare.objects.filter(item=row, agency_id=agency_id, stopped_at=None)
        if not kinds:
            stop_shares(case, before, why="changed", now=act.now)
            continue
        allowed = given(texts, frozenset(kinds))
        if not allowed:
            refuse(
                "Tick for each body something that is written above, or nothing at all.", "3.5.2"
            ).enforce()
        terms = replace(item.terms, agency_id=agency_id, kinds=tuple(allowed), method="portal")
        check_leaving_now(case, terms, by=act.by, now=act.now)
        stop_shares(case, before, why="changed", now=act.now)
        share = ItemShare(
            id=uuid4(),
            case=case,
            item=row,
            agency_id=agency_id,
            kinds=list(allowed),
            at=act.now,
            by_id=act.by.staff_id,
        )
        stored = {
            name: value
            for name, value in asdict(terms).items()
            if name not in ("agency_id", "kinds", "return_on")
        }
        stored["about"] = [str(each) for each in terms.about]
        vault.seal(share, terms=json.dumps(stored))
        share.save(force_insert=True)


def locked_item(case: Case, item_id: UUID) -> AgendaItem:
    """An item on an agenda of this case, or of one that was merged into it. Raises NoSuchMeeting."""
    row = (
        AgendaItem.objects.select_for_update(of=("self",))
        .filter(pk=item_id, out_at=None)
        .select_related("case", "meeting")
        .first()
    )
    if row is None or stands_in(row.case).id != case.id:
        raise NoSuchMeeting
    return row


def _open_meeting(meeting_id: UUID, now: datetime) -> Meeting:
    meeting = Meeting.objects.filter(pk=meeting_id).first()
    if meeting is None:
        raise NoSuchMeeting
    check_open(meeting.state, meeting.at, now=now).enforce()
    return meeting


def _called(meeting: Meeting) -> str:
    """Letters that no item of this meeting has, also none that the actor may not know."""
    with elevated("joint item's letters"):
        taken = set(AgendaItem.objects.filter(meeting=meeting).values_list("called", flat=True))
    while True:
        called = "".join(secrets.choice(_LETTERS) for _each in range(4))
        if called not in taken:
            return called
