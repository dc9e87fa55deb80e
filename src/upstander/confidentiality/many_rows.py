"""Many rows in one statement, and asking for many: one value, which PostgreSQL takes apart.

COPY is not to be had under row-level security, nor a table to copy into first: the app's role makes no tables. Django's own way
makes a place for each cell; reading those thousands of places cost more than sealing the rows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection, models

from upstander.confidentiality.fields import DigestField, PseudonymField, TokenField, TokensField

_Reader = Callable[[models.Model], Any]
_FOLLOW_A_KEY = (TokensField, TokenField, PseudonymField, DigestField)


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table, whose keys are set. As `bulk_create`, for thousands or for one: no signal, nothing is read back."""
    if rows:
        statement, readers = _insertion(type(rows[0]))
        _run(statement, rows, readers)
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias


@cache
def _insertion(model: type[models.Model]) -> tuple[str, dict[str, _Reader]]:
    fields = model._meta.local_concrete_fields
    columns = ", ".join(_quoted(field) for field in fields)
    into = f"INSERT INTO {_table(model)} ({columns}) "
    return into + f"SELECT {columns} FROM {_taken_apart(fields)}", _readers(fields)  # noqa: S608  # our own names


def update_rows(rows: Sequence[models.Model], names: Iterable[str]) -> None:
    """Bring these fields of rows of one table up to what the rows say. As `bulk_update`, for thousands."""
    if rows:
        model = type(rows[0])
        fields = [model._meta.get_field(name) for name in names]
        key = model._meta.pk
        sets = ", ".join(f"{_quoted(field)} = told.{_quoted(field)}" for field in fields)
        one = f"kept.{_quoted(key)} = told.{_quoted(key)}"
        update = f"UPDATE {_table(model)} AS kept SET {sets} FROM {_taken_apart([key, *fields])} WHERE {one}"  # noqa: S608  # our own
        _run(update, rows, _readers([key, *fields]))


class Among(models.Lookup):
    """As `__in`, for thousands of values: `Home.objects.filter(Among(F("uprn"), uprns))`."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """`column = ANY(…)`, with the values themselves, so that the planner can show that a partial index holds them all. The cast is
        to the kind of the column without its length, which would cut a value off."""
        column, params = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.db_type(connection).partition("(")[0]
        return f"{column} = ANY(%s::{kind}[])", (*params, [str(each) for each in self.rhs])


def _run(statement: str, rows: Sequence[models.Model], readers: dict[str, _Reader]) -> None:
    cells = [{column: read(row) for column, read in readers.items()} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(cells, default=_written, separators=(",", ":"))])


def _readers(fields: Iterable[Any]) -> dict[str, _Reader]:
    return {field.column: _reader(field) for field in fields}


def _reader(field: Any) -> _Reader:
    if isinstance(field, _FOLLOW_A_KEY):
        return lambda row: field.brought_up(getattr(row, field.attname))
    if type(field).pre_save is not models.Field.pre_save:  # the moment of storing, for one
        return lambda row: field.pre_save(row, add=True)
    return attrgetter(field.attname)


def _taken_apart(fields: Iterable[Any]) -> str:
    types = ", ".join(f"{_quoted(field)} {field.db_type(connection)}" for field in fields)
    return f"json_to_recordset(%s::json) AS told({types})"


def _written(value: object) -> str:
    """What JSON has no form for, as PostgreSQL reads it."""
    if isinstance(value, (bytes, memoryview)):
        return f"\\x{value.hex()}"
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):  # a moment as well
        return value.isoformat()
    raise TypeError(f"A {type(value).__name__} cannot be stored this way.")


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _quoted(field: Any) -> str:
    return connection.ops.quote_name(field.column)
