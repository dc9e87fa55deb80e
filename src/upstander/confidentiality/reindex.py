"""Everything found by blind tokens, and every digest, brought to the generations in use, in batches (decisions 0080, 0120).

People read and write meanwhile. No sealed word is opened. It goes by what columns there are, not by a list. Doing it twice, or two at
once, does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models.expressions import RawSQL

from upstander.confidentiality.acting import acting
from upstander.confidentiality.digests import digest_generation
from upstander.confidentiality.fields import DigestField, PseudonymField, TokenField, TokensField
from upstander.confidentiality.generations import asked, tag, written
from upstander.confidentiality.viewer import Viewer, viewing

_MANY = """(SELECT count(*) FILTER (WHERE (token >> 60) & 15 <> ALL (%s)) > 0
  OR count(*) FILTER (WHERE (token >> 60) & 15 = %s) <> count(*) FILTER (WHERE (token >> 60) & 15 = %s)
  FROM unnest({column}) AS token)"""
_ONE = "(({column} >> 60) & 15 <> %s)"
_PSEUDONYM = "(get_byte(uuid_send({column}), 0) >> 4 <> %s)"
_DIGEST = "((CASE octet_length({column}) WHEN 33 THEN get_byte({column}, 0) ELSE 0 END) <> %s)"
# Whoever began before the file changed may still write by the old one. Other databases and the server's own workers are left out.
_UNDER_WAY = """SELECT l.virtualtransaction FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
  WHERE l.locktype = 'virtualxid' AND a.datname = current_database() AND a.usename = current_user AND a.pid <> pg_backend_pid()"""


@dataclass(frozen=True)
class TokenColumn:
    """One column of blind tokens or digests, in whatever room."""

    model: type[models.Model]
    field: models.Field[Any, Any]

    def off(self) -> Any:  # Any: a queryset with an annotation
        """Rows that are not in the generations in use, in order of their key. As the system."""
        now, last = tag(asked()), tag(written()[-1])
        asks = _ONE if isinstance(self.field, TokenField) else _PSEUDONYM
        values: tuple[Any, ...] = (now,)
        if isinstance(self.field, TokensField):
            asks, values = _MANY, ([now, last], now, last)
        elif isinstance(self.field, DigestField):
            asks, values = _DIGEST, (digest_generation(),)
        sql = asks.format(column=connection.ops.quote_name(str(self.field.column)))
        rows = self.model._base_manager.exclude(**{f"{self.field.name}__isnull": True})
        off = RawSQL(sql, values)  # noqa: S611  # our own column; the values are parameters
        return rows.annotate(off=off).filter(off=True).order_by("pk")


def token_columns() -> list[TokenColumn]:
    """Every column of blind tokens and digests."""
    kinds = (TokensField, TokenField, PseudonymField, DigestField)
    return [
        TokenColumn(model, field)
        for model in apps.get_models()
        for field in model._meta.local_fields
        if isinstance(field, kinds)
    ]


def left_to_reindex(by: Viewer) -> int:
    """How many rows are not in the generations in use."""
    with viewing(by):
        return sum(column.off().count() for column in token_columns())


def reindex_some(
    column: TokenColumn, *, after: UUID | None, by: Viewer, now: datetime, at_most: int = 500
) -> tuple[int, UUID | None]:
    """Bring up to that many rows up to date, those with a key above `after`, in one transaction. How many, and the last of them;
    none when no further ones are found. Rows that somebody else holds are left for another pass."""
    with acting(by, now, "keys.reindex") as act:
        rows = column.off().select_for_update(skip_locked=True)
        some = list((rows.filter(pk__gt=after) if after else rows)[:at_most])
        column.model._base_manager.bulk_update(some, [column.field.name])
        act.detail = {"rows": len(some)}
    return len(some), some[-1].pk if some else None


def transactions_under_way() -> set[str]:
    """Marks of the program's other transactions that are running now, to wait for after the file of keys has changed."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDER_WAY)
        return {row[0] for row in cursor.fetchall()}
