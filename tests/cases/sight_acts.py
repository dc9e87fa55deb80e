"""Acts that change who may see what, each with who tries it, as `test_who_sees_what.py` plays them at random."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.db import connection

from cases.sight_oracle import LIVES_WITH, Row, World, in_conflict, rows, sees
from factories.bodies import at_once
from factories.reports import reports_by_web
from upstander.cases.api import (
    NoSuchCase,
    PartyTold,
    Triaged,
    add_note,
    add_party,
    assign_case,
    break_glass,
    change_colleague,
    declare_tie,
    let_in,
    share_information,
)
from upstander.confidentiality.api import (
    PUBLIC,
    RelationTold,
    accounts,
    record_absence,
    system,
    viewing,
)
from upstander.intake.api import (
    FileTold,
    NoSuchReport,
    PersonTold,
    TriageChoice,
    merge_cases,
    receive,
    triage,
)
from upstander.lib.decision import Refused
from upstander.people.models import Person

NAMES = ("Amina Yusuf", "Gwen Harcastle", "Hal Brandt", "Iris Melrose")


ADDRESSES = ("12 Larkfield Walk", "14 Larkfield Walk", "14 Larkfield Walk", "")


REFERENCES = ("P-1", "P-2", "P-3", "")


CONTENT = b"a picture"


def file() -> FileTold:
    digest = hashlib.sha256(CONTENT).digest()
    return FileTold("a.jpg", "image/jpeg", len(CONTENT), digest, lambda: iter([CONTENT]))


def note_selves(world: World) -> None:
    for who, person in world.selves.items():
        world.was_self |= {
            (who, case) for case, people in world.matched.items() if LIVES_WITH[person] & people
        }


def arrive(world: World, who: str, a: int, b: int) -> None:
    sealed = b % 4 == 3
    told = reports_by_web(
        world.now,
        survivor=PersonTold(name=NAMES[a % 4], affiliation="employee" if sealed else "customer"),
        perpetrator=None,
        perpetrator_known=False,
        files=(file(),),
    )
    before = {row.id for row in rows()}
    receive(report=told, by=PUBLIC, now=world.now)
    (new,) = {row.id for row in rows()} - before
    world.named[new], world.matched[new] = {a % 4}, set()


def open_one(world: World, who: str, a: int, b: int) -> None:
    waiting = [case for case in rows() if case.state == "received"]
    if not waiting:
        return
    case = waiting[a % len(waiting)]
    person = min(world.named[case.id])
    with viewing(system("tests")), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM intake_report WHERE case_id = %s", [case.id])
        report = cursor.fetchone()[0]
    with viewing(system("tests")):
        entry = Person.objects.filter(external_ref=REFERENCES[person]).first() if REFERENCES[person] else None
    party = PartyTold(
        role="survivor", affiliation="employee" if case.sealed else "customer", name=NAMES[person],
        person_id=entry.id if entry else None,
    )  # fmt: skip
    officer = world.cast.staff["esther" if case.sealed else ("ben", "bella", "carol")[b % 3]].id
    choice = TriageChoice(
        "open", Triaged((party,), ("verbal_abuse",), ("religion",), False), officer_id=officer
    )
    try:
        triage(report_id=report, choice=choice, by=world.viewer(who), now=world.now)
    except (Refused, NoSuchCase, NoSuchReport):
        return
    assert sees(world, who, case), "triaged what they may not see"
    if entry:
        world.matched[case.id].add(person)


def add_somebody(world: World, who: str, a: int, b: int) -> None:
    case, person = some(a), b % 4
    if case is None:
        return
    with viewing(system("tests")):
        entry = Person.objects.filter(external_ref=REFERENCES[person]).first() if REFERENCES[person] else None
    party = PartyTold(role="witness", name=NAMES[person], person_id=entry.id if entry else None)
    if worked(
        world, who, case, lambda: add_party(case_id=case.id, party=party, by=world.viewer(who), now=world.now)
    ):
        world.named[case.id].add(person)
        if entry:
            world.matched[case.id].add(person)


def write_note(world: World, who: str, a: int, b: int) -> None:
    if case := some(a):
        worked(
            world, who, case, lambda: add_note(case_id=case.id, text="x", by=world.viewer(who), now=world.now)
        )


def share(world: World, who: str, a: int, b: int) -> None:
    if case := some(a):
        worked(
            world, who, case,
            lambda: share_information(case_id=case.id, told=at_once(), at=world.now, by=world.viewer(who), now=world.now),
        )  # fmt: skip


def give(world: World, who: str, a: int, b: int) -> None:
    if case := some(a):
        to = world.cast.staff[("ben", "bella", "carol")[b % 3]].id
        with suppress(Refused, NoSuchCase):
            assign_case(case_id=case.id, officer_id=to, by=world.viewer(who), now=world.now)
            assert sees(world, who, case)


def let(world: World, who: str, a: int, b: int) -> None:
    key = sorted(world.cast.staff)[b % len(world.cast.staff)]
    if case := some(a):
        with suppress(Refused, NoSuchCase):
            let_in(case_id=case.id, staff_id=world.cast.staff[key].id, by=world.viewer(who), now=world.now)
            assert sees(world, who, case) and not in_conflict(world, key, case)
            world.let_in.add((key, case.id))


def glass(world: World, who: str, a: int, b: int) -> None:
    if case := some(a):
        seen = sees(world, who, case)
        with suppress(Refused):
            break_glass(
                reference=case.reference,
                reason="Somebody is at the desk",
                by=world.viewer(who),
                now=world.now,
            )
            assert seen or not (case.sealed or in_conflict(world, who, case))
            if not seen:
                world.glass[who, case.id] = world.now + timedelta(hours=4)


def declare(world: World, who: str, a: int, b: int) -> None:
    person = a % 4
    declare_tie(
        told=RelationTold("related", NAMES[person], ADDRESSES[person]), by=world.viewer(who), now=world.now
    )
    world.ties.setdefault(who, set()).add(person)


def link(world: World, who: str, a: int, b: int) -> None:
    if who == "administrator":
        return
    card = next(c for c in accounts(world.viewer("administrator")) if c.id == world.cast.staff[who].id)
    change_colleague(
        staff_id=card.id, told=card.told, person=REFERENCES[a % 3], by=world.viewer("administrator"), now=world.now
    )  # fmt: skip
    world.selves[who] = a % 3


def away(world: World, who: str, a: int, b: int) -> None:
    cover = ("nia", "ivan", "bella")[a % 3]
    end = world.now + timedelta(hours=(10, 100)[b % 2])
    with suppress(Refused):
        record_absence(
            staff_id=world.cast.staff[who].id, cover_id=world.cast.staff[cover].id, starts_at=world.now, ends_at=end,
            by=world.viewer(who), now=world.now,
        )  # fmt: skip
        world.covers.append((who, cover, world.now, end))


def wait(world: World, who: str, a: int, b: int) -> None:
    world.now += timedelta(hours=(1, 5, 30)[a % 3])


def join(world: World, who: str, a: int, b: int) -> None:
    """A new report of somebody whose case is open goes to it, or one of their cases becomes part of another."""
    there = [case for case in rows() if case.state in ("received", "open")]
    pairs = [
        (one, other)
        for one in there
        for other in there
        if one.id != other.id and other.state == "open" and world.named[one.id] == world.named[other.id]
    ]
    if not pairs:
        return
    one, other = pairs[a % len(pairs)]
    seen = sees(world, who, one) and sees(world, who, other)
    try:
        if one.state == "open":
            merge_cases(
                case_id=one.id, into_id=other.id, reason="One matter", by=world.viewer(who), now=world.now
            )
        else:
            with viewing(system("tests")), connection.cursor() as cursor:
                cursor.execute("SELECT id FROM intake_report WHERE case_id = %s", [one.id])
                report = cursor.fetchone()[0]
            choice = TriageChoice(
                "join", Triaged((), ("verbal_abuse",), ("religion",), False), join_into=other.id
            )
            triage(report_id=report, choice=choice, by=world.viewer(who), now=world.now)
    except (Refused, NoSuchCase, NoSuchReport):
        return
    assert sees(world, who, one) or one.state == "received"
    assert not in_conflict(world, who, one) and not in_conflict(world, who, other)
    assert seen or not other.sealed, "joined to what must not be known of"
    world.named[other.id] |= world.named[one.id]
    world.matched[other.id] |= world.matched[one.id] if one.state == "open" else set()


def end(world: World, who: str, a: int, b: int) -> None:
    """Somebody's case was closed long ago: closing itself has its tests elsewhere."""
    cases = [case for case in rows() if case.state == "open"]
    if cases:
        with viewing(system("tests")), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE cases_case SET state = 'closed', closed_at = %s WHERE id = %s",
                [world.now - timedelta(days=4000), cases[a % len(cases)].id],
            )


