"""Random acts of random staff; after each, what every query shows everybody is what the rules' own words allow (clauses 3.5, 4.3).

The oracle below is written from docs/architecture.md ("Viewer and row-level security"), sentence by sentence, over facts that the
test keeps for itself: whom staff know, whom they are, who was let in, who covers. It shares no code with the rules it checks.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from factories.bodies import at_once
from factories.cast import Cast, one_of_each_role
from factories.reports import reports_by_web
from records.test_access_search import asked
from upstander.cases.alerts.api import calendar_behind, make_calendar
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
    run_saved,
    save_search,
    share_information,
)
from upstander.cases.models import Duty
from upstander.cases.queries.api import (
    CaseFilter,
    RegisterAsked,
    board,
    case_page,
    case_references,
    disclosure_register,
    duties_behind,
    duty_standings,
    find_cases,
    my_cases,
    officers_for,
    today,
    waiting_count,
    who_sees,
)
from upstander.confidentiality.api import (
    PUBLIC,
    AuditSelection,
    Permission,
    RelationTold,
    Viewer,
    accounts,
    audit_entries,
    blind_index,
    record_absence,
    system,
    vault,
    viewing,
)
from upstander.intake.api import (
    FileTold,
    NoSuchReport,
    PersonTold,
    TriageChoice,
    attachment_card,
    attachment_content,
    merge_cases,
    partner_receipt,
    queue,
    receive,
    reports_of_case,
    triage,
)
from upstander.lib.decision import Refused
from upstander.people.models import Home, Person, Residence
from upstander.performance.actions.months import count_month
from upstander.performance.api import cases_behind, month_of
from upstander.records.api import NoSuchRequest, search_page
from upstander.records.queries import waiting as disposal_list

EXAMPLES = int(
    os.environ.get("ORACLE_EXAMPLES", "0")
)  # more of them, at random, when somebody looks for trouble
NAMES = ("Amina Yusuf", "Gwen Harcastle", "Hal Brandt", "Iris Melrose")
ADDRESSES = ("12 Larkfield Walk", "14 Larkfield Walk", "14 Larkfield Walk", "")
REFERENCES = ("P-1", "P-2", "P-3", "")
LIVES_WITH = {0: {0}, 1: {1, 2}, 2: {1, 2}, 3: {3}}  # Hal lives with Gwen; Iris is not in the directory
CONTENT = b"a picture"
SEARCHERS = ("ben", "carol", "senior", "esther")
BODY = UUID(int=9)  # a body that handed over nothing


@dataclass
class World:
    """What the oracle knows: facts as the acts made them, never what the program concluded from them."""

    cast: Cast
    now: datetime
    ties: dict[str, set[int]] = field(default_factory=dict)  # declared
    selves: dict[str, int] = field(default_factory=dict)  # linked to the directory
    was_self: set[tuple[str, UUID]] = field(default_factory=set)  # a conflict with oneself stays
    named: dict[UUID, set[int]] = field(default_factory=dict)  # people on a case, by name
    matched: dict[UUID, set[int]] = field(default_factory=dict)  # those found in the directory
    let_in: set[tuple[str, UUID]] = field(default_factory=set)
    glass: dict[tuple[str, UUID], datetime] = field(default_factory=dict)
    covers: list[tuple[str, str, datetime, datetime]] = field(default_factory=list)
    teams: dict[str, UUID] = field(default_factory=dict)

    request: UUID = BODY  # somebody of Amina's name asks for her data
    viewers: dict[str, Viewer] = field(default_factory=dict)  # roles and teams stay as they are
    kept: dict[str, tuple[UUID, str]] = field(
        default_factory=dict
    )  # a search for Amina, and the calendar's address

    def viewer(self, who: str) -> Viewer:
        if who not in self.viewers:
            self.viewers[who] = getattr(self.cast, who)
        return self.viewers[who]

    def may(self, who: str, permission: str) -> bool:
        return Permission(permission) in self.viewer(who).permissions


@dataclass(frozen=True)
class Row:
    """A case as it stands, read as the system."""

    id: UUID
    reference: str
    state: str
    sealed: bool
    officer: UUID | None
    team: UUID | None


def rows() -> list[Row]:
    with viewing(system("tests")), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, reference, state, sealed, officer_id, team_id FROM cases_case ORDER BY number"
        )
        return [Row(*row) for row in cursor.fetchall()]


# The oracle ---------------------------------------------------------------------------------------------


def in_conflict(world: World, who: str, case: Row) -> bool:
    """Is somebody on the case, lives with one, or declared one. Somebody not found in the directory is known by name alone."""
    if (who, case.id) in world.was_self:
        return True
    for person in world.ties.get(who, set()):
        if person in world.named.get(case.id, set()) - world.matched.get(case.id, set()):
            return True
        if LIVES_WITH[person] & world.matched.get(case.id, set()) or (
            person == 3 and 3 in world.named.get(case.id, set())
        ):
            return True
    return False


def sees(world: World, who: str, case: Row) -> bool:
    """The rule, in the order of its words."""
    if in_conflict(world, who, case):
        return False
    if (who, case.id) in world.let_in:
        return True
    if case.sealed:
        return world.may(who, "case.read_sealed")
    me = world.cast.staff[who].id
    if world.may(who, "case.read_all"):
        return True
    if case.officer == me:
        return True
    for officer, cover, start, end in world.covers:
        if cover == who and start <= world.now < end and case.officer == world.cast.staff[officer].id:
            return True
    if world.may(who, "case.read_team") and case.team is not None and world.teams.get(who) == case.team:
        return True
    if (until := world.glass.get((who, case.id))) is not None and world.now < until:
        return True
    return case.state == "received" and world.may(who, "report.triage")


def knows_of(world: World, who: str, case: Row) -> bool:
    """That it exists and what was done on it: also auditors and the register's keeper, never sealed, never in conflict."""
    watches = world.may(who, "audit.read") or world.may(who, "disclosure.register")
    return sees(world, who, case) or (watches and not case.sealed and not in_conflict(world, who, case))


