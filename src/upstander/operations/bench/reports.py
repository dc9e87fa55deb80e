"""Reports accepted a second, by web, interface, text and email, beside one bare durable insert on the same PostgreSQL.

`python -m upstander.operations.bench.reports --stored 10000`. It makes a server of its own in a temporary directory,
with durable commits, and takes it away again; with `--data` it measures on a database that is there (`bench.filling`), and adds to
it. The database and the web processes run, as `upstander web` starts them; the worker does not: what it does later is measured by
`bench.jobs`. Clients run on the same machine and share its cores with the server; what each had of the processor is told apart.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from upstander.operations import startup
from upstander.operations.addresses import cluster_directory
from upstander.operations.bench.bare_insert import bare_inserts
from upstander.operations.bench.senders import Api, Client, Text, Web, photo_of_a_door
from upstander.operations.supervisor import free_port, health

AT_ONCE = (1, 4, 16)
AIMS = {"API": 200, "Web, a whole journey": 20}
CORES = 2
_PATIENCE = 600.0  # seconds for the web processes to answer: at a first start they compress static files


def main() -> None:
    """Print every figure. Nothing may be refused and nothing doubled; either ends the run with what it was."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "--stored", type=int, default=10_000, help="reports that are there before anything is measured"
    )
    asked.add_argument("--seconds", type=float, default=4.0, help="how long each figure is measured")
    asked.add_argument(
        "--data", type=Path, help="measure on what lies here already, and store nothing before"
    )
    asked.add_argument(
        "--only", default="", help="of the ways, those that begin with this: API, Web, Text, Email"
    )
    asked.add_argument("--processes", type=int, help="web processes, as of `upstander web`")
    asked.add_argument("--quick", action="store_true", help="a short look: few reports, a second each")
    given = asked.parse_args()
    seconds = 1.0 if given.quick else given.seconds
    stored = 0 if given.data else 200 if given.quick else given.stored
    with tempfile.TemporaryDirectory(prefix="upstander-bench-", ignore_cleanup_errors=True) as folder:
        data = (given.data or Path(folder) / "data").resolve()
        port = free_port("127.0.0.1")
        with _database(data, port) as database:
            begun = time.monotonic()
            token = _in_django("prepare", stored)["token"]
            there = _in_django("count")["reports"]
            print(
                f"{there:,} reports are there after {time.monotonic() - begun:.0f} s. Load of the machine: {_load()}."
            )
            bare = {many: bare_inserts(data, many, min(seconds, 3.0)) for many in AT_ONCE}
            for many, rate in bare.items():
                print(f"A bare durable insert, {many} at once: {rate:,.0f} a second", flush=True)
            accepted = _ways(port, token, given.processes, given.only, Measure(seconds, bare, database))
            kept = _in_django("count")["reports"] - there
            print(
                f"Accepted {accepted:,}, stored {kept:,}, refused 0. Load of the machine at the end: {_load()}."
            )
            if accepted != kept:
                raise SystemExit("What was accepted is not what is stored.")


@dataclass(frozen=True)
class Measure:
    """How long each figure is measured, what stands beside it, and the process of the database's server."""

    seconds: float
    bare: dict[int, float]
    database: psutil.Process


def _ways(port: int, token: str, processes: int | None, only: str, measure: Measure) -> int:
    """Every way in, at each number at once. Returns how many reports were accepted."""
    photo = photo_of_a_door()
    ways: dict[str, Callable[[], Api | Text | Web]] = {
        "API": lambda: Api(port, token),
        "API, then a photo": lambda: Api(port, token, photo),
        "Web, a whole journey": lambda: Web(port),
        "Web, a whole journey with a photo": lambda: Web(port, photo),
        "Text": lambda: Text(port),
        "Text with a photo (to be fetched later)": lambda: Text(port, photo),
    }
    if chosen := [what for what in ways if what.startswith(only)]:
        with _web(port, processes) as web:
            for what in chosen:
                # What a process and its lines to the database make at their first calls is not measured.
                _sent(AT_ONCE[-1], ways[what], measure.seconds)
                for many in AT_ONCE:
                    _at_once(what, many, ways[what], web, measure)
    accepted = Client.accepted
    for name, with_photo in (("Email", False), ("Email with a photo", True)):
        if name.startswith(only):
            for many in AT_ONCE:
                found = _in_django("mail", many, measure.seconds, photo=with_photo)
                times, passed = found["times"], found["seconds"]
                _line(
                    f"{name} (without the mailbox's server)",
                    many,
                    times,
                    passed,
                    found["processor"],
                    None,
                    measure,
                )
                accepted += len(times) + found["warm"]
    return accepted


