"""Upstander itself, running: real processes on a real port, on a database of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from harness.cluster import Cluster
from upstander.operations.addresses import APP_ROLE, OWNER_ROLE
from upstander.operations.processes import dies_with_parent
from upstander.operations.supervisor import free_port, health

_START_SECONDS = 60


@dataclass(frozen=True)
class LiveApp:
    """`url` without a slash at the end; `database` is the name of its database on `cluster`."""

    url: str
    cluster: Cluster
    database: str
    processes: tuple[subprocess.Popen[bytes], ...]

    def kill(self) -> None:
        """kill -9 of every process, as a power cut would."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


@contextmanager
def running(
    cluster: Cluster, name: str, *, worker: bool = True, keep: Path | None = None
) -> Iterator[LiveApp]:
    """A web process, and a worker unless told otherwise, until the end of the block.

    `keep`: a directory for everything that they write: a log of every line from DEBUG up, and temporary files.
    """
    port = free_port("127.0.0.1")
    cache = Path(settings.UPSTANDER_DATA).parent
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "upstander.settings",
        "UPSTANDER_DATA": str(cache / "live"),
        "UPSTANDER_BASE_URL": f"http://127.0.0.1:{port}",
        "UPSTANDER_LOG_LEVEL": "WARNING",
        "DATABASE_URL": cluster.address(name, APP_ROLE),
        "DATABASE_OWNER_URL": cluster.address(name, OWNER_ROLE),
    }
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    if keep is not None:
        (keep / "temporary").mkdir()
        environment |= {"UPSTANDER_LOG_LEVEL": "DEBUG", "TMPDIR": str(keep / "temporary")}
    log = (keep / "log").open("ab") if keep is not None else None
    commands = [["web", "--port", str(port), "--processes", "1"], *([["worker"]] if worker else [])]
    processes = tuple(
        subprocess.Popen(
            [sys.executable, "-m", "upstander", *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=dies_with_parent(signal.SIGKILL),
        )
        for command in commands
    )
    app = LiveApp(f"http://127.0.0.1:{port}", cluster, name, processes)
    try:
        _wait(app, port, "ok" if worker else "degraded")
        yield app
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)
        app.kill()
        if log is not None:
            log.close()


def _wait(app: LiveApp, port: int, wanted: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while health(port) not in {wanted, "ok"}:
        if any(process.poll() is not None for process in app.processes):
            raise RuntimeError("a process of the live app ended while starting; what it wrote is above")
        if time.monotonic() > deadline:
            raise RuntimeError(f"the live app did not answer within {_START_SECONDS} seconds")
        time.sleep(0.1)
