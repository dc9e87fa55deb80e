"""What must hold before a real landlord's data goes in: the database binds the app, and the settings suit a public address."""

from __future__ import annotations

import os
import stat
import time
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from upstander.operations.addresses import OWNER_ROLE

_CLOCKS_APART = 5  # seconds; due times are worth what the clock is


def faults(*, deploy: bool) -> list[str]:
    """One sentence for each thing to mend, with what to do."""
    found = _database(deploy=deploy) + _clock() + _keys() + _passwords()
    return found + (_address() if deploy else [])


def _database(*, deploy: bool) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r.rolsuper OR r.rolbypassrls OR pg_has_role(current_user, %s, 'MEMBER'),"
            " s.rolsuper OR s.rolbypassrls, current_setting('fsync'), current_setting('synchronous_commit')"
            " FROM pg_roles r, pg_roles s WHERE r.rolname = current_user AND s.rolname = session_user",
            [OWNER_ROLE],
        )
        unbound, login_unbound, fsync, commit = cursor.fetchone() or (True, True, "off", "off")
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
            " AND pg_has_role(current_user, c.relowner, 'USAGE')"
        )
        owned = [name for (name,) in cursor.fetchall()]
    if unbound:
        found.append(
            "The database role of the app may bypass row-level security. Take that right away from it."
        )
    if owned:
        found.append(
            f"The app owns tables ({', '.join(sorted(owned)[:5])}…). Let `upstander migrate` run as {OWNER_ROLE}."
        )
    if deploy and login_unbound and not settings.UPSTANDER_EMBEDDED_DATABASE:
        found.append(
            "DATABASE_URL logs in as a superuser. Give the app a login of its own, and set DATABASE_OWNER_URL."
        )
    if fsync != "on" or commit == "off":
        found.append(
            "The database has fsync or synchronous_commit off: a receipt would promise what a power cut can undo."
        )
    return found


def _clock() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        (there,) = cursor.fetchone() or (0,)
    apart = abs(float(there) - time.time())
    if apart > _CLOCKS_APART:
        return [
            f"The clocks of this host and of the database are {apart:.0f} seconds apart. Let both follow the same time (NTP)."
        ]
    return []


def _passwords() -> list[str]:
    path = settings.UPSTANDER_BREACHED_PASSWORDS
    if path is None or os.access(path, os.R_OK):
        return []
    return ["UPSTANDER_BREACHED_PASSWORDS names a file that cannot be read: nobody can change a password."]


def _keys() -> list[str]:
    mode = settings.UPSTANDER_MASTER_KEYSET.stat().st_mode
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return [f"{settings.UPSTANDER_MASTER_KEYSET} can be read by other accounts. chmod 600 it."]
    return []


def _address() -> list[str]:
    found = []
    if urlsplit(settings.UPSTANDER_BASE_URL).scheme != "https":
        found.append("UPSTANDER_BASE_URL is not an https:// address.")
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        found.append("UPSTANDER_EMAIL_URL is not set: no message leaves this machine.")
    return found
