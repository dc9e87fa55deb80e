"""A bundle whose maker left, changed post or is away, or may no longer see its case, goes on with somebody who sees every page."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from upstander.cases.api import reference_of
from upstander.confidentiality.api import Permission, Viewer, active_staff, cover_of
from upstander.lib.decision import Refused, refuse
from upstander.records.bundle.making import at_work
from upstander.records.bundle.people import searchers
from upstander.records.models import AccessSearcher, Bundle, BundleSheet


def take_over(*, bundle_id: UUID, by: Viewer, now: datetime) -> None:
    """Go on with it as its maker; whoever looked at it before looks again. Raises Refused, NoSuchBundle."""
    with at_work(bundle_id, "bundle.take_over", by=by, now=now) as (bundle, act):
        if by.staff_id is None or bundle.maker_id == by.staff_id:
            raise Refused("It is yours already.")
        pages = BundleSheet.objects.filter(bundle=bundle)
        sealed_since = not bundle.keeper and any(
            (found := reference_of(each)) and found[1]
            for each in set(pages.filter(case_id__isnull=False).values_list("case_id", flat=True))
        )
        if can_go_on(bundle, now=now) and not sealed_since:
            refuse("Whoever put this together still works on it. Ask them.").enforce()
        if pages.count() != bundle.sheets:
            refuse("You do not see every page of it.").enforce()
        if (bundle.keeper or sealed_since) and not by.may(Permission.CASE_READ_SEALED):
            raise Refused("A keeper of sealed cases takes this over.", "4.3")
        if bundle.request_id is not None:
            mine = AccessSearcher.objects.filter(request_id=bundle.request_id, staff_id=by.staff_id).first()
            if mine is None or mine.finished_at is None:
                raise Refused("Finish your search first.")
            if Bundle.objects.filter(
                request_id=bundle.request_id, maker_id=by.staff_id, released_at=None
            ).exists():
                refuse("You have one of your own for this request. Release that first.").enforce()
            AccessSearcher.objects.filter(pk=mine.pk).update(answered_at=None)
        if (
            sealed_since and bundle.request_id is not None
        ):  # from now on it is a keeper's, unknown to everybody else
            pages.update(keeper=True)
            bundle.keeper = True
            act.case_id = pages.filter(case_id__isnull=False).values_list("case_id", flat=True)[0]
        act.detail["was"] = str(bundle.maker_id)
        bundle.maker_id = by.staff_id
        bundle.handed_at = bundle.checked_at = bundle.checked_by_id = None


def can_go_on(bundle: Bundle, *, now: datetime) -> bool:
    """True while its maker is here and may still do this. In a `viewing` block."""
    if bundle.request_id is not None:
        here = bundle.maker_id in {card.id for card, _ in searchers()}
    else:
        here = bool(active_staff({bundle.maker_id}))
    return here and cover_of(bundle.maker_id, now=now) is None


def left_behind(request_id: UUID, viewer: Viewer) -> bool:
    """True when the viewer sees a part of this answer that somebody who searches no longer put together and nobody released."""
    here = {card.id for card, _ in searchers()}
    rows = Bundle.objects.filter(request_id=request_id, released_at=None).exclude(maker_id__in=here)
    keeps = viewer.may(Permission.CASE_READ_SEALED)
    return any(row.keeper <= keeps for row in rows)
