"""Upstander itself, running: real processes on a real port, on a database of their own."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.conf import settings

from harness.cluster import Cluster
from harness.warm import NOTHING_PERIODIC, Warm
from upstander.operations.addresses import APP_ROLE, OWNER_ROLE
from upstander.operations.supervisor import free_port, health

_START_SECONDS = 240


@dataclass(frozen=True)
class LiveApp:
    """`url` without a slash at the end; `database` is the name of its database on `cluster`."""

    url: str
    cluster: Cluster
    database: str
    processes: tuple[psutil.Process, ...]

    def kill(self) -> None:
        """kill -9 of every process, as a power cut would."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        psutil.wait_procs(self.processes, 10)


@contextmanager
def running(
    warm: Warm,
    cluster: Cluster,
    name: str,
    *,
    worker: bool = True,
    periodic: bool = True,
    keep: Path | None = None,
    also: Mapping[str, str] | None = None,
) -> Iterator[LiveApp]:
    """A web process, and a worker unless told otherwise, until the end of the block.

    `periodic`: what runs each minute, hour or night does so; without it what a page shows does not hang on when it was asked for.

    `keep`: a directory for everything that they write: a log of every line from DEBUG up, and temporary files.
    `also`: settings of this landlord's own.
    """
    port = free_port("127.0.0.1")
    environment = {**environment_of(cluster, name), "UPSTANDER_BASE_URL": f"http://127.0.0.1:{port}"}
    environment |= also or {}
    if not periodic:
        environment[NOTHING_PERIODIC] = "yes"
    if keep is not None:
        (keep / "temporary").mkdir()
        environment |= {"UPSTANDER_LOG_LEVEL": "DEBUG", "TMPDIR": str(keep / "temporary")}
    log = keep / "log" if keep is not None else None
    commands = [["web", "--port", str(port), "--processes", "1"], *([["worker"]] if worker else [])]
    processes = tuple(warm.start(command, environment, log) for command in commands)
    app = LiveApp(f"http://127.0.0.1:{port}", cluster, name, processes)
    try:
        _wait(app, port, "ok" if worker else "degraded")
        yield app
    finally:
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.terminate()
        psutil.wait_procs(processes, 15)
        app.kill()


def environment_of(cluster: Cluster, name: str) -> dict[str, str]:
    """The variables of a process of the program on this database."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "upstander.settings",
        "UPSTANDER_DATA": str(Path(settings.UPSTANDER_DATA).parent / "live"),
        "UPSTANDER_LOG_LEVEL": "WARNING",
        "DATABASE_URL": cluster.address(name, APP_ROLE),
        "DATABASE_OWNER_URL": cluster.address(name, OWNER_ROLE),
    }
    environment.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)
    return environment


def _wait(app: LiveApp, port: int, wanted: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while health(port) not in {wanted, "ok"}:
        if not all(process.is_running() for process in app.processes):
            raise RuntimeError("a process of the live app ended while starting; what it wrote is above")
        if time.monotonic() > deadline:
            raise RuntimeError(f"the live app did not answer within {_START_SECONDS} seconds")
        time.sleep(0.1)
