"""Makes a landlord's register as large as one likes: every row that hangs on a case is copied by the database's server itself.

The real cases are a year's, played through the program's own actions (`demo.load`). Copies of the closed ones lie whole years back,
the same number in each year, so that a month of them holds what the same month of the real ones held; copies of the open ones are of
today, with officers of their own. Which tables and columns there are is read off Django's models: a table that somebody adds later is
filled without anybody remembering.

What is unlike real use: sealed words are copied as they are, which nobody can open, but for those that lists and counts open
(`reopened.py`), on copies that a page can find: those of the last year, and one in twenty of the others. Blind tokens of the rest
are made distinct: a rare word stays rare, and a common one grows with the register, one twentieth as fast. Copies that do not
open have long words cut short, twelve tokens of rare words, and, in a register of more than a hundred thousand, of a table with many
rows for each case every third that no other row names (facts apart). Contents of files are left out, and what must differ within
something that is no case (a meeting).

`python -m upstander.operations.bench.filling --data DIR --cases 1000000`; the server is started for it with settings of its own.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.db import models
from psycopg import sql

from upstander.operations import startup
from upstander.operations.bench.columns import Base, Pass, alone_elsewhere, columns_of
from upstander.operations.embedded import admin_conninfo, try_serve

YEARS = 10
_COPIES_AT_ONCE = 200
_WIDE = 4_096  # bytes of a row on the average: contents of files
_COMMON = 20
_WHOLE = 100_000  # cases, up to which every copy has all its rows
_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "autovacuum": "off",
    "shared_buffers": "1GB",
    "maintenance_work_mem": "1GB",
}
Say = Callable[[str], None]
_Admin = psycopg.Connection[Any]


def main() -> None:
    """Fill a data directory, loading the landlord first when it is empty."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--cases", type=int, default=10_000, help="closed cases, in all")
    asked.add_argument("--open", type=int, help="open cases besides (a hundredth of the closed ones)")
    asked.add_argument("--quick", action="store_true", help="begin with the small landlord")
    given = asked.parse_args()
    os.environ["UPSTANDER_LOG_LEVEL"] = "ERROR"
    data = startup.data_directory(given.data)
    startup.make_secret(data)
    startup.set_up_django()
    begun = time.monotonic()

    def say(line: str) -> None:
        print(f"{time.monotonic() - begun:>6.0f} s  {line}", flush=True)

    server = try_serve(data, settings=_SETTINGS)
    if server is None:
        raise SystemExit(f"{data} is in use. Stop what runs there first.")
    try:
        startup.prepare_database(data, say)
        startup.make_master_keys()
        load_and_fill(
            data, given.cases, given.cases // 100 if given.open is None else given.open, given.quick, say
        )
    finally:
        server.stop()


def load_and_fill(data: Path, closed: int, still_open: int, quick: bool, say: Say) -> None:
    """On a database that answers."""
    from upstander.operations import demo
    from upstander.operations.bench.figures import copy_figures, store_figures

    now = datetime.now(UTC)
    demo.load(quick=quick, say=say, now=now)
    with psycopg.connect(admin_conninfo(data, "upstander"), autocommit=True) as admin:
        passes = passes_for(admin, closed, still_open)
        if not passes:
            say("So many are there already")
            return
        figures = copy_figures(passes, say)
        fill(admin, passes, say)
        store_figures(admin, figures)
        admin.execute("VACUUM ANALYZE")
        say("Vacuumed, and counted for the planner")


def passes_for(admin: _Admin, closed: int, still_open: int) -> list[Pass]:
    """What has to be copied how often to come near these numbers. Nothing on a register that is filled already."""
    counted = dict(admin.execute("SELECT state, count(*) FROM cases_case GROUP BY state").fetchall())
    if _filled(admin):
        return []
    ended = ("closed", "routed", "joined")
    real = sum(counted.get(each, 0) for each in ended)
    a_year = max(1, round((closed - real) / (real * YEARS)))
    many = round(still_open / counted["open"]) - 1 if still_open else 0
    passes = [Pass("closed", ended, a_year * YEARS, years=YEARS, thin=closed > _WHOLE)]
    if many > 0:
        passes.append(Pass("open", ("open",), many, officers=5, first=a_year * YEARS + 1))
    return passes


def _filled(admin: _Admin) -> bool:
    row = admin.execute("SELECT max(number) FROM cases_case").fetchone()
    return bool(row and row[0] and row[0] >= FIRST_NUMBER)


FIRST_NUMBER = 10_000_000  # numbers from here on are not given to anybody else