def some(number: int) -> Row | None:
    found = rows()
    return found[number % len(found)] if found else None


def worked(world: World, who: str, case: Row, act: Callable[[], object]) -> bool:
    """Do it; it works exactly for those who see an open case and work on cases."""
    seen, able = sees(world, who, case), world.may(who, "case.work")
    try:
        act()
    except NoSuchCase:
        assert not seen
        return False
    except Refused:
        assert not able or case.state != "open"
        return False
    assert seen and able
    return True


# Each act with who tries it: mostly those who may.
ACTS = {
    arrive: ("dev",),
    open_one: ("dev", "carol", "esther", "nia"),
    add_somebody: ("ben", "bella", "carol", "esther", "nia"),
    write_note: ("ben", "nia", "ivan", "esther", "lead", "dev"),
    share: ("ben", "carol", "nia"),
    give: ("carol", "senior", "ben"),
    let: ("esther", "esther", "carol"),
    glass: ("nia", "ivan", "nia", "dev"),
    declare: ("ben", "bella", "carol", "esther", "nia", "lead", "senior", "farid", "dev"),
    join: ("dev", "carol", "esther", "ben", "nia"),
    end: ("carol",),
    link: ("ben", "bella", "carol", "nia", "farid", "senior"),
    away: ("ben", "bella", "carol"),
    wait: ("dev",),
}


DOERS = ("ben", "bella", "carol", "dev", "esther", "nia", "ivan", "lead", "senior", "farid")


def clock(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('upstander.clock', %s, true)", [world.now.isoformat()])
