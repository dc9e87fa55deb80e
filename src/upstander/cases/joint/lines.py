"""Items and actions of a meeting as staff read them, as far as the viewer may know. Where the keys are seen, in a `viewing` block."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from upstander.cases.joint.cards import ActionLine, ItemLine, ShareLine
from upstander.cases.joint.given import standing
from upstander.cases.joint.terms import ASKS
from upstander.cases.merged import stands_in
from upstander.cases.models import (
    AgendaItem,
    ItemShare,
    JointAction,
    Measure,
    PackItem,
    Party,
    PartyRole,
)
from upstander.cases.shares import terms_of
from upstander.confidentiality.api import StaffCard, fetch, staff_cards, vault
from upstander.lib.days import london_day
from upstander.partners.api import INFORMATION, agency_names


@dataclass(frozen=True, slots=True)
class _Around:
    """What hangs on the items of a meeting, read at once for all of them."""

    shares: Mapping[UUID, list[ItemShare]]  # by item, as they were agreed
    given_at: Mapping[tuple[UUID, UUID], datetime]  # by item and body: when it was in their pack
    actions: Mapping[UUID, list[ActionLine]]  # by item
    bodies: Mapping[UUID, str]
    staff: Mapping[UUID, StaffCard]
    survivors: Mapping[UUID, str]  # by case


def items_of(rows: QuerySet[AgendaItem], now: datetime) -> list[ItemLine]:
    """Each item with whom it is shared with, what was decided and what was undertaken."""
    return items_of_rows(list(rows.select_related("case", "meeting__group")), now)


def items_of_rows(items: list[AgendaItem], now: datetime) -> list[ItemLine]:
    """The same, of rows with their case, meeting and group."""
    if not items:
        return []
    vault.warm({row.case_id for row in items})
    around = _around(items, now)
    return [_line(row, around) for row in items]


def _around(items: Sequence[AgendaItem], now: datetime) -> _Around:
    ids = [item.id for item in items]
    shares: dict[UUID, list[ItemShare]] = defaultdict(list)
    for share in fetch(lambda items: ItemShare.objects.filter(item__in=items).order_by("at"), ids):
        shares[share.item_id].append(share)
    given = fetch(
        lambda items: PackItem.objects.filter(item__in=items, pack__sort="pack").order_by("at"), ids
    )
    actions: dict[UUID, list[ActionLine]] = defaultdict(list)
    own = fetch(_of_items, ids)
    whose = {row.id: row.item_id for row in own}
    for action in actions_of_rows(own, now):
        if item_id := whose[action.id]:
            actions[item_id].append(action)
    survivors = fetch(_survivors, {item.case_id for item in items})
    every = [share for found in shares.values() for share in found]
    return _Around(
        shares=shares,
        given_at={(line.item_id, line.agency_id): line.at for line in given},
        actions=actions,
        bodies=agency_names({share.agency_id for share in every}),
        staff=staff_cards({share.by_id for share in every if share.by_id}),
        survivors={row.case_id: vault.unseal(row, "name") for row in survivors},
    )


def _line(row: AgendaItem, around: _Around) -> ItemLine:
    case = stands_in(row.case)
    told = json.loads(vault.unseal(row, "told") or "{}")
    return ItemLine(
        row.id,
        case.id,
        row.meeting_id,
        row.called,
        case.reference,
        around.survivors.get(row.case_id, ""),
        tuple(ASKS[each] for each in row.asks if each in ASKS),
        tuple((kind, told[kind]) for kind in INFORMATION if told.get(kind)),
        tuple(_share(share, around) for share in _latest(around.shares.get(row.id, []))),
        row.out_at,
        row.out_why,
        row.heard_at,
        vault.unseal(row, "said"),
        vault.unseal(row, "decision"),
        vault.unseal(row, "minute"),
        tuple(row.minute_kinds),
        tuple(around.actions.get(row.id, ())),
        row.meeting.group.name,
        row.meeting.at,
        case.version,
    )


def _share(share: ItemShare, around: _Around) -> ShareLine:
    decider = around.staff.get(share.by_id) if share.by_id else None
    return ShareLine(
        share.agency_id,
        around.bodies[share.agency_id],
        tuple(share.kinds),
        terms_of(share, share.kinds).ground,
        decider.name if decider else "",
        around.given_at.get((share.item_id, share.agency_id)),
        share.stopped_at,
        share.stopped_why,
    )


def _latest(shares: list[ItemShare]) -> list[ItemShare]:
    """For each body what holds, or what held last."""
    found: dict[UUID, ItemShare] = {}
    for share in shares:
        if share.agency_id not in found or found[share.agency_id].stopped_at is not None:
            found[share.agency_id] = share
    return list(found.values())


def actions_told(rows: QuerySet[JointAction], now: datetime) -> list[ActionLine]:
    """Each action, by its day; of one on a case, as its measure says."""
    return actions_of_rows(list(rows.select_related("case").order_by("due_on", "id")), now)


def _of_items(items: list[UUID]) -> QuerySet[JointAction]:
    return JointAction.objects.filter(item__in=items).select_related("case").order_by("due_on", "id")


def _survivors(cases: set[UUID]) -> QuerySet[Party]:
    return Party.objects.filter(case__in=cases, role=PartyRole.SURVIVOR, removed_at=None)


def actions_of_rows(found: list[JointAction], now: datetime) -> list[ActionLine]:
    """The same, of rows with their case, in their order."""
    if not found:
        return []
    vault.warm({row.sealed_under for row in found})
    measures = Measure.objects.in_bulk([row.measure_id for row in found if row.measure_id])
    bodies = agency_names({row.agency_id for row in found if row.agency_id})
    staff = staff_cards({row.staff_id for row in found if row.staff_id})
    today = london_day(now)
    lines = []
    for row in found:
        state, due_on, _ = standing(row, measures.get(row.measure_id) if row.measure_id else None)
        owner = bodies.get(row.agency_id, "") if row.agency_id else ""
        lines.append(
            ActionLine(
                row.id,
                vault.unseal(row, "what"),
                owner or (staff[row.staff_id].name if row.staff_id in staff else ""),
                due_on,
                state,
                state == "agreed" and due_on < today,
                vault.unseal(row, "answer"),
                row.case_id,
                row.case.reference if row.case else "",
                row.measure_id,
                row.meeting_id,
                row.staff_id is not None,
            )
        )
    return lines