def fill(admin: _Admin, passes: list[Pass], say: Say) -> None:
    """Copy, then bring indexes and the planner's statistics up to date."""
    from upstander.operations.bench.reopened import seal_anew

    admin.execute("SET session_replication_role = replica")  # no triggers: copies of frozen rows are rows too
    admin.execute("SET synchronous_commit = off")
    admin.execute("SET work_mem = '256MB'")
    admin.execute("SET max_parallel_maintenance_workers = 2")
    tables = [each._meta.db_table for each in models_of_cases(officers=False)]
    dropped = _drop_indexes(admin, tables)
    for each in passes:
        base = _base(admin, each)
        _copies(admin, each)
        _references(admin, base)
        sealed = seal_anew(admin, each, say)
        for model in base.tables:
            begun, rows = time.monotonic(), 0
            statement = _statement(model, base, sealed.get(model._meta.label, ()))
            for first in range(each.first, each.first + each.copies, _COPIES_AT_ONCE):
                last = min(first + _COPIES_AT_ONCE, each.first + each.copies) - 1
                rows += admin.execute(statement, {"first": first, "last": last}).rowcount
            say(f"{each.name}: {rows:,} rows of {model._meta.db_table} in {time.monotonic() - begun:.0f} s")
        if each.years > 1:  # what was still to be done on a closed case was not left undone for years
            admin.execute(
                "UPDATE cases_duty d SET state = 'met', met_at = d.due_at FROM cases_case c WHERE c.id = d.case_id"
                " AND d.state = 'open' AND c.state = ANY (%s) AND c.number >= %s",
                [list(each.states), FIRST_NUMBER],
            )
            admin.execute(
                "UPDATE cases_case SET owes_still = false WHERE owes_still AND number >= %s", [FIRST_NUMBER]
            )
        admin.execute("DISCARD TEMP")
    for name, definition in dropped:
        begun = time.monotonic()
        admin.execute(definition.encode())
        if time.monotonic() - begun > 5:
            say(f"Index {name} in {time.monotonic() - begun:.0f} s")
    with admin.transaction():
        admin.execute("SELECT set_config('upstander.viewer_kind', 'system', true)")
        admin.execute("SELECT cases_carried_put_right(now())")  # which triggers would have kept


def models_of_cases(*, officers: bool) -> list[type[models.Model]]:
    """Every table whose rows belong to a case; with `officers` their staff too."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and any(field.attname == "case_id" for field in model._meta.concrete_fields)
    ]
    get = apps.get_model
    staff: Any = get("confidentiality", "Staff")
    more = [staff, staff.teams.through] if officers else []
    return [get("cases", "Case"), get("confidentiality", "DataKey"), *more, *found]


def _base(admin: _Admin, of: Pass) -> Base:
    """The real rows, each table's in a table of its own, and which of their columns name one another."""
    admin.execute(
        "CREATE TEMP TABLE fill_case AS SELECT id FROM cases_case WHERE state = ANY (%s)", [list(of.states)]
    )
    admin.execute(
        "CREATE TEMP TABLE fill_officer AS SELECT DISTINCT officer_id AS id FROM cases_case WHERE id IN (TABLE fill_case)"
        " AND officer_id IS NOT NULL AND %s",
        [of.officers > 0],
    )
    base, left_out = Base([]), set[type[models.Model]]()
    for model in models_of_cases(officers=of.officers > 0):
        table = model._meta.db_table
        admin.execute(
            sql.SQL("CREATE TEMP TABLE {} AS SELECT * FROM {} WHERE {}").format(
                sql.Identifier(f"base_{table}"), sql.Identifier(table), sql.SQL(_belongs(model))
            )
        )
        admin.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(f"base_{table}")))
        rows, width = _size(admin, f"base_{table}")
        if width >= _WIDE:
            left_out.add(model)
        elif rows:
            base.tables.append(model)
    while out := {each for each in base.tables if alone_elsewhere(each, left_out)}:
        left_out |= out
        base.tables = [each for each in base.tables if each not in out]
    base.find_links(admin, thin=of.thin)
    return base


def _belongs(model: type[models.Model]) -> str:
    match model._meta.label:
        case "cases.Case" | "confidentiality.DataKey":
            return "id IN (TABLE fill_case)"
        case "confidentiality.Staff":
            return "id IN (TABLE fill_officer)"
        case "confidentiality.Staff_teams":
            return "staff_id IN (TABLE fill_officer)"
    return "case_id IN (TABLE fill_case)"


def _size(admin: _Admin, table: str) -> tuple[int, float]:
    row = admin.execute(
        sql.SQL("SELECT count(*), coalesce(avg(pg_column_size(t.*)), 0) FROM {} t").format(
            sql.Identifier(table)
        )
    ).fetchone()
    return (row[0], float(row[1])) if row else (0, 0.0)


