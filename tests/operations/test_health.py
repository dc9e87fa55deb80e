"""The health address: what load balancers and the supervisor act on."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client


def heard(seconds_ago: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


@pytest.mark.django_db
def test_all_is_well_with_a_worker_alive(client: Client) -> None:
    heard(5)
    response = client.get("/health")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_reports_are_still_taken_without_a_worker(client: Client) -> None:
    heard(300)
    response = client.get("/health")
    assert (response.status_code, response.json()) == (200, {"status": "degraded"})


@pytest.mark.django_db
def test_without_a_database_it_says_no_more_than_that(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import OperationalError

    def fail() -> bool:
        raise OperationalError("connection to 10.0.0.7 failed: password for upstander_app")

    monkeypatch.setattr("upstander.operations.health._worker_alive", fail)
    response = client.get("/health")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable"})


@pytest.mark.django_db
def test_it_can_only_be_asked(client: Client) -> None:
    assert client.post("/health").status_code == 405
