"""What pages of measures cost on a filled register: each dashboard, the monthly report, the return, fairness and silence.

`python -m upstander.operations.bench.measures --data DIR`, on what `filling.py` made. Besides time it prints how many rows the
database read for a page: that does not depend on the machine, and it is what must not grow with the register.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from upstander.operations.bench.ground import browser, landlord, rows_read, somebody
from upstander.operations.embedded import admin_conninfo

AIM, TIMES, SLOW = 2.0, 5, 0.05


@dataclass
class Cost:
    """Of one page: seconds by the clock, statements, seconds they took, rows read, and the slowest statement."""

    clock: list[float] = field(default_factory=list)
    statements: int = 0
    in_database: float = 0.0
    rows: int = 0
    slowest: tuple[float, str, Any] = (0.0, "", None)


def main() -> None:
    """Print every page beside the aim, with a verdict. A page that fails is said and keeps no other from being measured; exit status 1
    when one failed or is over the aim."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument(
        "--explain", action="store_true", help="the plan of each page's slowest statement, when it is slow"
    )
    asked.add_argument("--only", default="", help="pages whose name holds this")
    given = asked.parse_args()
    with (
        landlord(given.data) as data,
        psycopg.connect(admin_conninfo(data, "upstander"), autocommit=True) as admin,
    ):
        row = admin.execute("SELECT count(*) FROM cases_case").fetchone()
        print(f"With {row[0] if row else 0:,} cases, beside the aim of {AIM:.0f} s:", flush=True)
        kept = [
            _line(admin, name, person, address, explain=given.explain)
            for name, person, address in _pages()
            if given.only in name
        ]
        print(f"  {sum(kept)} of {len(kept)} within the aim", flush=True)
        if not all(kept):
            raise SystemExit(1)


def _line(admin: psycopg.Connection[Any], name: str, person: Any, address: str, *, explain: bool) -> bool:
    """Print one page; whether it is within the aim."""
    try:
        cost = measured(admin, person, address)
    except Exception as error:  # said, and the next is measured
        print(f"  {name:<34} FAILED: {type(error).__name__}: {str(error)[:200]}", flush=True)
        return False
    middle = statistics.median(cost.clock)
    verdict = "within" if middle <= AIM else "OVER"
    print(
        f"  {name:<34}{middle:>7.2f} s, aim {AIM:.0f} s, {verdict}; {cost.in_database:>6.2f} s of it in {cost.statements} statements,"
        f" {cost.rows:>9,} rows read",
        flush=True,
    )
    if explain and cost.slowest[0] > SLOW:
        _explain(cost)
    return middle <= AIM


def _pages() -> Iterator[tuple[str, Any, str]]:
    from datetime import timedelta

    from django.urls import reverse
    from django.utils import timezone

    from upstander.performance.api import month_of, reporting_year

    manager = browser(somebody("community_safety_manager"))
    director = browser(somebody("executive"))
    this = month_of(timezone.now())
    last = month_of(this_noon(this) - timedelta(days=2))
    year = reporting_year(this).year
    a_month = {"year": last.year, "month": last.month}
    measures = reverse("performance:measure", args=["reports"])
    yield "Dashboard, director's", director, reverse("performance:dashboard")
    yield "Dashboard, managers'", manager, reverse("performance:dashboard")
    yield "Dashboard, of one strand", manager, reverse("performance:dashboard") + "?part=strand:race"
    yield "Board", manager, reverse("staff:board")
    yield "Every measure", manager, reverse("performance:measures")
    yield "One measure", manager, measures
    yield "A number, opened", manager, f"{measures}?month={last:%Y-%m}&cases=1"
    yield (
        "A number of a strand, opened",
        manager,
        f"{measures}?month={last:%Y-%m}&cases=1&by=strand&part=race",
    )
    yield "A number of no place, opened", manager, f"{measures}?month={last:%Y-%m}&cases=1&by=area&part=none"
    yield (
        "Promises not kept, opened",
        manager,
        f"{reverse('performance:measure', args=['promises'])}?month={last:%Y-%m}&cases=1",
    )
    yield "Clauses", manager, reverse("policy:clauses")
    yield "Monthly reports", director, reverse("performance:reports")
    yield "Monthly report", manager, reverse("performance:report", kwargs=a_month)
    yield (
        "Monthly report, PDF",
        manager,
        reverse("performance:report-file", kwargs={**a_month, "form": "pdf"}),
    )
    yield (
        "Monthly report, XLSX",
        manager,
        reverse("performance:report-file", kwargs={**a_month, "form": "xlsx"}),
    )
    yield "NM01", manager, reverse("performance:nm01-year", args=[year])
    yield "NM01, the year before", manager, reverse("performance:nm01-year", args=[year - 1])
    yield "NM01, its cases", manager, reverse("performance:nm01-cases", args=[year, "hate"])
    yield "Benchmarking export", manager, reverse("performance:benchmark", args=[year, "csv"])
    yield "Fairness", manager, reverse("performance:fairness")
    yield "Silence", manager, reverse("performance:silence")
    yield "Disposal, what falls due", browser(somebody("data_protection_officer")), reverse("disposal:due")


def this_noon(day: Any) -> Any:
    from datetime import UTC, datetime, time

    return datetime.combine(day, time(12), UTC)


def measured(admin: psycopg.Connection[Any], person: Any, address: str) -> Cost:
    """Fetch a page several times. The first is not measured: statements are planned and templates read."""
    from django.db import connection

    cost = Cost()
    for turn in range(TIMES + 1):
        took: list[tuple[float, str, Any]] = []

        def note(execute: Any, statement: str, params: Any, *rest: Any, took: list[Any] = took) -> Any:
            at = time.perf_counter()
            answer = execute(statement, params, *rest)
            took.append((time.perf_counter() - at, statement, params))
            return answer

        with rows_read(admin) as rows:
            at = time.perf_counter()
            with connection.execute_wrapper(note):
                answer = person.get(address)
                if answer.streaming:
                    b"".join(answer.streaming_content)
            clock = time.perf_counter() - at
        if answer.status_code != 200:
            raise RuntimeError(f"{address} was answered with {answer.status_code}")
        if turn:
            cost.clock.append(clock)
            cost.statements, cost.in_database = len(took), sum(each[0] for each in took)
            cost.slowest, cost.rows = max(took, key=lambda each: each[0]), rows[0]
    return cost


def _explain(cost: Cost) -> None:
    seconds, statement, _ = cost.slowest
    print(f"    {seconds:.2f} s: {statement[:1500]}", flush=True)


if __name__ == "__main__":
    main()