def _copies(admin: _Admin, of: Pass) -> None:
    """One row for each copy: what its ids end in, how far back it lies, what its blind tokens are changed by, whether it opens."""
    admin.execute(
        """CREATE TEMP TABLE fill_copy AS
           SELECT k, lpad(to_hex(k), 12, '0') AS suffix, lpad(to_hex(k), 8, '0') AS tag, back,
             CASE WHEN %(officers)s > 0 THEN lpad(to_hex(%(first)s + (k - %(first)s) / greatest(%(officers)s, 1)), 12, '0')
               END AS officer_suffix,
             %(officers)s > 0 AND (k - %(first)s) %% greatest(%(officers)s, 1) = 0 AS brings_officers,
             make_interval(years => back) AS years, mask,
             CASE WHEN k %% %(common)s = 0 THEN 0 ELSE mask END AS common_mask,
             back = 0 OR k %% %(common)s = 0 AS opens
           FROM (SELECT k, %(years)s - 1 - ((k - %(first)s) * %(years)s / %(copies)s) AS back,
                   1 + (random() * (2::float8 ^ 59))::bigint AS mask
                 FROM generate_series(%(first)s, %(first)s + %(copies)s - 1) k) each""",
        {
            "years": of.years,
            "copies": of.copies,
            "first": of.first,
            "officers": of.officers,
            "common": _COMMON,
        },
    )
    admin.execute("ALTER TABLE fill_copy ADD PRIMARY KEY (k)")
    admin.execute("ANALYZE fill_copy")


def _references(admin: _Admin, base: Base) -> None:
    """What each reference is called on each copy: numbers far beyond those in use, check letters by the program's own code."""
    from upstander.lib.references import make_reference

    admin.execute("CREATE TEMP TABLE fill_reference (old text, k int, number bigint, new text)")
    if not base.references:
        return
    step = max(number for number, _ in base.references) + 1
    copies = [row[0] for row in admin.execute("SELECT k FROM fill_copy").fetchall()]
    with admin.cursor().copy("COPY fill_reference FROM STDIN") as out:
        for number, old in base.references:
            for k in copies:
                fresh = FIRST_NUMBER + k * step + number
                out.write_row((old, k, fresh, make_reference(old[0], fresh)))
    admin.execute("CREATE INDEX ON fill_reference (k, old)")
    admin.execute("ANALYZE fill_reference")


def _statement(model: type[models.Model], base: Base, sealed: tuple[str, ...]) -> sql.Composed:
    """INSERT … SELECT of copies `first` to `last`."""
    table = model._meta.db_table
    names, values, joins = columns_of(model, base, sealed)
    only = " AND s.brings_officers" if model._meta.label.startswith("confidentiality.Staff") else ""
    if table in base.spared:
        only += " AND (s.opens OR NOT b.spare)"
    return sql.SQL(
        "INSERT INTO {} ({}) SELECT {} FROM {} b CROSS JOIN fill_copy s {} WHERE s.k BETWEEN %(first)s AND %(last)s {}"
    ).format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.SQL(", ").join(map(sql.SQL, values)),
        sql.Identifier(f"base_{table}"),
        sql.SQL(joins),
        sql.SQL(only),
    )


def _drop_indexes(admin: _Admin, tables: list[str]) -> list[tuple[str, str]]:
    """All that no constraint stands on; they are made again afterwards, which is quicker and finds what is not unique."""
    found = admin.execute(
        """SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i
             JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
           WHERE t.relname = ANY (%s) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid)""",
        [tables],
    ).fetchall()
    for name, _ in found:
        admin.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    return list(found)


def dangling(admin: _Admin) -> list[str]:
    """Foreign keys that lead nowhere. The copying does not look at them, so whoever wants to be sure does."""
    keys = admin.execute(
        """SELECT t.relname, a.attname, u.relname, b.attname FROM pg_constraint c
             JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class u ON u.oid = c.confrelid
             JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
             JOIN pg_attribute b ON b.attrelid = u.oid AND b.attnum = c.confkey[1]
           WHERE c.contype = 'f'"""
    ).fetchall()
    found = []
    for table, column, other, key in keys:
        row = admin.execute(
            sql.SQL(
                "SELECT count(*) FROM {} t WHERE {} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {} u WHERE u.{} = t.{})"
            ).format(*map(sql.Identifier, (table, column, other, key, column)))
        ).fetchone()
        if row and row[0]:
            found.append(f"{row[0]} rows of {table}.{column}")
    return found


if __name__ == "__main__":
    main()