def _at_once(
    what: str, many: int, client: Callable[[], Api | Text | Web], web: psutil.Process, measure: Measure
) -> None:
    begun, servers, clients = time.monotonic(), spent(web) + spent(measure.database), time.process_time()
    times = _sent(many, client, measure.seconds)
    passed, clients = time.monotonic() - begun, time.process_time() - clients
    servers = spent(web) + spent(measure.database) - servers
    _line(what, many, times, passed, servers, clients, measure)


def _sent(many: int, client: Callable[[], Api | Text | Web], seconds: float) -> list[float]:
    """How long each took that so many senders sent for that time. Raises what was answered with anything but a receipt."""
    ends = time.monotonic() + seconds

    def run() -> list[float]:
        one, times = client(), list[float]()
        while (at := time.monotonic()) < ends:
            one.once()
            times.append(time.monotonic() - at)
        return times

    with ThreadPoolExecutor(many) as threads:
        return [took for one in [threads.submit(run) for _ in range(many)] for took in one.result()]


def _line(
    what: str,
    many: int,
    times: list[float],
    seconds: float,
    servers: float,
    clients: float | None,
    measure: Measure,
) -> None:
    rate, each = len(times) / seconds, servers / len(times) * 1000
    p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    aim = (
        f", {rate / AIMS[what]:.2f} of the aim of {AIMS[what]}"
        if what in AIMS and many == AT_ONCE[-1]
        else ""
    )
    theirs = "" if clients is None else f" and {clients / len(times) * 1000:,.1f} ms the client's"
    print(
        f"{what}, {many} at once: {rate:,.1f} a second, p50 {statistics.median(times) * 1000:,.0f} ms,"
        f" p95 {p95 * 1000:,.0f} ms; of the processor {each:,.1f} ms the server's{theirs}, so that {CORES} cores alone would take"
        f" {CORES * 1000 / each:,.0f} a second; a bare insert is {measure.bare[many] / rate:,.1f} times as fast{aim}",
        flush=True,
    )


def spent(root: psutil.Process) -> float:
    """What this process and its children, those that ended too, have had of the processor, in seconds."""
    return sum(sum(each.cpu_times()[:4]) for each in (root, *root.children(recursive=True)))


@contextmanager
def _database(data: Path, port: int) -> Iterator[psutil.Process]:
    """A database of this version answers in that directory. Yields its server's process."""
    startup.data_directory(data)
    os.environ.update(
        UPSTANDER_BASE_URL=f"http://127.0.0.1:{port}",
        UPSTANDER_LOG_LEVEL="ERROR",
        UPSTANDER_TEXT_URL="twilio+http://AC1:token@127.0.0.1:9?from=%2B447700900999",  # nobody listens: texts wait
    )
    startup.make_secret(data)
    startup.set_up_django()
    with startup.database(data):
        startup.prepare_database(data, print)
        startup.make_master_keys()
        yield psutil.Process(int((cluster_directory(data) / "postmaster.pid").read_text().split()[0]))


@contextmanager
def _web(port: int, processes: int | None) -> Iterator[psutil.Process]:
    """The web processes answer. Yields the process that they are children of."""
    more = ["--processes", str(processes)] if processes else []
    process = subprocess.Popen(
        [sys.executable, "-m", "upstander", "web", "--port", str(port), *more], start_new_session=True
    )
    try:
        deadline = time.monotonic() + _PATIENCE
        while health(port) is None:
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("The web processes did not start; what they wrote is above.")
            time.sleep(0.2)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _in_django(step: str, *given: float, photo: bool = False) -> dict:  # type: ignore[type-arg]
    """Run one of `inside.py`'s steps in a process of its own, on the same database."""
    more = ["photo"] if photo else []
    command = [sys.executable, "-m", "upstander.operations.bench.inside", step, *map(str, given), *more]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict = json.loads(done.stdout)  # type: ignore[type-arg]
    return found


def _load() -> str:
    return ", ".join(f"{each:.1f}" for each in psutil.getloadavg()) + f" on {psutil.cpu_count()} cores"


if __name__ == "__main__":
    main()