# The acts -----------------------------------------------------------------------------------------------


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


# What is asked ------------------------------------------------------------------------------------------


def the_database_agrees(world: World) -> None:
    there = rows()
    for who in world.cast.staff:
        with viewing(world.viewer(who)), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM cases_case")
            shown = {row[0] for row in cursor.fetchall()}
        assert shown == {case.id for case in there if sees(world, who, case)}, who


def every_query_agrees(world: World, who: str, counted: dict[frozenset[UUID], Any]) -> None:
    viewer, now, there = world.viewer(who), world.now, rows()
    mine = {case.id for case in there if sees(world, who, case)}
    by_state = {state: {c.id for c in there if c.state == state} for state in ("received", "open")}
    for state, cases in by_state.items():
        assert {h.id for h in my_cases(viewer, now=now, everyone=True, state=state)} == cases & mine
    for number, name in enumerate(NAMES):
        named = {c.id for c in there if number in world.named[c.id] and c.state != "joined"}
        assert {h.id for h in find_cases(viewer, name, now=now)} == named & mine, name
    for case in there:
        there_still = {case.id} if case.state != "joined" else set()
        assert {h.id for h in find_cases(viewer, case.reference, now=now)} == there_still & mine
        pages_agree(world, who, case)
    me = world.cast.staff[who].id
    covered = {
        world.cast.staff[o].id for o, cover, start, end in world.covers if cover == who and start <= now < end
    }
    day = today(viewer, now=now)
    having = {c.id for c in there if c.officer in {me, *covered} and c.id in mine and c.state == "open"}
    assert day.cases == len(having)
    assert {line.case_id for line in day.duties} <= having | by_state["received"] & mine
    assert {line.case_id for line in day.notices} <= mine
    behind = duties_behind(
        viewer, clause="3.3.1", standing="under_way", since=now - timedelta(days=9), now=now
    )
    assert {line.case_id for line in behind} <= mine
    expect = {c.id: c.reference for c in there if knows_of(world, who, c)}
    assert case_references(viewer, [c.id for c in there]) == expect
    counts_agree(world, who, there, mine, counted)
    outward_agrees(world, who, there, mine)
    own_agrees(world, who, there, mine, {me, *covered})
    lists_agree(world, who, there, mine, by_state)


def pages_agree(world: World, who: str, case: Row) -> None:
    viewer, now, seen = world.viewer(who), world.now, sees(world, who, case)
    with viewing(system("tests")), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM intake_report WHERE case_id = %s", [case.id])
        reports = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT id FROM intake_attachment WHERE case_id = %s", [case.id])
        files = [row[0] for row in cursor.fetchall()]
    assert answers(lambda: case_page(viewer, case.id, now=now)) == seen
    assert bool(reports_of_case(viewer, case.id, reports)) == seen
    for attachment in files:
        assert answers(partial(attachment_card, viewer, attachment)) == seen
        assert answers(partial(attachment_content, viewer, attachment, variant="original", now=now)) == seen
    if world.may(who, "case.assign"):
        assert answers(lambda: officers_for(viewer, case.id)) == seen
    asks = world.may(who, "case.read_sealed") or (world.may(who, "case.assign") and not case.sealed)
    if asks and seen:
        found = {person.id for person in who_sees(viewer, case.id, now=now).people}
        assert found == {staff.id for key, staff in world.cast.staff.items() if sees(world, key, case)}
    else:
        assert not answers(lambda: who_sees(viewer, case.id, now=now))


