"""Destroying everything that hangs on a case or a person, once disposal has been approved (clause 3.5.2).

It goes by what tables there are, not by a list: a table with a `case_id` that somebody adds later is erased without anybody
remembering. What outlives a case must say so: `outlives_case = True` on the model. The database deletes such rows only inside
`erasing`, and only those of the subjects named there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from upstander.confidentiality.key_cache import opened
from upstander.confidentiality.models import DataKey
from upstander.confidentiality.viewer import ViewerKind, current_viewer

_SET = "SELECT set_config('upstander.erasing', %s, true)"


@dataclass
class Erased:
    """How many rows went, by table, and which data keys. Numbers and ids only: it goes on the certificate."""

    rows: dict[str, int] = field(default_factory=dict)
    keys: list[UUID] = field(default_factory=list)

    def add(self, table: str, count: int) -> None:
        if count:
            self.rows[table] = self.rows.get(table, 0) + count


@contextmanager
def erasing(subjects: Iterable[UUID]) -> Iterator[None]:
    """The database lets the system delete rows of these cases and people, until the block ends. Inside a transaction of the system."""
    viewer = current_viewer()
    if viewer is None or viewer.kind is not ViewerKind.SYSTEM:
        raise RuntimeError("erasing is a step of the system")
    with connection.cursor() as cursor:
        cursor.execute(_SET, ["{" + ",".join(map(str, subjects)) + "}"])
    yield
    with connection.cursor() as cursor:  # after a failure the rollback does this
        cursor.execute(_SET, [""])


def erase_cases(cases: Iterable[UUID], *, now: datetime) -> Erased:
    """Destroy the keys of these cases and delete every row that carries one of their ids. Inside `erasing`."""
    wanted, erased, gone = list(cases), Erased(), set[UUID]()
    for model in case_tables():
        rows = model._base_manager.filter(case_id__in=wanted)  # also what pages never see again
        gone |= {each for each in rows.values_list("pk", flat=True) if isinstance(each, UUID)}
        erased.add(model._meta.db_table, rows._raw_delete(rows.db))
    erased.add("procrastinate_jobs", _forget_jobs([*wanted, *gone]))
    destroy_keys(wanted, erased, now=now)
    return erased


def destroy_keys(subjects: Iterable[UUID], erased: Erased, *, now: datetime) -> None:
    """Empty these data keys for good. What they sealed cannot be read again, from a back-up neither (docs/running.md)."""
    wanted = list(subjects)
    found = list(
        DataKey.objects.select_for_update()
        .filter(pk__in=wanted, destroyed_at=None)
        .values_list("pk", flat=True)
    )
    DataKey.objects.filter(pk__in=found).update(wrapped=None, destroyed_at=now)
    erased.keys += sorted(found)
    cache = opened.get()
    for subject in wanted:
        if cache is not None:
            cache.pop(subject, None)


def case_tables() -> list[type[models.Model]]:
    """Every table whose rows belong to one case, by their `case_id`."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and any(column.attname == "case_id" for column in model._meta.concrete_fields)
        and not getattr(model, "outlives_case", False)
    ]


def _forget_jobs(ids: list[UUID]) -> int:
    """Queued, failed and finished jobs whose arguments name one of these rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE status <> 'doing' AND EXISTS"
            " (SELECT 1 FROM unnest(%s::text[]) AS gone WHERE position(gone IN args::text) > 0)",
            [[str(each) for each in ids]],
        )
        return int(cursor.rowcount)
