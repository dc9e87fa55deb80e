"""Items and actions of a meeting as staff read them, as far as the viewer may know. Where the keys are seen, in a `viewing` block."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from upstander.cases.joint.cards import (
    ActionLine,
    ItemLine,
    ShareLine,
)
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
from upstander.confidentiality.api import staff_cards, vault
from upstander.lib.days import london_day
from upstander.partners.api import INFORMATION, agency_names


def items_of(rows: QuerySet[AgendaItem], now: datetime) -> list[ItemLine]:
    """Each item with whom it is shared with, what was decided and what was undertaken."""
    items = list(rows.select_related("case", "meeting__group"))
    if not items:
        return []
    vault.warm({row.case_id for row in items})
    shares: dict[UUID, list[ItemShare]] = defaultdict(list)
    for share in ItemShare.objects.filter(item__in=items).order_by("at"):
        shares[share.item_id].append(share)
    given_at = {
        (line.item_id, line.agency_id): line.at
        for line in PackItem.objects.filter(item__in=items, pack__sort="pack").order_by("at")
    }
    actions: dict[UUID, list[ActionLine]] = defaultdict(list)
    own = JointAction.objects.filter(item__in=items)
    whose = dict(own.values_list("id", "item_id"))
    for action in actions_told(own, now):
        actions[whose[action.id]].append(action)
    bodies = agency_names({share.agency_id for found in shares.values() for share in found})
    staff = staff_cards({share.by_id for found in shares.values() for share in found if share.by_id})
    survivors = {
        row.case_id: vault.unseal(row, "name")
        for row in Party.objects.filter(
            case__in=[item.case_id for item in items], role=PartyRole.SURVIVOR, removed_at=None
        )
    }
    lines = []
    for row in items:
        case = stands_in(row.case)
        told = json.loads(vault.unseal(row, "told") or "{}")
        lines.append(
            ItemLine(
                row.id,
                case.id,
                row.meeting_id,
                row.called,
                case.reference,
                survivors.get(row.case_id, ""),
                tuple(ASKS[each] for each in row.asks if each in ASKS),
                tuple((kind, told[kind]) for kind in INFORMATION if told.get(kind)),
                tuple(
                    ShareLine(
                        share.agency_id,
                        bodies[share.agency_id],
                        tuple(share.kinds),
                        terms_of(share, share.kinds).ground,
                        staff[share.by_id].name if share.by_id in staff else "",
                        given_at.get((row.id, share.agency_id)),
                        share.stopped_at,
                        share.stopped_why,
                    )
                    for share in _latest(shares[row.id])
                ),
                row.out_at,
                row.out_why,
                row.heard_at,
                vault.unseal(row, "said"),
                vault.unseal(row, "decision"),
                vault.unseal(row, "minute"),
                tuple(row.minute_kinds),
                tuple(actions[row.id]),
                row.meeting.group.name,
                row.meeting.at,
                case.version,
            )
        )
    return lines


def _latest(shares: list[ItemShare]) -> list[ItemShare]:
    """For each body what holds, or what held last."""
    found: dict[UUID, ItemShare] = {}
    for share in shares:
        if share.agency_id not in found or found[share.agency_id].stopped_at is not None:
            found[share.agency_id] = share
    return list(found.values())


def actions_told(rows: QuerySet[JointAction], now: datetime) -> list[ActionLine]:
    """Each action, by its day; of one on a case, as its measure says."""
    found = list(rows.select_related("case").order_by("due_on", "id"))
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
