"""A flood of reports from one network is slowed, nobody is blocked, and nothing of where it came from is kept."""

from __future__ import annotations

import importlib.util
import re
import time
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from upstander.confidentiality.api import system, viewing
from upstander.intake.floods import MOST, REFILL, _cell, count_one, sweep_floods
from upstander.intake.models import Report
from upstander.sites.public import flood

pytestmark = pytest.mark.django_db
LIBRARY, ELSEWHERE = "203.0.114.7", "198.51.101.9"


class Visitor(HttpRequest):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.META["REMOTE_ADDR"] = address


def written(address: str, danger: str = "no") -> Client:
    client = Client(REMOTE_ADDR=address)
    client.post("/report")
    client.post("/report/danger", {"danger": danger})
    client.post("/report/what", {"what": "Shouting at my door"})
    return client


def send(client: Client, **more: str) -> Any:
    page = client.get("/report/check").content.decode()
    was = re.search(r'name="was" value="([^"]*)"', page)
    return client.post("/report/check", {"was": was[1] if was else "", **more})


def filled(address: str, many: int = flood.FREE) -> None:
    """As if so many had come from there just now."""
    for _ in range(many):
        flood.seconds_to_wait(Visitor(address), "x", now=time.time(), danger=False, ticket="")


def reports() -> int:
    with viewing(system("tests")):
        return Report.objects.count()


def test_in_a_flood_somebody_waits_and_is_then_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    filled(LIBRARY, flood.FREE + 100)
    client = written(LIBRARY)
    answer = send(client)
    assert answer.status_code == 429 and reports() == 0
    wait = int(answer.headers["Retry-After"])
    assert 0 < wait <= flood.LONGEST_WAIT
    ticket = re.search(r'name="ticket" value="([^"]*)"', answer.content.decode())[1]  # type: ignore[index]
    assert send(client, ticket=ticket).status_code == 429, "too soon"
    filled(LIBRARY, 1000)
    monkeypatch.setattr(flood, "_due", lambda *given: 0.0)  # the wait is over
    assert send(client, ticket=ticket).headers["Location"] == reverse("public:received")
    assert reports() == 1


def test_other_networks_and_the_first_from_one_do_not_wait() -> None:
    filled(LIBRARY, 1000)
    assert send(written(ELSEWHERE)).status_code == 302
    assert send(written("127.0.0.1")).status_code == 302, (
        "behind a proxy that is not named nobody can be told apart"
    )


def test_danger_waits_only_in_a_great_flood() -> None:
    filled(LIBRARY, flood.FREE + 5)
    assert send(written(LIBRARY, danger="yes")).status_code == 302
    assert send(written(LIBRARY)).status_code == 429


def test_a_ticket_is_for_one_report_alone() -> None:
    mine = flood.ticket_for("mine", now=0.0, wait=0)
    assert flood._due(mine, "mine") == 0.0
    assert flood._due(mine, "yours") is None and flood._due("forged", "mine") is None


def cells() -> list[tuple[int, float, float]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cell, level, at FROM upstander_flood")
        return [(cell, level, at) for cell, level, at in cursor.fetchall()]


def test_what_one_web_process_counted_another_counts_too() -> None:
    """The count is a row, and the cell follows from the address, the day and the master keys alone: nothing of a process is in it."""
    filled(LIBRARY, flood.FREE)
    spec = importlib.util.spec_from_file_location("of_another_process", flood.__file__)
    assert spec and spec.loader
    another = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(another)
    assert another.seconds_to_wait(Visitor(LIBRARY), "x", now=time.time(), danger=False, ticket="")[0] > 0


def test_the_count_runs_down_is_swept_away_and_says_of_no_address_that_it_was_there() -> None:
    start = 1_700_000_000.0
    for _ in range(1000):
        count_one("report", b"\x01\x02\x03\x04", now=start)
    ((cell, level, _at),) = cells()
    assert level == MOST, "an attack is over within half an hour"
    assert 0 <= cell < 65_536, "some sixty-five thousand addresses have this cell"
    assert count_one("report", b"\x01\x02\x03\x04", now=start + 5 * REFILL) == MOST - 4
    sweep_floods(now=start + 6 * REFILL)
    assert len(cells()) == 1
    sweep_floods(now=start + (MOST + 6) * REFILL)
    assert cells() == []
    assert _cell("report", b"\x01\x02\x03\x04", start) != _cell("report", b"\x01\x02\x03\x04", start + 86_400)
    assert count_one("code", b"\x01\x02\x03\x04", now=start) == 1, "codes are counted by themselves"


def test_the_table_leaves_no_trace_in_the_log_of_the_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'upstander_flood'")
        assert cursor.fetchone() == ("u",)