def outward_agrees(world: World, who: str, there: list[Row], mine: set[UUID]) -> None:
    """Requests for data, what falls due to be destroyed, cases behind a figure, and another body's computer."""
    viewer, now = world.viewer(who), world.now
    request = world.request
    searches = who in SEARCHERS and (world.may(who, "case.read_all") or world.may(who, "case.read_sealed"))
    assert answers(lambda: search_page(viewer, request, now=now)) == searches
    if searches:
        found = {each.case.id for each in search_page(viewer, request, now=now).cases}
        assert found == {c.id for c in there if 0 in world.named[c.id]} & mine
    if world.may(who, "disposal.prepare") or world.may(who, "disposal.approve"):
        listed = {line.case_id for line in disposal_list(viewer, now=now).due}
        over = {c.id for c in there if c.state == "closed"}
        assert listed <= {c.id for c in there if c.id in over and not c.sealed}
        assert not any(in_conflict(world, who, c) for c in there if c.id in listed)
    if world.may(who, "measures.read"):
        behind = {each.case_id for each in cases_behind(viewer, "reports", month_of(now))}
        assert behind <= mine and not {c.id for c in there if c.sealed} & behind
    else:
        assert not answers(lambda: cases_behind(viewer, "reports", month_of(now)))
    with viewing(system("tests")), connection.cursor() as cursor:
        cursor.execute("SELECT reference FROM intake_report")
        references = [row[0] for row in cursor.fetchall()]
    assert not any(answers(partial(partner_receipt, BODY, each)) for each in references)


def own_agrees(world: World, who: str, there: list[Row], mine: set[UUID], officers: set[UUID]) -> None:
    """What somebody keeps for themselves from before: a saved search, and a calendar under an address that a telephone asks."""
    if who not in world.kept:
        return
    search, address = world.kept[who]
    with transaction.atomic():
        found = run_saved(world.viewer(who), search, now=world.now)
        transaction.set_rollback(True)
    assert found is not None
    named = {c.id for c in there if 0 in world.named[c.id] and c.state != "joined"}
    assert {head.id for head in found[1]} == named & mine >= found[2]
    theirs = [c.id for c in there if c.officer in officers and c.id in mine]
    with viewing(system("tests")):
        due = Duty.objects.filter(case_id__in=theirs, state="open")
        span = due.filter(
            due_at__gte=world.now - timedelta(days=7), due_at__lt=world.now + timedelta(days=92)
        )
        expected = span.count()
    assert (calendar_behind(address, now=world.now) or b"").count(b"BEGIN:VEVENT") == expected


def counts_agree(
    world: World, who: str, there: list[Row], mine: set[UUID], counted: dict[frozenset[UUID], Any]
) -> None:
    """Two people of whom the rule says that they count the same cases are given the same figures."""
    everybodys = {c.id for c in there if not c.sealed and not in_conflict(world, who, c)}
    scope = mine if world.may(who, "case.read_all") else everybodys
    span = {"all": world.now - timedelta(days=30)}
    figures = duty_standings(world.viewer(who), spans=span, now=world.now)
    assert counted.setdefault(frozenset(scope), figures) == figures
    assert scope or not figures


