"""Filling a register for measuring: every row that hangs on a case is copied, and what comes out is a register like any other."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import psycopg
from psycopg import sql

from factories.cast import one_of_each_role
from factories.reports import opened
from upstander.cases.models import Case
from upstander.cases.queries.api import find_cases, listed_cases
from upstander.confidentiality.api import system, viewing
from upstander.operations.bench.columns import Pass
from upstander.operations.bench.figures import copy_figures, store_figures
from upstander.operations.bench.filling import dangling, fill, models_of_cases
from upstander.performance.api import bring_up_to_date, recounted
from upstander.performance.models import Figure

A_YEAR, YEARS, OPEN = 2, 3, 4
SUMS_OF_NO_CASE = {"promises", "data-clocks", "training"}


def test_every_table_of_a_case_is_copied_and_the_register_holds_together(
    own_database: str, admin_address: str, now: datetime
) -> None:
    cast, said = one_of_each_role(now), list[str]()
    ended, going_on = opened(cast, now), opened(cast, now, danger=True)
    with viewing(system("tests")):
        Case.objects.filter(pk=ended).update(state="closed", closed_at=now + timedelta(days=3))
    bring_up_to_date(by=system("measures"), now=now + timedelta(days=4))
    passes = [
        Pass("closed", ("closed",), A_YEAR * YEARS, years=YEARS),
        Pass("open", ("open",), OPEN, officers=2, first=A_YEAR * YEARS + 1),
    ]
    with psycopg.connect(admin_address, autocommit=True) as admin:
        before, indexes = _counts(admin, [ended, going_on]), _indexes(admin)
        figures = copy_figures(passes, said.append)
        fill(admin, passes, said.append)
        store_figures(admin, figures)
        assert dangling(admin) == []
        assert _indexes(admin) == indexes
        for table, (of_ended, of_open, all_of_it) in before.items():
            copied = all_of_it + of_ended * A_YEAR * YEARS + of_open * OPEN
            assert _count(admin, table) == copied, table

    found = find_cases(cast.carol, "Amina Yusuf", now=now, limit=50)
    assert {head.survivor for head in found} == {"Amina Yusuf"}
    assert (
        len({head.officer_id for head in listed_cases(cast.carol, now=now)[0]}) == 3
    )  # Ben and his two copies

    with viewing(system("tests")):
        assert Case.objects.count() == 2 + A_YEAR * YEARS + OPEN
        assert Case.objects.filter(received_at__year=now.year - 2).count() == A_YEAR
        this = date(now.year, now.month, 1)
        stored = {(f.month, f.measure, f.dimension, f.code): f.count for f in Figure.objects.all()}
        again = {
            (this, *key): number.count
            for key, number in recounted(this).items()
            if key[0] not in SUMS_OF_NO_CASE
        }
    assert stored[this.replace(year=now.year - 1), "reports", "", ""] == A_YEAR
    assert {key: stored[key] for key in again} == again  # the months of copies come out as their facts do


def _counts(admin: psycopg.Connection[object], cases: list[object]) -> dict[str, tuple[int, ...]]:
    """Of each table: rows of the ended case, of the open one, and all."""
    found = {}
    for model in models_of_cases(officers=False):
        column = "id" if model._meta.label in ("cases.Case", "confidentiality.DataKey") else "case_id"
        of_each = [_count(admin, model._meta.db_table, f"WHERE {column} = '{case}'") for case in cases]
        found[model._meta.db_table] = (*of_each, _count(admin, model._meta.db_table))
    return found


def _count(admin: psycopg.Connection[object], table: str, where: str = "") -> int:
    asked = sql.SQL("SELECT count(*) FROM {} " + where).format(sql.Identifier(table))
    row = admin.execute(asked).fetchone()
    return int(row[0]) if row else 0  # type: ignore[index]


def _indexes(admin: psycopg.Connection[object]) -> set[object]:
    return set(
        admin.execute("SELECT tablename, indexname FROM pg_indexes WHERE schemaname = 'public'").fetchall()
    )
