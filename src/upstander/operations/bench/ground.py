"""What measuring stands on: a register that answers, people who have just signed in on it, and what its server says of itself."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from upstander.operations import startup


@contextmanager
def landlord(data: Path) -> Iterator[Path]:
    """The database of this directory answers during the block, migrated."""
    os.environ["UPSTANDER_LOG_LEVEL"] = "CRITICAL"  # what fails is said by whoever measures
    directory = startup.data_directory(data)
    startup.make_secret(directory)
    startup.set_up_django()
    with startup.database(directory):
        startup.prepare_database(directory, lambda line: None)
        startup.make_master_keys()

        from upstander.operations.static_files import collect

        collect()
        yield directory


def somebody(role: str) -> Any:
    """The first person of this role, by name."""
    from django.contrib.auth import get_user_model

    from upstander.confidentiality.api import system, viewing

    with viewing(system("demo")):
        everybody: Any = get_user_model()
        return next(each for each in everybody.objects.order_by("name") if role in each.roles)


def browser(person: Any) -> Any:
    """Theirs, who has just signed in with password and code. What fails is an answer, not an exception."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP
    from django.test import Client

    if not Authenticator.objects.filter(user=person, type="totp").exists():
        TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    client = Client(headers={"host": "127.0.0.1"}, raise_request_exception=False)
    client.force_login(person)
    session, at = client.session, time.time()
    session["account_authentication_methods"] = [
        {"method": "password", "at": at},
        {"method": "mfa", "at": at, "type": "totp"},
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


@contextmanager
def rows_read(admin: psycopg.Connection[Any]) -> Iterator[list[int]]:
    """How many rows of tables the block's statements read, by the server's own count."""
    before, found = _counted(admin), [0]
    yield found
    found[0] = _counted(admin) - before


def _counted(admin: psycopg.Connection[Any]) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    # What the administrator read before is told late too, and would count as the block's.
    for asked in ("SELECT pg_stat_force_next_flush()", "SELECT 1", "SELECT pg_stat_clear_snapshot()"):
        admin.execute(asked)
    row = admin.execute(
        "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) FROM pg_stat_user_tables"
    ).fetchone()
    return int(row[0]) if row else 0


def processor_of_the_server() -> float:
    """Seconds of processor that this connection's server process has used; 0 where the system does not tell."""
    from django.db import connection

    connection.ensure_connection()
    try:
        told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    except OSError:
        return 0.0
    return int(told.split()[0]) / 1e9
