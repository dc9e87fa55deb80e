"""Where things are: the data directory, and the database as Django's settings want it. Reads nothing but what it is given."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

APP_ROLE = "upstander_app"
OWNER_ROLE = "upstander_owner"
DATABASE = "upstander"

# sockaddr_un holds 108 bytes on Linux and 104 on macOS; PostgreSQL adds "/.s.PGSQL.5432" and a lock suffix.
_LONGEST_SOCKET_DIRECTORY = 80

# Milliseconds. A page or job that takes longer than this is broken; waiting for a lock longer than this helps nobody.
_APP_LIMITS = {
    "statement_timeout": 30_000,
    "lock_timeout": 10_000,
    "idle_in_transaction_session_timeout": 60_000,
}
_PREPARED_AT = 3  # uses of a statement by one connection
_OWNER_LIMITS = {"lock_timeout": 30_000}


def cluster_directory(data: Path) -> Path:
    """Where the embedded PostgreSQL keeps its files."""
    return data / "postgres"


def socket_directory(data: Path) -> Path:
    """Where the embedded PostgreSQL of this data directory listens: beside its files, or in /tmp when that path is too long."""
    beside = data.resolve() / "run"
    if len(str(beside)) <= _LONGEST_SOCKET_DIRECTORY:
        return beside
    name = hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"upstander-{name}"


def embedded(data: Path, name: str = DATABASE) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for the embedded server of a data directory."""
    return embedded_at(str(socket_directory(data)), name)


def embedded_at(socket: str, name: str) -> dict[str, dict[str, Any]]:
    """Django's DATABASES for a server whose roles log in themselves, on the socket in that directory."""
    where = {"HOST": socket, "PORT": "5432", "NAME": name}
    return {
        "default": _entry({**where, "USER": APP_ROLE}, role=APP_ROLE),
        "owner": _entry({**where, "USER": OWNER_ROLE}, role=OWNER_ROLE),
    }


def external(app_url: str, owner_url: str = "", name: str = "") -> dict[str, dict[str, Any]]:
    """Django's DATABASES for a PostgreSQL of the operator's, from one or two addresses.

    Each connection takes on its role at the start (`-c role=`), so that row-level security binds whatever the login is.
    Raises psycopg.ProgrammingError for an address that is not one.
    """
    return {
        "default": _entry(_from_url(app_url, name), role=APP_ROLE),
        "owner": _entry(_from_url(owner_url or app_url, name), role=OWNER_ROLE),
    }


def _from_url(url: str, name: str) -> dict[str, Any]:
    parts = dict(conninfo_to_dict(url))
    fields = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    found: dict[str, Any] = {key: str(parts.pop(part, "") or "") for key, part in fields.items()}
    found["NAME"] = name or found["NAME"] or DATABASE
    if parts:
        found["OPTIONS"] = parts
    return found


def _entry(where: dict[str, Any], *, role: str) -> dict[str, Any]:
    limits = _APP_LIMITS if role == APP_ROLE else _OWNER_LIMITS
    flags = [f"-c {name}={value}" for name, value in limits.items()]
    if where.get("USER") != role:
        flags.insert(0, f"-c role={role}")
    options: dict[str, Any] = dict(where.get("OPTIONS", {}))
    given = options.get("options", "")
    options["options"] = " ".join([*([given] if given else []), *flags])
    if role == APP_ROLE:
        # Access rules make every statement dear to plan. The server plans each kind once for a connection (decision 0085).
        options.setdefault("server_side_binding", True)
        options.setdefault("prepare_threshold", _PREPARED_AT)
    options.setdefault("connect_timeout", 5)
    options.setdefault("application_name", "upstander")
    return {
        "ENGINE": "upstander.operations.postgresql",
        **where,
        "OPTIONS": options,
        "CONN_MAX_AGE": 60 if role == APP_ROLE else 0,
        "CONN_HEALTH_CHECKS": True,
    }
