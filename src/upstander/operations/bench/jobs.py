"""What jobs cost on a filled register: each that runs by itself, twice over.

`python -m upstander.operations.bench.jobs --data DIR`, on what `filling.py` made. A job must not read the register through
each time it runs: besides seconds it prints how many rows the database read, which does not depend on the machine.
"""

from __future__ import annotations

import argparse
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from upstander.operations.bench.ground import landlord, rows_read
from upstander.operations.embedded import admin_conninfo

AIMS = {"* * * * *": 30.0, "*/5 * * * *": 60.0, "*/10 * * * *": 60.0, "*/15 * * * *": 300.0}
"""Seconds by timetable: well within the time until the job comes again."""
NIGHTLY = 600.0
_WALK = (
    30.0  # seconds for the walk through ended cases, which goes on the next time, in place of its ten minutes
)


def main() -> None:
    """Print every job with how often it runs."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--only", default="", help="jobs whose name holds this")
    asked.add_argument("--statements", action="store_true", help="each job's slowest statement")
    given = asked.parse_args()
    with (
        landlord(given.data) as data,
        psycopg.connect(admin_conninfo(data, "upstander"), autocommit=True) as admin,
    ):
        for name, when, run in _periodic():
            if given.only not in name:
                continue
            for turn in ("first", "again"):
                took: list[tuple[float, str]] = []
                with rows_read(admin) as rows:
                    at = time.monotonic()
                    failed = _tried(run, took)
                    clock = time.monotonic() - at
                aim = AIMS.get(when, NIGHTLY)
                verdict = failed or ("within" if clock <= aim else "OVER")
                print(
                    f"{name:<28}{when:<18}{turn}: {clock:>8.2f} s, aim {aim:.0f} s, {verdict}; {len(took):>6} statements,"
                    f" {rows[0]:>11,} rows read",
                    flush=True,
                )
                if given.statements and took and max(took)[0] > 0.05:
                    print(f"      {max(took)[0]:.2f} s: {max(took)[1][:900]}")


def _tried(run: Callable[[], object], took: list[tuple[float, str]]) -> str:
    from django.db import connection

    def note(execute: Any, statement: str, *rest: Any) -> Any:
        at = time.perf_counter()
        try:
            return execute(statement, *rest)
        finally:
            took.append((time.perf_counter() - at, statement))

    try:
        with connection.execute_wrapper(note):
            run()
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        where = next(each for each in reversed(frames) if "/upstander/" in each.filename)
        return (
            f"FAILED: {type(error).__name__} at {Path(where.filename).name}:{where.lineno} {str(error)[:200]}"
        )
    return ""


def _periodic() -> Iterator[tuple[str, str, Callable[[], object]]]:
    """Every job with a timetable, by the queue's own register."""
    import asyncio

    from procrastinate.contrib.django import app

    for each in app.periodic_registry.periodic_tasks.values():
        if not asyncio.iscoroutinefunction(each.task.func):
            name = each.task.func.__name__
            run = _walk if name == "note_what_falls_due" else partial(each.task.func, int(time.time()))
            yield name, each.cron, run


def _walk() -> None:
    from django.utils import timezone

    from upstander.records.api import note_all

    ends = time.monotonic() + _WALK
    note_all(now=timezone.now(), enough=lambda: time.monotonic() > ends)


if __name__ == "__main__":
    main()
