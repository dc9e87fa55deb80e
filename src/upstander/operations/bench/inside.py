"""The steps of the measure that need the program's own code: filling a database, taking in emails, counting. Prints JSON."""

from __future__ import annotations

import json
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from uuid import uuid4

from upstander.operations import startup


def main() -> None:
    """Run the step that is named."""
    startup.set_up_django()
    step, *given = sys.argv[1:]
    if step == "prepare":
        print(json.dumps({"token": _prepare(int(given[0]))}))
    elif step == "mail":
        print(json.dumps(_mail(int(given[0]), float(given[1]), photo="photo" in given)))
    else:
        print(json.dumps({"reports": _count()}))


def _prepare(stored: int) -> str:
    import psycopg
    from django.conf import settings
    from django.db import connection
    from django.utils import timezone

    from upstander.confidentiality.api import PUBLIC, system
    from upstander.intake.api import PersonTold, ReportReceived, receive
    from upstander.messages.api import By, SafeContactCard
    from upstander.operations.addresses import DATABASE
    from upstander.operations.bench.senders import a_name, a_number, some_words
    from upstander.operations.embedded import admin_conninfo
    from upstander.partners.api import AgencyTold, add_agency, make_token

    now, by = timezone.now(), system("demo")
    body = AgencyTold("reporting_centre", f"Reporting Centre {uuid4()}", "By telephone", now.date())
    agency = add_agency(told=body, by=by, now=now)
    token = make_token(
        agency_id=agency, label="Bench", scopes=["reports:write"], ends_on=now.date() + timedelta(days=30),
        per_minute=1_000_000, by=by, now=now,
    )  # fmt: skip
    with connection.cursor() as cursor:  # what is only there to fill it need not wait for the disk
        cursor.execute("SET synchronous_commit = off")
    for _ in range(stored):
        at = now - timedelta(days=random.randrange(360))  # noqa: S311
        card = SafeContactCard(ways=(By.PHONE,), phone=a_number())
        report = ReportReceived(
            uuid4().bytes, "web", at, some_words(), survivor=PersonTold(name=a_name()), contact=card
        )
        receive(report=report, by=PUBLIC, now=at)
    with connection.cursor() as cursor:
        cursor.execute("RESET synchronous_commit")
    if stored:
        with psycopg.connect(admin_conninfo(settings.UPSTANDER_DATA, DATABASE), autocommit=True) as line:
            line.execute("VACUUM ANALYZE")  # as it would be by itself soon
    return token


def _mail(many: int, seconds: float, *, photo: bool) -> dict[str, object]:
    import psutil
    from django.db import connection
    from django.utils import timezone

    from upstander.confidentiality.api import system
    from upstander.intake.api import take_mail
    from upstander.operations.bench.reports import spent
    from upstander.operations.bench.senders import a_name, photo_of_a_door, some_words

    picture, by = photo_of_a_door(), system("mail")

    def take() -> float:
        mail = EmailMessage()
        mail["From"] = f"{a_name().replace(' ', '.')}@example.org"
        mail["Message-ID"] = f"<{uuid4()}@example.org>"
        mail["Subject"] = "It happened again"
        mail.set_content(some_words())
        if photo:
            mail.add_attachment(picture, maintype="image", subtype="jpeg", filename="door.jpg")
        raw, at = mail.as_bytes(), time.monotonic()
        take_mail(raw=raw, received_at=timezone.now(), own="support@example.org", by=by, now=timezone.now())
        return time.monotonic() - at

    def run() -> list[float]:
        times = []
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            times.append(take())
        connection.close()
        return times

    with ThreadPoolExecutor(many) as threads:
        first = [
            threads.submit(take) for _ in range(4 * many)
        ]  # each thread's line to the database, and what it plans once
        warm = sum(1 for each in first if each.result())
        connection.ensure_connection()
        database = psutil.Process(psutil.Process(connection.connection.info.backend_pid).ppid())
        begun, before = time.monotonic(), time.process_time() + spent(database)
        each = [threads.submit(run) for _ in range(many)]
        times = [took for one in each for took in one.result()]
    passed, processor = time.monotonic() - begun, time.process_time() + spent(database) - before
    return {"times": times, "seconds": passed, "processor": processor, "warm": warm}


def _count() -> int:
    from django.db import connection

    from upstander.confidentiality.api import system, viewing

    with viewing(system("demo")), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM intake_report")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
