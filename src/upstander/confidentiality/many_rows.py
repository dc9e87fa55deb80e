"""Many rows in one statement, and asking for many: one value, which PostgreSQL takes apart.

COPY is not to be had under row-level security, nor a table to copy into first: the app's role makes no tables. Django's own way
makes a place for each cell; reading those thousands of places cost more than sealing the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from operator import attrgetter
from typing import Any

import orjson
from django.db import connection, models

from upstander.confidentiality.fields import DigestField, PseudonymField, TokenField, TokensField

_Reader = Callable[[models.Model], Any]
_FOLLOW_A_KEY = (TokensField, TokenField, PseudonymField, DigestField)


_Tables = dict[type[models.Model], list[models.Model]]
_gathered: ContextVar[_Tables | None] = ContextVar("upstander_gathered_rows", default=None)


def insert_rows(rows: Sequence[models.Model]) -> None:
    """Insert rows of one table, whose keys are set. As `bulk_create`, for thousands or for one: no signal, nothing is read back."""
    if not rows:
        return
    if (waiting := _gathered.get()) is not None:
        waiting.setdefault(type(rows[0]), []).extend(rows)
    else:
        _insert({type(rows[0]): rows})


@contextmanager
def together() -> Iterator[None]:
    """What `insert_rows` is given within goes in at the end, rows of all tables in one statement.

    Nothing within may ask the database for one of them, and each row's policy must let it in without seeing the others.
    """
    waiting: _Tables = {}
    token = _gathered.set(waiting)
    try:
        yield
    finally:
        _gathered.reset(token)
    if waiting:
        _insert(waiting)


def _insert(tables: Mapping[type[models.Model], Sequence[models.Model]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _insertion(tuple(tables)), [_cells(rows, _all_readers(model)) for model, rows in tables.items()]
        )
    for rows in tables.values():
        for row in rows:
            row._state.adding, row._state.db = False, connection.alias


@cache
def _insertion(tables: tuple[type[models.Model], ...]) -> str:
    *before, last = (_insertion_of(model) for model in tables)
    steps = ", ".join(f"step{number} AS ({each})" for number, each in enumerate(before))
    return f"WITH {steps} {last}" if steps else last


def _insertion_of(model: type[models.Model]) -> str:
    fields = _stored(model)
    columns = ", ".join(_quoted(field) for field in fields)
    return f"INSERT INTO {_table(model)} ({columns}) SELECT * FROM {_taken_apart(fields)}"  # noqa: S608  # our own names


@cache
def _all_readers(model: type[models.Model]) -> dict[str, _Reader]:
    return _readers(_stored(model))


def _stored(model: type[models.Model]) -> list[Any]:
    """Columns that are given; others the database makes of them."""
    return [field for field in model._meta.local_concrete_fields if not field.generated]


def update_rows(rows: Sequence[models.Model], names: Iterable[str]) -> None:
    """Bring these fields of rows of one table up to what the rows say. As `bulk_update`, for thousands."""
    if rows:
        update, readers = _update(type(rows[0]), tuple(names))
        with connection.cursor() as cursor:
            cursor.execute(update, [_cells(rows, readers)])


@cache
def _update(model: type[models.Model], names: tuple[str, ...]) -> tuple[str, dict[str, _Reader]]:
    fields, key = [model._meta.get_field(name) for name in names], model._meta.pk
    sets = ", ".join(f"{_quoted(field)} = told.{_quoted(field)}" for field in fields)
    one = f"kept.{_quoted(key)} = told.{_quoted(key)}"
    update = f"UPDATE {_table(model)} AS kept SET {sets} FROM {_taken_apart([key, *fields])} WHERE {one}"  # noqa: S608  # our own
    return update, _readers([key, *fields])


class Among(models.Lookup):
    """As `__in`, for thousands of values: `Home.objects.filter(Among(F("uprn"), uprns))`."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """`column IN (SELECT unnest(…))`: joined by a hash or by the index. Of an array itself each row may be held against every
        value, one by one, before the table's statistics are known. The cast is to the kind of the column without its length, which
        would cut a value off."""
        column, params = self.process_lhs(compiler, connection)
        kind = self.lhs.output_field.db_type(connection).partition("(")[0]
        return f"{column} IN (SELECT unnest(%s::{kind}[]))", (*params, [str(each) for each in self.rhs])


def _cells(rows: Sequence[models.Model], readers: dict[str, _Reader]) -> str:
    cells = [{column: read(row) for column, read in readers.items()} for row in rows]
    return orjson.dumps(cells, default=_written, option=orjson.OPT_NON_STR_KEYS).decode()


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
    raise TypeError(f"A {type(value).__name__} cannot be stored this way.")


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _quoted(field: Any) -> str:
    return connection.ops.quote_name(field.column)
