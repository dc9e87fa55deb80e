"""Asking the database with a statement that was put together once. Django builds a query and its statement anew each time, for half
of what a page of staff costs us; `fetch` does it once for each shape of what is asked, and from then on only the values are new
(decision 0177).

What is kept is the statement, and the codes that our own code put into it. It is put together with made-up values: nothing of a case,
a person or a viewer is in it. Who may see which rows is the database's to say each time, as ever.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from itertools import count
from types import CodeType, SimpleNamespace
from typing import Any, TypeVar, TypeVarTuple
from uuid import UUID, uuid4

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
Values = TypeVarTuple("Values")
_Made = list[Any]  # values, given or made up
# A place in the statement, the number of the value there, and what Django wraps that in.
_Hole = tuple[int, int, Callable[[Any], Any] | None]

_LONGEST = 1024  # of a collection; what is longer is put together each time
_MOST = 100  # shapes of one question
_COLLECTIONS = (tuple, list, set, frozenset)


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many rows of a question, after the first few: the one value by which a question may be cut, since the statement is kept for
    each by itself."""

    first: int
    limit: int

    def of(self, rows: QuerySet[Any, Row]) -> QuerySet[Any, Row]:
        return rows[self.first : self.first + self.limit]


class Array(list[Any]):
    """Numbers or ids that a function of the database takes as one value. Any: whichever it takes."""


_MADE_UP: dict[type, Callable[[int], Any]] = {
    UUID: lambda number: UUID(int=number),
    datetime: lambda number: datetime(1900, 1, 1, tzinfo=UTC) + timedelta(microseconds=number),
    date: lambda number: date(1900, 1, 1) + timedelta(days=number),
    str: lambda number: f"made up {uuid4()}",
    int: lambda number: number,
    Array: lambda number: Array([number]),
}


def fetch(make: Callable[[*Values], QuerySet[Any, Row]], *values: *Values) -> list[Row]:
    """The rows of the queryset that `make` gives for these values. Needs what it would need: a `viewing` block.

    `make` is a lambda or function of nothing but its values: ids, times, days, words, numbers, an `Array`, collections of one of these
    for `__in`. It may look at whether one is None, at a boolean, at a member of an Enum, at a `Stretch`; at no other value, not even
    to slice by it, nor at anything that changes while the process runs. Where it is seen to, nothing is kept and it is asked in
    Django's own way; in tests that is an error, and each use is compared besides (`harness/fetched.py`).
    """
    statement = statement_of(make, values)
    return list(make(*values)) if statement is None else statement.rows(values)


def fetch_one(make: Callable[[*Values], QuerySet[Any, Row]], *values: *Values) -> Row | None:
    """The first of the rows, or None; no more are fetched."""
    return next(iter(fetch(make, *values)), None)


# By identity of the code, which is held so that it stays.
_kept: dict[int, tuple[CodeType, dict[tuple[object, ...], Statement]]] = {}


def statement_of(make: Callable[..., QuerySet[Any, Any]], values: tuple[Any, ...]) -> Statement | None:
    """What is kept for a question with values of this shape, put together where it is new; None where nothing is."""
    if any(type(each) in _COLLECTIONS and len(each) > _LONGEST for each in values):
        return None
    _, kept = _kept.setdefault(id(make.__code__), (make.__code__, {}))
    try:
        shape = tuple(map(_shape, values))
        if shape in kept:
            return kept[shape]
        found = Statement(make, values)
    except (TypeError, ValueError, ValidationError):
        return None
    if len(kept) < _MOST:
        kept[shape] = found
    return found


class Statement:
    """One statement with holes for values; `sql` is empty where nothing can be found."""

    def __init__(self, make: Callable[..., QuerySet[Any, Any]], like: tuple[Any, ...]) -> None:
        if make.__closure__ or make.__defaults__:
            raise TypeError(f"{make.__qualname__} in {make.__module__} takes in more than its values.")
        one, other = _made_up(like, 10_000), _made_up(like, 20_000)  # the smallest integers have to do
        self._queryset, self.sql, self._constants, self._pieces, self._converters = _put_together(make, one)
        _, sql, constants, *_ = _put_together(make, other)
        if sql != self.sql:
            raise TypeError(f"{make.__qualname__} in {make.__module__} looks at its values.")
        given = _flat(one)
        self._holes = list(_holes(self._constants, constants, given, _flat(other))) if sql else []
        found = {number for _, number, _ in self._holes}
        if sql and any(_is_value(value) and number not in found for number, value in enumerate(given)):
            raise TypeError(f"{make.__qualname__} in {make.__module__} changes a value, or passes one over.")

    def values(self, values: Iterable[Any]) -> _Made:
        """What is sent with the statement."""
        given, sent = _flat(map(_padded, values)), list(self._constants)
        for place, number, wrap in self._holes:
            sent[place] = wrap(given[number]) if wrap else given[number]
        return sent

    def rows(self, values: Iterable[Any]) -> list[Any]:
        """Asks the database. Rows are made of the answer by Django's own classes."""
        if not self.sql:
            return []
        compiler = _Compiler(self._pieces, self._converters, self.sql, self.values(values))
        queryset = self._queryset
        asked: Any = SimpleNamespace(
            db=DEFAULT_DB_ALIAS,
            model=queryset.model,
            query=_Query(queryset.query, compiler),
            _known_related_objects={},
            _fields=queryset._fields,
        )
        return list(queryset._iterable_class(asked))


