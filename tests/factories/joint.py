"""A joint action group of the police and a support agency, a meeting ahead, and Amina's case put forward for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from factories.bodies import EVERYTHING, agreed, body
from upstander.cases.api import record_consent
from upstander.cases.joint.api import (
    GroupTold,
    ItemTold,
    add_group,
    joint_group,
    put_forward,
    send_pack,
    set_members,
)
from upstander.cases.queries.api import case_page
from upstander.cases.sharing.api import ConsentTold, SharingTold
from upstander.confidentiality.api import Viewer
from upstander.partners.api import Signed, add_person

SAID = {
    "identity": "Amina Yusuf",
    "account": "Shouting about her headscarf, rubbish through the letterbox",
    "risk": "High. She is afraid to go out after dark",
}


@dataclass(frozen=True)
class Table:
    """Who sits at it, and when they meet next."""

    group: UUID
    meeting: UUID
    police: UUID
    support: UUID
    officer: Signed  # of the police, signed in
    worker: Signed  # of the support agency, signed in


def told_group(now: datetime, **changes: object) -> GroupTold:
    fields: dict[str, object] = {
        "name": "Marsh Lane Joint Action Group",
        "every": "monthly",
        "weekday": 1,
        "at": time(14, 0),
        "first_on": now.date(),
        "week": 2,
        "place": "Town hall, room 2",
    }
    return GroupTold(**{**fields, **changes})  # type: ignore[arg-type]


def a_table(keeper: Viewer, now: datetime) -> Table:
    """The group, with two bodies whose people sign in."""
    police = body(now, mailbox="harm@police.example")
    support = body(now, "support", "Harbour Listeners", mailbox="referrals@listeners.example")
    agreed(police, now)
    agreed(support, now, kinds=("identity", "account", "health"))
    group = add_group(told=told_group(now), by=keeper, now=now)
    set_members(group_id=group, agency_ids=[police, support], by=keeper, now=now)
    meeting = joint_group(keeper, group, now=now).ahead[0].id
    ids = [
        add_person(agency_id=agency, name=name, post=post, email=email, by=keeper, now=now)
        for agency, name, post, email in (
            (police, "Paul Reyes", "Sergeant", "paul@police.example"),
            (support, "Wanda Oliver", "Caseworker", "wanda@listeners.example"),
        )
    ]
    return Table(
        group,
        meeting,
        police,
        support,
        Signed(ids[0], "Paul Reyes", police, "Marsh Lane Police"),
        Signed(ids[1], "Wanda Oliver", support, "Harbour Listeners"),
    )


def survivor(case_id: UUID, by: Viewer, now: datetime) -> UUID:
    return next(p.id for p in case_page(by, case_id, now=now).parties if p.role == "survivor")


def agrees(
    case_id: UUID,
    *bodies: UUID,
    by: Viewer,
    now: datetime,
    kinds: tuple[str, ...] = EVERYTHING,
    **more: object,
) -> UUID:
    """The survivor agrees that these bodies are told."""
    fields: dict[str, object] = {
        "party_id": survivor(case_id, by, now),
        "agencies": bodies,
        "kinds": kinds,
        "purposes": ("safety",),
        "given": True,
        "how": "phone",
        "at": now,
    }
    return record_consent(case_id=case_id, told=ConsentTold(**{**fields, **more}), by=by, now=now)  # type: ignore[arg-type]


def item(about: UUID, shares: dict[UUID, tuple[str, ...]], **changes: object) -> ItemTold:
    """What is said of a case, on consent."""
    terms = SharingTold("consent", about=(about,), purpose="safety", method="portal")
    fields: dict[str, object] = {"asks": ("joint_plan",), "told": SAID, "shares": shares, "terms": terms}
    return ItemTold(**{**fields, **changes})  # type: ignore[arg-type]


def on_the_agenda(table: Table, case_id: UUID, by: Viewer, now: datetime) -> UUID:
    """Amina agrees; the police may have everything that is said, the support agency her name and what happened."""
    agrees(case_id, table.police, table.support, by=by, now=now)
    shares = {table.police: ("identity", "account", "risk"), table.support: ("identity", "account")}
    told = item(survivor(case_id, by, now), shares)
    return put_forward(case_id=case_id, meeting_id=table.meeting, item=told, by=by, now=now)


def sent(table: Table, agency: UUID, by: Viewer, now: datetime) -> UUID:
    """The pack of one body, on its page."""
    return send_pack(meeting_id=table.meeting, agency_id=agency, way="page", by=by, now=now)
