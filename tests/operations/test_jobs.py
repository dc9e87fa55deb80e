"""A job whose worker was killed is done after all."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

pytestmark = pytest.mark.db15


@pytest.mark.usefixtures("own_database")
def test_a_job_of_a_worker_that_fell_silent_goes_back_to_the_queue(owner_cursor: psycopg.Cursor[Any]) -> None:
    from procrastinate.contrib.django import app

    from upstander.operations.jobs import remove_finished, retry_stalled

    silent = remove_finished.configure(queueing_lock="silent").defer(timestamp=0)
    alive = remove_finished.configure(queueing_lock="alive").defer(timestamp=0)
    for job, age in ((silent, "10 minutes"), (alive, "1 second")):
        owner_cursor.execute(
            "WITH w AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id)"
            " UPDATE procrastinate_jobs SET status = 'doing', worker_id = w.id FROM w WHERE procrastinate_jobs.id = %s",
            [age, job],
        )
    context: Any = SimpleNamespace(app=app)
    with ThreadPoolExecutor(1) as elsewhere:  # a browser of another test keeps an event loop in this thread
        elsewhere.submit(asyncio.run, retry_stalled.func(context, timestamp=0)).result()
    owner_cursor.execute(
        "SELECT status::text FROM procrastinate_jobs WHERE id IN (%s, %s) ORDER BY id", [silent, alive]
    )
    assert [status for (status,) in owner_cursor.fetchall()] == ["todo", "doing"]
