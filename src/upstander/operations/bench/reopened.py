"""Copies that can be opened where lists and counts open them: under a key of their own, sealed by the program's own vault."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
from django.apps import apps
from psycopg import sql

from upstander.operations.bench.columns import Pass

OPENED = {"cases.Party": ("name", "links"), "performance.Fact": ("place",)}
"""What is opened of many cases at once: who survivors are, who and where they are in the directory, and where a fact happened."""
_KEYS = "confidentiality.DataKey"


def seal_anew(
    admin: psycopg.Connection[Any], of: Pass, say: Callable[[str], None]
) -> dict[str, tuple[str, ...]]:
    """Fill a table for each such model with what the copies hold; answers with the columns. Only of copies that open."""
    from upstander.confidentiality.api import system, vault, viewing

    begun = time.monotonic()
    columns = {_KEYS: ("wrapped",), **OPENED}
    for label, names in columns.items():
        table = apps.get_model(label)._meta.db_table
        what = sql.SQL(", ").join(sql.SQL("{} bytea").format(sql.Identifier(name)) for name in names)
        admin.execute(
            sql.SQL("CREATE TEMP TABLE {} (id uuid PRIMARY KEY, {})").format(
                sql.Identifier(f"seal_{table}"), what
            )
        )
    suffixes = [
        row[0] for row in admin.execute("SELECT suffix FROM fill_copy WHERE opens ORDER BY k").fetchall()
    ]
    cases = [row[0] for row in admin.execute("SELECT id FROM base_cases_case").fetchall()]
    words = _words(cases)
    for suffix in suffixes:
        rows: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        with viewing(system("demo")):  # for the keys alone
            for case in cases:
                fresh = _copy(case, suffix)
                rows[_KEYS].append((fresh, vault.new_key(fresh, "case").wrapped))
            for row, id, case, plain in words:
                row.id, row.case_id = _copy(id, suffix), _copy(case, suffix)
                sealed = (vault.seal_bytes(row, name, text) if text else None for name, text in plain.items())
                rows[row._meta.label].append((row.id, *sealed))
        for label, made in rows.items():
            table = apps.get_model(label)._meta.db_table
            with admin.cursor().copy(
                sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(f"seal_{table}"))
            ) as out:
                for each in made:
                    out.write_row(each)
    for label in columns:
        admin.execute(
            sql.SQL("ANALYZE {}").format(sql.Identifier(f"seal_{apps.get_model(label)._meta.db_table}"))
        )
    say(
        f"{of.name}: {len(cases) * len(suffixes):,} copies that open, sealed in {time.monotonic() - begun:.0f} s"
    )
    return columns


def _words(cases: list[UUID]) -> list[tuple[Any, UUID, UUID, dict[str, bytes]]]:
    """What the real rows hold in these columns: a row, its id and case, and each column's content."""
    from upstander.confidentiality.api import system, vault, viewing

    found = []
    with viewing(system("demo")):
        vault.warm(cases)
        for label, names in OPENED.items():
            for row in apps.get_model(label)._base_manager.filter(case_id__in=cases):
                plain = {name: vault.unseal_bytes(row, name) for name in names}
                if any(plain.values()):
                    found.append((row, row.pk, row.case_id, plain))
    return found


def _copy(id: UUID, suffix: str) -> UUID:
    return UUID(str(id)[:24] + suffix)
