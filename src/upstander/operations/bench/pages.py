"""What pages of staff cost on registers of several sizes: statements, rows read, processor time, and time by the clock, side by side.

`python -m upstander.operations.bench.pages --data SMALL LARGE`, on what `filling.py` made, a process of its own for each. Pages are
drawn in that process by the program's own middleware and views, for people of the year that was played: their open cases are the
same in each register, and what is closed is not.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from upstander.operations.bench.ground import browser, landlord, processor_of_the_server, rows_read, somebody
from upstander.operations.embedded import admin_conninfo

TIMES, FIRST, LONG = 40, 3, 400
AIM_P50, AIM_P95 = 50.0, 150.0  # milliseconds
_BARE = "A bare view"


@dataclass
class Cost:
    """Of one page at one size, for one time that it is drawn; times in milliseconds. `server`: 0 where the system does not tell."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    server: float = 0.0
    statements: int = 0
    rows: int = 0
    failed: str = ""

    @property
    def p50(self) -> float:
        return statistics.median(self.clock)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.clock, n=20)[-1]

    @property
    def ours(self) -> float:
        return statistics.median(self.processor)

    def line(self) -> str:
        if self.failed:
            return f"{self.failed:<54}"
        return (
            f"{self.p50:>6.0f}{self.p95:>6.0f} ms{self.statements:>5} st.{self.ours:>6.1f} +{self.server:>6.1f} ms"
            f"{self.rows:>9,} rows"
        )


@dataclass
class Measured:
    """A register: how many cases it holds, how many of them open, and its pages."""

    cases: int
    open: int
    pages: dict[str, Cost]


