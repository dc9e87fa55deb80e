"""A flood of reports from one network is slowed, nobody is blocked, and nothing of where it came from is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from upstander.confidentiality.api import system, viewing
from upstander.intake.models import Report
from upstander.sites.public import flood

pytestmark = pytest.mark.django_db
LIBRARY, ELSEWHERE = "203.0.114.7", "198.51.101.9"


@pytest.fixture(autouse=True)
def _nobody_yet() -> Iterator[None]:
    flood._levels.clear()
    yield
    flood._levels.clear()


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
    import time

    class Request:
        META = {"REMOTE_ADDR": address}
        headers: dict[str, str] = {}

    for _ in range(many):
        flood.seconds_to_wait(Request(), "x", now=time.time(), danger=False, ticket="")  # type: ignore[arg-type]


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


def test_the_count_runs_down_and_holds_no_address() -> None:
    filled(LIBRARY, 3)
    assert all(LIBRARY.encode() not in key and len(key) == 32 for key in flood._levels)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM upstander_cache")
        assert cursor.fetchone()[0] == 0
