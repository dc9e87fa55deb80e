"""Reports accepted a second, by the interface, by text and by email, beside one bare durable insert on the same PostgreSQL.

`python -m upstander.operations.bench.reports --stored 10000`. It makes a server of its own in a temporary directory,
with durable commits, and takes it away again; with `--data` it measures on a database that is there (`bench.filling`), and adds to
it. Clients run on the same machine and share its cores with the server; the processor's time is the server's alone.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

from upstander.operations.addresses import cluster_directory
from upstander.operations.bench.senders import Api, Client, Text, Web, photo_of_a_door
from upstander.operations.embedded import admin_conninfo
from upstander.operations.supervisor import free_port

AT_ONCE = (1, 4, 16)
AIMS = {"API": 200, "Web, a whole journey": 20}


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
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="upstander-bench-", ignore_cleanup_errors=True) as folder:
        data = given.data or Path(folder) / "data"
        port = free_port("127.0.0.1")
        with _running(data, port) as spent:
            begun = time.monotonic()
            token = _in_django(data, "prepare", 0 if given.data else given.stored)["token"]
            there = _in_django(data, "count")["reports"]
            print(
                f"{there:,} reports are there after {time.monotonic() - begun:.0f} s. Load of the machine: {_load()}."
            )
            bare = {many: _bare(data, many, given.seconds) for many in AT_ONCE}
            for many, rate in bare.items():
                print(f"A bare durable insert, {many} at once: {rate:,.0f} a second")
            photo = photo_of_a_door()
            ways: dict[str, Callable[[], Api | Text | Web]] = {
                "API": lambda: Api(port, token),
                "API, then a photo": lambda: Api(port, token, photo),
                "Web, a whole journey": lambda: Web(port),
                "Web, a whole journey with a photo": lambda: Web(port, photo),
                "Text": lambda: Text(port),
                "Text with a photo (to be fetched later)": lambda: Text(port, photo),
            }
            for what, way in ways.items():
                _measure(what, bare, given.seconds, way, spent)
            emails = 0
            for name, with_photo in (("Email", False), ("Email with a photo", True)):
                for many in AT_ONCE:
                    found = _in_django(data, "mail", many, given.seconds, photo=with_photo)
                    emails += len(found["times"])
                    _line(
                        f"{name} (without the mailbox's server)",
                        many,
                        found["times"],
                        found["seconds"],
                        bare[many],
                        found["processor"],
                    )
            accepted, stored = Client.accepted + emails, _in_django(data, "count")["reports"] - there
            print(
                f"Accepted {accepted:,}, stored {stored:,}, refused {Client.refused}. Load of the machine at the end: {_load()}."
            )


def _measure(
    what: str,
    bare: dict[int, float],
    seconds: float,
    client: Callable[[], Api | Text | Web],
    spent: Callable[[], float],
) -> None:
    client().once()  # what is made at the first call is not measured
    for many in AT_ONCE:
        times: list[float] = []
        begun, before = time.monotonic(), spent()

        def run(times: list[float] = times, begun: float = begun) -> None:
            one = client()
            while time.monotonic() - begun < seconds:
                at = time.monotonic()
                one.once()
                times.append(time.monotonic() - at)

        threads = [threading.Thread(target=run) for _ in range(many)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        _line(what, many, times, time.monotonic() - begun, bare[many], spent() - before)


def _line(what: str, many: int, times: list[float], seconds: float, bare: float, processor: float) -> None:
    rate = len(times) / seconds
    p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    aim = (
        f", {rate / AIMS[what]:.2f} of the aim of {AIMS[what]}"
        if what in AIMS and many == AT_ONCE[-1]
        else ""
    )
    print(
        f"{what}, {many} at once: {rate:,.1f} a second, p50 {statistics.median(times) * 1000:,.0f} ms,"
        f" p95 {p95 * 1000:,.0f} ms, {processor / len(times) * 1000:,.1f} ms of the processor each;"
        f" a bare insert is {bare / rate:,.1f} times as fast{aim}",
        flush=True,
    )


def _bare(data: Path, many: int, seconds: float) -> float:
    """Inserts of one row with a commit that waits for the disk: by pgbench where there is one, else in a loop of our own."""
    with psycopg.connect(admin_conninfo(data), autocommit=True) as line:
        line.execute("CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, words text)")
    if shutil.which("pgbench"):
        script = data.parent / "insert.sql"
        script.write_text("INSERT INTO bare (words) VALUES (repeat('x', 500));\n")
        command = [
            "pgbench",
            "-n",
            "-f",
            str(script),
            "-c",
            str(many),
            "-j",
            str(min(many, 2)),
            "-T",
            str(max(int(seconds), 1)),
        ]
        told = subprocess.run(
            [*command, admin_conninfo(data)], check=True, capture_output=True, text=True
        ).stdout
        return next(
            float(line.split("=")[1].split()[0]) for line in told.splitlines() if line.startswith("tps")
        )
    counts: list[int] = []
    ends = time.monotonic() + seconds

    def run() -> None:
        done = 0
        with psycopg.connect(admin_conninfo(data), autocommit=True) as line:
            while time.monotonic() < ends:
                line.execute("INSERT INTO bare (words) VALUES (repeat('x', 500))")
                done += 1
        counts.append(done)

    threads = [threading.Thread(target=run) for _ in range(many)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sum(counts) / seconds


@contextmanager
def _running(data: Path, port: int) -> Iterator[Callable[[], float]]:
    """Upstander runs. Yields what its processes and its PostgreSQL have had of the processor so far, in seconds."""
    command = [sys.executable, "-m", "upstander", "run", "--port", str(port), "--data", str(data)]
    process = subprocess.Popen(
        command, env=_environment(data, port), stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        for line in process.stdout or ():
            if line.startswith("Ready:"):
                break
        else:
            raise RuntimeError("Upstander did not start; what it wrote is above.")
        master = int((cluster_directory(data) / "postmaster.pid").read_text().split()[0])
        yield lambda: sum(
            sum(each.cpu_times()[:2])
            for root in {process.pid, master}
            for each in (psutil.Process(root), *psutil.Process(root).children(recursive=True))
        )
    finally:
        process.terminate()
        process.wait(60)


def _environment(data: Path, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "UPSTANDER_DATA": str(data),
        "UPSTANDER_BASE_URL": f"http://127.0.0.1:{port}",
        "UPSTANDER_LOG_LEVEL": "ERROR",
        "UPSTANDER_TEXT_URL": "twilio+http://AC1:token@127.0.0.1:9?from=%2B447700900999",  # nobody listens: texts wait
        "DJANGO_SETTINGS_MODULE": "upstander.settings",
    }


def _in_django(data: Path, step: str, *given: float, photo: bool = False) -> dict:  # type: ignore[type-arg]
    """Run one of `inside.py`'s steps in a process of its own, on the same database."""
    command = [
        sys.executable,
        "-m",
        "upstander.operations.bench.inside",
        step,
        *map(str, given),
        *(["photo"] if photo else []),
    ]
    done = subprocess.run(command, env=_environment(data, 1), check=True, stdout=subprocess.PIPE, text=True)
    found: dict = json.loads(done.stdout)  # type: ignore[type-arg]
    return found


def _load() -> str:
    return ", ".join(f"{each:.1f}" for each in psutil.getloadavg()) + f" on {psutil.cpu_count()} cores"


if __name__ == "__main__":
    main()
