"""One address for load balancers and the supervisor. Says whether, never what: the log has the reason."""

from __future__ import annotations

import logging
from functools import cache

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)

# A worker writes its heartbeat every ten seconds.
_HEARTBEAT_SECONDS = 45


class _Unready(Exception):
    """The database answers, but lacks a migration of this version."""


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 `ok`; 200 `degraded` when no worker is alive (reports are still taken); 503 `unavailable` without the database."""
    try:
        _migrated()
        alive = _worker_alive()
    except (Error, _Unready) as error:
        logger.warning("not healthy: %s", type(error).__name__)
        return JsonResponse({"status": "unavailable"}, status=503)
    if not alive:
        logger.warning("degraded: no worker has been heard from for %s seconds", _HEARTBEAT_SECONDS)
    return JsonResponse({"status": "ok" if alive else "degraded"})


@cache
def _migrated() -> None:
    """Checked until it holds once: this process's code does not change, and migrations are not undone under it."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _Unready


def _worker_alive() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_workers WHERE last_heartbeat > now() - make_interval(secs => %s))",
            [_HEARTBEAT_SECONDS],
        )
        row = cursor.fetchone()
    return bool(row and row[0])
