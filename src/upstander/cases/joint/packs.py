"""Packs and minutes: what one body gets of one meeting, before it and after. Made for one body at a time from what that body may have,
through the gate, each item a disclosure of its own in the register.

Whoever sends them need not know every case: on a page, an item goes as whoever put it forward decided. By hand only what the sender
sees can go, because they hold the paper.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet

from upstander.cases.actions.disclosing import write_disclosure
from upstander.cases.joint.groups import keeping
from upstander.cases.joint.rules import check_told_to_all, given, minuted
from upstander.cases.joint.terms import WAYS
from upstander.cases.models import (
    AgendaItem,
    Case,
    GroupMember,
    ItemShare,
    Meeting,
    Pack,
    PackItem,
    StrategicItem,
)
from upstander.cases.officers import holders, tell
from upstander.cases.shares import queue_notice, stop_shares, terms_of
from upstander.cases.sharing.rules import SharingTold
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import Viewer, acting, elevated, vault, viewer_of, viewing
from upstander.lib.decision import Refused, refuse
from upstander.messages.api import By, configured, deliver
from upstander.partners.api import INFORMATION, addresses_of_people, mailbox_of

_LOST_AFTER = timedelta(minutes=10)
SUBJECT = "Something is waiting for your team"


def send_pack(
    *,
    meeting_id: UUID,
    agency_id: UUID,
    way: str,
    to_whom: str = "",
    sort: str = "pack",
    by: Viewer,
    now: datetime,
) -> UUID:
    """Give one body its pack, or after the meeting its minutes (`sort`), or what was added since. On its page the body is told that
    something waits; by hand, the sender says into whose hands it went. Raises Refused, NoSuchMeeting."""
    with keeping(meeting_id, f"joint.{sort}", by=by, now=now) as (meeting, act):
        _check_send(meeting, agency_id, way, to_whom)
        if sort == "minutes":
            _check_minutes(meeting)
        seen = set(_shares(meeting, agency_id).values_list("id", flat=True))
        row = Pack.objects.filter(meeting=meeting, agency_id=agency_id, sort=sort).first()
        if row is not None:  # a receipt for each version
            row.before, row.opened_at = [*row.before, [row.sent_at, row.opened_at]], None
        row = row or Pack(
            id=uuid4(), meeting=meeting, group_id=meeting.group_id, agency_id=agency_id, sort=sort
        )
        row.way, row.sent_at, row.sent_by_id = way, now, by.staff_id
        vault.seal(row, to_whom=to_whom.strip())
        if way == "page":
            queue_notice(row)
        else:
            row.notice = "none"
        row.save()
        with elevated("joint pack"):
            for share in _shares(meeting, agency_id).order_by("at", "id"):
                if way == "page" or share.id in seen:
                    _give(row, share, way, act.by, now)
        act.subject_id = row.id
    return row.id


def _check_send(meeting: Meeting, agency_id: UUID, way: str, to_whom: str) -> None:
    if meeting.state == "cancelled":
        refuse("This meeting is called off.").enforce()
    if not GroupMember.objects.filter(group_id=meeting.group_id, agency_id=agency_id, ended_at=None).exists():
        refuse("That body does not belong to the group.").enforce()
    if way not in WAYS:
        refuse("Say how they get it.").enforce()
    if way == "by_hand" and not to_whom.strip():
        refuse("Say into whose hands it goes: their role, and how.", "3.5.2").enforce()
    if way == "page":
        # Where it is only being tried out, email goes to files that whoever tries it can open.
        if not configured(By.EMAIL) and settings.UPSTANDER_PRODUCTION:
            refuse("This system sends no email, so nobody would get a code. Hand it over.").enforce()
        if not addresses_of_people(agency_id):
            refuse(
                "Nobody of this body can sign in yet. Add who does on the page of the body, or hand it over."
            ).enforce()


def _check_minutes(meeting: Meeting) -> None:
    if meeting.state != "held":
        refuse("First write down that the meeting was held, and who came.", "3.6").enforce()
    for row in StrategicItem.objects.filter(meeting=meeting).order_by("put_at"):
        check_told_to_all(vault.unseal(row, "decision")).enforce()


def told_in(sort: str, item: AgendaItem, kinds: frozenset[str]) -> Mapping[str, str]:
    """What a body that may have these kinds reads of an item: in its pack one text for each kind, in its minutes one text for all that
    it tells of. Empty: nothing of it. Needs a `viewing` block that may see the case."""
    if sort == "minutes":
        return minuted(vault.unseal(item, "minute"), frozenset(item.minute_kinds), kinds)
    return given(json.loads(vault.unseal(item, "told")), kinds)


def _shares(meeting: Meeting, agency_id: UUID) -> QuerySet[ItemShare]:
    return ItemShare.objects.filter(
        item__meeting=meeting, item__out_at=None, agency_id=agency_id, stopped_at=None
    )


def _give(pack: Pack, share: ItemShare, way: str, by: Viewer, now: datetime) -> None:
    """One item for one body, unless the gate says no by now: then the body is not given it, and whoever has the case is told."""
    case = Case.objects.select_for_update().get(pk=share.case_id)
    share = ItemShare.objects.select_for_update().select_related("item").get(pk=share.pk)
    if share.stopped_at is not None:
        return
    texts = told_in(pack.sort, share.item, frozenset(share.kinds))
    content = json.dumps(
        [
            {"kind": kind, "label": INFORMATION.get(kind, "What was decided"), "text": text}
            for kind, text in texts.items()
        ]
    )
    there = PackItem.objects.filter(pack=pack, item=share.item, out_at=None).first()
    if there is not None:
        if pack.sort == "pack" or vault.unseal(there, "given") == content:
            return
        there.out_at = pack.changed_at = now  # these minutes were written anew
        there.save(update_fields=["out_at"])
        pack.save(update_fields=["changed_at"])
    if not texts:
        return
    decider = get_user_model().objects.filter(pk=share.by_id).first() if share.by_id else None
    decided = viewer_of(decider) if decider is not None else by
    terms = terms_of(share, share.item.minute_kinds if pack.sort == "minutes" else texts)
    try:
        with transaction.atomic():
            entry = write_entry(
                case,
                "joint",
                by=decided,
                at=now,
                now=now,
                codes={"what": "given" if pack.sort == "pack" else "minuted", "way": way},
            )
            told = write_disclosure(
                case, _worded(terms, way, pack.sort), at=now, entry=entry, by=decided, now=now
            )
    except Refused:
        stop_shares(case, [share], why="gate", now=now)
        write_entry(case, "joint", by=decided, at=now, now=now, codes={"what": "refused"})
        tell(case, holders(case, now=now), "joint_refused", now)
        return
    line = PackItem(
        id=uuid4(),
        case=case,
        pack=pack,
        agency_id=pack.agency_id,
        item=share.item,
        disclosure=told,
        at=now,
    )
    vault.seal(line, given=content)
    line.save(force_insert=True)
    case.version += 1
    case.save(update_fields=["version"])


def _worded(terms: SharingTold, way: str, sort: str) -> SharingTold:
    where = "In your pack for a joint meeting." if sort == "pack" else "In your minutes of a joint meeting."
    said = "\n".join(each for each in (terms.items, where) if each)
    return replace(terms, items=said, method="portal" if way == "page" else "in_person")


def open_pack(pack_id: UUID, *, now: datetime) -> None:
    """The body's first look since it was last sent: the read receipt. As the system, in the reading's transaction."""
    Pack.objects.filter(pk=pack_id, opened_at=None).update(opened_at=now)


def notice_words() -> tuple[str, str]:
    """Subject and body of a notice: nothing about anybody, nor what it is for."""
    landlord = settings.LANDLORD
    body = (
        f"{landlord['name']} has left something for your team.\n\n"
        f"{settings.UPSTANDER_BASE_URL}/partner/\n\n"
        "Sign in there with this address, on a device of your organisation. You will be sent a code, which works once.\n\n"
        f"If you did not expect this, call {landlord['phone']}. Please do not reply to this email."
    )
    return SUBJECT, body


def send_pack_notice(*, pack_id: UUID, by: Viewer, clock: Callable[[], datetime]) -> None:
    """Tell a body's people that something waits, once for each change. Doing this twice tells them once."""
    now = clock()
    with acting(by, now, "joint.notice", subject_id=pack_id):
        row = Pack.objects.select_for_update().filter(pk=pack_id).first()
        if row is None or row.notice != "waiting":
            return
        row.notice = "sending"
        row.save(update_fields=["notice"])
        shared = mailbox_of(row.agency_id)
        to = list(dict.fromkeys([*([shared] if shared else []), *addresses_of_people(row.agency_id)]))
    subject, body = notice_words()
    taken = [
        deliver(By.EMAIL, to=each, subject=subject, body=body, key=str(uuid4()), now=clock()).kind == "taken"
        for each in to
    ]
    with acting(by, clock(), "joint.notice_end", subject_id=pack_id) as act:
        Pack.objects.filter(pk=pack_id, notice="sending").update(notice="sent" if any(taken) else "failed")
        act.detail["taken"] = sum(taken)


def hold_lost_pack_notices(*, by: Viewer, now: datetime) -> int:
    """A notice that began to be sent and never came back has failed; the meeting's page says so. Returns how many."""
    with viewing(by):
        lost = Pack.objects.filter(notice="sending", sent_at__lt=now - _LOST_AFTER)
        return lost.update(notice="failed")
