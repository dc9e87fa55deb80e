"""The demonstration's joint action group: bodies at the table whose people sign in, a meeting that was held, and one ahead for which
cases are put forward and packs sent."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, time, timedelta
from uuid import UUID

from upstander.cases.api import record_consent
from upstander.cases.joint.api import (
    ActionTold,
    GroupTold,
    ItemTold,
    add_group,
    hold_meeting,
    joint_group,
    joint_meeting,
    note_attendance,
    put_forward,
    put_strategic,
    record_strategic,
    send_pack,
    set_members,
)
from upstander.cases.queries.api import case_page, listed_cases
from upstander.cases.sharing.api import ConsentTold, SharingTold
from upstander.confidentiality.api import Permission, Viewer, system
from upstander.lib.decision import Refused
from upstander.operations.demo.lists import read_list
from upstander.partners.api import add_person, agencies
from upstander.people.api import neighbourhoods

_DEMO = system("demo")
_CASES = 4


def load_joint(staff: Mapping[str, Viewer], *, now: datetime) -> None:
    """One group with everything that a visitor may want to look at."""
    keeper = next((each for each in staff.values() if each.may(Permission.FORUM_KEEP)), None)
    officers = [
        each
        for each in staff.values()
        if each.may(Permission.CASE_WORK) and each.may(Permission.REPORT_TRIAGE)
    ]
    if keeper is None or not officers:
        return
    bodies = {body.kind: body.id for body in agencies(_DEMO, now=now)}
    people = {}
    for each in read_list("partner_people.yaml"):
        agency = bodies[each["body"]]
        people[agency] = add_person(
            agency_id=agency, name=each["name"], post=each["post"], email=each["email"], by=_DEMO, now=now
        )
    before = now - timedelta(days=45)
    places = neighbourhoods(_DEMO)
    group = add_group(
        told=GroupTold(
            "Harbour Joint Action Group",
            "monthly",
            (now + timedelta(days=6)).weekday(),
            time(10, 0),
            before.date(),
            week=min(4, (now + timedelta(days=6)).day // 7 + 1),
            area=", ".join(places[:3]),
            place="Town hall, committee room 2",
        ),
        by=keeper,
        now=before,
    )
    set_members(group_id=group, agency_ids=people, by=keeper, now=before)
    page = joint_group(keeper, group, now=now)
    if page.held:
        _held(page.held[0].id, people, places, keeper, now)
    if page.ahead:
        _ahead(page.ahead[0].id, people, places, keeper, officers, now)


def _held(
    meeting_id: UUID, people: Mapping[UUID, UUID], places: list[str], keeper: Viewer, now: datetime
) -> None:
    day = joint_meeting(keeper, meeting_id, now=now).line.at
    item = put_strategic(
        meeting_id=meeting_id,
        sort="tension",
        words="Stickers and shouting around the bus stops on the way home from school, more on Fridays.",
        neighbourhood=places[0] if places else "",
        by=keeper,
        now=day - timedelta(days=4),
    )
    for agency_id, person_id in people.items():
        note_attendance(
            meeting_id=meeting_id, agency_id=agency_id, person_id=person_id, came="came", promised=True, by=keeper,
            now=day + timedelta(hours=1),
        )  # fmt: skip
    if keeper.staff_id is not None:
        note_attendance(
            meeting_id=meeting_id, staff_id=keeper.staff_id, came="came", promised=True, by=keeper,
            now=day + timedelta(hours=1),
        )  # fmt: skip
    first = next(iter(people))
    record_strategic(
        item_id=item,
        decision="Be seen there on Fridays, and ask the school to talk to the year groups.",
        actions=(
            ActionTold(
                "Patrol the two stops on Fridays after school",
                (now + timedelta(days=12)).date(),
                agency_id=first,
            ),
            ActionTold("Take the stickers down", (now - timedelta(days=2)).date(), staff_id=keeper.staff_id),
        ),
        by=keeper,
        now=day + timedelta(hours=2),
    )
    version = joint_meeting(keeper, meeting_id, now=now).version
    hold_meeting(
        meeting_id=meeting_id,
        notes="The council's lighting team looks at the path behind the shops.",
        version=version,
        by=keeper,
        now=day + timedelta(hours=3),
    )
    send_pack(meeting_id=meeting_id, agency_id=first, way="page", sort="minutes", by=keeper, now=now)


def _ahead(
    meeting_id: UUID,
    people: Mapping[UUID, UUID],
    places: list[str],
    keeper: Viewer,
    officers: list[Viewer],
    now: datetime,
) -> None:
    put_strategic(
        meeting_id=meeting_id,
        sort="tension",
        words="Talk on two estates about who gets homes. Leaflets were found twice.",
        neighbourhood=places[-1] if places else "",
        by=keeper,
        now=now,
    )
    bodies, done = list(people), 0
    for officer in officers:
        for head in listed_cases(officer, now=now, everyone=False)[0]:
            if done >= _CASES or head.state != "open" or head.sealed or head.officer_id != officer.staff_id:
                continue
            with suppress(Refused):
                _put(head.id, meeting_id, bodies[: 2 + done % 2], officer, now)
                done += 1
    for agency_id in bodies[:2]:
        send_pack(meeting_id=meeting_id, agency_id=agency_id, way="page", by=keeper, now=now)


def _put(case_id: UUID, meeting_id: UUID, bodies: list[UUID], officer: Viewer, now: datetime) -> None:
    page = case_page(officer, case_id, now=now)
    survivor = next((p for p in page.parties if p.role == "survivor" and p.name), None)
    if survivor is None:
        raise Refused("Nobody is known whose consent could be asked.")
    kinds = ("identity", "account", "risk")
    record_consent(
        case_id=case_id,
        told=ConsentTold(survivor.id, tuple(bodies), kinds, ("safety",), True, "phone", now),
        by=officer,
        now=now,
    )
    told = {
        "identity": f"{survivor.name}. Ring in the mornings only, and leave no message.",
        "account": "Shouting and name-calling on the stairs for two months, twice with a threat.",
        "risk": "They avoid the stairs after dark. A second lock is ordered.",
    }
    shares = {body: kinds if number == 0 else kinds[:2] for number, body in enumerate(bodies)}
    terms = SharingTold("consent", about=(survivor.id,), purpose="safety", method="portal", informed="yes")
    put_forward(
        case_id=case_id,
        meeting_id=meeting_id,
        item=ItemTold(("joint_plan", "patrol"), told, shares, terms),
        by=officer,
        now=now,
    )
