"""What was closed long ago costs a page nothing, nor do others' open cases and what waits behind the first page of the queue: the
database reads as many rows for it, however much of that there is."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
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

FEW, MANY = 300, 2_400  # closed long ago
SOME, MORE = 600, 1_200  # open with others, and as many that wait
# A case so many times over, with its promises, reports and entries. It shares the words that were told.
COPIES = [
    """INSERT INTO cases_case SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'number', 90000 + k,
         'reference', 'C-' || 90000 + k, 'index_tokens', %(told)s::bigint[]) || %(as)s::jsonb)).*
       FROM cases_case c, generate_series(%(first)s::int, %(last)s::int) k WHERE c.id = %(case)s""",
    """INSERT INTO cases_duty SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'case_id', c.id,
         'report_id', null) || %(promise)s::jsonb)).*
       FROM cases_duty d, cases_case c
       WHERE d.case_id = %(case)s AND d.kind = 'must' AND c.number BETWEEN 90000 + %(first)s::int AND 90000 + %(last)s::int
       ON CONFLICT DO NOTHING""",
    """INSERT INTO cases_casereport SELECT (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'case_id', c.id,
         'reference', 'R-' || c.number))).*
       FROM cases_casereport r, cases_case c
       WHERE r.case_id = %(case)s AND c.number BETWEEN 90000 + %(first)s::int AND 90000 + %(last)s::int""",
    """INSERT INTO cases_timelineentry SELECT (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'case_id', c.id,
         'recorded_at', t.recorded_at - interval '1 year'))).*
       FROM cases_timelineentry t, cases_case c
       WHERE t.case_id = %(case)s AND c.number BETWEEN 90000 + %(first)s::int AND 90000 + %(last)s::int""",
    # What officers carry, as triggers would have kept it.
    "SELECT cases_carried_put_right(now()) FROM set_config('upstander.viewer_kind', 'system', false)",
    "VACUUM ANALYZE cases_case, cases_duty, cases_casereport, cases_timelineentry, cases_carried",
]


def copies(
    admin: psycopg.Connection[Any],
    case_id: UUID,
    first: int,
    last: int,
    *,
    told: list[int],
    promise: dict[str, str] | None = None,
    **values: str | None,
) -> None:
    given = {"case": case_id, "first": first, "last": last, "told": told}
    given |= {"as": json.dumps(values), "promise": json.dumps(promise or {})}
    for statement in COPIES:
        admin.execute(statement, given if "%" in statement else None)


def test_no_page_reads_more_rows_when_more_was_closed_or_waits_or_is_open_with_others(
    own_database: str, admin_address: str
) -> None:
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
        # Here one officer has all that is closed and another all that is open. No register is like that; the planner is told of it.
        admin.execute("CREATE STATISTICS whose ON officer_id, state FROM cases_case")

        def read() -> dict[str, int]:
            found: dict[str, int] = {}
            # The planner goes by a sample; where one led it astray on small tables, another does not.
            for _ in range(2):
                admin.execute(COPIES[-1])
                for name, draw in pages.items():
                    with rows_read(admin) as rows:
                        assert draw().status_code == 200, name
                    found[name] = min(rows[0], found.get(name, rows[0]))
            return found

        read()  # what is made once for a process or a session
        told = sorted(blind_index.word_tokens(WORDS))
        ago = (now - timedelta(days=365)).isoformat()
        closed: dict[str, Any] = {"state": "closed", "closed_at": ago, "received_at": ago}
        met = {"state": "met", "met_at": ago}
        copies(admin, case_id, 1, FEW, told=told, promise=met, **closed)
        few = read()
        copies(admin, case_id, FEW + 1, MANY, told=told, promise=met, **closed)
        many = read()
        # Words of more open cases than this tell nothing, and are looked at no further; the queue shows a page.
        bella, at = str(cast.staff["bella"].id), [MANY + SOME, MANY + MORE]
        for number, (first, last) in enumerate(pairwise([MANY, *at])):
            copies(admin, case_id, first + 1, last, told=told, officer_id=bella)
            as_new: dict[str, Any] = {"state": "received", "officer_id": None, "opened_at": None}
            copies(admin, case_id, 20_000 + first + 1, 20_000 + last, told=told, **as_new)
            if number == 0:
                some = read()
        most = read()
    assert {name: (few[name], rows) for name, rows in many.items() if rows > few[name] + 100} == {}
    assert {name: (some[name], rows) for name, rows in most.items() if rows > some[name] + 100} == {}
