"""Runs the processes of one machine: starts them, starts them again when they fail, stops them all, and leaves none behind."""

from __future__ import annotations

import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType

from upstander.operations.embedded import EmbeddedServer
from upstander.operations.errors import OperatorError
from upstander.operations.processes import dies_with_parent

_STOP_SECONDS = 25.0
_START_SECONDS = 90.0
# Five failures within a minute mean that another start will not help.
_FAILURES, _WITHIN_SECONDS = 5, 60.0
_EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - what an operator may have asked to listen on


class Stopped(BaseException):
    """Somebody asked us to stop. Not an Exception: nothing on the way may swallow it."""


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM and SIGHUP raise `Stopped`, and Ctrl-C does too, so that every `finally` on the way runs."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in _SIGNALS:  # one is enough; stopping takes a moment and must not be interrupted
            signal.signal(each, signal.SIG_IGN)
        raise Stopped

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Child:
    """One process of ours: `upstander <arguments>`."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    failures: list[float] = field(default_factory=list)
    start_at: float = 0.0

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "upstander", *self.arguments],
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # its own group: Ctrl-C reaches only us, and stopping reaches its children
            preexec_fn=dies_with_parent(signal.SIGTERM),
        )

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def ended(self, now: float) -> str:
        """Note a failure and when to try again; the reason in words. Waits 1, 2, 4, 8 seconds."""
        code = self.process.returncode if self.process else 0
        self.signal(signal.SIGKILL)  # whatever it left behind
        self.process = None
        self.failures = [at for at in self.failures if now - at < _WITHIN_SECONDS] + [now]
        self.start_at = now + 2 ** (len(self.failures) - 1)
        return f"the {self.name} process ended ({_reason(code)})"

    @property
    def hopeless(self) -> bool:
        return len(self.failures) >= _FAILURES


class Supervisor:
    """Web and worker processes, and the embedded database when this process runs it."""

    def __init__(
        self,
        children: Sequence[Child],
        server: EmbeddedServer | None,
        say: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._children = children
        self._server = server
        self._say = say
        self._clock = clock

    def start(self) -> None:
        for child in self._children:
            child.start()

    def wait_until_serving(self, port: int) -> None:
        """Until the health address says `ok`: database, migrations and a worker. Raises OperatorError.

        The time runs from when static files are ready: compressing them at a first start takes as long as the machine needs, and
        ends by itself.
        """
        from upstander.operations.static_files import gathered

        deadline = self._clock() + _START_SECONDS
        while health(port) != "ok":
            if self._clock() > deadline:
                if gathered():
                    raise OperatorError(
                        f"Nothing useful answered on port {port} within {_START_SECONDS:.0f} seconds of static files being ready."
                    )
                deadline = self._clock() + _START_SECONDS
            self.look_after()
            time.sleep(0.1)

    def run(self) -> None:
        """Until `Stopped`. Raises OperatorError when a process keeps failing."""
        while True:
            self.look_after()
            select.select([], [], [], 0.5)

    def look_after(self) -> None:
        """Start again what has ended."""
        now = self._clock()
        if self._server is not None and not self._server.alive:
            self._say("The database ended; starting it again.")
            self._server.start()
        for child in self._children:
            if child.process is not None and not child.running:
                reason = child.ended(now)
                if child.hopeless:
                    raise OperatorError(
                        f"Stopping: {reason} for the {_FAILURES}th time within a minute. What it wrote is above."
                    )
                self._say(f"Starting again: {reason}.")
            if child.process is None and now >= child.start_at:
                child.start()

    def stop(self) -> None:
        """Ask, wait, insist. The database is stopped after this, by whoever started it."""
        for child in self._children:
            if child.running and child.process is not None:
                child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        for child in self._children:
            if child.process is not None:
                with suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.1, deadline - time.monotonic()))
                child.signal(signal.SIGKILL)
                with suppress(subprocess.TimeoutExpired):
                    child.process.wait(5)


def check_port(host: str, port: int) -> None:
    """Raise OperatorError when something else listens there. Waits a little for a predecessor that is on its way out."""
    deadline = time.monotonic() + 10
    while True:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if health(port, host) is None or time.monotonic() > deadline:
                    raise OperatorError(
                        f"Port {port} cannot be used ({error.strerror}). Stop what uses it, or choose another with --port."
                    ) from error
            else:
                return
        time.sleep(0.2)


def free_port(host: str) -> int:
    """A port that nothing uses at this moment."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def health(port: int, host: str = "127.0.0.1") -> str | None:
    """What the health address says, or None when it does not answer as ours does."""
    connection = http.client.HTTPConnection("127.0.0.1" if host in _EVERYWHERE else host, port, timeout=2)
    try:
        connection.request("GET", "/health", headers={"Host": "127.0.0.1"})
        content = json.loads(connection.getresponse().read(1000))
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
    return str(content.get("status")) if isinstance(content, dict) else None


def _reason(code: int) -> str:
    return f"exit status {code}" if code >= 0 else f"signal {-code}"
