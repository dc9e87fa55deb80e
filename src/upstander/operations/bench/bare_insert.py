"""One row, one commit that waits for the disk: beside which a report accepted is put. By pgbench where there is one."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import psycopg

from upstander.operations.embedded import admin_conninfo

_INSERT = "INSERT INTO bare (words) VALUES (repeat('x', 500))"


def bare_inserts(data: Path, many: int, seconds: float) -> float:
    """How many a second, from so many lines at once, into a table that is taken away again."""
    with psycopg.connect(admin_conninfo(data), autocommit=True) as line:
        line.execute("CREATE TABLE IF NOT EXISTS bare (id bigserial PRIMARY KEY, words text)")
        try:
            return (_by_pgbench if shutil.which("pgbench") else _by_hand)(data, many, seconds)
        finally:
            line.execute("DROP TABLE bare")


def _by_pgbench(data: Path, many: int, seconds: float) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"{_INSERT};\n")
        script.flush()
        ways = ["-c", str(many), "-j", str(min(many, 2)), "-T", str(max(int(seconds), 1))]
        command = ["pgbench", "-n", "-f", script.name, *ways, admin_conninfo(data)]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return next(float(line.split("=")[1].split()[0]) for line in told.splitlines() if line.startswith("tps"))


def _by_hand(data: Path, many: int, seconds: float) -> float:
    counts: list[int] = []
    ends = time.monotonic() + seconds

    def run() -> None:
        done = 0
        with psycopg.connect(admin_conninfo(data), autocommit=True) as line:
            while time.monotonic() < ends:
                line.execute(_INSERT)
                done += 1
        counts.append(done)

    threads = [threading.Thread(target=run) for _ in range(many)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sum(counts) / seconds
