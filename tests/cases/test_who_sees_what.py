"""Random acts of random staff; after each, what every query shows everybody is what the rules' own words allow (clauses 3.5, 4.3).

The oracle is `sight_oracle.py`, the acts are `sight_acts.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import fields
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cases.sight_acts import ACTS, DOERS, NAMES, arrive, clock, note_selves, open_one
from cases.sight_oracle import BODY, Row, World, in_conflict, knows_of, rows, sees
from factories.cast import one_of_each_role
from records.test_access_search import asked
from upstander.cases.alerts.api import calendar_behind, make_calendar
from upstander.cases.api import (
    NoSuchCase,
    run_saved,
    save_search,
)
from upstander.cases.carried import put_carried_right
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
    listed_cases,
    officers_for,
    today,
    waiting_count,
    who_sees,
)
from upstander.confidentiality.api import (
    AuditSelection,
    audit_entries,
    blind_index,
    system,
    vault,
    viewing,
)
from upstander.intake.api import (
    NoSuchReport,
    attachment_card,
    attachment_content,
    partner_receipt,
    queue,
    reports_of_case,
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
SEARCHERS = ("ben", "carol", "senior", "esther")


def the_database_agrees(world: World) -> None:
    there = rows()
    for who in world.cast.staff:
        with viewing(world.viewer(who)), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM cases_case")
            shown = {row[0] for row in cursor.fetchall()}
        assert shown == {case.id for case in there if sees(world, who, case)}, who
    assert put_carried_right(by=system("tests"), now=world.now) == 0, (
        "what officers carry is what the rows say"
    )


def every_query_agrees(world: World, who: str, counted: dict[frozenset[UUID], Any]) -> None:
    viewer, now, there = world.viewer(who), world.now, rows()
    mine = {case.id for case in there if sees(world, who, case)}
    by_state = {state: {c.id for c in there if c.state == state} for state in ("received", "open")}
    for state, cases in by_state.items():
        assert {h.id for h in listed_cases(viewer, now=now, state=state)[0]} == cases & mine
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
