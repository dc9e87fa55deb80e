"""The worker: takes jobs from the PostgreSQL queue and defers the periodic ones. Jobs are declared in the rooms' `jobs.py`.

A job deferred inside a transaction is written through Django's own connection, so it exists exactly when the change does.
"""

from __future__ import annotations

from procrastinate.contrib.django import DjangoApp, app
from procrastinate.contrib.django.django_connector import DjangoConnector

# Threads for jobs, each with a database connection of its own.
_CONCURRENCY = 4
_FINISH_SECONDS = 20.0


def work() -> None:
    """Run until SIGTERM or Ctrl-C, then finish what has begun. Django must be set up."""
    # An app of its own for the worker's asynchronous connection. The tasks stay tied to Django's, so that a job which defers
    # another inside a transaction is bound to that transaction too.
    worker = DjangoApp(connector=DjangoConnector().get_worker_connector())
    worker.tasks = app.tasks
    worker.periodic_registry = app.periodic_registry
    worker.run_worker(
        concurrency=_CONCURRENCY,
        install_signal_handlers=True,
        shutdown_graceful_timeout=_FINISH_SECONDS,
        update_heartbeat_interval=10.0,
        stalled_worker_timeout=30.0,
        delete_jobs="never",
    )
