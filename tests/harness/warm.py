"""The program, loaded once and waiting: each of its processes that a test wants is a fork of this one, and begins in no time.

Whoever wants one writes a line of JSON (`argv`, `environment`, `log`); answered with the id of the process.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from upstander.operations.processes import dies_with_parent, end_with_parent

# In the environment of a worker that does only what it is given to do.
NOTHING_PERIODIC = "UPSTANDER_TEST_NOTHING_PERIODIC"


@dataclass
class Warm:
    """The waiting process of one test run."""

    process: subprocess.Popen[str]

    def start(self, argv: list[str], environment: dict[str, str], log: Path | None) -> psutil.Process:
        """`upstander` with these arguments. What it writes goes to `log`, or where the tests write."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        asked = {"argv": argv, "environment": environment, "log": str(log) if log else ""}
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return psutil.Process(int(self.process.stdout.readline()))

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(15)
        assert self.process.stdout is not None
        self.process.stdout.close()


def begin(environment: dict[str, str]) -> Warm:
    """Load the program under these variables, any of which a process may be given anew."""
    process = subprocess.Popen(
        [sys.executable, "-c", "from harness.warm import wait; wait()"],
        env={**environment, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=dies_with_parent(signal.SIGKILL),
    )
    return Warm(process)


def wait() -> None:
    """In the waiting process, until its input ends."""
    from upstander.operations import startup

    startup.set_up_django()
    startup.check_policy()

    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here looks at how they end
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin:
        asked = json.loads(line)
        me = os.getpid()
        child = os.fork()
        if child:
            os.write(answers, f"{child}\n".encode())
            continue
        os.close(answers)
        try:
            _become(me, asked["argv"], asked["environment"], asked["log"])
        finally:
            os._exit(1)


def _become(parent: int, argv: list[str], environment: dict[str, str], log: str) -> None:
    os.setsid()
    end_with_parent(parent)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if log:
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(out, 1)
        os.dup2(out, 2)
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None

    # The settings are read again, from the variables as they are now; nothing has used them before but to load the program.
    from django.conf import settings
    from django.db import connections
    from django.utils.functional import empty

    importlib.reload(sys.modules["upstander.settings"])
    settings._wrapped = empty
    for name in [name for name in vars(settings) if name != "_wrapped"]:
        del vars(settings)[name]  # values that were looked at
    vars(connections).pop("settings", None)
    vars(connections)["_settings"] = None
    for name in connections:
        with suppress(AttributeError):
            del connections[name]

    if NOTHING_PERIODIC in environment:
        from procrastinate.contrib.django import app

        app.periodic_registry.periodic_tasks.clear()

    from upstander.operations.cli import main

    sys.argv = ["upstander", *argv]
    main()
