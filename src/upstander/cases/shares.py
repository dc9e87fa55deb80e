"""What bodies of a joint action group may be given of a case, and stopping it: used where consent is taken back and where cases are
put forward alike (clause 3.5.2)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from procrastinate.contrib.django import app

from upstander.cases.consented import consented
from upstander.cases.models import Case, ItemShare, Pack, PackItem
from upstander.cases.officers import holders, tell
from upstander.cases.sharing.rules import SharingTold, missing
from upstander.cases.timeline import write_entry
from upstander.confidentiality.api import Viewer, elevated, vault


def terms_of(share: ItemShare, kinds: Iterable[str]) -> SharingTold:
    """What a share rests on, as the gate asks for it."""
    stored = json.loads(vault.unseal(share, "terms"))
    stored["about"] = tuple(UUID(each) for each in stored["about"])
    return SharingTold(**{**stored, "agency_id": share.agency_id, "kinds": tuple(kinds)})


def stop_shares(case: Case, shares: Iterable[ItemShare], *, why: str, now: datetime) -> int:
    """These bodies are given the item no more: packs not sent leave it out, and what was sent shows it no longer. Inside an action.
    Returns how many packs that were sent are changed by it."""
    changed = 0
    for share in shares:
        share.stopped_at, share.stopped_why = now, why
        share.save(update_fields=["stopped_at", "stopped_why"])
        lines = PackItem.objects.filter(
            case=case, item_id=share.item_id, agency_id=share.agency_id, out_at=None
        )
        for line in lines:
            line.out_at = now
            line.save(update_fields=["out_at"])
            changed += 1
            with elevated("joint pack changed"):
                pack = Pack.objects.select_for_update().get(pk=line.pack_id)
                pack.changed_at = now
                if pack.way == "page":
                    queue_notice(pack)
                pack.save()
    return changed


def queue_notice(pack: Pack) -> None:
    """The body is told, with this transaction, that something waits on its page."""
    pack.notice = "waiting"
    # By the job's name: the job calls this room.
    app.configure_task("upstander.cases.jobs.pack_notice").defer(pack_id=str(pack.id))


def recheck_shares(case: Case, *, by: Viewer, now: datetime) -> int:
    """Whatever rested on consent that is not in force any more is stopped, before and after a pack is sent; whoever has the case is
    told. Inside an action. Returns how many."""
    known = consented(case)
    gone = []
    for share in ItemShare.objects.filter(case=case, stopped_at=None):
        terms = terms_of(share, share.kinds)
        if terms.ground == "consent" and missing(terms, known, now):
            gone.append(share)
    if gone:
        stop_shares(case, gone, why="consent", now=now)
        write_entry(
            case, "joint", by=by, at=now, now=now, codes={"what": "out", "why": "consent", "all": False}
        )
        tell(case, holders(case, now=now), "joint_out", now)
    return len(gone)
