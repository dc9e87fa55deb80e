"""Figures of the months of copies: what the real cases came to in the same month of theirs, so many times over.

Stored and frozen like counted ones. Worked out by `recounted`, so that a number opens to its cases and comes out alike; promises kept
and clocks, of which no fact is stored, stand as they stood. Where two real months fall on one of copies (the first and the last of the
real year), its median and ninetieth percentile are those of the larger.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection

from upstander.operations.bench.columns import Pass

if TYPE_CHECKING:
    from upstander.performance.api import Number

_Key = tuple[str, str, str]
_SUMS = ("count", "promised", "kept", "timed", "priced", "pence")


def copy_figures(passes: list[Pass], say: Callable[[str], None]) -> list[Any]:
    """The months and figures to be stored once the facts are. Before anything is copied."""
    from upstander.confidentiality.api import system, viewing
    from upstander.performance.api import in_force, recounted

    get = apps.get_model
    with viewing(system("demo")):
        real = list(get("performance", "Month").objects.values_list("month", flat=True))
        added: dict[tuple[date, _Key], Number] = {}
        for one in passes:
            cases = set(
                get("cases", "Case").objects.filter(state__in=one.states).values_list("id", flat=True)
            )
            for month in real:
                for key, number in recounted(month, of=cases).items():
                    for back in range(one.years):
                        at = (month.replace(year=month.year - back), key)
                        more = _times(number, one.copies // one.years)
                        added[at] = _with(added[at], more) if at in added else more
        kept = {(row.month, _key(row)): row for row in get("performance", "Figure").objects.all()}
    say(f"{len(added):,} figures worked out for {len({month for month, _ in added})} months")
    figure = get("performance", "Figure")
    rows = []
    for (month, key), number in added.items():
        there = kept.get((month, key))
        known = in_force(month).get(key[0])
        values = {name: getattr(number, name) + (getattr(there, name) if there else 0) for name in _SUMS}
        rows.append(
            figure(
                month=month, measure=key[0], version=known.since if known else month, dimension=key[1], code=key[2],
                median=number.median if number.median is not None else there and there.median,
                p90=number.p90 if number.p90 is not None else there and there.p90, **values,
            )
        )  # fmt: skip
    return rows


def store_figures(admin: Any, rows: list[Any]) -> None:
    """In place of those that were counted, past the database's rule that what is frozen stays."""
    figure = apps.get_model("performance", "Figure")
    keys = [(row.month, row.measure, row.dimension, row.code) for row in rows]
    now, this = datetime.now(UTC), datetime.now(UTC).date().replace(day=1)
    with admin.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM performance_figure WHERE month = %s AND measure = %s AND dimension = %s AND code = %s",
            keys,
        )
        cursor.executemany(
            "INSERT INTO performance_month (month, counted_at, frozen_at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [(month, now, None if month == this else now) for month in sorted({row.month for row in rows})],
        )
        fields = figure._meta.concrete_fields
        names = ", ".join(f'"{each.column}"' for each in fields)
        with cursor.copy(f"COPY performance_figure ({names}) FROM STDIN") as out:
            for row in rows:
                out.write_row(
                    [each.get_db_prep_save(each.pre_save(row, True), connection) for each in fields]
                )


def _key(row: Any) -> _Key:
    return row.measure, row.dimension, row.code


def _times(number: Number, many: int) -> Number:
    from dataclasses import replace

    return replace(number, **{name: getattr(number, name) * many for name in _SUMS})


def _with(one: Number, other: Number) -> Number:
    from dataclasses import replace

    larger = max(one, other, key=lambda each: each.timed)
    return replace(larger, **{name: getattr(one, name) + getattr(other, name) for name in _SUMS})
