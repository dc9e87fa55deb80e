"""One command runs everything and takes everything with it, however it ends; what fails is started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from upstander.operations.supervisor import Child, Supervisor, free_port, health


class Run:
    """`upstander run` on a data directory of its own."""

    def __init__(self, data: Path, port: int) -> None:
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "upstander", "run", "--port", str(port), "--data", str(data)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "upstander.settings",
                "UPSTANDER_MASTER_KEYSET": "",
                "UPSTANDER_SECRET_KEY": "",
            },
        )

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def ready(self) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("Ready:"):
                return line.strip()
        raise AssertionError("it ended before it was ready")

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(40)


def eventually(holds: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False


def gone(process: psutil.Process) -> bool:
    try:
        return process.status() == psutil.STATUS_ZOMBIE  # nobody above us may care to collect it
    except psutil.NoSuchProcess:
        return True


def worker_of(run: Run) -> psutil.Process | None:
    for each in run.family():
        with suppress(psutil.Error):  # it may end while we look
            if each.cmdline()[-1:] == ["worker"]:
                return each
    return None


def test_it_lives_and_dies_as_one(tmp_path: Path) -> None:
    port = free_port("127.0.0.1")
    with Run(tmp_path, port) as run:
        assert run.ready() == f"Ready: http://127.0.0.1:{port}"

        worker = worker_of(run)
        assert worker is not None
        worker.kill()
        assert eventually(lambda: (found := worker_of(run)) is not None and found.pid != worker.pid), (
            "no new worker"
        )

        family = run.family()
        assert len(family) > 5, "web with its own processes, worker, database with its own"
        run.end(signal.SIGKILL)
        assert eventually(lambda: all(gone(each) for each in family)), "somebody outlived the supervisor"

    with Run(tmp_path, port) as again:
        assert again.ready() == f"Ready: http://127.0.0.1:{port}"
        family = again.family()
        assert again.end(signal.SIGTERM) == 0
        assert all(gone(each) for each in family), "somebody was left behind"
    assert health(port) is None


def test_what_fails_again_and_again_stops_everything() -> None:
    from upstander.operations.errors import OperatorError

    said: list[str] = []
    clock = iter(range(0, 1000, 2))
    child = Child("web", ["no-such-command"])
    supervisor = Supervisor([child], None, said.append, clock=lambda: float(next(clock)))

    def fail() -> None:
        while True:
            supervisor.look_after()
            if child.process is not None:
                child.process.wait(30)

    with pytest.raises(OperatorError, match="the web process ended"):
        fail()
    assert len(said) == 4


def test_the_wait_for_an_answer_begins_when_static_files_are_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    from upstander.operations.errors import OperatorError

    asked: list[bool] = []

    def ready() -> bool:
        asked.append(len(asked) == 3)
        return asked[-1]

    monkeypatch.setattr("upstander.operations.static_files.gathered", ready)
    clock = iter(range(0, 10_000, 50))
    supervisor = Supervisor([], None, print, clock=lambda: float(next(clock)))
    with pytest.raises(OperatorError, match="of static files being ready"):
        supervisor.wait_until_serving(free_port("127.0.0.1"))
    assert asked == [False, False, False, True]
