"""The database that all tests share stays as it was migrated: whatever a test left there, all that came after it would find."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

# Where nearly all that a test stores has a row: looked at after each file. All tables are looked at once, at the end.
_TOLD_AT_ONCE = (
    "confidentiality_staff",
    "confidentiality_datakey",
    "people_home",
    "cases_case",
    "intake_report",
)
_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"


@dataclass(frozen=True)
class _Watched:
    connection: psycopg.Connection[Any]
    rows: dict[str, int]

    def count(self, tables: tuple[str, ...]) -> dict[str, int]:
        each = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in tables)
        return dict(self.connection.execute(each.encode()).fetchall())


_KEY = pytest.StashKey[_Watched]()


@contextmanager
def watched(admin: str, config: pytest.Config) -> Iterator[None]:
    """Between the beginning of the block and its end no table gets a row that stays. Reads as the superuser."""
    with psycopg.connect(admin, autocommit=True) as connection:
        kept = _Watched(connection, {})
        tables = tuple(name for (name,) in connection.execute(_TABLES))
        kept.rows.update(kept.count(tables))
        config.stash[_KEY] = kept
        try:
            yield
            assert_unchanged(config, tables)
        finally:
            del config.stash[_KEY]


def assert_unchanged(config: pytest.Config, tables: tuple[str, ...] = _TOLD_AT_ONCE) -> None:
    """Nothing was stored for good. Asks nothing in a run that needed no database yet."""
    if (kept := config.stash.get(_KEY, None)) is None:
        return
    rows = kept.count(tables)
    more = {table: count - kept.rows[table] for table, count in rows.items() if count != kept.rows[table]}
    kept.rows.update(rows)  # the next file is not blamed for this one
    assert not more, (
        f"Rows were left in the database that all tests share: {more}. A test lacks @pytest.mark.django_db, "
        "or stores by another way than the transaction that is taken back."
    )
