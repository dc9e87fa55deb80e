"""Web and worker as real processes: they serve, take jobs, and leave nothing behind when they are killed."""

from __future__ import annotations

import time

import pytest

from harness.live import LiveApp
from upstander.operations.supervisor import health


@pytest.mark.db15
def test_a_job_deferred_here_is_done_by_the_worker(live_app: LiveApp) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from upstander.operations.jobs import remove_finished

    number = remove_finished.configure().defer(timestamp=0)
    deadline = time.monotonic() + 20
    status = ""
    while status != "succeeded" and time.monotonic() < deadline:
        status = ProcrastinateJob.objects.get(id=number).status
        time.sleep(0.1)
    assert status == "succeeded"


def test_killed_it_is_gone_at_once(live_app: LiveApp) -> None:
    port = int(live_app.url.rpartition(":")[2])
    assert health(port) == "ok"
    live_app.kill()
    deadline = time.monotonic() + 20  # the web server's own processes hear of it from the kernel
    while health(port) is not None:
        assert time.monotonic() < deadline
        time.sleep(0.1)