class _Query:
    """A query whose statement is there already."""

    def __init__(self, query: Any, compiler: SQLCompiler) -> None:
        self._query, self._compiler = query, compiler

    def get_compiler(self, using: str) -> SQLCompiler:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)


class _Compiler(SQLCompiler):
    """Django's, which knows its statement already, and how the columns are read."""

    def __init__(self, pieces: dict[str, Any], converters: Any, sql: str, values: _Made) -> None:
        self.__dict__.update(pieces)
        self.connection = connections[DEFAULT_DB_ALIAS]
        self._converters, self._told = converters, (sql, tuple(values))

    def as_sql(self, *_: object, **__: object) -> Any:
        return self._told

    def get_converters(self, expressions: object) -> Any:
        return self._converters


def _put_together(
    make: Callable[..., QuerySet[Any, Any]], values: _Made
) -> tuple[Any, str, _Made, dict[str, Any], Any]:
    """The queryset, its statement and what is sent with that; what Django's compiler knows once it is put together."""
    queryset: Any = make(*values)
    if queryset._prefetch_related_lookups:
        raise TypeError("What is to be fetched besides is asked by itself.")
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, sent = compiler.as_sql()
    except EmptyResultSet:
        return queryset, "", [], {}, {}
    converters = compiler.get_converters([each[0] for each in compiler.select[: compiler.col_count]])
    pieces = {name: value for name, value in vars(compiler).items() if name != "connection"}
    return queryset, sql, list(sent), pieces, converters


def _holes(one: _Made, other: _Made, given: _Made, given_other: _Made) -> Iterator[_Hole]:
    """Places of the statement that hold a given value. All others have to be constant."""
    for place, (sent, sent_other) in enumerate(zip(one, other, strict=True)):
        for number, (value, value_other) in enumerate(zip(given, given_other, strict=True)):
            if _is_value(value) and sent == value and sent_other == value_other:
                yield place, number, None if type(sent) is type(value) else type(sent)
                break
        else:
            if sent != sent_other:
                raise TypeError(f"{sent!r} is made of a value, and would not be made again.")


def _shape(value: Any) -> object:
    """What a statement is put together by: the type of a value, places and type of a collection, anything else itself."""
    if type(value) in _COLLECTIONS:
        return _room(len(value)), frozenset(map(type, value))
    return type(value) if _is_value(value) else ("itself", value)


def _is_value(value: object) -> bool:
    return type(value) in _MADE_UP


def _room(size: int) -> int:
    """Places for that many: 1, 2, 4, 8 … so that one statement serves lists of about its length, and the server has planned it."""
    return 1 << (size - 1).bit_length() if size else 0


def _padded(value: Any) -> Any:
    """A collection as long as its statement has places. To be one of them twice is to be one of them."""
    if type(value) not in _COLLECTIONS:
        return value
    each = list(value)
    return each + each[-1:] * (_room(len(each)) - len(each))


def _flat(values: Iterable[Any]) -> _Made:
    return [each for value in values for each in (value if type(value) in _COLLECTIONS else (value,))]


def _made_up(like: Iterable[Any], start: int) -> _Made:
    """Values of the same shape, each another, and none of them a constant of our code."""
    numbers = count(start)

    def invented(value: Any) -> Any:
        if type(value) in _COLLECTIONS:
            if len(kinds := set(map(type, value))) > 1 or not kinds <= _MADE_UP.keys():
                raise TypeError("A collection to ask with holds one plain type.")
            return [invented(each) for each in _padded(value)]
        if _is_value(value):
            return _MADE_UP[type(value)](next(numbers))
        if value is None or isinstance(value, bool | Enum | Stretch):
            return value
        raise TypeError(f"The database is not asked with a {type(value).__name__}.")

    return list(map(invented, like))
