"""What pages of staff cost, at two sizes of the database: statements, processor time, and time by the clock, page by page.

`python -m upstander.operations.bench.pages --cases 10000 100000`. Open work stays the same; what grows is what was closed long ago
(`closed.py` says what of it is left out). Pages are drawn in this process, by the program's own middleware and views.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg

from upstander.operations import startup
from upstander.operations.embedded import admin_conninfo

OPEN, WAITING, TIMES, LONG = 300, 40, 20, 400
_BARE = "A bare view"
AIM_P50, AIM_P95 = 0.050, 0.150


@dataclass
class Cost:
    """Of one page at one size."""

    clock: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    server: float = 0.0  # seconds of the database's processor for one page, where the system tells
    statements: int = 0

    def line(self) -> str:
        slowest = statistics.quantiles(self.clock, n=20)[-1]
        return (
            f"{self.statements:>3} statements, {statistics.median(self.processor) * 1000:>5.1f} ms of our processor,"
            f" {self.server * 1000:>5.1f} of the server's,"
            f" p50 {statistics.median(self.clock) * 1000:>5.0f} ms, p95 {slowest * 1000:>5.0f} ms"
        )


def main() -> None:
    """Print every page at every size, side by side."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "--cases", type=int, nargs="+", default=[10_000, 100_000], help="closed cases, growing"
    )
    asked.add_argument("--data", type=Path, help="keep the database here, and go on from what it holds")
    given = asked.parse_args()
    temporary = tempfile.TemporaryDirectory(prefix="upstander-bench-", ignore_cleanup_errors=True)
    with temporary as folder, _landlord(given.data or Path(folder)) as data:
        measured: dict[int, dict[str, Cost]] = {}
        for size in sorted(given.cases):
            _grow(data, size)
            measured[size] = _measure()
            print(f"With {size:,} closed cases, {OPEN} open, {WAITING} waiting:", flush=True)
            bare = statistics.median(measured[size][_BARE].processor)
            for name, cost in measured[size].items():
                times = statistics.median(cost.processor) / bare
                print(f"  {name:<20}{cost.line()}, {times:>4.0f} times a bare view", flush=True)
        _compared(measured)


@contextmanager
def _landlord(data: Path) -> Iterator[Path]:
    os.environ["UPSTANDER_LOG_LEVEL"] = "ERROR"
    directory = startup.data_directory(data)
    startup.make_secret(directory)
    startup.set_up_django()
    with startup.database(directory):
        startup.prepare_database(directory, lambda line: None)
        startup.make_master_keys()

        from upstander.operations.static_files import collect

        collect()
        yield directory


def _grow(data: Path, size: int) -> None:
    from django.apps import apps
    from django.utils import timezone

    from upstander.confidentiality.api import system, viewing
    from upstander.operations.bench.closed import load_closed

    now, model = timezone.now(), apps.get_model("cases", "Case")
    with viewing(system("demo")):
        there = model.objects.filter(state="closed").count()
        begun = model.objects.exclude(state="closed").exists()
    if not begun:
        _open_work(now)
    with viewing(system("demo")):
        pattern = model.objects.exclude(state="closed").earliest("number").pk
    at = time.monotonic()
    with psycopg.connect(admin_conninfo(data, "upstander"), autocommit=True) as admin:
        load_closed(admin, size - there, pattern, now, after=there)
    print(f"{size - there:,} closed cases loaded in {time.monotonic() - at:.0f} s", flush=True)


def _open_work(now: Any) -> None:
    """Real reports, taken in and triaged by the program's own actions."""
    from upstander.cases.api import CaseTold, PartyTold, Triaged
    from upstander.confidentiality.api import PUBLIC
    from upstander.intake.api import PersonTold, ReportReceived, TriageChoice, queue, receive, triage
    from upstander.messages.api import By, SafeContactCard
    from upstander.operations.bench.senders import a_name, a_number, some_words
    from upstander.operations.demo.load_staff import hire_staff

    staff = hire_staff(now=now)
    officers = [each for each in staff.values() if each.may(_permission("CASE_WORK"))][:15]
    triager = next(each for each in staff.values() if each.may(_permission("REPORT_TRIAGE")))
    for number in range(OPEN + WAITING):
        at, name = now - timedelta(hours=OPEN + WAITING - number), a_name()
        card = SafeContactCard(ways=(By.PHONE,), phone=a_number())
        told = ReportReceived(
            os.urandom(16), "web", at, some_words(), survivor=PersonTold(name=name), contact=card
        )
        receive(report=told, by=PUBLIC, now=at)
        if number < OPEN:
            waiting = queue(triager, now=at)[0].waiting
            people = (PartyTold("survivor", "customer", name=name, identified=True, contactable=True),)
            facts = Triaged(people, ("verbal_abuse",), ("race",), False, case=CaseTold())
            choice = TriageChoice("open", facts, officer_id=officers[number % len(officers)].staff_id)
            triage(report_id=waiting.report_id, choice=choice, by=triager, now=at)


def _permission(name: str) -> Any:
    from upstander.confidentiality.api import Permission

    return Permission[name]


