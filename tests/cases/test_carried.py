"""The sums behind the manager's board agree with the rows: whatever is written, by several at once, and for everybody who looks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import Error, connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from factories.cast import PASSWORD, Cast, one_of_each_role
from harness.cluster import Cluster
from upstander.cases.carried import add_up_carried, put_carried_right, wrong_carried
from upstander.cases.models import Case, Duty
from upstander.cases.queries.carried import COUNTED, carried_by_officer, end_of_day
from upstander.confidentiality.api import (
    Viewer,
    erase_cases,
    erasing,
    exclude,
    insert_rows,
    name_to_case,
    system,
    viewing,
)
from upstander.confidentiality.models import Staff
from upstander.operations import deployment
from upstander.operations.addresses import APP_ROLE

BY = system("tests")
HOURS = (-400, -30, -2, 0, 1, 5, 20, 300)  # when a promise is due, from the time of the test
STATES = ("received", "open", "open", "closed", "routed", "joined")


def in_rows(viewer: Viewer, now: datetime) -> dict[UUID | None, list[int]]:
    """What the viewer's officers carry, counted anew from every case that the database shows them."""
    with viewing(viewer), connection.cursor() as cursor:
        cursor.execute(COUNTED, {"now": now, "end": end_of_day(now)})
        return {officer: counts for officer, *counts in cursor.fetchall()}


def in_sums(viewer: Viewer, now: datetime) -> dict[UUID | None, list[int]]:
    with viewing(viewer):
        return {officer: list(counts.values()) for officer, counts in carried_by_officer(viewer, now).items()}


def new_case(cast: Cast, now: datetime, number: int) -> Case:
    return Case(
        id=uuid4(), number=900 + number, reference=f"C-{900 + number}", state="open", officer_id=cast.staff["ben"].id,
        edition="ovh-2024", received_at=now, opened_at=now, risk_assessed_at=None,
    )  # fmt: skip


def new_promise(case_id: UUID, due_at: datetime) -> Duty:
    return Duty(
        id=uuid4(), case_id=case_id, slug=uuid4().hex, label="Call", kind="must", clause="3.3.1", source="policy",
        edition="ovh-2024", triggered_at=due_at, due_at=due_at, why="So it says", opened_at=due_at,
    )  # fmt: skip


class Register:
    """Rows as acts leave them, written directly: each step one statement, in any order, whether the program would do so or not."""

    def __init__(self, cast: Cast, now: datetime) -> None:
        self.cast, self.now, self.made = cast, now, 0

    def case(self, a: int) -> UUID:
        ids = list(Case.objects.order_by("number").values_list("id", flat=True))
        return ids[a % len(ids)] if ids else uuid4()

    def promise(self, a: int) -> UUID:
        ids = list(Duty.objects.order_by("case__number", "due_at", "id").values_list("id", flat=True))
        return ids[a % len(ids)] if ids else uuid4()

    def due(self, b: int) -> datetime:
        return self.now + timedelta(hours=HOURS[b % len(HOURS)], minutes=b % 3)

    def begin(self, a: int, b: int) -> None:
        self.made += 1
        row = new_case(self.cast, self.now, self.made)
        if b % 2:
            row.state, row.opened_at, row.officer_id = "received", None, None
        insert_rows([row])
        insert_rows([new_promise(row.id, self.due(b + each)) for each in range(a % 4)])

    def owe(self, a: int, b: int) -> None:
        if Case.objects.exists():
            case = self.case(a)
            rows = [new_promise(case, self.due(b)) for _ in range(3)]
            rows[0].state, rows[0].met_at = ("met", self.now) if a % 2 else ("open", None)
            insert_rows(rows)

    def turn(self, a: int, b: int) -> None:
        state = ("met", "met_late", "withdrawn", "open")[b % 4]
        Duty.objects.filter(pk=self.promise(a)).update(
            state=state, met_at=self.now, withdrawn_at=self.now, withdrawn_because="x"
        )

    def keep_all(self, a: int, b: int) -> None:
        Duty.objects.filter(case_id=self.case(a), state="open").update(state="met", met_at=self.now)

    def owe_again(self, a: int, b: int) -> None:
        Duty.objects.filter(case_id=self.case(a)).update(state="open", met_at=None)

    def put_off(self, a: int, b: int) -> None:
        Duty.objects.filter(pk=self.promise(a)).update(due_at=self.due(b))

    def hand_over(self, a: int, b: int) -> None:
        Duty.objects.filter(pk=self.promise(a)).update(case_id=self.case(b))

    def move(self, a: int, b: int) -> None:
        state = STATES[b % len(STATES)]
        Case.objects.filter(pk=self.case(a)).update(
            state=state, opened_at=self.now, closed_at=self.now, joined_to=self.case(a + 1)
        )

    def assign(self, a: int, b: int) -> None:
        officer = (None, self.cast.staff["ben"].id, self.cast.staff["bella"].id)[b % 3]
        Case.objects.filter(pk__in=[self.case(a), self.case(a + b % 2)]).update(officer_id=officer)

    def weigh(self, a: int, b: int) -> None:
        level = ("high", "standard")[b % 2]
        Case.objects.filter(pk=self.case(a)).update(
            danger=b % 3 == 0, risk_level=level, risk_assessed_at=self.now
        )

    def seal(self, a: int, b: int) -> None:
        Case.objects.filter(pk=self.case(a)).update(sealed=b % 3 > 0)

    def keep_from(self, a: int, b: int) -> None:
        if Case.objects.exists():
            exclude(self.case(a), {self.cast.staff[("carol", "senior")[b % 2]].id: "party"}, now=self.now)

    def let_in(self, a: int, b: int) -> None:
        if Case.objects.exists():
            name_to_case(self.case(a), self.cast.staff[("carol", "senior")[b % 2]].id, now=self.now)

    def destroy(self, a: int, b: int) -> None:
        case = self.case(a)
        if b % 3 == 0 and not Case.objects.filter(joined_to=case).exists():
            with erasing([case]):
                erase_cases([case], now=self.now)
                Case.objects.filter(pk=case).delete()

    def wait(self, a: int, b: int) -> None:
        self.now += timedelta(minutes=(3, 90, 1500)[a % 3])
        add_up_carried(by=BY, now=self.now)


