"""What was closed long ago costs a page nothing: the database reads as many rows for it, however much of that there is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection
from django.urls import reverse

from factories.cast import one_of_each_role
from factories.reports import WORDS, opened, received
from upstander.cases.api import add_note
from upstander.confidentiality.api import blind_index
from upstander.intake.api import queue
from upstander.operations.bench.ground import browser, rows_read

FEW, MANY = 300, 3_000
# An open case, closed a year ago, so many times over: with its officer, promises and entries. It shares the words that were told.
COPIES = [
    """INSERT INTO cases_case SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'number', 90000 + k,
         'reference', 'C-' || 90000 + k, 'state', 'closed', 'closed_at', c.opened_at - interval '1 year',
         'received_at', c.received_at - interval '1 year', 'index_tokens', %(told)s::bigint[]))).*
       FROM cases_case c, generate_series(%(first)s::int, %(last)s::int) k WHERE c.id = %(case)s""",
    """INSERT INTO cases_duty SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'case_id', c.id,
         'report_id', null, 'state', 'met', 'met_at', d.due_at))).*
       FROM cases_duty d, cases_case c
       WHERE d.case_id = %(case)s AND d.kind = 'must' AND c.number BETWEEN 90000 + %(first)s::int AND 90000 + %(last)s::int""",
    """INSERT INTO cases_timelineentry SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'case_id', c.id,
         'recorded_at', t.recorded_at - interval '1 year'))).*
       FROM cases_timelineentry t, cases_case c
       WHERE t.case_id = %(case)s AND c.number BETWEEN 90000 + %(first)s::int AND 90000 + %(last)s::int""",
    "ANALYZE",
]


def close_copies(admin: psycopg.Connection[Any], case_id: UUID, first: int, last: int) -> None:
    told = sorted(blind_index.word_tokens(WORDS))
    for statement in COPIES:
        admin.execute(
            statement,
            {"case": case_id, "first": first, "last": last, "told": told} if "%" in statement else None,
        )


def test_no_page_reads_more_rows_when_more_was_closed(own_database: str, admin_address: str) -> None:
    now = datetime.now(UTC)
    cast = one_of_each_role(now)
    case_id = opened(cast, now - timedelta(days=9))
    add_note(case_id=case_id, text="She rang again", by=cast.carol, now=now)
    report = received(now)
    waiting = next(each.waiting for each in queue(cast.dev, now=now) if each.waiting.reference == report)
    ben, carol, dev = (browser(cast.staff[each]) for each in ("ben", "carol", "dev"))
    pages: dict[str, Callable[[], Any]] = {
        "Today": lambda: ben.get(reverse("staff:today")),
        "queue": lambda: dev.get(reverse("staff:queue")),
        "a report": lambda: dev.get(reverse("staff:triage", args=[waiting.report_id])),
        "case": lambda: ben.get(reverse("staff:case", args=[case_id])),
        "cases": lambda: ben.get(reverse("staff:cases")),
        "search": lambda: carol.post(reverse("staff:search"), {"q": "Amina Yusuf"}),
        "board": lambda: carol.get(reverse("staff:board")),
    }
    with psycopg.connect(admin_address, autocommit=True) as admin, connection.cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_custom_plan")  # as in real use (decision 0147)
        # What an index can find is found by it, though tables are small and lie in memory.
        cursor.execute("SET enable_seqscan = off")
        cursor.execute("SET random_page_cost = 1")
        admin.execute("SET session_replication_role = replica")

        def read() -> dict[str, int]:
            found = {}
            for name, draw in pages.items():
                with rows_read(admin) as rows:
                    assert draw().status_code == 200, name
                found[name] = rows[0]
            return found

        read()  # what is made once for a process or a session
        close_copies(admin, case_id, 1, FEW)
        few = read()
        close_copies(admin, case_id, FEW + 1, MANY)
        many = read()
    assert {name: (few[name], rows) for name, rows in many.items() if rows > few[name] + 100} == {}