def _measure() -> dict[str, Cost]:
    from django.apps import apps
    from django.test import Client, override_settings
    from django.urls import reverse

    from upstander.confidentiality.api import system, viewing

    with viewing(system("demo")):
        some = list(apps.get_model("cases", "Case").objects.filter(state="open").order_by("-number")[:10])
        report = apps.get_model("intake", "Report").objects.filter(triaged_at=None).latest("number").pk
    _lengthen(some[1])
    officer = _browser(lambda roles: "community_safety" in roles, some[0].officer_id)
    owner = _browser(lambda roles: "community_safety" in roles, some[1].officer_id)
    manager = _browser(lambda roles: "community_safety_manager" in roles)
    triager = _browser(lambda roles: "customer_access" in roles)
    executive = _browser(lambda roles: "executive" in roles)
    find = {"q": "Shahid Khan", "survivor_name": "Shahid Khan"}
    pages: dict[str, tuple[Any, ...]] = {
        _BARE: (None, "/"),
        "Today": (officer, reverse("staff:today")),
        "Queue": (triager, reverse("staff:queue")),
        "A report to triage": (triager, reverse("staff:triage", args=[report])),
        "Case": (officer, reverse("staff:case", args=[some[0].pk])),
        f"Case of {LONG} entries": (owner, reverse("staff:case", args=[some[1].pk])),
        "My cases": (officer, reverse("staff:cases")),
        "Search by name": (manager, reverse("staff:search"), {"q": "Shahid Khan"}),
        "Search by word": (manager, reverse("staff:search"), {"q": "graffiti"}),
        "Search by number": (manager, reverse("staff:search"), {"q": some[0].reference}),
        "Board": (manager, reverse("staff:board")),
        "Dashboard": (executive, reverse("performance:dashboard")),
        "Monthly reports": (executive, reverse("performance:reports")),
        "People and homes": (triager, reverse("staff:people"), find),
        "While it is typed": (triager, reverse("staff:take-find", args=["phone"]), find),
        "The public's start": (Client(headers={"host": "127.0.0.1"}), reverse("public:home")),
    }
    found: dict[str, Cost] = {}
    for name, (browser, address, *sent) in pages.items():
        cost = found[name] = Cost()
        if browser is None:
            with override_settings(ROOT_URLCONF="upstander.operations.bench.bare", MIDDLEWARE=[]):
                _draw(cost, name, Client(headers={"host": "127.0.0.1"}), address)
        else:
            _draw(cost, name, browser, address, *sent)
    return found


def _draw(cost: Cost, name: str, browser: Any, address: str, *sent: dict[str, str]) -> None:
    """One page, time and again."""
    from django.db import connection

    begun = 0.0
    for turn in range(TIMES + 3):
        said: list[str] = []

        def note(execute: Any, statement: str, *rest: Any, said: list[str] = said) -> Any:
            said.append(statement)
            return execute(statement, *rest)

        clock, processor = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(note):
            answer = browser.post(address, *sent) if sent else browser.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{name} was answered with {answer.status_code}")
        if turn == 2:
            begun = _of_the_server()
        if turn >= 3:  # the first are slower: statements are planned, templates read
            cost.clock.append(time.perf_counter() - clock)
            cost.processor.append(time.process_time() - processor)
            cost.statements = len(said)
    cost.server = (_of_the_server() - begun) / TIMES


def _of_the_server() -> float:
    """Seconds of processor that this connection's server process has used; 0 where the system does not tell."""
    from django.db import connection

    connection.ensure_connection()
    try:
        told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    except OSError:
        return 0.0
    return int(told.split()[0]) / 1e9


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


def _browser(is_one: Callable[[list[str]], bool], staff_id: Any = None) -> Any:
    """Somebody who has just signed in with password and code."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP
    from django.contrib.auth import get_user_model
    from django.test import Client

    from upstander.confidentiality.api import system, viewing

    with viewing(system("demo")):
        everybody: Any = get_user_model()
        rows = everybody.objects.filter(pk=staff_id) if staff_id else everybody.objects.order_by("name")
        person = next(each for each in rows if is_one(each.roles))
        if not Authenticator.objects.filter(user=person, type="totp").exists():
            TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
    session, at = client.session, time.time()
    session["account_authentication_methods"] = [
        {"method": "password", "at": at},
        {"method": "mfa", "at": at, "type": "totp"},
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def _compared(measured: dict[int, dict[str, Cost]]) -> None:
    sizes = sorted(measured)
    small, large = measured[sizes[0]], measured[sizes[-1]]
    print(f"{sizes[-1]:,} beside {sizes[0]:,} (1.0 is flat), and beside the aim of {AIM_P50 * 1000:.0f} ms:")
    for name, cost in large.items():
        middle = statistics.median(cost.clock)
        before = statistics.median(small[name].clock)
        more = cost.statements - small[name].statements
        print(
            f"  {name:<20}{middle / before:.2f} times as long, {more:+d} statements, {middle / AIM_P50:.2f} of the aim"
        )


if __name__ == "__main__":
    main()
