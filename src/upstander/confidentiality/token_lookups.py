"""Looking for blind tokens by their index, past row-level security (decision 0086).

PostgreSQL uses an index under row-level security only for comparisons that it knows to tell nobody anything, and sharing an element
with an array is not one of these: every search would read the whole table. A function of the owner, whom one more policy lets read
this one table, answers with ids alone; the query that asks sees those rows as its viewer does, or does not.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields.array import ArrayContains, ArrayOverlap  # type: ignore[attr-defined]
from django.db.models import Value
from django.db.models.expressions import Col


class _ByFunction:
    """Of a model that says `tokens_found = True`; of any other as Django has it."""

    every = False

    def __init__(self, lhs: Any, rhs: Any, *rest: Any) -> None:
        self.wanted = (
            [each.value if isinstance(each, Value) else each for each in rhs]
            if isinstance(rhs, (list, tuple, set, frozenset))
            else None
        )
        super().__init__(lhs, rhs, *rest)  # type: ignore[call-arg]  # of the lookup it is mixed into

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        lhs: Any = self.lhs  # type: ignore[attr-defined]
        if (
            self.wanted is None
            or not isinstance(lhs, Col)
            or not getattr(lhs.target.model, "tokens_found", False)
        ):
            sql, params = super().as_postgresql(compiler, connection)  # type: ignore[misc]
            return sql, list(params)
        model = lhs.target.model._meta
        row = f"{compiler.quote_name_unless_alias(lhs.alias)}.{connection.ops.quote_name(model.pk.column)}"
        asked = f"SELECT {model.db_table}_with_tokens(%s::bigint[], %s)"
        return f"{row} IN ({asked})", [sorted(set(self.wanted)), self.every]


class TokensOverlap(_ByFunction, ArrayOverlap):  # type: ignore[misc]  # the stubs lack it
    """Shares one of these tokens."""


class TokensContain(_ByFunction, ArrayContains):  # type: ignore[misc]
    """Holds all of these tokens."""

    every = True