def main() -> None:
    """Measure each register, then print them beside one another. Ends with an error when a page could not be drawn."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, nargs="+", required=True, help="filled registers")
    asked.add_argument("--only", default="", help="pages whose name holds this")
    asked.add_argument("--times", type=int, default=TIMES, help="how often each page is drawn")
    asked.add_argument(
        "--statements", action="store_true", help="of one register: what each page's dearest statements are"
    )
    asked.add_argument(
        "--into", type=Path, help=argparse.SUPPRESS
    )  # where a process of one register says what it found
    given = asked.parse_args()
    if given.into:
        given.into.write_text(json.dumps(asdict(_measure(given.data[0], given.only, given.times))))
        return
    if given.statements:
        _measure(given.data[0], given.only, 2, dearest=5)
        return
    measured = [_apart(each, given.only, given.times) for each in given.data]
    found = sorted((each for each in measured if each), key=lambda each: each.cases)
    if found:
        print("\n".join(_side_by_side(found)))
    if None in measured or any(cost.failed for each in found for cost in each.pages.values()):
        raise SystemExit(1)


def _apart(data: Path, only: str, times: int) -> Measured | None:
    """In a process of its own: settings, keys and connections belong to one register. None where it ended badly, and said why."""
    with tempfile.TemporaryDirectory(prefix="upstander-bench-") as folder:
        into = Path(folder) / "pages"
        more = ["--only", only, "--times", str(times), "--into", str(into)]
        ended = subprocess.run([sys.executable, "-m", __spec__.name, "--data", str(data), *more], check=False)
        if ended.returncode:
            print(f"{data} could not be measured.", flush=True)
            return None
        told = json.loads(into.read_text())
    return Measured(told["cases"], told["open"], {name: Cost(**cost) for name, cost in told["pages"].items()})


def _measure(data: Path, only: str, times: int, *, dearest: int = 0) -> Measured:
    with (
        landlord(data) as directory,
        psycopg.connect(admin_conninfo(directory, "upstander"), autocommit=True) as admin,
    ):
        row = admin.execute(
            "SELECT count(*), count(*) FILTER (WHERE state = 'open') FROM cases_case"
        ).fetchone()
        found = Measured(row[0], row[1], {}) if row else Measured(0, 0, {})
        print(f"{found.cases:,} cases, {found.open:,} of them open", flush=True)
        for name, draw in _pages():
            if only.lower() in name.lower():
                cost = found.pages[name] = _drawn(admin, draw, times)
                print(f"  {name:<24}{cost.line()}", flush=True)
                for seconds, statement in sorted(_statements(draw), reverse=True)[:dearest]:
                    print(f"    {seconds * 1000:.1f} ms of the server's: {statement[:1500]}")
    return found


def _statements(draw: Callable[[], Any]) -> list[tuple[float, str]]:
    """What each statement of a page cost the server."""
    from django.db import connection

    said: list[tuple[float, str]] = []

    def note(execute: Any, statement: str, params: Any, *rest: Any) -> Any:
        begun = processor_of_the_server()
        answer = execute(statement, params, *rest)
        said.append((processor_of_the_server() - begun, statement))
        return answer

    with connection.execute_wrapper(note):
        draw()
    return said


def _pages() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Each page by its name, and how to ask for it."""
    from django.apps import apps
    from django.test import Client
    from django.urls import reverse

    from upstander.confidentiality.api import system, viewing

    cases, long = _cases_that_open()
    with viewing(system("demo")):
        # Found by its case, and no report by its number: that would read a million.
        waiting = apps.get_model("cases", "Case").objects.filter(state="received").latest("received_at")
        report = waiting.received_reports.values_list("pk", flat=True)[0]
    officer, owner = browser(cases[0].officer), browser(long.officer)
    manager, triager = browser(somebody("community_safety_manager")), browser(somebody("customer_access"))
    executive, public = browser(somebody("executive")), Client(headers={"host": "127.0.0.1"})
    name = {"q": "Shahid Khan", "survivor_name": "Shahid Khan"}
    place = {"q": "Harbour", "survivor_address": "12 Harbour"}
    search, homes = reverse("staff:search"), reverse("staff:people")
    typed = reverse("staff:take-find", args=["phone"])
    yield _BARE, _bare
    yield "Today", lambda: officer.get(reverse("staff:today"))
    yield "Queue", lambda: triager.get(reverse("staff:queue"))
    yield "A report to triage", lambda: triager.get(reverse("staff:triage", args=[report]))
    yield "Case", lambda: officer.get(reverse("staff:case", args=[cases[0].pk]))
    yield f"Case of {LONG} entries", lambda: owner.get(reverse("staff:case", args=[long.pk]))
    yield "My cases", lambda: officer.get(reverse("staff:cases"))
    yield "Every case, late", lambda: manager.get(reverse("staff:cases"), {"whose": "all", "late": "yes"})
    yield "Search by name", lambda: manager.post(search, {"q": "Shahid Khan"})
    yield "Search by word", lambda: manager.post(search, {"q": "graffiti"})
    yield "Search by number", lambda: manager.post(search, {"q": cases[0].reference})
    yield "Search by phone", lambda: manager.post(search, {"q": "07700 900123"})
    yield "Search by address", lambda: manager.post(search, {"q": "Harbour"})
    yield "Board", lambda: manager.get(reverse("staff:board"))
    yield "Dashboard", lambda: executive.get(reverse("performance:dashboard"))
    yield "Monthly reports", lambda: executive.get(reverse("performance:reports"))
    yield "People by name", lambda: triager.post(homes, name)
    yield "Homes by address", lambda: triager.post(homes, place)
    yield "While it is typed", lambda: triager.post(typed, name)
    yield "The public's start", lambda: public.get(reverse("public:home"))


def _bare() -> Any:
    from django.test import Client, override_settings

    with override_settings(ROOT_URLCONF="upstander.operations.bench.bare", MIDDLEWARE=[]):
        return Client(headers={"host": "127.0.0.1"}).get("/")