def lists_agree(
    world: World, who: str, there: list[Row], mine: set[UUID], by_state: dict[str, set[UUID]]
) -> None:
    viewer, now = world.viewer(who), world.now
    if world.may(who, "report.triage") or world.may(who, "sealed.triage"):
        assert {line.waiting.case_id for line in queue(viewer, now=now)} == by_state["received"] & mine
        assert waiting_count(viewer, now=now).total == len(by_state["received"] & mine)
    else:
        assert not answers(lambda: queue(viewer, now=now))
    if world.may(who, "team.board"):
        found = board(viewer, now=now)
        assert sum(load.cases for load in found.loads) == len(by_state["open"] & mine)
        assert {line.case_id for line in (*found.overdue, *found.coming)} <= mine
        assert {head.id for head in (*found.unassigned, *found.closures)} <= by_state["open"] & mine
    if world.may(who, "audit.read"):
        lines = audit_entries(viewer, AuditSelection(), now=now, limit=2000).lines
        shown = {line.case_id for line in lines if line.case_id}
        assert shown == {case.id for case in there if knows_of(world, who, case)}
    for case in there:
        audited = audit_entries(viewer, AuditSelection(case_id=case.id), now=now).lines
        visible = sees(world, who, case) or (world.may(who, "audit.read") and knows_of(world, who, case))
        assert any(line.action == "report.receive" for line in audited) == visible
    if world.may(who, "disclosure.register"):
        told = {line.reference for line in disclosure_register(viewer, RegisterAsked(), now=now).lines}
        with viewing(system("tests")), connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT case_id FROM cases_disclosure")
            shared = {row[0] for row in cursor.fetchall()}
        wanted = {
            c.reference for c in there if c.id in shared and not c.sealed and not in_conflict(world, who, c)
        }
        assert told == wanted
    else:
        assert not answers(lambda: disclosure_register(viewer, RegisterAsked(), now=now))


def answers(question: Callable[[], object]) -> bool:
    try:
        question()
    except (NoSuchCase, NoSuchReport, NoSuchRequest, Refused):
        return False
    return True


@pytest.fixture
def landlord(db: None, now: datetime) -> Iterator[World]:
    """Built once; every example runs in a savepoint that is rolled back."""
    cast = one_of_each_role(now)
    with viewing(system("tests")):
        hal = Person(id=uuid4(), external_ref="P-3")
        vault.create_key(hal.id, "person")
        vault.seal(hal, name=NAMES[2])
        hal.index_tokens = blind_index.tokens([blind_index.name_tokens(NAMES[2])])
        hal.save(force_insert=True)
        Residence.objects.create(
            id=uuid4(), person=hal, home=Home.objects.get(uprn="900000000014"), standing="household_member",
            started_on=now.date(),
        )  # fmt: skip
        teams = {key: team.id for key, staff in cast.staff.items() for team in staff.teams.all()}
    world = World(cast, now, teams=teams)
    clock(world)
    for person, sealed in ((0, False), (1, False), (2, False), (3, False), (0, True)):
        arrive(world, "dev", person, 3 if sealed else 0)
    for officer in range(2):  # Amina's case is Ben's, Gwen's is Bella's
        open_one(world, "dev", 0, officer)
    world.request = asked(cast, now, *SEARCHERS)
    for who in DOERS:
        told = {"name": "Hers", "text": NAMES[0], "only": CaseFilter(), "digest": True}
        viewer = world.viewer(who)
        world.kept[who] = save_search(**told, by=viewer, now=now), make_calendar(by=viewer, now=now)  # type: ignore[arg-type]
    yield world


def one_act() -> st.SearchStrategy[tuple[Any, str, int, int]]:
    number = st.integers(0, 11)
    return st.one_of(
        *(st.tuples(st.just(do), st.sampled_from(doers), number, number) for do, doers in ACTS.items())
    )


@settings(
    max_examples=EXAMPLES or 10,
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    phases=tuple(Phase)
    if EXAMPLES
    else (Phase.generate,),  # a failure is told at once; shrinking takes minutes
    suppress_health_check=list(HealthCheck),
)
@given(
    acts=st.lists(one_act(), min_size=10, max_size=16),
    asked=st.sets(st.sampled_from(DOERS), min_size=2, max_size=2),
)
def test_everybody_is_shown_what_the_rules_allow_and_nothing_else(
    landlord: World, acts: list[Any], asked: set[str]
) -> None:
    world = deepcopy_of(landlord)
    with transaction.atomic():
        try:
            for do, who, a, b in acts:
                clock(world)
                do(world, who, a, b)
                note_selves(world)
                clock(world)
                the_database_agrees(world)
            count_month(month=month_of(world.now), by=system("tests"), now=world.now)
            counted: dict[frozenset[UUID], Any] = {}
            for who in sorted(asked | {"auditor", "executive"}):
                every_query_agrees(world, who, counted)
        finally:
            transaction.set_rollback(True)


def deepcopy_of(world: World) -> World:
    facts = {f.name: deepcopy(getattr(world, f.name)) for f in fields(world) if f.name != "cast"}
    return World(world.cast, **facts)


def clock(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('upstander.clock', %s, true)", [world.now.isoformat()])
