"""What lies outside the time that is asked for costs nothing: the database reads as much for a return, the clauses and the list for
disposal, however many cases were closed before. Counted by the server, entries of indexes too, so that no machine makes it slow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.db import connection

from factories.cast import one_of_each_role
from factories.reports import opened
from upstander.cases.queries.api import duty_standings
from upstander.confidentiality.api import case_tables
from upstander.performance.api import nm01, reporting_year
from upstander.records.api import note_all, waiting

FEW, MANY = 200, 1_500
# One open case, closed three years ago, so many times over: with the person, the report, the promises kept, and until when it is kept.
COPIES = [
    """INSERT INTO cases_case SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'number', 9000 + k,
         'reference', 'C-' || 9000 + k, 'state', 'closed', 'closed_at', c.opened_at - interval '2 years',
         'opened_at', c.opened_at - interval '3 years', 'received_at', c.received_at - interval '3 years'))).*
       FROM cases_case c, generate_series(%(first)s::int, %(last)s::int) k WHERE c.id = %(case)s""",
    """INSERT INTO cases_casereport SELECT (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'case_id', c.id,
         'received_at', c.received_at))).* FROM cases_casereport r, {copied} AND r.case_id = %(case)s""",
    """INSERT INTO cases_party SELECT (jsonb_populate_record(p, jsonb_build_object('id', gen_random_uuid(), 'case_id', c.id))).*
       FROM cases_party p, {copied} AND p.case_id = %(case)s""",
    """INSERT INTO cases_duty SELECT (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'case_id', c.id,
         'report_id', null, 'state', 'met', 'met_at', c.received_at))).* FROM cases_duty d, {copied} AND d.case_id = %(case)s""",
    """INSERT INTO records_keptuntil (id, case_id, version, edition, rule, due_on, "left", worked_at)
         SELECT gen_random_uuid(), c.id, c.version, %(edition)s, 'A case', current_date + 1500 + c.number::int, '', now()
         FROM {copied}""",
]
COPIED = "cases_case c WHERE c.number BETWEEN 9000 + %(first)s::int AND 9000 + %(last)s::int"
READ = """SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables WHERE relname LIKE 'cases%' OR relname LIKE 'records%')
  + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname LIKE 'cases%' OR relname LIKE 'records%')"""


def close_copies(admin: psycopg.Connection[Any], case_id: UUID, first: int, last: int) -> None:
    edition = admin.execute("SELECT edition FROM cases_case WHERE id = %s", [case_id]).fetchone()
    given = {"case": case_id, "first": first, "last": last, "edition": edition[0] if edition else ""}
    for statement in COPIES:
        admin.execute(statement.replace("{copied}", COPIED), given if "%" in statement else None)
    admin.execute("VACUUM (ANALYZE) cases_case, cases_casereport, cases_party, cases_duty, records_keptuntil")


def read(admin: psycopg.Connection[Any], ask: Callable[[], object]) -> int:
    def so_far() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_force_next_flush()")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        row = admin.execute(READ).fetchone()
        return int(row[0]) if row else 0

    before = so_far()
    ask()
    return so_far() - before


@pytest.mark.django_db
def test_what_hangs_on_a_case_is_found_by_an_index_and_so_destroyed_without_reading_the_rest() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.relname FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'case_id'"
            " JOIN pg_index i ON i.indrelid = t.oid AND i.indkey[0] = a.attnum AND i.indpred IS NULL"
        )
        found = {name for (name,) in cursor.fetchall()}
    assert {model._meta.db_table for model in case_tables()} - found == set()


def test_what_lies_outside_the_time_asked_for_costs_nothing(own_database: str, admin_address: str) -> None:
    now = datetime.now(UTC)
    cast = one_of_each_role(now)
    case_id = opened(cast, now - timedelta(days=9))
    year, spans = reporting_year(now.date()), {"year": now - timedelta(days=200)}
    asked: dict[str, Callable[[], object]] = {
        "NM01": lambda: nm01(cast.carol, year, now=now),
        "clauses": lambda: duty_standings(cast.carol, spans=spans, now=now),
        "disposal": lambda: waiting(cast.farid, now=now),
    }
    with psycopg.connect(admin_address, autocommit=True) as admin, connection.cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_custom_plan")  # as in real use (decision 0147)
        admin.execute("SET session_replication_role = replica")
        assert note_all(now=now, enough=lambda: False)
        close_copies(admin, case_id, 1, FEW)
        few = {name: read(admin, ask) for name, ask in asked.items()}
        close_copies(admin, case_id, FEW + 1, MANY)
        many = {name: read(admin, ask) for name, ask in asked.items()}
    assert {name: (few[name], rows) for name, rows in many.items() if rows > few[name] + 200} == {}