def _cases_that_open() -> tuple[list[Any], Any]:
    """Open cases whose officer's Today and whose own page are answered, the busiest officer's first, and one with a long history. Most
    sealed words of copies do not open, so that not everybody's pages do."""
    from django.apps import apps
    from django.db.models import Count, Q
    from django.urls import reverse

    from upstander.confidentiality.api import system, viewing
    from upstander.operations.bench.filling import FIRST_NUMBER

    everybody = apps.get_model("confidentiality", "Staff").objects
    real = Q(cases__state="open", cases__number__lt=FIRST_NUMBER)
    with viewing(system("demo")):
        officers = list(everybody.filter(real).annotate(n=Count("cases")).order_by("-n", "name"))
    found: list[Any] = []
    for officer in officers:
        theirs = browser(officer)
        if theirs.get(reverse("staff:today")).status_code != 200:
            continue
        with viewing(system("demo")):
            cases = officer.cases.filter(state="open", number__lt=FIRST_NUMBER).order_by("number")
            rows = list(cases.select_related("officer"))
        found += [row for row in rows if theirs.get(reverse("staff:case", args=[row.pk])).status_code == 200][
            :2
        ]
        if len(found) >= 2:
            _lengthen(found[1])
            return found, found[1]
    raise SystemExit(
        "There is no officer on this register whose Today and cases open. Was it made by filling.py?"
    )


def _lengthen(case: Any) -> None:
    """Notes on a case, until its timeline is a long one."""
    from django.apps import apps
    from django.utils import timezone

    from upstander.cases.api import add_note
    from upstander.confidentiality.api import system, viewer_of, viewing

    now = timezone.now()
    with viewing(system("demo")):
        there = apps.get_model("cases", "TimelineEntry").objects.filter(case=case).count()
        officer = viewer_of(case.officer)
    for number in range(there, LONG):
        add_note(case_id=case.pk, text=f"She rang again, for the {number}th time", by=officer, now=now)


def _drawn(admin: psycopg.Connection[Any], draw: Callable[[], Any], times: int) -> Cost:
    """One page, time and again. The first are not measured: statements are planned, templates read."""
    from django.db import connection

    cost, said = Cost(), list[str]()

    def note(execute: Any, statement: str, *rest: Any) -> Any:
        said.append(statement)
        return execute(statement, *rest)

    for _ in range(FIRST):
        answer = draw()
        if answer.status_code != 200:
            why = getattr(answer, "exc_info", None)
            return Cost(failed=f"FAILED: {answer.status_code} {why[0].__name__ if why else ''}")
    with rows_read(admin) as rows, connection.execute_wrapper(note):
        draw()
    cost.rows, cost.statements = rows[0], len(said)
    begun = processor_of_the_server()
    for _ in range(times):
        clock, processor = time.perf_counter(), time.process_time()
        draw()
        cost.clock.append((time.perf_counter() - clock) * 1000)
        cost.processor.append((time.process_time() - processor) * 1000)
    cost.server = (processor_of_the_server() - begun) / times * 1000
    return cost


def _side_by_side(found: list[Measured]) -> Iterator[str]:
    """Each page at each size, and whether it is within the aims and costs the same."""
    sizes = "  ".join(f"{f'{each.cases:,} cases, {each.open:,} open':<54}" for each in found)
    yield f"\nAims: p50 under {AIM_P50:.0f} ms, p95 under {AIM_P95:.0f} ms, the same at each size. p50, p95, statements,"
    yield "processor time (ours + the server's), rows that the server read:"
    yield f"{'':<24}{sizes}"
    tallied = {"within": 0, "pages": 0}
    for name in found[0].pages:
        costs = [each.pages[name] for each in found if name in each.pages]
        shown = "  ".join(cost.line() for cost in costs)
        verdict = _verdict(costs)
        yield f"{name:<24}{shown}  {verdict}"
        if name != _BARE:
            tallied["pages"] += 1
            tallied["within"] += verdict.startswith("within")
    yield f"{tallied['within']} of {tallied['pages']} pages are within both aims at every size."


def _verdict(costs: list[Cost]) -> str:
    if any(cost.failed for cost in costs):
        return "not drawn"
    slow = max(cost.p50 for cost in costs) > AIM_P50, max(cost.p95 for cost in costs) > AIM_P95
    words = {
        (False, False): "within",
        (True, False): "p50 over",
        (False, True): "p95 over",
        (True, True): "over",
    }[slow]
    if len(costs) == 1:
        return words
    small, large = costs[0], costs[-1]
    more = large.statements - small.statements
    processor = (large.ours + large.server) / (small.ours + small.server)
    return f"{words}; {large.p50 / small.p50:.2f} times as long, {processor:.2f} of the processor, {more:+d} statements"


if __name__ == "__main__":
    main()