DEEDS = (
    "begin", "begin", "owe", "owe", "turn", "turn", "keep_all", "owe_again", "put_off", "hand_over", "move", "move", "assign",
    "assign", "weigh", "seal", "seal", "keep_from", "let_in", "destroy", "wait",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(0, 30), st.integers(0, 30)), min_size=8, max_size=40
)


@pytest.mark.django_db
@settings(
    max_examples=25, derandomize=True, database=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck)
)  # fmt: skip
@given(steps=STEPS)
def test_sums_are_what_the_rows_say_to_everybody_after_whatever_was_written(
    standing_cast: Cast, now: datetime, steps: list[Any]
) -> None:
    with transaction.atomic():
        try:
            register = Register(standing_cast, now)
            with viewing(BY):
                register.begin(3, 0)
                register.begin(3, 2)
                for deed, a, b in steps:
                    getattr(register, deed)(a, b)
            for late in (timedelta(), timedelta(minutes=61), timedelta(days=1)):
                for who in ("carol", "senior", "ben", "hilary"):
                    viewer, then = getattr(standing_cast, who), register.now + late
                    assert in_sums(viewer, then) == in_rows(viewer, then), who
            assert put_carried_right(by=BY, now=register.now) == 0
        finally:
            transaction.set_rollback(True)


@pytest.fixture
def standing_cast(db: None, now: datetime) -> Cast:
    cast = one_of_each_role(now)
    with viewing(BY):
        cast.staff["hilary"] = Staff.objects.create_user(
            "hilary@landlord.example",
            PASSWORD,
            name="Hilary Marsh",
            roles=["people_and_learning", "senior_manager"],  # sees every case, and keeps the sealed ones
        )
    return cast


@pytest.mark.django_db
def test_sums_are_told_by_the_database_of_what_one_sees_and_to_nobody_else(now: datetime) -> None:
    cast = one_of_each_role(now)
    with viewing(BY):
        case = new_case(cast, now, 1)
        insert_rows([case])
        insert_rows([new_promise(case.id, now)])
    asked = "SELECT count(*) FROM cases_carried"
    for viewer in (BY, cast.carol, cast.nia):
        with viewing(viewer), connection.cursor() as cursor:
            cursor.execute(asked)
            assert cursor.fetchone() == (0,), "the table itself is its owner's"
    seen = "SELECT * FROM cases_carried_seen(now(), now())"
    for viewer, asked in (
        (cast.nia, seen),
        (BY, seen),
        (cast.carol, "SELECT cases_carried_put_right(now())"),
    ):
        with pytest.raises(Error, match="alone"), viewing(viewer), connection.cursor() as cursor:
            cursor.execute(asked)


def act(address: str, statement: str, *given: Any) -> tuple[psycopg.Connection[Any], Callable[[], None]]:
    """A statement of another connection as the system, begun and not committed, and how it is carried out."""
    other = psycopg.connect(address)
    other.execute("SELECT set_config('upstander.viewer_kind', 'system', true)")

    def begin() -> None:
        other.execute(statement, given)

    return other, begin


ASSIGNED = "UPDATE cases_case SET officer_id = %s WHERE id = %s"
KEPT = "UPDATE cases_duty SET state = 'met', met_at = now() WHERE case_id = %s"


@pytest.mark.parametrize("first", ["officer", "promise"])
def test_two_at_once_leave_the_sums_right(
    own_database: str, cluster: Cluster, admin_address: str, first: str, caplog: pytest.LogCaptureFixture
) -> None:
    now = datetime.now(UTC)
    cast = one_of_each_role(now)
    with viewing(BY):
        case = new_case(cast, now, 1)
        insert_rows([case])
        insert_rows([new_promise(case.id, now + timedelta(hours=each)) for each in (-2, 30)])
    address, bella = cluster.address(own_database, APP_ROLE), cast.staff["bella"].id
    acts = [act(address, ASSIGNED, bella, case.id), act(address, KEPT, case.id)]
    (one, begin), (two, follow) = acts if first == "officer" else acts[::-1]
    begin()
    add_up_carried(by=BY, now=now)

    def second() -> None:
        follow()
        two.commit()

    waits = Thread(target=second)
    waits.start()
    waits.join(0.3)
    assert waits.is_alive(), "the second waits for the first"
    one.commit()
    waits.join(10)
    one.close()
    two.close()
    assert in_sums(cast.carol, now) == in_rows(cast.carol, now) == {bella: [1, 0, 0, 0, 0, 0]}
    assert put_carried_right(by=BY, now=now) == 0
    with psycopg.connect(admin_address, autocommit=True) as admin:
        admin.execute("SET session_replication_role = replica")  # past every trigger
        admin.execute(ASSIGNED, [cast.staff["ben"].id, case.id])
    assert in_sums(cast.carol, now) != in_rows(cast.carol, now)
    assert wrong_carried(by=BY, now=now) == 2
    assert [
        fault
        for fault in deployment.faults(deploy=False)
        if fault.startswith("2 sums of what officers carry")
    ]
    with caplog.at_level(logging.ERROR):
        assert put_carried_right(by=BY, now=now) == 2
    assert "2 sums of what officers carry were wrong" in caplog.text
    assert in_sums(cast.carol, now) == in_rows(cast.carol, now)
