"""What a pack or minutes give, in the words that are read of them by a body, and by staff who look at it first."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.conf import settings

from upstander.cases.joint.cards import (
    About,
    GivenItem,
)
from upstander.cases.joint.held import who_came
from upstander.cases.joint.terms import ASKS
from upstander.cases.models import (
    Attendance,
    JointAction,
    Measure,
    PackItem,
    StrategicItem,
)
from upstander.confidentiality.api import vault
from upstander.partners.api import INFORMATION, agency_names


def standing(row: JointAction, measure: Measure | None) -> tuple[str, date, datetime | None]:
    """How an action stands, its day, and when it was settled: of one on a case, as its measure says."""
    if measure is None:
        return row.state, row.due_on, row.settled_at
    state = "agreed" if measure.state in ("agreed", "moved") else measure.state
    return state, measure.next_on or row.due_on, measure.ended_at


def given_items(rows: Iterable[PackItem]) -> tuple[GivenItem, ...]:
    """Lines of a pack as they were given. Where the keys are seen, in a `viewing` block that may see them."""
    found = []
    for row in rows:
        lines = json.loads(vault.unseal(row, "given"))
        item = row.item
        found.append(
            GivenItem(
                item.id,
                item.called,
                () if row.pack.sort == "minutes" else tuple(ASKS[each] for each in item.asks if each in ASKS),
                tuple((INFORMATION.get(each["kind"], each["label"]), each["text"]) for each in lines),
            )
        )
    return tuple(found)


def about_nobody(rows: Iterable[StrategicItem], *, decided: bool = False) -> tuple[About, ...]:
    """Items about no case, as all read them; in minutes with what was decided."""
    return tuple(
        About(
            row.kind,
            row.neighbourhood,
            vault.unseal(row, "words"),
            vault.unseal(row, "decision") if decided else "",
        )
        for row in rows
    )


def who_was_there(meeting_id: UUID) -> tuple[str, ...]:
    """Who came, each with their body, as minutes say it. Needs a `viewing` block that sees them."""
    rows = list(Attendance.objects.filter(meeting_id=meeting_id, came="came"))
    called, bodies = who_came(rows), agency_names({row.agency_id for row in rows if row.agency_id})
    ours = settings.LANDLORD["name"]
    return tuple(
        sorted(
            f"{bodies.get(row.agency_id, '') if row.agency_id else ours}: {called[row.id]}" for row in rows
        )
    )
