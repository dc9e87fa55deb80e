"""Each question that is put together once is compared, whenever it is asked, with what Django would put together for these values."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import DEFAULT_DB_ALIAS

from upstander.confidentiality import fetching

_LIST = re.compile(r"\((?:%s, )*%s\)")  # the same question has room for more than it was asked with


def compare() -> None:
    """From now on, in this process."""
    kept = fetching.statement_of

    def statement_of(make: Any, values: tuple[Any, ...]) -> fetching.Statement | None:
        found = kept(make, values)
        if found is None and not any(
            type(each) in (list, set, tuple) and len(each) > fetching._LONGEST for each in values
        ):
            with suppress(ValidationError):  # ids told as words
                fetching.Statement(make, values)  # raises what stands in the way
        if found is not None:
            told = _LIST.sub("(%s)", found.sql), set(map(repr, found.values(values) if found.sql else ()))
            assert told == _anew(make, values), f"{make.__qualname__} looks at its values, or at the world"
        return found

    fetching.statement_of = statement_of


def _anew(make: Any, values: tuple[Any, ...]) -> tuple[str, set[str]]:
    try:
        sql, sent = make(*values).query.get_compiler(DEFAULT_DB_ALIAS).as_sql()
    except EmptyResultSet:
        return "", set()
    return _LIST.sub("(%s)", sql), set(map(repr, sent))
